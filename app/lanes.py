"""What a process may have in flight: one lane for sending, one for the model, and the word to stop."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

SENDING = 400
WRITING = 16


@dataclass(slots=True)
class Lanes:
    """The limits of one process and the work it has begun.

    The lanes are apart, so that a slow model never holds up a fixed message. `stopping` is set once, at
    SIGTERM: nothing new is claimed after it, and what is in flight is finished.
    """

    sending: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SENDING))
    writing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WRITING))
    draining: asyncio.Lock = field(default_factory=asyncio.Lock)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    begun: set[asyncio.Task[Any]] = field(default_factory=set)

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begins work that outlives its caller, and keeps hold of it."""
        task = asyncio.get_running_loop().create_task(work)
        self.begun.add(task)
        task.add_done_callback(self.begun.discard)
        return task

    async def finish(self, within_seconds: float) -> None:
        """Waits for what has begun, at most this long."""
        if self.begun:
            await asyncio.wait(self.begun, timeout=within_seconds)
