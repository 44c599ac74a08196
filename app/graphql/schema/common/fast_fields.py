"""Fields that are read from an object in one step, and children that the parent's resolver attached to it.

A list of 50 sequences with their steps has 1,400 fields. Strawberry makes three calls for each of them, and about ten
for a field with a resolver. The fields of `output_field` and `attached_field` need one call.
"""

from collections.abc import Awaitable, Callable
from operator import attrgetter
from typing import Any, Final

import strawberry
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from app.graphql.context import Context, Info
from app.graphql.guard.cost import MOST
from app.graphql.schema.common.fields import ATTACHABLE, Most

NOT_LOADED: Final = object()
"""The value of a child that no resolver attached: it is loaded when a caller selects it."""

READ: Final = "read"
"""The key of the extension of a field that reads it from an object in one step: its value, or `NOT_LOADED`."""

Load = Callable[[Any, Context], Awaitable[Any]]
Read = Callable[[Any, GraphQLResolveInfo[Context]], Any]


def attached_field(description: str, load: Load, *, most_items: Most = None) -> Any:
    """A child of an object: the value that the parent's resolver attached, else the value that `load` finds."""
    return strawberry.field(description=description, default=NOT_LOADED, metadata={"load": load, MOST: most_items})


def selected_below(info: Info) -> frozenset[str]:
    """The name of this field, and those of all fields that the caller selected at any depth below it."""
    raw, names, seen = info._raw_info, set[str](), set[str]()
    pending: list[SelectionNode] = list(raw.field_nodes)
    while pending:
        match pending.pop():
            case FieldNode(name=name, selection_set=inner):
                names.add(name.value)
            case FragmentSpreadNode(name=name) if name.value not in seen:
                seen.add(name.value)
                inner = raw.fragments[name.value].selection_set
            case InlineFragmentNode(selection_set=inner):
                pass
            case _:
                continue
        pending += inner.selections if inner else ()
    return frozenset(names)


def attach(shown: Any, name: str, value: Any) -> None:
    """Attaches the value of an attachable field to an object."""
    shown.__dict__[name] = value


def read_in_one_step(graph: GraphQLSchema) -> None:
    """Gives every field without a resolver of its own the shortest possible resolver, and attachable fields what was
    attached to them."""
    for kind in graph.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
                if not isinstance(definition, StrawberryField):
                    continue
                if definition.is_basic_field:
                    field.extensions[READ] = attrgetter(definition.python_name)
                    field.resolve = _reader(definition)
                elif definition.metadata.get(ATTACHABLE):
                    field.extensions[READ] = attached = _attached(definition.python_name)
                    field.resolve = _attached_or(attached, field.resolve)


def _attached(name: str) -> Callable[[Any], Any]:
    def read(source: Any) -> Any:
        return source.__dict__.get(name, NOT_LOADED)

    return read


def _attached_or(attached: Callable[[Any], Any], resolve: Any) -> Read:
    def read_or_resolve(source: Any, info: GraphQLResolveInfo[Context]) -> Any:
        value = attached(source)
        return resolve(source, info) if value is NOT_LOADED else value

    return read_or_resolve


def _reader(field: StrawberryField) -> Read:
    name, load = field.python_name, field.metadata.get("load")

    def read(source: Any, _: GraphQLResolveInfo[Context]) -> Any:
        return getattr(source, name)

    def read_or_load(source: Any, info: GraphQLResolveInfo[Context]) -> Any:
        value = getattr(source, name)
        return load(source, info.context) if value is NOT_LOADED and load else value

    return read_or_load if load else read
