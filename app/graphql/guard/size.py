"""The limits on the size of a document and of its variables, checked before the validation.

Each fragment is measured once, so nested fragments take linear time. Strawberry's own limiters walk a fragment again
wherever it is spread, which takes exponential time, and graphql-core's validation compares the fields of a selection
in pairs. So these checks come before the validation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from app.graphql.errors import TOO_COMPLEX, bad_input

T = TypeVar("T")

MAX_TOKENS = 2000
MAX_DEPTH = 12
MAX_ALIASES = 30
MAX_OPERATIONS = 10
MAX_FRAGMENTS = 50
MAX_DIRECTIVES = 20
MAX_DIRECTIVES_IN_ONE_PLACE = 4  # of @skip and @include each once makes sense
MAX_SAME = 20
MAX_VALUE_DEPTH = 20
MAX_NUMBER = 400  # the largest Float has 309 digits
MAX_VALUES = 100_000
MAX_ITEMS = 1000
MAX_TEXTS = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    """The depth of a selection, and the number of its fields that have an alias."""

    depth: int = 0
    aliases: int = 0


def too_large(document: DocumentNode) -> list[GraphQLError]:
    """The first limit that a document exceeds; empty if it exceeds none."""
    return list(islice(_complaints(document), 1))


def variables_too_large(variables: Mapping[str, Any]) -> list[GraphQLError]:
    """The first limit that the variables exceed; empty if they exceed none."""
    pending: list[tuple[Any, int]] = [(variables, 0)]
    seen = 0
    while pending:
        value, depth = pending.pop()
        if not isinstance(value, dict | list):
            continue
        if depth > MAX_VALUE_DEPTH:
            return [bad_input(f"The variables are nested more than {MAX_VALUE_DEPTH} levels deep.")]
        if isinstance(value, list) and len(value) > (most := _most_items(value)):
            return [bad_input(f"A list in the variables has {len(value):,} items; {most:,} are allowed.")]
        seen += len(value)
        if seen > MAX_VALUES:
            return [bad_input(f"The variables have more than {MAX_VALUES:,} values.")]
        pending += [(inner, depth + 1) for inner in (value.values() if isinstance(value, dict) else value)]
    return []


def _most_items(values: list[Any]) -> int:
    return MAX_TEXTS if all(isinstance(value, str) for value in values) else MAX_ITEMS


def bounded_rows(name: str, rows: Sequence[T], most: int = MAX_ITEMS) -> Sequence[T]:
    """The list argument of a bulk call. Raises BAD_USER_INPUT if it has more than `most` items."""
    if len(rows) > most:
        raise bad_input(f"{name} has {len(rows):,} items; {most:,} are allowed. Split the call.")
    return rows


def _refusal(message: str, node: Node | None = None) -> GraphQLError:
    return GraphQLError(message, node, extensions={"code": TOO_COMPLEX})


def _complaints(document: DocumentNode) -> Iterator[GraphQLError]:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    for kind, count, most in (
        ("operations", len(operations), MAX_OPERATIONS),
        ("fragments", len(fragments), MAX_FRAGMENTS),
    ):
        if count > most:
            yield _refusal(f"The document has {count} {kind}; {most} are allowed.")
    sizes: dict[str, Size] = {}
    for node in operations:
        size = _size(node.selection_set, fragments, sizes)
        if size.depth > MAX_DEPTH:
            yield _refusal(f"The query is {size.depth} levels deep; {MAX_DEPTH} are allowed.", node)
        if size.aliases > MAX_ALIASES:
            yield _refusal(f"The query has {size.aliases} aliases; {MAX_ALIASES} are allowed.", node)
    yield from _repetitions(document)


def _repetitions(document: DocumentNode) -> Iterator[GraphQLError]:
    """Visits every node once: a fragment where it is defined, not where it is spread."""
    directives = 0
    pending: list[tuple[Node, int]] = [(node, 0) for node in document.definitions]
    while pending:
        node, depth = pending.pop()
        here = len(getattr(node, "directives", None) or ())
        directives += here
        if here > MAX_DIRECTIVES_IN_ONE_PLACE:
            most = MAX_DIRECTIVES_IN_ONE_PLACE
            return (yield _refusal(f"There are {here} directives in one place; {most} are allowed.", node))
        if isinstance(node, SelectionSetNode) and (field := _too_often(node)):
            return (yield _refusal(f"{field} is selected more than {MAX_SAME} times in one place.", node))
        if isinstance(node, IntValueNode | FloatValueNode) and len(node.value) > MAX_NUMBER:
            return (yield _refusal(f"A number has {len(node.value):,} characters; {MAX_NUMBER} are allowed.", node))
        depth = depth + 1 if isinstance(node, ListValueNode | ObjectValueNode) else depth
        if depth > MAX_VALUE_DEPTH:
            return (yield _refusal(f"A value is nested more than {MAX_VALUE_DEPTH} levels deep.", node))
        pending += [(inner, depth) for inner in _below(node)]
    if directives > MAX_DIRECTIVES:
        yield _refusal(f"The document has {directives} directives; {MAX_DIRECTIVES} are allowed.")
    return None


def _below(node: Node) -> Iterator[Node]:
    for key in node.keys:
        inner = getattr(node, key, None)
        if isinstance(inner, Node):
            yield inner
        elif isinstance(inner, list | tuple):
            yield from inner


def _too_often(selected: SelectionSetNode) -> str | None:
    names = Counter(
        node.alias.value if isinstance(node, FieldNode) and node.alias else node.name.value
        for node in selected.selections
        if isinstance(node, FieldNode | FragmentSpreadNode)
    )
    return next((name for name, count in names.items() if count > MAX_SAME), None)


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
    if node.name.value.startswith("__"):  # graphql-core has its own rule for the depth of introspection
        return Size(1, 1 if node.alias else 0)
    inner = _size(node.selection_set, fragments, sizes)
    return Size(inner.depth + 1, inner.aliases + (1 if node.alias else 0))


def _fragment(name: str, fragments: Mapping[str, FragmentDefinitionNode], sizes: dict[str, Size]) -> Size:
    if name not in sizes:
        sizes[name] = Size()  # for a fragment that spreads itself; the validation refuses that
        if name in fragments:
            sizes[name] = _size(fragments[name].selection_set, fragments, sizes)
    return sizes[name]
