"""PostgreSQL behind PgBouncer: nothing of ours outlives its transaction."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app import db
from app.local.stores import Stores
from app.observability import health
from app.providers.postgres import connected, look_at
from tests.conftest import database_of
from tests.processes import DEADLINE_SECONDS, Home
from tests.stores.debian import pooler

NewDatabase = Callable[[], Awaitable[str]]


@pytest.fixture
async def direct(new_database: NewDatabase, test_stores: Stores) -> str:
    """The address of a migrated database without a pooler."""
    return database_of(test_stores.migration_url, (await new_database()).rpartition("/")[2])


@pytest.fixture
async def pooled(direct: str, tmp_path: Path) -> AsyncIterator[str]:
    async with pooler(tmp_path / "pooler", direct) as address:
        yield address


async def test_a_pooler_is_recognized_unless_the_address_says_what_is_there(direct: str, pooled: str) -> None:
    assert not (await look_at(direct)).pooled
    assert (await look_at(pooled)).pooled
    assert not (await look_at(f"{pooled}?pgbouncer=false")).pooled


async def test_migrations_through_a_pooler_leave_no_lock_and_run_once(test_stores: Stores, tmp_path: Path) -> None:
    async with connected(database_of(test_stores.migration_url, "postgres")) as admin:
        await admin.execute("DROP DATABASE IF EXISTS fresh")
        await admin.execute("CREATE DATABASE fresh")
        fresh = database_of(test_stores.migration_url, "fresh")
        async with pooler(tmp_path / "pooler", fresh) as address:
            await asyncio.gather(*(db.migrate(address) for _ in range(4)))
            await db.require_tables(address)
            assert await admin.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0


def found(home: Home, what: str, *addresses: str) -> Any:
    """What a process of its own finds: see `asking`."""
    process = home.start("-m", "tests.stores.asking", what, *addresses)
    output, complaints = process.communicate(timeout=DEADLINE_SECONDS)
    assert output, complaints
    return json.loads(output)


async def test_limits_hold_in_each_transaction_and_in_no_session(home: Home, pooled: str) -> None:
    assert found(home, "limits", pooled) == ["17s", "0"]


async def test_statements_of_many_tasks_do_not_meet_each_others_sessions(home: Home, pooled: str) -> None:
    assert found(home, "sums", pooled) == [n + n % 7 for n in range(300)]


async def test_a_pooler_that_allows_no_transactions_is_named(
    direct: str, redis_url: str, home: Home, tmp_path: Path
) -> None:
    async with pooler(tmp_path / "pooler", direct, mode="statement") as address:
        assert found(home, "ready", address, redis_url) == health.NO_TRANSACTIONS
        code, said, complaints = home.nudge("doctor", DATABASE_URL=address, REDIS_URL=redis_url)
    assert code == 1, complaints
    assert "The pooler allows no transactions: set its pool_mode to transaction or session." in said, complaints
