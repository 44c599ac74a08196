"""Cursors: the place of a row in its list, as an opaque text.

A cursor holds the values that the list is sorted by. So it stays valid after its row is gone, and rows that are added
or removed do not move it. Its checksum is keyed by the kind of list: a cursor of another kind of list is refused.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from graphql import GraphQLError

from app.domain.vocabulary import LeadOrder
from app.graphql.errors import BAD_CURSOR
from app.services.conversations import CONVERSATIONS_ORDER
from app.services.paging import NEWEST_FIRST, OLDEST_FIRST, Order, Position, position
from app.services.people import SUPPRESSIONS_ORDER

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_CHECK_BYTES = 4


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one kind of list."""

    kind: str
    order: Order

    def of(self, row: Any) -> str:
        """The cursor of a row."""
        return self._text(b"".join(_packed(value) for value in position(row, self.order)))

    def position(self, argument: str, text: str | None) -> Position | None:
        """The place that a cursor names. Raises BAD_CURSOR for a text that is not a cursor of this list."""
        if text is None:
            return None
        try:
            found = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            packed, check = found[:-_CHECK_BYTES], found[-_CHECK_BYTES:]
            if check == self._check(packed) and self._text(packed) == text:
                return self._unpacked(packed)
        except (ValueError, OverflowError, binascii.Error):
            pass
        message = f"`{argument}` is not a cursor of this list. Use a cursor from `edges` or `pageInfo` of this field."
        raise GraphQLError(message, extensions={"code": BAD_CURSOR})

    def _text(self, packed: bytes) -> str:
        return urlsafe_b64encode(packed + self._check(packed)).decode().rstrip("=")

    def _check(self, packed: bytes) -> bytes:
        return blake2b(packed, digest_size=_CHECK_BYTES, key=self.kind.encode()).digest()

    def _unpacked(self, packed: bytes) -> Position:
        values: list[Any] = []
        for column in self.order:
            if column.endswith("_at"):
                moment, packed = packed[:8], packed[8:]
                values.append(_EPOCH + int.from_bytes(moment, "big", signed=True) * _MICROSECOND)
            else:
                key, packed = packed[:16], packed[16:]
                values.append(UUID(bytes=key))
        return tuple(values)


def _packed(value: UUID | datetime) -> bytes:
    if isinstance(value, UUID):
        return value.bytes
    return ((value - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)


SEQUENCES = Cursors("sequences", OLDEST_FIRST)
LEADS = Cursors("leads", OLDEST_FIRST)
LISTS_OF_LEADS = {
    LeadOrder.OLDEST: LEADS,
    LeadOrder.NEWEST: Cursors("leads, newest first", ("-id",)),
    LeadOrder.LAST_MESSAGE: Cursors("leads by message", ("-last_message_id",)),
}
ENROLLMENTS = Cursors("enrollments", OLDEST_FIRST)
UPCOMING = Cursors("upcoming sends", ("wake_at", "id"))
MESSAGES = Cursors("messages", NEWEST_FIRST)
CONVERSATIONS = Cursors("conversations", CONVERSATIONS_ORDER)
SUPPRESSIONS = Cursors("suppressions", SUPPRESSIONS_ORDER)
IMPORTS = Cursors("imports", ("-id",))
WEBHOOK_DELIVERIES = Cursors("webhook deliveries", ("-id",))
