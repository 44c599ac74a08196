"""The cost of an operation, before its execution: the number of objects that its answer may hold.

Each object counts 1. A page counts as full (`limit`, `first` or `last`, given or by default), and so do the days from
`from` to `to` and the rows of a bulk call. Another list counts as `LIST` items in a query, where the budget counts the
true number afterwards, and as the most that it may have in a mutation, whose answer is never cut off. A mutation field
counts 10 more, and each row of a bulk call 1 more. A root field that reads more than it answers as objects declares
its work, which counts as well. The cost is computed from the schema, the document and the
variables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_named_type,
    get_operation_ast,
    get_variable_values,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.graphql.guard.introspection import ROOTS, Introspection
from app.graphql.guard.size import MAX_ITEMS
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT

MAX_COST = 20_000
MUTATION = 10
LIST = 5
MAX_DAYS = 366
Fielded = GraphQLObjectType | GraphQLInterfaceType
PAGES = ("limit", "first", "last")
DAYS = ("from", "to")
MOST = "most_items"
"""The metadata of a list field: the most items that it may have, a number or `PerRow`."""

WORK = "work"
"""The metadata of a root field that reads more than the objects of its answer: what it counts beside them, a number or
`PerText`."""

SCOPE = "scope"
"""The metadata of a mutation: the scope that a key needs for it."""
_KEPT, _LISTS = "nudge-page-arguments", "nudge-list-arguments"


@dataclass(frozen=True, slots=True)
class PerRow:
    """The most items of a list in the answer to a bulk call: `items` for each row, `MAX_ITEMS` in all."""

    items: int


@dataclass(frozen=True, slots=True)
class PerText:
    """The work of reading a text: 1 for each `characters` of this argument."""

    argument: str
    characters: int


@dataclass(frozen=True, slots=True)
class Root:
    """A root field of an operation, with the values of its arguments. `rows` is the number of rows of a bulk call; None
    for any other field."""

    node: FieldNode
    arguments: Mapping[str, Any]
    definition: GraphQLField
    rows: int | None

    @property
    def name(self) -> str:
        return self.node.name.value


@dataclass(slots=True)
class Bill:
    """One operation of a document, with the values of its variables. The document is valid."""

    schema: GraphQLSchema
    document: DocumentNode
    operation_name: str | None
    variables: Mapping[str, Any]
    operation: OperationDefinitionNode = field(init=False)
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    roots: tuple[Root, ...] = field(init=False)
    """The root fields of the operation, also those in fragments."""
    _page_variables: VariableValues | None = field(init=False)
    """The variables that pages may use, as the execution will read them; None if they are not valid."""
    _seen: dict[tuple[str, int | None], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        found = get_operation_ast(self.document, self.operation_name)
        assert found is not None
        self.operation = found
        definitions = self.document.definitions
        self.fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        self._page_variables = self._read_page_variables()
        self.roots = tuple(self._find_roots())

    def _read_page_variables(self) -> VariableValues | None:
        declared = [one for one in self.operation.variable_definitions or () if _type_name(one.type) in ("Int", "Date")]
        values = get_variable_values(self.schema, declared, dict(self.variables))
        return values if isinstance(values, VariableValues) else None

    @property
    def is_mutation(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    def cost(self) -> int:
        """The cost of the whole operation."""
        return sum(self._root(root) for root in self.roots) + self._introspection()

    def _introspection(self) -> int:
        nodes = [one for one in self._fields(self.operation.selection_set, set()) if one.name.value in ROOTS]
        if not nodes:
            return 0
        introspection = Introspection(self.schema, self.fragments)
        return sum(introspection.cost(one) for one in nodes)

    def _find_roots(self) -> Iterator[Root]:
        kind = self.schema.get_root_type(self.operation.operation)
        assert kind is not None
        for node in self._fields(self.operation.selection_set, set()):
            if definition := kind.fields.get(node.name.value):
                arguments = self._arguments(node)
                yield Root(node, arguments, definition, _rows(definition, arguments))

    def _root(self, root: Root) -> int:
        if not self.is_mutation:
            return _work(root) + self._field(root.definition, root.node, None)
        rows = root.rows
        return MUTATION + (rows or 0) + self._field(root.definition, root.node, rows)

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
                    total += self._field(definition, node, page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._spread(node.name.value, kind, page)
            elif isinstance(node, InlineFragmentNode):
                total += self._below(node.selection_set, self._narrowed(node.type_condition, kind), page)
        return total

    def _narrowed(self, condition: NamedTypeNode | None, kind: Fielded) -> Fielded:
        """The type that a fragment is on. The fields of an interface's types are more than its own."""
        found = self.schema.type_map.get(condition.name.value) if condition else None
        return found if isinstance(found, Fielded) else kind

    def _field(self, definition: GraphQLField, node: FieldNode, page: int | None) -> int:
        kind = get_named_type(definition.type)
        if not isinstance(kind, Fielded):
            return 0
        own = self._page(definition, node)
        if _is_list(definition.type):
            return self._most(definition, node, own, page) * (1 + self._below(node.selection_set, kind, None))
        # The rows of a bulk call are in a list of its payload, the items of a page in a list of the page.
        return 1 + self._below(node.selection_set, kind, page if own is None else own)

    def _most(self, definition: GraphQLField, node: FieldNode, own: int | None, page: int | None) -> int:
        """The items that a list counts as."""
        if own is not None and any(one.name.value in PAGES for one in node.arguments or ()):
            return own
        most = most_items(definition)
        if isinstance(most, PerRow):
            return min((page or 1) * most.items, MAX_ITEMS)
        if most is None:
            return MAX_LIMIT if page is None else page
        return most if self.is_mutation else min(most, LIST)

    def _page(self, definition: GraphQLField, node: FieldNode) -> int | None:
        """The most items of a page; None for a field without pages. The resolver refuses a value out of range."""
        arguments = _page_arguments(definition)
        if arguments is None:
            return None
        days = "from" in arguments.args
        if self._page_variables is None:
            return MAX_DAYS if days else MAX_LIMIT
        try:
            values = get_argument_values(arguments, node, self._page_variables)
        except GraphQLError:  # the execution refuses this value
            return 0
        return _days(values) if days else _items(values)

    def _spread(self, name: str, kind: Fielded, page: int | None) -> int:
        if (name, page) not in self._seen:
            fragment = self.fragments[name]
            inner = self._narrowed(fragment.type_condition, kind)
            self._seen[name, page] = self._below(fragment.selection_set, inner, page)
        return self._seen[name, page]

    def _arguments(self, node: FieldNode) -> dict[str, Any]:
        return {one.name.value: self._value(one.value) for one in node.arguments or ()}

    def _value(self, node: ValueNode) -> Any:
        """The value of a root argument as it was sent: enough to count a list and to compare an id."""
        if isinstance(node, VariableNode):
            return self._variable(node.name.value)
        if isinstance(node, ListValueNode):
            return list(node.values)
        if isinstance(node, ObjectValueNode):
            return {one.name.value: self._value(one.value) for one in node.fields}
        return getattr(node, "value", None)

    def _variable(self, name: str) -> Any:
        if name in self.variables:
            return self.variables[name]
        declared = next(one for one in self.operation.variable_definitions or () if one.variable.name.value == name)
        return self._value(declared.default_value) if declared.default_value else None


