"""How many of each race are played, against which workers, and whether one was a race at all."""

import asyncio
import os
from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from app.concurrency import Concurrency
from app.deps import Deps
from app.services import sending
from tests.clock import FixedClock

T = TypeVar("T")
WRITERS = 12

STRICT = "NUDGE_RACES" in os.environ
RACES = int(os.environ.get("NUDGE_RACES", "200"))  # `make races` has 5,000
LONGEST = 200 + RACES // 5
"""Seconds for one test of races, on the busiest machine: 5,000 take a minute on a quiet one."""


def a_few_at_once() -> Concurrency:
    """The limits of a worker that has a part of the races in flight: something else happens between its claims."""
    few = RACES // 20
    return Concurrency(sending_limit=few, sending=Semaphore(few))


def was_a_race(happened: bool) -> None:
    """Fails in `make races` if one side was first every time: the race has said nothing then.

    In `make test` it is told only, because which side is first depends on how busy the machine is.
    """
    assert happened or not STRICT, "this was no race"
    if not happened:
        print("This was no race: one side was first every time.")


async def act_while_workers_send(
    clock: FixedClock, workers: Sequence[Deps], acts: Iterable[T], act: Callable[[T], Awaitable[None]]
) -> None:
    """Several writers act, each time a millisecond later, while each worker sends what falls due meanwhile.

    A worker looks again when the clock has gone on: nothing else is due before. Some acts take as long as 20 looks.
    """
    waiting, moved, writing = iter(acts), [asyncio.Event() for _ in workers], WRITERS

    def look() -> None:
        for event in moved:
            event.set()

    async def writer() -> None:
        nonlocal writing
        for one in waiting:
            clock.advance(milliseconds=1)
            look()
            await act(one)
        writing -= 1
        look()

    async def worker(deps: Deps, moved: asyncio.Event) -> None:
        while writing:
            await moved.wait()
            moved.clear()
            await sending.drain(deps, clock.now())

    looking = (worker(deps, event) for deps, event in zip(workers, moved, strict=True))
    await asyncio.gather(*(writer() for _ in range(WRITERS)), *looking)
    clock.advance(seconds=1)
    for deps in workers:
        await sending.drain(deps, clock.now())
        await deps.concurrency.finish(10)
