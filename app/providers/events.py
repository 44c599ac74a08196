"""Telling other processes that something changed: ids only, after the commit that changed it.

A row is the truth, and an event is a reason to look at it. So events may be lost, doubled and out of order: whoever
listens reads the rows, and looks again whenever it may have missed an event. `redis_events.py` is the adapter.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

MOST = 1000


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a subscriber looked last."""

    messages: frozenset[UUID]
    missed: bool
    """Whether events may have been lost: then the rows say what happened, and not `messages`."""


@dataclass(slots=True, eq=False)
class Watch:
    """What one subscriber has yet to look at. It never grows beyond a bound, however slow the subscriber is."""

    _messages: set[UUID] = field(default_factory=set)
    _missed: bool = False
    _happened: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, messages: Iterable[UUID]) -> None:
        self._messages.update(messages)
        if len(self._messages) > MOST:
            self.look_again()
        self._happened.set()

    def look_again(self) -> None:
        self._messages.clear()
        self._missed = True
        self._happened.set()

    async def news(self) -> News:
        """Waits until something has happened."""
        await self._happened.wait()
        self._happened.clear()
        news = News(frozenset(self._messages), self._missed)
        self._messages.clear()
        self._missed = False
        return news


class Audience:
    """The subscribers of one process, by the ids that they wait for."""

    def __init__(self) -> None:
        self._by_id: dict[UUID, set[Watch]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_id)

    @contextmanager
    def watching(self, ids: Iterable[UUID]) -> Iterator[Watch]:
        watch, wanted = Watch(), set(ids)
        for one in wanted:
            self._by_id.setdefault(one, set()).add(watch)
        try:
            yield watch
        finally:
            for one in wanted:
                self._by_id[one].discard(watch)
                if not self._by_id[one]:
                    del self._by_id[one]

    def tell(self, changed: Iterable[UUID], messages: frozenset[UUID]) -> None:
        """Hands an event to those who wait for one of its ids."""
        for watch in {watch for one in changed for watch in self._by_id.get(one, ())}:
            watch.tell(messages)

    def look_again(self) -> None:
        """Has everybody look at their rows, because events may have been lost."""
        for watch in {watch for watches in self._by_id.values() for watch in watches}:
            watch.look_again()


class Events(Protocol):
    """Never raises, and nobody waits for it."""

    def tell(self, changed: Iterable[UUID], messages: Iterable[UUID | None] = ()) -> None:
        """Says, after the commit, which enrolments, leads, sequences or accounts changed; of an account, which
        messages were added to it or settled."""
        ...

    def watch(self, *ids: UUID) -> AbstractContextManager[Watch]:
        """Listens for the time of the block. Whoever listens reads the rows once it has begun to."""
        ...

    async def close(self) -> None: ...
