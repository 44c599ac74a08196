"""A replica that dies, refuses, lags or belongs to another database: reads go to the primary, and somebody says why."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app.db import connection, rows
from app.deps import Deps
from app.domain.stores.replicas import Fault
from app.local.processes import HOST, free_port
from app.local.standby import Standby
from app.models import Partner
from app.providers.postgres import connected
from app.services import replicas
from tests.conftest import database_of
from tests.factories import Holder
from tests.flows.replica.processes import Process, a_process, answered, is_at_the_replica, paused
from tests.waiting import until

NewDatabase = Callable[[], Awaitable[str]]
SLOW = "SELECT name, pg_sleep(CASE WHEN pg_is_in_recovery() THEN 60 ELSE 0 END) IS NULL AS slow FROM partner"
"""It takes a minute, but not at the primary."""


async def slow_read(process: Process, partner: Holder) -> list[Any]:
    async with replicas.reading(process.deps, partner.id):
        found = await rows(SLOW)
        assert not (await rows("SELECT pg_is_in_recovery() AS replica"))[0].replica, "it does not go back in time"
    return found


async def where(process: Process, partner: Holder) -> str:
    async with replicas.reading(process.deps, partner.id):
        [found] = await rows("SELECT pg_is_in_recovery() AS replica")
    return "replica" if found.replica else "primary"


async def test_a_read_goes_on_at_the_primary_when_the_replica_dies_amid_it(
    process: Process, partner: Holder, standby: Standby
) -> None:
    await process.up_to_date()
    async with answered(replica=1, repeated=1):
        reading = asyncio.create_task(slow_read(process, partner))
        await is_at_the_replica(SLOW, process.url)
        port = standby.port
        await asyncio.to_thread(standby.stop)
        try:
            assert [row.name for row in await reading] == [partner.partner.name]
        finally:
            await standby.start(port, only_there=True)
    assert process.replica.fault is Fault.AWAY
    async with answered(unusable=1):
        assert await where(process, partner) == "primary"
    await process.up_to_date()
    assert await where(process, partner) == "replica"


async def test_a_read_of_a_replica_that_is_given_up_goes_to_the_primary_and_holds_no_replay(
    process: Process, partner: Holder
) -> None:
    await process.up_to_date()
    reading = asyncio.create_task(slow_read(process, partner))
    await is_at_the_replica(SLOW, process.url)
    process.replica.shut(Fault.AWAY)
    assert len(await reading) == 1

    # Replay would wait for what is left of the read, for longer than this test does.
    await Partner.all().update(name="New")
    await connection().execute_query("VACUUM partner")
    await process.up_to_date()


@asynccontextmanager
async def replay_waits_for_nobody(url: str) -> AsyncIterator[None]:
    """What is in the way of replay is canceled at once, for the time of the block."""
    async with connected(url) as there:
        await there.execute("ALTER SYSTEM SET max_standby_streaming_delay = 0")
        await there.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            await there.execute("ALTER SYSTEM RESET max_standby_streaming_delay")
            await there.execute("SELECT pg_reload_conf()")


async def test_a_read_that_replay_cancels_is_repeated_on_the_primary(process: Process, partner: Holder) -> None:
    await process.up_to_date()
    async with answered(replica=1, repeated=1), replay_waits_for_nobody(process.url):
        reading = asyncio.create_task(slow_read(process, partner))
        await is_at_the_replica(SLOW, process.url)
        async with in_transaction() as tx:
            await tx.execute_query("LOCK TABLE partner IN ACCESS EXCLUSIVE MODE")
        assert len(await reading) == 1
    assert process.replica.fault is None


@pytest.mark.parametrize("how", ["insert", "update", "transaction"])
async def test_what_a_reading_operation_writes_goes_to_the_primary(process: Process, partner: Holder, how: str) -> None:
    await process.up_to_date()
    async with paused(process.url), replicas.reading(process.deps, partner.id):
        assert (await rows("SELECT pg_is_in_recovery() AS replica"))[0].replica
        match how:
            case "insert":
                await Partner.create(name="New", created_at=process.deps.clock.now())
            case "update":
                await Partner.all().update(name="New")
            case "transaction":
                async with in_transaction():
                    await Partner.all().update(name="New")
        assert await Partner.filter(name="New").exists()


async def test_a_replica_that_is_too_far_behind_is_not_read(
    deps: Deps, flush_redis: None, redis_url: str, replica_url: str, partner: Holder
) -> None:
    async with a_process(deps, redis_url, replica_url, longest_lag=1e-9) as process:
        await until_measured(process)
        assert process.replica.fault is Fault.BEHIND
        assert re.match(r"Reads go to the primary: the replica is \d+ s behind\. ", process.replica.problem or "")
        async with answered(unusable=1):
            assert await where(process, partner) == "primary"


async def until_measured(process: Process) -> None:
    async def measured() -> bool:
        await process.follower.look()
        return process.replica.confirmed is not None

    await until(measured)


async def test_while_redis_does_not_answer_everything_is_read_from_the_primary(
    deps: Deps, replica_url: str, partner: Holder
) -> None:
    async with a_process(deps, f"redis://{HOST}:{free_port()}/0", replica_url) as process:
        await process.follower.look()
        assert process.replica.is_open
        assert process.replica.fault is Fault.NOT_COUNTED
        async with answered(unusable=1):
            assert await where(process, partner) == "primary"


async def test_what_is_no_replica_of_this_database_is_not_read(
    deps: Deps, redis_url: str, partner: Holder, standby: Standby, database_url: str, new_database: NewDatabase
) -> None:
    another = database_of(standby.url, (await new_database()).rpartition("/")[2])
    wrong = {
        database_url: Fault.NO_REPLICA,
        another: Fault.OTHER_DATABASE,
        database_of(standby.url, "postgres"): Fault.OTHER_DATABASE,
        f"postgresql://nudge:wrong@{HOST}:{standby.port}/nudge": Fault.AWAY,
        f"postgresql://nudge:wrong@{HOST}:{free_port()}/nudge": Fault.AWAY,
    }
    for url, fault in wrong.items():
        async with a_process(deps, redis_url, url) as process:

            async def found(process: Process = process, fault: Fault = fault) -> bool:
                await process.follower.look()  # a database that was just made may not be there yet
                return process.replica.fault is fault

            await until(found)
            assert process.replica.problem
            assert await where(process, partner) == "primary"


async def test_what_readyz_says_of_the_replica(process: Process) -> None:
    await process.up_to_date()
    assert process.replica.problem is None
    process.replica.shut(Fault.AWAY, "ConnectionRefusedError")
    assert process.replica.problem == (
        "Reads go to the primary: the replica does not answer (ConnectionRefusedError). "
        "Start it, or correct DATABASE_REPLICA_URL."
    )
