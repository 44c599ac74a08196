"""A partner reads its own changes, and those that it was told of; what others change may be there a little later."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest

from app.concurrency import canceled
from app.db import rows
from app.deps import Deps
from app.domain import ids
from app.providers.postgres import connected
from app.services import replicas
from app.services.enrollment import enroll_lead
from app.services.webhooks.delivering import Delivering
from tests.deliveries import delivers, make_endpoint, make_events
from tests.factories import Holder, make_account, make_partner, make_sequence, phone
from tests.flows.replica.processes import Process, a_process, answered, counted, paused
from tests.graphql.client import Api
from tests.graphql.served import serving
from tests.races import RACES, was_a_race
from tests.rest.door import GraphqlDoor, Json, RestDoor

NEW: Json = {"name": "Mine", "steps": [{"type": "fixed", "message": "Hi {{first_name}}.", "skip_if_replied": False}]}
NAME = "SELECT name, pg_is_in_recovery() AS at_the_replica FROM sequence WHERE id = $1"
RENAME = "UPDATE sequence SET name = $2 WHERE id = $1"
STATUS = "query ($id: ID!) { enrollment(id: $id) { status } }"


@pytest.mark.parametrize("kind", [GraphqlDoor, RestDoor], ids=["graphql", "rest"])
async def test_the_callers_own_write_is_seen_and_the_list_of_another_may_lag(
    kind: Callable[[Deps, str], GraphqlDoor | RestDoor], process: Process, partner: Holder
) -> None:
    other = await make_partner("Other")
    others = await make_account(process.deps, other.id)
    mine = ids.encode(ids.ACCOUNT, (await make_account(process.deps, partner.id)).id)
    theirs = ids.encode(ids.ACCOUNT, others.id)
    await process.up_to_date()

    async def names(door: GraphqlDoor | RestDoor, account: str) -> list[str]:
        return [one["name"] for one in (await door.listed(account))["sequences"]]

    async with kind(process.deps, partner.key) as me, kind(process.deps, other.key) as them:
        async with paused(process.url):
            await me.create(mine, NEW)
            await make_sequence(process.deps, other.id, others.id, name="By the command")
            await process.follower.look()
            async with answered(own_writes=1):
                assert await names(me, mine) == ["Mine"]
            async with answered(replica=1):
                assert await names(them, theirs) == []
        await process.up_to_date()
        async with answered(replica=2):
            assert await names(me, mine) == ["Mine"]
            assert await names(them, theirs) == ["By the command"]


async def test_another_process_knows_of_the_write(
    process: Process, deps: Deps, redis_url: str, partner: Holder
) -> None:
    account = ids.encode(ids.ACCOUNT, (await make_account(deps, partner.id)).id)
    async with a_process(deps, redis_url, process.url) as second:
        await second.up_to_date()
        async with paused(process.url):
            async with RestDoor(process.deps, partner.key) as door:
                await door.create(account, NEW)
            async with RestDoor(second.deps, partner.key) as door, answered(own_writes=1):
                assert (await door.listed(account))["total"] == 1


async def test_what_a_subscription_told_is_there_for_the_query_that_follows(process: Process, partner: Holder) -> None:
    deps = process.deps
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id)
    await process.up_to_date()
    async with (
        paused(process.url),
        serving(deps, partner.key) as served,
        served.socket() as socket,
        Api(deps, partner.key) as api,
    ):
        query = "subscription ($id: ID!) { enrollmentsUpdated(accountId: $id) { id } }"
        await socket.ask(query, id=ids.encode(ids.ACCOUNT, account.id))
        hearing = asyncio.create_task(socket.hear())
        while not hearing.done():  # until the subscription has begun, nobody hears of it
            await enroll_lead(deps, partner.id, sequence.id, phone())
            await asyncio.wait({hearing}, timeout=0.2)
        heard = hearing.result()["payload"]["data"]["enrollmentsUpdated"]
        async with answered(own_writes=1):
            assert await api.data(STATUS, id=heard["id"]) == {"status": "ACTIVE"}


async def test_what_a_webhook_told_is_there_for_the_query_that_follows(process: Process, partner: Holder) -> None:
    deps = delivers(process.deps)
    await make_events(partner.id, 1, await make_endpoint(partner.id, "http://127.0.0.1:9"), at=deps.clock.real())
    async with Delivering(deps) as delivering:
        assert await delivering.begin() == 1
    async with answered(own_writes=1), replicas.reading(deps, partner.id):
        pass


async def test_no_read_misses_a_write_whatever_the_replica_does_meanwhile(
    process: Process, deps: Deps, redis_url: str, partner: Holder
) -> None:
    """Writers in one process, readers in another that measures all the time, and a replica that stops now and then."""
    account = await make_account(deps, partner.id)
    partners = [(await make_partner(f"Partner {number}")).id for number in range(4)]
    lines = [(one, (await make_sequence(deps, partner.id, account.id)).id) for one in partners]

    async def play(reader: Deps, partner_id: UUID, row: UUID) -> None:
        for number in range(RACES // 100):
            async with replicas.writing(process.deps, partner_id):
                await rows(RENAME, row, str(number))
            at_the_replica = False
            while not at_the_replica:
                async with replicas.reading(reader, partner_id):
                    [found] = await rows(NAME, row)
                assert found.name == str(number)
                at_the_replica = found.at_the_replica
                await asyncio.sleep(0)

    async def measure(reader: Process) -> None:
        while True:
            await reader.follower.look()

    async def stop_now_and_then() -> None:
        async with connected(process.url) as there:
            while True:
                await there.execute("SELECT pg_wal_replay_pause()")
                await asyncio.sleep(0.01)
                await there.execute("SELECT pg_wal_replay_resume()")
                await asyncio.sleep(0.02)

    async with a_process(deps, redis_url, process.url) as second:
        await second.up_to_date()
        meanwhile = [asyncio.create_task(measure(second)), asyncio.create_task(stop_now_and_then())]
        try:
            before = counted()["own_writes"]
            async with asyncio.TaskGroup() as group:
                for one, row in lines:
                    group.create_task(play(second.deps, one, row))
            was_a_race(counted()["own_writes"] > before)
        finally:
            for task in meanwhile:
                await canceled(task)
            async with connected(process.url) as there:
                await there.execute("SELECT pg_wal_replay_resume()")
