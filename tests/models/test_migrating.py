"""A migration beside processes that hold its tables: it gives way, and is run when it can be."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from app.db import migrating
from app.errors import OperatorError
from tests.waiting import until

NAME = "9999_test"
STATEMENTS = ["ALTER TABLE account ADD COLUMN added int", "ALTER TABLE lead ADD COLUMN added int"]
_ADDED = "SELECT count(*) FROM pg_attribute WHERE attname = 'added'"
_WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'lead'::regclass"


async def test_a_migration_gives_way_to_a_transaction_that_needs_its_tables(
    new_database: Callable[[], Awaitable[str]],
) -> None:
    url = await new_database()
    work, other, look = [await asyncpg.connect(url) for _ in range(3)]

    async def waits() -> bool:
        return bool(await look.fetchval(_WAITS))

    try:
        async with other.transaction():
            await other.execute("SELECT FROM lead")
            migration = asyncio.create_task(migrating.run(work, NAME, STATEMENTS, await migrating.sizes(look)))
            await until(waits)  # it has locked the accounts
            await other.execute("SELECT FROM account")  # in a deadlock with the migration, until that gives way
            assert await look.fetchval(_ADDED) == 0
        await migration
        assert await look.fetchval(_ADDED) == 2
        assert await look.fetchval("SELECT count(*) FROM tortoise_migrations WHERE name = $1", NAME) == 1
    finally:
        for connection in (work, other, look):
            await connection.close()


async def test_a_migration_without_its_locks_is_given_up_and_nothing_of_it_is_done(
    new_database: Callable[[], Awaitable[str]],
) -> None:
    url = await new_database()
    work, other = [await asyncpg.connect(url) for _ in range(2)]
    try:
        async with other.transaction():
            await other.execute("SELECT FROM lead")
            with pytest.raises(OperatorError, match="9999_test could not lock its tables within 0 s"):
                await migrating.run(work, NAME, STATEMENTS, await migrating.sizes(other), within=0)
        assert await other.fetchval(_ADDED) == 0
    finally:
        await work.close()
        await other.close()
