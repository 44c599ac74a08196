"""What a process may have in flight: limits for sending, the model and subscribers, turns, and the request to stop."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from sys import maxsize
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")

SENDING = 400
LONG_AGO = datetime.min.replace(tzinfo=UTC)
WRITING = 16
TO_WRITE = 4 * WRITING
FEED_READS = 4
CANCEL_AGAIN_SECONDS = 0.5
KEPT_SECONDS = 5.0
"""How long what was read is kept for subscribers who had to read when it was, and come to it later."""
TURN_SECONDS = 0.01
"""How long computations may keep the event loop, in CPU time, until others have it."""

TOGETHER = 256
"""How many computations of a line may share a turn. What they load next is loaded together."""

ROOMS = {100: (5_000, 2_500), 1_000: (15_000, 7_500), maxsize: (40_000, 20_000)}
"""The rooms of operations of fewer objects than this: the objects in all at a time, and those of one partner. An object
takes up to 5 kB with its row and its part of the answer, so all rooms take up to 300 MB."""

BODIES, BODIES_OF_ONE = 32_000_000, 16_000_000
"""Bytes of large bodies that are read and worked on at the same time, of all partners and of one."""

GiveWay = Callable[[], Awaitable[None]]
"""Called between the parts of a long computation. A part takes a millisecond or less."""


async def canceled(task: "asyncio.Future[Any]") -> None:
    """Cancels a task until it has ended: a cancellation that meets the end of a timed read in redis-py can be lost in
    it. What the task raised is its `exception()`."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_AGAIN_SECONDS)


