"""How large a query may be. Counted once for each fragment, so that fragments within fragments cost nothing.

Strawberry's own limiters walk a fragment anew wherever it is spread, which takes exponential time, and fail
with a KeyError on a fragment that does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)
from graphql.validation import ASTValidationContext

from app.graphql.errors import TOO_COMPLEX

MAX_TOKENS = 2000
MAX_DEPTH = 12
MAX_ALIASES = 30


@dataclass(frozen=True, slots=True)
class Size:
    """How deep a selection goes, and how many of its fields have an alias."""

    depth: int = 0
    aliases: int = 0


class SizeRule(ASTValidationRule):
    """Refuses an operation that is too deep or has too many aliases. Introspection is measured elsewhere."""

    def __init__(self, context: ASTValidationContext) -> None:
        super().__init__(context)
        definitions = context.document.definitions
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        sizes: dict[str, Size] = {}
        for node in definitions:
            if isinstance(node, OperationDefinitionNode):
                self._judge(node, _size(node.selection_set, fragments, sizes))

    def _judge(self, node: OperationDefinitionNode, size: Size) -> None:
        if size.depth > MAX_DEPTH:
            self._refuse(node, f"The query is {size.depth} levels deep; {MAX_DEPTH} are allowed.")
        if size.aliases > MAX_ALIASES:
            self._refuse(node, f"The query has {size.aliases} aliases; {MAX_ALIASES} are allowed.")

    def _refuse(self, node: OperationDefinitionNode, message: str) -> None:
        self.report_error(GraphQLError(message, node, extensions={"code": TOO_COMPLEX}))


def _size(
    selected: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], sizes: dict[str, Size]
) -> Size:
    depth = aliases = 0
    for node in selected.selections if selected else ():
        if isinstance(node, FragmentSpreadNode):
            inner = _fragment(node.name.value, fragments, sizes)
        elif isinstance(node, FieldNode):
            inner = _field(node, fragments, sizes)
        else:
            inner = _size(getattr(node, "selection_set", None), fragments, sizes)
        depth, aliases = max(depth, inner.depth), aliases + inner.aliases
    return Size(depth, aliases)


def _field(node: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], sizes: dict[str, Size]) -> Size:
    if node.name.value.startswith("__"):
        return Size(1, 1 if node.alias else 0)
    inner = _size(node.selection_set, fragments, sizes)
    return Size(inner.depth + 1, inner.aliases + (1 if node.alias else 0))


def _fragment(name: str, fragments: Mapping[str, FragmentDefinitionNode], sizes: dict[str, Size]) -> Size:
    if name not in sizes:
        sizes[name] = Size()  # for a fragment within itself; another rule refuses that
        if name in fragments:
            sizes[name] = _size(fragments[name].selection_set, fragments, sizes)
    return sizes[name]
