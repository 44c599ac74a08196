"""The client of PostgreSQL: its answers, its errors and its pool are those of Tortoise and asyncpg."""

import asyncio
from typing import cast

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from app.db import connection, rows


@pytest.mark.parametrize("inside", [False, True])
async def test_errors_are_those_of_the_orm(inside: bool) -> None:
    async def told(statement: str) -> None:
        if not inside:
            await rows(statement)
            return
        async with in_transaction():
            await rows(statement)

    with pytest.raises(OperationalError):
        await told("SELECT no_column FROM partner")
    with pytest.raises(OperationalError):
        await told("SELECT 'x'::text::int")
    with pytest.raises(IntegrityError):
        await told("WITH made AS (INSERT INTO partner (id) VALUES (NULL)) SELECT 1")
    assert (await rows("SELECT 1 AS one"))[0].one == 1


@pytest.mark.parametrize("steps", range(12))
async def test_a_canceled_task_leaves_its_connection_to_others(steps: int) -> None:
    """Canceled after so many steps of the loop: while a connection is lent, a transaction begins, or is under way."""
    pool = cast(AsyncpgDBClient, connection())._pool
    assert pool is not None

    async def work() -> None:
        async with in_transaction():
            await rows("SELECT pg_sleep(60)")

    for _ in range(pool.get_max_size() + 1):
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task}, timeout=10)
        assert task.cancelled()
    found = await asyncio.gather(*(rows("SELECT 1 AS one") for _ in range(3 * pool.get_max_size())))
    assert [row.one for [row] in found] == [1] * len(found)
    assert pool.get_idle_size() == pool.get_size()


async def test_a_transaction_that_is_left_open_is_rolled_back_before_its_connection_is_lent_again() -> None:
    pool = cast(AsyncpgDBClient, connection())._pool
    assert pool is not None
    held = await pool.acquire()
    await held.execute("BEGIN")
    await held.execute("CREATE TABLE left_open ()")
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # asyncpg reports it there
    await pool.release(held)
    asyncio.get_running_loop().set_exception_handler(None)
    assert (await rows("SELECT to_regclass('left_open') AS found"))[0].found is None
