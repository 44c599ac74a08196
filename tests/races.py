"""How many of each race are played, and whether one was a race at all."""

import os
from asyncio import Semaphore

from app.concurrency import Concurrency

STRICT = "NUDGE_RACES" in os.environ
RACES = int(os.environ.get("NUDGE_RACES", "200"))  # `make races` has 5,000


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
