"""The one clock goes by the database's time, however long a connection to it is waited for."""

import asyncio

from app.clock import DatabaseClock
from app.db import connection

POOL = 20  # as `conftest.py` opens it
SECONDS_TAKEN = 4  # for which every connection is in use


async def test_the_wait_for_a_connection_is_no_part_of_the_round_trip(database: None) -> None:
    """E14: half of it was: a clock that was set while the pool was in use went wrong by seconds."""
    taken = [asyncio.create_task(connection().execute_query(f"SELECT pg_sleep({SECONDS_TAKEN})")) for _ in range(POOL)]
    await asyncio.sleep(0)
    clock = DatabaseClock()
    await clock.measure()
    await asyncio.gather(*taken)
    [row] = await connection().execute_query_dict("SELECT clock_timestamp() AS now")
    assert abs((row["now"] - clock.now()).total_seconds()) < SECONDS_TAKEN / 4
