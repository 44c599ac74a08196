"""A streaming replica of the tests' own PostgreSQL, and processes that read from it.

Replay is paused where a replica is to be behind, so that no test depends on how fast it is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from app.db import connection
from app.db.replica import Replica
from app.deps import Deps
from app.observability.metrics import REPLICA_READS
from app.providers.postgres import connected
from app.providers.redis.writes import RedisWrites
from app.services.replicas import Follower
from tests.waiting import until

LONGEST_LAG = 300.0
"""No test takes so long: a replica whose replay is paused is behind, and is read."""
SOMETHING = "SELECT pg_logical_emit_message(true, 'test', 'x')"


@dataclass
class Process:
    """A process that reads from the replica at `url`. It measures the replica when the test says so."""

    deps: Deps
    replica: Replica
    follower: Follower
    url: str

    async def up_to_date(self) -> None:
        """Until this process reads from the replica what is committed now."""
        began = asyncio.get_running_loop().time()

        async def caught_up() -> bool:
            await connection().execute_query(SOMETHING)
            await self.follower.look()
            confirmed = self.replica.confirmed
            return self.replica.fault is None and confirmed is not None and confirmed.at >= began

        await until(caught_up)


@asynccontextmanager
async def a_process(
    deps: Deps, redis_url: str, url: str, *, longest_lag: float = LONGEST_LAG, **more: Any
) -> AsyncIterator[Process]:
    writes, replica = RedisWrites(redis_url), Replica(longest_lag)
    own = replace(deps, writes=writes, replica=replica, **more)
    follower = Follower(own, replica, url)
    try:
        yield Process(own, replica, follower, url)
    finally:
        follower.end()
        await writes.close()


@asynccontextmanager
async def paused(url: str) -> AsyncIterator[None]:
    """Nothing is replayed there for the time of the block."""
    async with connected(url) as there:
        await there.execute("SELECT pg_wal_replay_pause()")

        async def stands_still() -> bool:
            await connection().execute_query(SOMETHING)  # a replica that waits for the log does not look up
            return bool(await there.fetchval("SELECT pg_get_wal_replay_pause_state() = 'paused'"))

        await until(stands_still)
        try:
            yield
        finally:
            await there.execute("SELECT pg_wal_replay_resume()")


def counted() -> dict[str, float]:
    """How many operations were answered each way since the program began."""
    ways = ("replica", "own_writes", "unusable", "repeated")
    return {way: REPLICA_READS.labels(way)._value.get() for way in ways}


@asynccontextmanager
async def answered(**ways: int) -> AsyncIterator[None]:
    """Fails unless so many operations of the block are answered each way."""
    before = counted()
    yield
    assert {way: count - before[way] for way, count in counted().items() if count != before[way]} == ways


async def is_at_the_replica(sql: str, url: str) -> None:
    """Until a statement is being executed there."""

    async def runs() -> bool:
        found = await there.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND state = 'active'", sql)
        return bool(found)

    there = await asyncpg.connect(url)
    try:
        await until(runs)
    finally:
        await there.close()
