"""The cost of introspection: an upper bound of the objects below `__schema` and `__type`.

The answer depends on the schema only. A list below `__schema { types }` covers every type once, so it counts with the
total over all types. Any other list counts with the longest list that a single type or field has.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    is_abstract_type,
    is_input_object_type,
)

ROOTS = ("__schema", "__type")
_SINGLE = {"queryType", "mutationType", "subscriptionType", "type", "ofType"}


class Length(NamedTuple):
    """The length of all lists of one introspection field together, and of the longest list."""

    total: int
    longest: int


class Parents(NamedTuple):
    """The objects that a selection applies to. `whole`: they are every such object of the schema, each once."""

    number: int
    whole: bool = False
    of_types: int = 0
    """How many `ofType` lead to them."""


def _length(lists: Iterable[Collection[Any]]) -> Length:
    counts = [len(one) for one in lists]
    return Length(sum(counts), max(counts, default=0))


class Lengths(NamedTuple):
    """The lengths of every introspection list, and the most wrappers of a type, such as 3 for `[X!]!`."""

    lists: Mapping[str, Length]
    wrappers: int


@lru_cache(8)
def _lengths(schema: GraphQLSchema) -> Lengths:
    types, directives = schema.type_map.values(), schema.directives
    inputs = [one.fields for one in types if is_input_object_type(one)]
    outputs = [getattr(one, "fields", {}) for one in types if not is_input_object_type(one)]
    fields = [one for members in outputs for one in members.values()]
    arguments = [one.args for one in (*fields, *directives)]
    typed = [*fields, *(one for members in (*inputs, *arguments) for one in members.values())]
    lists = {
        "types": _length([types]),
        "directives": _length([directives]),
        "fields": _length(outputs),
        "inputFields": _length(inputs),
        "args": _length(arguments),
        "enumValues": _length(getattr(one, "values", {}) for one in types),
        "interfaces": _length(getattr(one, "interfaces", ()) for one in types),
        "possibleTypes": _length(schema.get_possible_types(one) for one in types if is_abstract_type(one)),
    }
    return Lengths(lists, max(_wrappers(one.type) for one in typed))


def _wrappers(kind: Any) -> int:
    return 1 + _wrappers(kind.of_type) if hasattr(kind, "of_type") else 0


@dataclass(slots=True)
class Introspection:
    """Computes the cost for one document."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    _spreads: dict[tuple[str, Parents], int] = field(init=False, default_factory=dict)

    def cost(self, node: FieldNode) -> int:
        """The objects below a root field `__schema` or `__type`, with the root object itself."""
        return 1 + self._below(node.selection_set, Parents(1))

    def _below(self, selected: SelectionSetNode | None, parents: Parents) -> int:
        total = 0
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                total += self._field(node, parents)
            elif isinstance(node, InlineFragmentNode):
                total += self._below(node.selection_set, parents)
            elif isinstance(node, FragmentSpreadNode):
                total += self._spread(node.name.value, parents)
        return total

    def _field(self, node: FieldNode, parents: Parents) -> int:
        children = self._children(node.name.value, parents)
        return children.number + self._below(node.selection_set, children) if children.number else 0

    def _children(self, name: str, parents: Parents) -> Parents:
        lengths = _lengths(self.schema)
        if name in _SINGLE:
            of_types = parents.of_types + 1 if name == "ofType" else 0
            return Parents(parents.number if of_types <= lengths.wrappers else 0, of_types=of_types)
        if name not in lengths.lists:
            return Parents(0)
        length = lengths.lists[name]
        if name in ("types", "directives"):
            return Parents(length.total, whole=True)
        if parents.whole:
            return Parents(length.total, whole=name in ("fields", "args"))
        return Parents(parents.number * length.longest)

    def _spread(self, name: str, parents: Parents) -> int:
        if (name, parents) not in self._spreads:
            self._spreads[name, parents] = self._below(self.fragments[name].selection_set, parents)
        return self._spreads[name, parents]
