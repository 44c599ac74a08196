"""Fields that are read off an object in one step, and the children that a parent's resolver attached to it.

A list of 50 sequences with their steps has 1,400 fields, and to each of them Strawberry goes through three calls, or
about ten for one with a resolver. The fields of `told` and `attached` need one.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField
from strawberry.types.nodes import SelectedField, Selection

from app.graphql.context import Context, Info

LATER: Final = object()
"""The value of a child that nobody attached: it is loaded when a caller asks for it."""

Load = Callable[[Any, Context], Awaitable[Any]]
Read = Callable[[Any, GraphQLResolveInfo[Context]], Any]


def attached(description: str, load: Load) -> Any:
    """A child of an object: what the parent's resolver put there, else what `load` finds."""
    return strawberry.field(description=description, default=LATER, metadata={"load": load})


def asked_below(info: Info) -> frozenset[str]:
    """The names of all fields that a caller asks for anywhere below this one, to load what they need beforehand."""
    return frozenset(_names(info.selected_fields))


def _names(selections: Iterable[Selection]) -> Iterable[str]:
    for one in selections:
        if isinstance(one, SelectedField):
            yield one.name
        yield from _names(one.selections)


def read_in_one_step(graph: GraphQLSchema) -> None:
    """Gives every field without a resolver of its own the shortest one there is."""
    for kind in graph.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
                if isinstance(definition, StrawberryField) and definition.is_basic_field:
                    field.resolve = _reader(definition)


def _reader(field: StrawberryField) -> Read:
    name, load = field.python_name, field.metadata.get("load")

    def read(source: Any, _: GraphQLResolveInfo[Context]) -> Any:
        return getattr(source, name)

    def read_or_load(source: Any, info: GraphQLResolveInfo[Context]) -> Any:
        value = getattr(source, name)
        return load(source, info.context) if value is LATER and load else value

    return read_or_load if load else read
