"""The clock. Nothing else in the program reads the time.

The database's clock decides what is due and when a lease ends, because it is the one clock that all
processes share. Asking it each time would cost a round trip, so the difference to this machine's monotonic
clock is measured now and then. A wall clock that jumps changes nothing.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tortoise.transactions import in_transaction

log = logging.getLogger("nudge.clock")

MEASURE_SECONDS = 10.0

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
        """Sets the clock by the database. The error is at most half a round trip.

        The connection is taken first: the wait for one from the pool is no part of the round trip.
        """
        async with in_transaction() as tx:
            before = self._elapsed()
            rows = await tx.execute_query_dict("SELECT clock_timestamp() AS now")
            after = self._elapsed()
        self._zero = rows[0]["now"] - (before + after) / 2

    async def keep(self) -> None:
        """Measures again and again, until it is cancelled: clocks drift, and a database may move to another machine."""
        while True:
            await asyncio.sleep(MEASURE_SECONDS)
            try:
                await self.measure()
            except Exception as error:  # the clock goes on with the last measure
                log.warning("the database's time could not be read (%s)", type(error).__name__)
