"""How long to wait before the next try."""

from datetime import timedelta

BACKOFF_SECONDS = (2, 4, 8, 16, 32, 64, 128, 256, 512, 900)
"""The longest wait after the first failed try, the second, and so on; the last entry holds for all later tries."""

RETRY_AFTER_SECONDS = (1, 3600)
"""The shortest and the longest wait that a provider's `Retry-After` may ask for."""


def backoff(tries: int, random: float) -> timedelta:
    """The wait after `tries` failed tries (from 1): `random` (0 to 1) of the longest wait.

    "Full jitter": it spreads those who failed together (aws.amazon.com/blogs/architecture, Exponential Backoff And
    Jitter).
    """
    longest = BACKOFF_SECONDS[min(max(tries, 1), len(BACKOFF_SECONDS)) - 1]
    return timedelta(seconds=longest * random)


def sender_pause(refusals: int, random: float) -> timedelta:
    """How long a sender waits after this many refusals in a row (from 1): from half of the longest wait to all of it.

    Never shorter, because one message is tried for the whole sender: there are no others to spread.
    """
    return backoff(refusals, 0.5 + random / 2)


def clamp_retry_after(seconds: float) -> timedelta:
    """The wait that a provider asks for, within `RETRY_AFTER_SECONDS`; the shortest wait if it is not a number."""
    shortest, longest = RETRY_AFTER_SECONDS
    return timedelta(seconds=min(seconds, longest) if seconds > shortest else shortest)
