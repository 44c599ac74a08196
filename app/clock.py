"""The clock. Nothing else in the program reads the time.

The database's clock decides what is due and when a lease ends, because it is the one clock that all
processes share. Asking it each time would cost a round trip, so the difference to this machine's monotonic
clock is measured now and then. A wall clock that jumps changes nothing.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.db import connection

_monotonic = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while the machine sleeps


class Clock(Protocol):
    """Tells the time, always with its zone, UTC."""

    def now(self) -> datetime: ...


class DatabaseClock:
    """The database's time, by this machine's steady clock and a measured difference.

    Until the first `measure` it goes by the machine's own wall clock.
    """

    def __init__(self) -> None:
        self._zero = datetime.now(UTC) - self._elapsed()

    @staticmethod
    def _elapsed() -> timedelta:
        return timedelta(seconds=time.clock_gettime(_monotonic))

    def now(self) -> datetime:
        return self._zero + self._elapsed()

    async def measure(self) -> None:
        """Sets the clock by the database. The error is at most half a round trip."""
        before = self._elapsed()
        rows = await connection().execute_query_dict("SELECT clock_timestamp() AS now")
        self._zero = rows[0]["now"] - (before + self._elapsed()) / 2
