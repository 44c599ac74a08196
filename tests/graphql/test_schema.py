"""The schema: committed as it is, described throughout, and true to the outline."""

from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from app.graphql.api import print_sdl

ROOT = Path(__file__).parents[2]

# What must be there, whatever else is.
OUTLINE = (Path(__file__).parent / "outline.graphql").read_text()


def own_types(graph: GraphQLSchema) -> list[GraphQLNamedType]:
    builtin = {"ID", "String", "Int", "Float", "Boolean"}
    return [one for name, one in graph.type_map.items() if not name.startswith("__") and name not in builtin]


def promises(graph: GraphQLSchema) -> dict[str, tuple[str, object]]:
    """Each name that callers rely on, with its type and its default."""
    found: dict[str, tuple[str, object]] = {}
    for one in own_types(graph):
        found[one.name] = (type(one).__name__, None)
        if isinstance(one, GraphQLEnumType):
            found |= {f"{one.name}.{value}": ("value", None) for value in one.values}
        elif isinstance(one, GraphQLObjectType | GraphQLInputObjectType):
            for name, part in one.fields.items():
                found[f"{one.name}.{name}"] = _promise(part)
                arguments = getattr(part, "args", {}).items()
                found |= {f"{one.name}.{name}({argument}:)": _promise(what) for argument, what in arguments}
    return found


def _promise(part: Any) -> tuple[str, object]:
    return str(part.type), getattr(part, "default_value", None)


def test_the_committed_schema_is_the_schema() -> None:
    assert (ROOT / "schema.graphql").read_text() == print_sdl(), "run: nudge schema > schema.graphql"
    assert print_sdl().endswith("}\n") or print_sdl().endswith('")\n')


def test_every_promised_name_type_and_default_is_there() -> None:
    actual, promised = promises(build_schema(print_sdl())), promises(build_schema(OUTLINE))
    assert {name: actual.get(name) for name in promised} == promised
