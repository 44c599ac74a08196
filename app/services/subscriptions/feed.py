"""The messages of an account that one subscriber has not received yet, each once.

Ids grow with time, but transactions do not commit in the order of their ids, and an outbound message is delivered to
subscribers only when its submission has an outcome. So reading after a gap begins well before the gap, and the feed
keeps the ids of delivered messages for a while.
"""

from uuid import UUID

from tortoise.queryset import QuerySet

from app.domain import ids
from app.domain.vocabulary import MessageStatus
from app.models import Message
from app.providers.events import News
from app.services.paging import of_account

CLOCK_SKEW = 1.0
"""Seconds by which the clocks of two of our machines may differ."""
IN_FLIGHT = 120.0
"""Seconds from the creation of an outbound message to its outcome, at most, except for look-ups."""
KEPT_SECONDS = 900.0
"""Seconds for which the ids of delivered messages are kept."""
MAX_KEPT = 10_000
PAGE = 500


class Feed:
    """The messages that one subscriber has received, and the place where it is behind.

    Its memory is bounded: when an account has more messages than fit into it, a message with a very late outcome is
    left out.
    """

    def __init__(self, partner_id: UUID, account_id: UUID, phone: str | None, began: UUID) -> None:
        self._partner_id, self._account_id, self._phone = partner_id, account_id, phone
        self._began = self._read_until = began
        self._since = ids.earlier(began, CLOCK_SKEW)
        self._delivered: set[UUID] = set()
        self._announced: frozenset[UUID] = frozenset()
        self._from: UUID | None = None

    async def begin(self) -> None:
        """Counts the existing messages as delivered; messages with a smaller id that are committed later are new."""
        before = self._query(id__gt=self._since, id__lt=self._began)
        self._delivered, self._from = {row.id for row in await before.only("id")}, self._began

    def announce(self, news: News) -> None:
        self._announced = news.messages
        if news.missed:
            self._from = max(self._since, self._read_until)

    @property
    def behind(self) -> bool:
        return self._from is not None or bool(self._announced)

    async def page(self) -> list[Message]:
        """Some of the new messages, in the order of their ids; may be empty."""
        rows = await (self._read_missed(self._from) if self._from is not None else self._read_announced())
        fresh = [row for row in rows if row.id not in self._delivered and row.id > self._since]
        self._delivered.update(row.id for row in fresh)
        if len(self._delivered) > MAX_KEPT:
            self._drop_old_ids()
        return fresh

    async def _read_missed(self, after: UUID) -> list[Message]:
        began = ids.earlier(ids.bound(), IN_FLIGHT)
        rows = await self._query(id__gt=after).order_by("account_id", "id").limit(PAGE)
        if len(rows) == PAGE:
            self._from = rows[-1].id
        else:
            self._from, self._read_until = None, began
            self._drop_old_ids()
        return rows

    async def _read_announced(self) -> list[Message]:
        rows = await self._query(id__in=list(self._announced)).order_by("account_id", "id")
        self._announced = frozenset()
        return rows

    def _query(self, **which: object) -> QuerySet[Message]:
        query = of_account(Message.of(self._partner_id), self._account_id).filter(superseded=False, **which)
        query = query.exclude(status=MessageStatus.SENDING)
        return query.filter(lead__phone=self._phone) if self._phone else query

    def _drop_old_ids(self) -> None:
        """Drops old ids. Messages older than the oldest id are never delivered, so that none is delivered twice."""
        self._since = max(self._since, ids.earlier(ids.bound(), KEPT_SECONDS))
        if len(self._delivered) > MAX_KEPT:
            self._since = max(self._since, sorted(self._delivered)[len(self._delivered) // 2])
        self._delivered = {message_id for message_id in self._delivered if message_id > self._since}