def _work(root: Root) -> int:
    field = root.definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    match field.metadata.get(WORK) if field else None:
        case PerText(argument, characters):
            return len(str(root.arguments.get(argument) or "")) // characters
        case int(number):
            return number
    return 0


def _rows(definition: GraphQLField, arguments: Mapping[str, Any]) -> int | None:
    if _LISTS not in definition.extensions:
        definition.extensions[_LISTS] = [name for name, one in definition.args.items() if _is_list(one.type)]
    found = [arguments.get(name) for name in definition.extensions[_LISTS]]
    return max((len(value) if isinstance(value, list) else 1 for value in found), default=None)


def _is_list(kind: Any) -> bool:
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)


def _type_name(node: Any) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type
    return node.name.value


def most_items(definition: GraphQLField) -> int | PerRow | None:
    """The most items that a list field declares."""
    field = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    most: int | PerRow | None = field.metadata.get(MOST) if field else None
    return most


def _page_arguments(definition: GraphQLField) -> GraphQLField | None:
    """A field with only those arguments that say how long its list is; None if it has none. Kept beside the field."""
    if _KEPT not in definition.extensions:
        names = DAYS if definition.args.keys() >= set(DAYS) else PAGES
        arguments = {name: definition.args[name] for name in names if name in definition.args}
        definition.extensions[_KEPT] = GraphQLField(definition.type, arguments) if arguments else None
    kept: GraphQLField | None = definition.extensions[_KEPT]
    return kept


def _items(values: Mapping[str, Any]) -> int:
    sizes = [values[name] for name in PAGES if values.get(name) is not None]
    return min(max(*sizes, 0), MAX_LIMIT) if sizes else DEFAULT_LIMIT


def _days(values: Mapping[str, Any]) -> int:
    first, last = (values.get(name) for name in DAYS)
    if not isinstance(first, date) or not isinstance(last, date):
        return MAX_DAYS
    return min(max((last - first).days + 1, 0), MAX_DAYS)
