"""Parsed and valid documents, kept so that a repeated document is not parsed and validated again."""

from collections import OrderedDict

from graphql import DocumentNode, GraphQLError, parse

from app.graphql.errors import TOO_COMPLEX
from app.graphql.guard.size import MAX_TOKENS

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


class Documents:
    """The documents that were used last, as many as fit into `MAX_CACHED_BYTES`. Only valid documents are kept."""

    def __init__(self, most: int = MAX_CACHED_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[DocumentNode, int]] = OrderedDict()
        self.bytes = 0

    def get(self, text: str) -> DocumentNode | None:
        """The kept document of this text."""
        if text not in self._kept:
            return None
        self._kept.move_to_end(text)
        return self._kept[text][0]

    def keep(self, text: str, document: DocumentNode) -> None:
        """Keeps a valid document in place of those that were not used for the longest time."""
        if text in self._kept:
            return
        weight = _weight(text, document)
        self._kept[text] = document, weight
        self.bytes += weight
        while self.bytes > self._most:
            _, (_, freed) = self._kept.popitem(last=False)
            self.bytes -= freed


def _weight(text: str, document: DocumentNode) -> int:
    """An upper bound of the memory that a document takes. Its names and values are copies of parts of the text."""
    assert document.loc is not None
    tokens, token = 0, document.loc.start_token.next
    while token is not None:
        tokens, token = tokens + 1, token.next
    return 8 * len(text) + _TOKEN_BYTES * tokens
