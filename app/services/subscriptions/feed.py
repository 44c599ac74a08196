"""The messages of an account that one subscriber has yet to be told, each once.

Ids grow with time but are not committed in their order, and an outbound message is told only when its submission has
an outcome. So what is read after a gap begins well before the gap, and what was told is remembered for a while.
"""

from uuid import UUID

from tortoise.queryset import QuerySet

from app.domain import ids
from app.domain.vocabulary import MessageStatus
from app.models import Message
from app.providers.events import News

CLOCKS_DIFFER = 1.0
IN_FLIGHT = 120.0
REMEMBERED = 900.0
MOST_REMEMBERED = 10_000
PAGE = 500


class Feed:
    """What was told to one subscriber, and where it is behind. Its memory is bounded: of an account with so many
    messages that it cannot remember them for long, a message whose outcome comes very late is left out."""

    def __init__(self, partner_id: UUID, account_id: UUID, phone: str | None, began: UUID) -> None:
        self._partner_id, self._account_id, self._phone = partner_id, account_id, phone
        self._began = self._looked = began
        self._since = ids.earlier(began, CLOCKS_DIFFER)
        self._told: set[UUID] = set()
        self._named: frozenset[UUID] = frozenset()
        self._from: UUID | None = None

    async def begin(self) -> None:
        """Counts as told what was there before. An id that is made later on a machine whose clock is behind is not."""
        before = self._query(id__gt=self._since, id__lt=self._began)
        self._told, self._from = {row.id for row in await before.only("id")}, self._began

    def note(self, news: News) -> None:
        self._named = news.messages
        if news.missed:
            self._from = max(self._since, self._looked)

    @property
    def behind(self) -> bool:
        return self._from is not None or bool(self._named)

    async def page(self) -> list[Message]:
        """Some of what is new, in the order of the ids; perhaps nothing."""
        rows = await (self._missed(self._from) if self._from is not None else self._those_named())
        fresh = [row for row in rows if row.id not in self._told and row.id > self._since]
        self._told.update(row.id for row in fresh)
        if len(self._told) > MOST_REMEMBERED:
            self._forget()
        return fresh

    async def _missed(self, after: UUID) -> list[Message]:
        began = ids.earlier(ids.bound(), IN_FLIGHT)
        rows = await self._query(id__gt=after).order_by("id").limit(PAGE)
        if len(rows) == PAGE:
            self._from = rows[-1].id
        else:
            self._from, self._looked = None, began
            self._forget()
        return rows

    async def _those_named(self) -> list[Message]:
        rows = await self._query(id__in=list(self._named)).order_by("id")
        self._named = frozenset()
        return rows

    def _query(self, **which: object) -> QuerySet[Message]:
        query = Message.of(self._partner_id).filter(account_id=self._account_id, superseded=False, **which)
        query = query.exclude(status=MessageStatus.SENDING)
        return query.filter(lead__phone=self._phone) if self._phone else query

    def _forget(self) -> None:
        """What is older than what is remembered is never told, so that nothing is told twice."""
        self._since = max(self._since, ids.earlier(ids.bound(), REMEMBERED))
        if len(self._told) > MOST_REMEMBERED:
            self._since = max(self._since, sorted(self._told)[len(self._told) // 2])
        self._told = {one for one in self._told if one > self._since}
