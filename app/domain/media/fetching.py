"""How often a file is asked for, and when that ends."""

from datetime import datetime, timedelta

MAX_FILES = 10  # files of one message, as the provider delivers them
MAX_BYTES = 5_000_000
FETCH_SECONDS = 10.0

LEASE = timedelta(seconds=30)
"""How long a worker has a file to itself: longer than a fetch and a write to the store take."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 1, 5, 15, 60))
_LONGEST = timedelta(hours=3)
GIVEN_UP_AFTER = timedelta(days=2)


def next_try(tries: int, first: datetime, now: datetime) -> datetime | None:
    """When a request that failed `tries` times, from 1, is made again; None if it was first due two days ago."""
    if now - first >= GIVEN_UP_AFTER:
        return None
    return now + (_PAUSES[tries - 1] if tries <= len(_PAUSES) else _LONGEST)
