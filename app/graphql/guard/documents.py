"""Parsed and valid documents, kept with their plans, so that a repeated document is not parsed and validated again."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from graphql import DocumentNode, GraphQLError, parse

from app.graphql.errors import TOO_COMPLEX
from app.graphql.guard.size import MAX_TOKENS
from app.graphql.plans import Plans

MAX_BYTES = 100_000
MAX_CACHED_BYTES = 16_000_000
_TOKEN_BYTES = 700
"""The most memory that a parsed token takes, its node and its place included, as measured with tracemalloc."""


def parsed(text: str) -> DocumentNode:
    """The document of a text. Raises a GraphQLError if it is too large or is not GraphQL."""
    size = len(text.encode(errors="replace"))
    if size > MAX_BYTES:
        message = f"The document has {size:,} bytes; {MAX_BYTES:,} are allowed. Send values as variables."
        raise GraphQLError(message, extensions={"code": TOO_COMPLEX})
    return parse(text, max_tokens=MAX_TOKENS)


@dataclass(slots=True)
class _Kept:
    document: DocumentNode
    plans: Plans
    bytes: int


class Documents:
    """The documents that were used last, as many as fit into `MAX_CACHED_BYTES`. Only valid documents are kept."""

    def __init__(self, most: int = MAX_CACHED_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self.bytes = 0

    def get(self, text: str) -> DocumentNode | None:
        """The kept document of this text."""
        if text not in self._kept:
            return None
        self._kept.move_to_end(text)
        return self._kept[text].document

    def plans(self, text: str, document: DocumentNode) -> Plans:
        """The plans of this document, which are kept with it if it is the one that is kept for this text."""
        kept = self._kept.get(text)
        return kept.plans if kept and kept.document is document else Plans()

    def keep(self, text: str, document: DocumentNode) -> None:
        """Keeps a valid document in place of those that were not used for the longest time."""
        if text in self._kept:
            return
        kept = _Kept(document, Plans(), 0)
        kept.plans.grown = partial(self._grow, text, kept)
        self._kept[text] = kept
        self._grow(text, kept, _weight(text, document))

    def _grow(self, text: str, kept: _Kept, by: int) -> None:
        if self._kept.get(text) is not kept:  # not kept any more, and still executed
            return
        kept.bytes += by
        self.bytes += by
        while self.bytes > self._most:
            _, oldest = self._kept.popitem(last=False)
            self.bytes -= oldest.bytes


def _weight(text: str, document: DocumentNode) -> int:
    """An upper bound of the memory that a document takes. Its names and values are copies of parts of the text."""
    assert document.loc is not None
    tokens, token = 0, document.loc.start_token.next
    while token is not None:
        tokens, token = tokens + 1, token.next
    return 8 * len(text) + _TOKEN_BYTES * tokens
