"""The rows of an account that change, each change once: messages, conversations and enrollments.

A row is delivered once for each of its states, if a transaction wrote it that was not over when the subscription began.
So events may be doubled, late and out of order, and may name rows that did not change. They name the rows: when events
may have been lost, and at least once a minute, all rows are read that changed since the last such reading.

Changes of some moments are read together: the latest state of each row is delivered, not every state in between. Each
stream yields an empty list first, and from then on it misses no change.

The subscribers of an account hear an event at the same moment, and so they read at the same moment too: who asks for
the same rows since the same horizon shares one reading. What each has received, and so what is new to it, is its own.
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic
from uuid import UUID

from app.db import rows
from app.deps import Deps
from app.domain import ids
from app.errors import not_found
from app.models import Conversation, Enrollment, Message, Sequence
from app.providers.events import News
from app.services import accounts
from app.services.subscriptions.feed import IN_FLIGHT
from app.services.subscriptions.kinds import CONVERSATIONS, ENROLLMENTS, HORIZON, MESSAGES, Kind, R
from app.services.subscriptions.reading import number_of, with_patience

GATHER_SECONDS = 0.05
PAGE = 500
FIRST = UUID(int=0)

Gather = Callable[[], float]
"""For how many seconds changes are gathered that are read together."""


def at_once() -> float:
    return GATHER_SECONDS


class Changes(Generic[R]):
    """What one subscriber of an account has received."""

    def __init__(self, deps: Deps, kind: Kind[R], account_id: UUID, argument: str | None) -> None:
        self._deps, self._kind, self._account_id, self._argument = deps, kind, account_id, argument
        self._stamps: dict[UUID, str] = {}
        self._horizon, self._read_from = 0, self._in_flight()
        self._received_at = 0.0

    def _in_flight(self) -> tuple[UUID, datetime]:
        """The id and the time of the oldest message whose transaction may not be over."""
        return ids.earlier(ids.bound(), IN_FLIGHT), self._deps.clock.now() - timedelta(seconds=IN_FLIGHT)

    async def begin(self) -> None:
        """What is committed by now is not delivered, unless it changes."""
        [row] = await rows(HORIZON)
        self._horizon, self._read_from = row["horizon"], self._in_flight()

    async def read(self, news: News) -> list[R]:
        """The rows that changed, in the order of their ids."""
        # A reading that began before this subscriber received its last states could take it back to older ones.
        after = max(news.told_at, self._received_at)
        if news.missed:
            return await self._read_all(after)
        found = await self._pages(self._kind.told, news.changed, self._horizon, after)
        return [self._row(one) for one in found if self._is_new(one)]

    async def _read_all(self, after: float) -> list[R]:
        # Shared by all, so that those who began at different horizons go on from the same one.
        read_from, horizon = await self._deps.concurrency.readings.get(HORIZON, after, self._now)
        found = await self._pages(self._kind.missed, frozenset(), horizon, after)
        changed = [self._row(one) for one in found if self._is_new(one)]
        # A state that is older than the new horizon is not read again, so only the others are kept.
        self._stamps = {one["id"]: one["stamp"] for one in found if one["recent"]}
        self._horizon, self._read_from = horizon, read_from
        return changed

    async def _now(self) -> tuple[tuple[UUID, datetime], int]:
        read_from, [row] = self._in_flight(), await rows(HORIZON)
        return read_from, row["horizon"]

    async def _pages(self, wanted: str, told: frozenset[UUID], next_horizon: int, after: float) -> list[Any]:
        statement = self._kind.statement(wanted)
        of_it = (self._account_id, self._horizon, told, *self._read_from, self._argument, next_horizon)
        read = partial(_all_pages, statement, of_it)
        found = await self._deps.concurrency.readings.get((statement, of_it), after, read)
        self._received_at = time.monotonic()
        return found

    def _is_new(self, row: Any) -> bool:
        before, self._stamps[row["id"]] = self._stamps.get(row["id"]), str(row["stamp"])
        return before != self._stamps[row["id"]]

    def _row(self, row: Any) -> R:
        return self._kind.model._init_from_db(
            **{name: value for name, value in row.items() if name not in ("xid", "stamp", "recent")}
        )


async def _all_pages(statement: str, of_it: tuple[Any, ...]) -> list[Any]:
    found, after = list[Any](), FIRST
    of_it = tuple(list(one) if isinstance(one, frozenset) else one for one in of_it)
    while True:
        page = await rows(statement, *of_it, after, PAGE)
        found += page
        if len(page) < PAGE:
            return found
        after = page[-1]["id"]


async def _changes(
    deps: Deps, gather: Gather, account_id: UUID, kind: Kind[R], argument: str | None = None
) -> AsyncGenerator[list[R], None]:
    changes = Changes(deps, kind, account_id, argument)
    with deps.events.watch(account_id) as watch:
        watch.keeps_changed = True
        await with_patience(deps, changes.begin)
        yield []
        while True:
            news = await watch.news(gather)
            if found := await with_patience(deps, partial(changes.read, news)):
                yield found


async def message_changes(
    deps: Deps, partner_id: UUID, account_id: UUID, phone: str | None, gather: Gather = at_once
) -> AsyncGenerator[list[Message], None]:
    """Each message that is stored or changes; with a phone, of its conversation only. Refuses with NOT_FOUND or
    INVALID_PHONE."""
    account = await accounts.require(partner_id, account_id)
    async with aclosing(_changes(deps, gather, account.id, MESSAGES, number_of(account, phone))) as changes:
        async for found in changes:
            yield found


async def conversation_changes(
    deps: Deps, partner_id: UUID, account_id: UUID, gather: Gather = at_once
) -> AsyncGenerator[list[Conversation], None]:
    """Each conversation that begins or changes, with its lead or its newest message. Refuses with NOT_FOUND."""
    account = await accounts.require(partner_id, account_id)
    async with aclosing(_changes(deps, gather, account.id, CONVERSATIONS)) as changes:
        async for found in changes:
            yield found


async def enrollment_changes(
    deps: Deps, partner_id: UUID, account_id: UUID, sequence_id: UUID | None, gather: Gather = at_once
) -> AsyncGenerator[list[Enrollment], None]:
    """Each enrollment that begins or changes, with its steps and their messages; with a sequence, only of this one.
    Refuses with NOT_FOUND."""
    account = await accounts.require(partner_id, account_id)
    if sequence_id is not None and not await Sequence.filter(id=sequence_id, account_id=account.id).exists():
        raise not_found("sequence", "sequenceId")
    sequence = None if sequence_id is None else str(sequence_id)
    async with aclosing(_changes(deps, gather, account.id, ENROLLMENTS, sequence)) as changes:
        async for found in changes:
            yield found
