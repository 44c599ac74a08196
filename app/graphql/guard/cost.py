"""The cost of an operation: the number of objects that its answer may hold.

Each object counts 1. A list counts as many items as its page may have (`limit`, `first` or `last`, given or by default;
in a bulk call the rows of the call), or 5 if it has no pages. A mutation field counts 10 more, and each row of a bulk
call 1 more. The cost is computed from the schema, the document and the variables, before the execution.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_operation_ast,
    is_list_type,
    is_non_null_type,
)

from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT

MAX_COST = 20_000
MUTATION = 10
LIST = 5
Fielded = GraphQLObjectType | GraphQLInterfaceType
PAGES = ("limit", "first", "last")


@dataclass(frozen=True, slots=True)
class Root:
    """A root field of an operation, with the values of its arguments."""

    name: str
    arguments: Mapping[str, Any]
    definition: GraphQLField
    selected: SelectionSetNode | None

    @property
    def rows(self) -> int | None:
        """The number of rows of a bulk call; None for any other field."""
        lists = [name for name, one in self.definition.args.items() if _is_list(one.type)]
        found = [self.arguments.get(name) for name in lists]
        return max((len(value) if isinstance(value, list) else 1 for value in found), default=None)


@dataclass(slots=True)
class Bill:
    """One operation of a document, with the values of its variables. The document is valid."""

    schema: GraphQLSchema
    document: DocumentNode
    operation_name: str | None
    variables: Mapping[str, Any]
    operation: OperationDefinitionNode = field(init=False)
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    _seen: dict[tuple[str, int | None], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        found = get_operation_ast(self.document, self.operation_name)
        assert found is not None
        self.operation = found
        definitions = self.document.definitions
        self.fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}

    @property
    def is_mutation(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    def cost(self) -> int:
        """The cost of the whole operation."""
        return sum(self._root(root) for root in self.roots())

    def roots(self) -> Iterator[Root]:
        """The root fields of the operation, also those in fragments."""
        kind = self.schema.get_root_type(self.operation.operation)
        assert kind is not None
        for node in self._fields(self.operation.selection_set, set()):
            if definition := kind.fields.get(node.name.value):
                yield Root(node.name.value, self._arguments(node), definition, node.selection_set)

    def _root(self, root: Root) -> int:
        if not self.is_mutation:
            return self._field(root.definition, root.arguments, root.selected, None)
        rows = root.rows
        return MUTATION + (rows or 0) + self._field(root.definition, root.arguments, root.selected, rows)

    def _fields(self, selected: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                yield from self._fields(self.fragments[node.name.value].selection_set, seen)

    def _below(self, selected: SelectionSetNode | None, kind: Fielded, page: int | None) -> int:
        """The cost of the fields below one object. `page` is the size of its page, if the object is a page."""
        total = 0
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                definition = kind.fields.get(node.name.value)
                if definition is not None:
                    total += self._field(definition, self._arguments(node), node.selection_set, page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._spread(node.name.value, kind, page)
            elif isinstance(node, InlineFragmentNode):
                total += self._below(node.selection_set, self._narrowed(node.type_condition, kind), page)
        return total

    def _narrowed(self, condition: NamedTypeNode | None, kind: Fielded) -> Fielded:
        """The type that a fragment is on. The fields of an interface's types are more than its own."""
        found = self.schema.type_map.get(condition.name.value) if condition else None
        return found if isinstance(found, Fielded) else kind

    def _field(
        self,
        definition: GraphQLField,
        arguments: Mapping[str, Any],
        selected: SelectionSetNode | None,
        page: int | None,
    ) -> int:
        kind = get_named_type(definition.type)
        if not isinstance(kind, Fielded):
            return 0
        own = _page(definition, arguments)
        if _is_list(definition.type):
            return (own or page or LIST) * (1 + self._below(selected, kind, None))
        # The rows of a bulk call are in a list of its payload, the items of a page in a list of the page.
        return 1 + self._below(selected, kind, own or page)

    def _spread(self, name: str, kind: Fielded, page: int | None) -> int:
        if (name, page) not in self._seen:
            fragment = self.fragments[name]
            inner = self._narrowed(fragment.type_condition, kind)
            self._seen[name, page] = self._below(fragment.selection_set, inner, page)
        return self._seen[name, page]

    def _arguments(self, node: FieldNode) -> dict[str, Any]:
        return {one.name.value: self._value(one.value) for one in node.arguments or ()}

    def _value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            return self._variable(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, ListValueNode):
            return list(node.values)
        return getattr(node, "value", None)

    def _variable(self, name: str) -> Any:
        if name in self.variables:
            return self.variables[name]
        declared = next(one for one in self.operation.variable_definitions or () if one.variable.name.value == name)
        return self._value(declared.default_value) if declared.default_value else None


def _is_list(kind: Any) -> bool:
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)


def _page(definition: GraphQLField, arguments: Mapping[str, Any]) -> int | None:
    """The most items of a page; None for a field without pages. The resolver refuses a value out of range."""
    if definition.args.keys().isdisjoint(PAGES):
        return None
    sizes = [arguments[name] for name in PAGES if isinstance(arguments.get(name), int)]
    return min(max(*sizes, 1), MAX_LIMIT) if sizes else DEFAULT_LIMIT
