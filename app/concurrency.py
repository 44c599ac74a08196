"""What a process may have in flight: limits for sending, for the model and for subscribers, and the request to stop."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
    importing: asyncio.Lock = field(default_factory=asyncio.Lock)
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)
    draining: asyncio.Lock = field(default_factory=asyncio.Lock)
    drain_until: datetime = LONG_AGO
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    stopped_at: float | None = None
    refused_alike: dict[UUID, tuple[int, int, UUID]] = field(default_factory=dict)
    begun: set[asyncio.Task[Any]] = field(default_factory=set)

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
