"""A caller who leaves before its answer: a query ends, and a mutation goes on."""

import asyncio

import orjson
import pytest
from tortoise.transactions import in_transaction

from app.db import connection
from app.models import Lead
from tests.factories import Holder
from tests.graphql.served import Served
from tests.waiting import until

WAITING = """
SELECT count(*) AS n FROM pg_locks
WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def waiting() -> int:
    """The statements that wait for a lock of another transaction."""
    [row] = await connection().execute_query_dict(WAITING)
    return int(row["n"])


async def call(served: Served, partner: Holder, query: str) -> asyncio.StreamWriter:
    """Sends an operation, and returns as soon as it waits for the lock."""
    host, port = served.address.split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    body = orjson.dumps({"query": query})
    head = f"POST /graphql HTTP/1.1\r\nHost: nudge\r\nX-Partner-Key: {partner.key}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)

    async def is_waiting() -> bool:
        return await waiting() > 0

    await until(is_waiting)
    return writer


async def test_a_query_ends_when_its_caller_leaves(served: Served, partner: Holder, account_id: str) -> None:
    async with in_transaction() as tx:
        await tx.execute_query("LOCK TABLE lead")
        writer = await call(served, partner, f'{{ leads(accountId: "{account_id}") {{ items {{ id }} }} }}')
        writer.close()

        async def is_over() -> bool:
            return await waiting() == 0

        await until(is_over)
    async with served.http as http:
        answer = await http.post("/graphql", json={"query": f'{{ leads(accountId: "{account_id}") {{ total }} }}'})
    assert answer.json()["data"] == {"leads": {"total": 0}}, "its connection to the database is good"


@pytest.mark.parametrize("by", ["close", "complete"])
async def test_a_query_of_a_socket_ends_when_nobody_waits_for_it(served: Served, account_id: str, by: str) -> None:
    async with in_transaction() as tx, served.socket() as socket:
        await tx.execute_query("LOCK TABLE lead")
        await socket.ask(f'{{ leads(accountId: "{account_id}") {{ items {{ id }} }} }}')

        async def is_waiting() -> bool:
            return await waiting() > 0

        async def is_over() -> bool:
            return await waiting() == 0

        await until(is_waiting)
        if by == "close":
            await socket.raw.close()
        else:
            await socket.say("complete", id="1")
        await until(is_over)


async def test_a_mutation_of_a_socket_goes_on_when_it_closes(served: Served, account_id: str) -> None:
    async with in_transaction() as tx:
        await tx.execute_query("LOCK TABLE lead")
        async with served.socket() as socket:
            one = f'importLead(accountId: "{account_id}", input: {{phone: "+14155552671"}}) {{ success }}'
            await socket.ask(f"mutation {{ {one} }}")

            async def is_waiting() -> bool:
                return await waiting() > 0

            await until(is_waiting)

        async def is_gone() -> bool:
            return not served.server.server_state.connections

        await until(is_gone)

    async def is_there() -> bool:
        return await Lead.filter(phone="+14155552671").exists()

    await until(is_there)


async def test_a_mutation_goes_on_when_its_caller_leaves(served: Served, partner: Holder, account_id: str) -> None:
    async with in_transaction() as tx:
        await tx.execute_query("LOCK TABLE lead")
        writer = await call(
            served,
            partner,
            f'mutation {{ importLead(accountId: "{account_id}", input: {{phone: "+14155552671"}}) {{ success }} }}',
        )
        writer.close()

        async def is_gone() -> bool:
            return not served.server.server_state.connections

        await until(is_gone)

    async def is_there() -> bool:
        return await Lead.filter(phone="+14155552671").exists()

    await until(is_there)