class SharedReadings:
    """What several subscribers have to read at the same moment, read once. `begun` counts the readings.

    A reading serves a subscriber if it began after the subscriber had to read: it has all that was committed by then.
    It goes on when the subscriber who began it has left.
    """

    def __init__(self) -> None:
        self.begun = 0
        self._kept: dict[Hashable, tuple[float, asyncio.Task[Any]]] = {}
        self._running: set[asyncio.Task[Any]] = set()

    async def get(self, what: Hashable, after: float, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `read` answers, or what it answered to another with the same `what`, if that began later than `after`
        by the monotonic clock. Who gets it must not change it. Raises what `read` raises; then the next reads again."""
        kept = self._kept.get(what)
        if kept is None or kept[0] <= after:
            task: asyncio.Task[T] = asyncio.get_running_loop().create_task(read())
            self.begun += 1
            self._running.add(task)
            kept = self._kept[what] = (time.monotonic(), task)
            task.add_done_callback(lambda _: self._ended(what, task))
        result: T = await asyncio.shield(kept[1])
        return result

    def _ended(self, what: Hashable, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if task.cancelled() or task.exception() is not None:
            self._drop(what, task)
        else:
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._drop, what, task)

    def _drop(self, what: Hashable, task: "asyncio.Task[Any]") -> None:
        if (kept := self._kept.get(what)) is not None and kept[1] is task:
            del self._kept[what]


class Turns:
    """Long computations of one event loop, one at a time and for `TURN_SECONDS` each. Everything else that is ready
    runs between two turns, however many computations there are. Computations with equal keys wait in one line, and the
    lines take turns: many computations with one key delay one with another key by one turn each time.
    """

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._since, self._is_over = 0.0, False
        self._holder: Hashable = None
        self._lines: dict[Hashable, deque[asyncio.Future[bool]]] = {}
        """The lines in the order of their turns. None is empty. While there is one, `_next` is to be called."""

    def of(self, key: Hashable) -> GiveWay:
        """How a computation with this key gives way."""
        return partial(self._give_way, key)

    async def _give_way(self, key: Hashable) -> None:
        """Returns at once while the turn lasts, else when it is the caller's turn again."""
        if (not self._lines or self._holder == key) and self._lasts():
            return
        loop, has_waited = asyncio.get_running_loop(), False
        while True:
            if not self._lines:
                loop.call_soon(self._next, loop)
            turn, line = loop.create_future(), self._lines.setdefault(key, deque())
            if has_waited:
                line.appendleft(turn)
            else:
                line.append(turn)
            if await turn:
                self._since, self._holder, self._is_over = self._clock(), key, False
                return
            if self._holder == key and self._lasts():
                return
            has_waited = True

    def _lasts(self) -> bool:
        if not self._is_over:
            self._is_over = self._clock() - self._since >= TURN_SECONDS
        return not self._is_over

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins the next turn: for the first of a line, and for those behind it as long as the turn lasts. A caller
        that was canceled has none."""
        while self._lines:
            key = next(iter(self._lines))
            line, begun = self._lines.pop(key), 0
            while line and begun < TOGETHER:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(begun == 0)
                    begun += 1
            if line:
                self._lines[key] = line
            if begun:
                break
        if self._lines:
            loop.call_soon(self._next, loop)


class Room:
    """Room for what keeps memory: `most` in all, `most_of_one` for those with one key.

    Who has no room waits in the line of the key. The lines take turns, and the first of a line goes first. A line that
    has taken all that is for one keeps nobody else waiting; one that waits for what others have taken is not overtaken.
    What is larger than the room is let in when nobody else has taken any.
    """

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._taken: dict[Hashable, list[int]] = {}
        """The sizes that those with a key have taken. None is empty."""
        self._lines: dict[Hashable, deque[tuple[int, asyncio.Future[None]]]] = {}
        """The lines in the order of their turns. None is empty."""

    @asynccontextmanager
    async def take(self, key: Hashable, size: int) -> AsyncIterator[None]:
        """Waits for room of this size, and takes it for the time of the block."""
        place = asyncio.get_running_loop().create_future()
        self._lines.setdefault(key, deque()).append((size, place))
        self._let_in()
        try:
            await place
            yield
        finally:
            if not place.cancelled():
                self._give_back(key, size)
            self._let_in()

    @property
    def waiting(self) -> int:
        """How many wait for room."""
        return sum(map(len, self._lines.values()))

    def _give_back(self, key: Hashable, size: int) -> None:
        self._taken[key].remove(size)
        if not self._taken[key]:
            del self._taken[key]

    def _let_in(self) -> None:
        while (key := self._next()) is not None:
            line = self._lines.pop(key)
            size, place = line.popleft()
            if line:
                self._lines[key] = line
            if not place.done():
                self._taken.setdefault(key, []).append(size)
                place.set_result(None)

    def _next(self) -> Hashable | None:
        """The line whose first has room now, or was canceled."""
        for key, line in self._lines.items():
            size, place = line[0]
            own = self._taken.get(key)
            if own and sum(own) + size > self._most_of_one and not place.done():
                continue
            has_room = not self._taken or sum(map(sum, self._taken.values())) + size <= self._most
            return key if has_room or place.done() else None
        return None


@dataclass(slots=True)
class Concurrency:
    """The limits of one process and the work it has begun.

    The limits are apart, so that a slow model never delays a fixed message, nor do many subscribers delay a request.
    `refused_alike` has, for each sender, the unknown code that its last messages were refused with, how many they were
    in a row, and a bound of the ids of messages since. `stopping` is set once, at SIGTERM: nothing new is claimed after
    it, and what is in flight is finished.
    """

    sending_limit: int = SENDING
    sending: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SENDING))
    writing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WRITING))
    to_write: int = 0
    feed_reads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FEED_READS))
    readings: SharedReadings = field(default_factory=SharedReadings)
    turns: Turns = field(default_factory=Turns)
    bodies: Room = field(default_factory=lambda: Room(BODIES, BODIES_OF_ONE))
    rooms: dict[int, Room] = field(default_factory=lambda: {below: Room(*sizes) for below, sizes in ROOMS.items()})
    importing: asyncio.Lock = field(default_factory=asyncio.Lock)
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)
    draining: asyncio.Lock = field(default_factory=asyncio.Lock)
    drain_until: datetime = LONG_AGO
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    stopped_at: float | None = None
    refused_alike: dict[UUID, tuple[int, int, UUID]] = field(default_factory=dict)
    begun: set[asyncio.Task[Any]] = field(default_factory=set)

    def room(self, objects: int) -> Room:
        """The room for an operation of so many objects. It never waits for much larger ones."""
        return next(room for below, room in self.rooms.items() if objects < below)

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begins work that outlives its caller, and keeps a reference to it, as asyncio does not."""
        task = asyncio.get_running_loop().create_task(work)
        self.begun.add(task)
        task.add_done_callback(self.begun.discard)
        return task

    @contextmanager
    def awaiting_text(self) -> Iterator[None]:
        """Counts a text that is being written, or that waits for its turn in this process."""
        self.to_write += 1
        try:
            yield
        finally:
            self.to_write -= 1

    def writing_room(self) -> int:
        """How many more texts may be taken on now."""
        return max(0, TO_WRITE - self.to_write)

    def stop(self) -> None:
        """Says that nothing new is to be begun. From now on the time runs that `finish` has."""
        if not self.stopping.is_set():
            self.stopped_at = asyncio.get_running_loop().time()
            self.stopping.set()

    async def finish(self, within_seconds: float) -> None:
        """Waits for what has begun, at most this long after the word to stop, or from now if there was none."""
        since = 0.0 if self.stopped_at is None else asyncio.get_running_loop().time() - self.stopped_at
        if self.begun:
            await asyncio.wait(self.begun, timeout=max(0.0, within_seconds - since))
