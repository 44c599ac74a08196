"""Events: they tell other processes the ids of rows that changed, after the commit.

The row is the truth; an event is a reason to read it. Events may be lost, repeated and out of order: a listener reads
the rows, and reads them again whenever it may have missed an event. `redis/events.py` is the adapter.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

MAX_MESSAGES = 1000
MAX_CHANGED = 10_000


@dataclass(frozen=True, slots=True)
class News:
    """The events since a subscriber read last."""

    messages: frozenset[UUID]
    missed: bool
    """Whether events may have been lost: then the ids are not complete, and the subscriber reads the rows."""
    changed: frozenset[UUID] = frozenset()
    """All ids in these events, those of other rows and other partners too; empty unless the watch keeps them."""
    told_at: float = field(default_factory=time.monotonic, compare=False)
    """When the last of them came, by the monotonic clock: a reading that began later has all that they tell of."""


@dataclass(slots=True, eq=False)
class Watch:
    """The events that one subscriber has not handled yet. It is bounded, however slow the subscriber is."""

    keeps_changed: bool = False
    """Whether the news have all ids of the events."""
    _messages: set[UUID] = field(default_factory=set)
    _changed: set[UUID] = field(default_factory=set)
    _missed: bool = False
    _told_at: float = 0.0
    _happened: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, messages: Iterable[UUID], changed: Iterable[UUID] = ()) -> None:
        self._told_at = time.monotonic()
        if self.keeps_changed:
            self._changed.update(changed, messages)
            full = len(self._changed) > MAX_CHANGED
        else:
            self._messages.update(messages)
            full = len(self._messages) > MAX_MESSAGES
        if full:
            self.read_again()
        self._happened.set()

    def read_again(self) -> None:
        self._told_at = time.monotonic()
        self._messages.clear()
        self._changed.clear()
        self._missed = True
        self._happened.set()

    async def news(self, gather: Callable[[], float] | None = None) -> News:
        """Waits for events, and for as many seconds as `gather` says for those that follow."""
        await self._happened.wait()
        if gather is not None:
            await asyncio.sleep(gather())
        self._happened.clear()
        news = News(frozenset(self._messages), self._missed, frozenset(self._changed), self._told_at)
        self._messages.clear()
        self._changed.clear()
        self._missed = False
        return news


class Audience:
    """The subscribers of one process, by the ids that they watch."""

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
        """Hands an event to the subscribers that watch one of its ids."""
        ids = list(changed)
        for watch in {watch for one in ids for watch in self._by_id.get(one, ())}:
            watch.tell(messages, ids)

    def read_again(self) -> None:
        """Lets all subscribers read their rows, because events may have been lost."""
        for watch in {watch for watches in self._by_id.values() for watch in watches}:
            watch.read_again()


class Events(Protocol):
    """Never raises, and never waits."""

    def tell(self, changed: Iterable[UUID], messages: Iterable[UUID | None] = ()) -> None:
        """Publishes, after the commit, the ids of rows that changed (enrollments, leads, sequences, messages), and the
        ids of messages that were stored or got an outcome. Subscribers of an account hear what names the account."""
        ...

    def watch(self, *ids: UUID) -> AbstractContextManager[Watch]:
        """Listens for the time of the block. Read the rows after entering the block: earlier changes have no events."""
        ...

    async def close(self) -> None: ...
