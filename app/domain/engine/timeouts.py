"""How long the engine waits before it draws a conclusion."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Each one is longer than what it waits for."""

    answer: timedelta  # the longest that the provider's answer to one request may take
    margin: timedelta  # what must be left of the lease after that answer
    lease: timedelta  # how long a claimed message may be in flight
    first_look_up: timedelta  # from an unknown outcome to the first question to the provider
    next_look_up: timedelta  # between two questions: "well apart"
    look_up: timedelta  # for one question, before another process may ask it
    writing: (
        timedelta  # for one text by the model, its tries and reviews included, before another process may ask for it
    )


@cache
def timeouts(answer_seconds: float) -> Timeouts:
    """The timeouts for a provider that answers within so many seconds or not at all (10 by default)."""
    answer = timedelta(seconds=answer_seconds)
    return Timeouts(answer, answer / 2, answer * 2, answer * 2, answer * 6, answer * 6, answer * 14)


def in_time(now: datetime, lease_until: datetime, limits: Timeouts) -> bool:
    """Whether a claimed message may still be submitted: even the slowest answer comes well within the lease."""
    return now + limits.answer + limits.margin <= lease_until


def seconds_left(now: datetime, closes: datetime | None) -> int | None:
    """The whole seconds until the sending window closes; None if it never closes.

    The provider drops a message that it could not pass on by then, so with fewer than `windows.LAST_SECONDS` nothing is
    submitted.
    """
    return None if closes is None else int((closes - now).total_seconds())
