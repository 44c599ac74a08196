"""The clock. Nothing else in the program reads the time.

The database's clock decides what is due and when a lease ends, because it is the one clock that all
processes share. Asking it each time would cost a round trip, so the difference to this machine's monotonic
clock is measured now and then. A wall clock that jumps changes nothing.

In `nudge dev` with the simulator, hours may be played (`advanceClock`): the installation's row keeps how far the clock
is ahead, so that all processes share it and it outlives them. Where messages reach real people nothing is played.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tortoise.transactions import in_transaction

log = logging.getLogger("nudge.clock")

MEASURE_SECONDS = 10.0
MEASURE_PLAYED_SECONDS = 1.0
"""How often a clock is measured that other processes move on."""

_monotonic = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while the machine sleeps

# Stored credentials reach real people, so with them the time is real, whatever was played before.
_REAL_ACCOUNTS = "SELECT FROM connection WHERE secret IS NOT NULL"
_NOW = "SELECT clock_timestamp() AS now, interval '0' AS ahead"
_PLAYED_NOW = f"""
SELECT clock_timestamp() AS now, CASE WHEN EXISTS ({_REAL_ACCOUNTS}) THEN interval '0' ELSE clock_ahead END AS ahead
FROM installation
"""
# The row is locked first, as `accounts.connect` locks it: whoever is second sees what the first one did.
_LOCK = "SELECT clock_ahead, clock_ahead = $1 AS unmoved FROM installation FOR UPDATE"
_MAY_PLAY = f"SELECT NOT EXISTS ({_REAL_ACCOUNTS}) AS may"
_PLAY = "UPDATE installation SET clock_ahead = clock_ahead + $1"


class TimeIsReal(Exception):
    """No time can be played: messages of this installation reach real people."""


class Clock(Protocol):
    """Tells the time, always with its zone, UTC."""

    def now(self) -> datetime: ...

    def real(self) -> datetime:
        """The time without the hours that were played: for what concerns callers and processes and no lead, such as
        the end of a key and the last sign of a worker."""
        ...

    async def play(self, by: timedelta) -> bool:
        """Moves the clock of every process on. False, and nothing is moved, if somebody else has just moved it: what is
        due next must be looked at again. Raises `TimeIsReal`."""
        ...


class DatabaseClock:
    """The database's time, by this machine's steady clock and a measured difference.

    Until the first `measure` it goes by the machine's own wall clock. `is_played`: it heeds the hours that were played;
    only for processes of `nudge dev` with the simulator.
    """

    def __init__(self, *, is_played: bool = False) -> None:
        self.is_played = is_played
        self._zero = datetime.now(UTC) - self._elapsed()
        self._ahead = timedelta(0)

    @staticmethod
    def _elapsed() -> timedelta:
        return timedelta(seconds=time.clock_gettime(_monotonic))

    def now(self) -> datetime:
        return self._zero + self._elapsed() + self._ahead

    def real(self) -> datetime:
        return self._zero + self._elapsed()

    async def measure(self) -> None:
        """Sets the clock by the database. The error is at most half a round trip.

        The connection is taken first: the wait for one from the pool is no part of the round trip.
        """
        async with in_transaction() as tx:
            before = self._elapsed()
            rows = await tx.execute_query_dict(_PLAYED_NOW if self.is_played else _NOW)
            after = self._elapsed()
        self._zero = rows[0]["now"] - (before + after) / 2
        self._ahead = rows[0]["ahead"]

    async def follow(self) -> None:
        """Before a piece of work: the clock as it is now, if another process may have moved it."""
        if self.is_played:
            await self.measure()

    async def play(self, by: timedelta) -> bool:
        if not self.is_played:
            raise TimeIsReal
        async with in_transaction() as tx:
            [row] = await tx.execute_query_dict(_LOCK, [self._ahead])
            [real] = await tx.execute_query_dict(_MAY_PLAY)
            if not real["may"]:
                raise TimeIsReal
            if row["unmoved"]:
                await tx.execute_query(_PLAY, [by])
        await self.measure()
        return bool(row["unmoved"])

    async def keep(self) -> None:
        """Measures again and again, until it is cancelled: clocks drift, and a database may move to another machine."""
        while True:
            await asyncio.sleep(MEASURE_PLAYED_SECONDS if self.is_played else MEASURE_SECONDS)
            try:
                await self.measure()
            except Exception as error:  # the clock goes on with the last measure
                log.warning("the database's time could not be read (%s)", type(error).__name__)
