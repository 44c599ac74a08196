"""Each case has a database of its own, a copy of one that is migrated and has two sequences in it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from app.local.stores import Stores
from tests.chaos.cases import SEED
from tests.conftest import EMPTY, database_of

NewCase = Callable[[], Awaitable[str]]
Lend = Callable[[], AbstractAsyncContextManager[str]]


@pytest.fixture(scope="session")
async def seeded(test_stores: Stores) -> str:
    """The name of the database that every case copies; nobody is connected to it."""
    name = f"cases_{uuid4().hex[:8]}"
    admin = await asyncpg.connect(database_of(test_stores.database_url, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE nudge")
    finally:
        await admin.close()
    connection = await asyncpg.connect(database_of(test_stores.database_url, name))
    try:
        await connection.execute(SEED)
    finally:
        await connection.close()
    return name


@pytest.fixture
async def new_case(test_stores: Stores, seeded: str) -> AsyncIterator[NewCase]:
    made = []
    admin = await asyncpg.connect(database_of(test_stores.database_url, "postgres"))
    one_at_a_time = asyncio.Lock()

    async def new() -> str:
        async with one_at_a_time:
            name = f"case_{secrets.token_hex(4)}"
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {seeded}")
            made.append(name)
        return database_of(test_stores.database_url, name)

    yield new
    for name in made:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture(scope="session")
async def lend(test_stores: Stores, seeded: str) -> AsyncIterator[Lend]:
    """Lends a database to a case, and to another one afterwards. Making and dropping one for each of 300 cases
    would be a third of what PostgreSQL does for them. The database of a case that failed is not lent again."""
    admin = await asyncpg.connect(database_of(test_stores.database_url, "postgres"))
    made, free, one_at_a_time = list[str](), list[str](), asyncio.Lock()

    async def emptied(name: str) -> None:
        """Without the sessions of processes that were killed, and as `seeded` again."""
        await admin.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1", name)
        connection = await asyncpg.connect(database_of(test_stores.database_url, name))
        try:
            await connection.execute(EMPTY)
            await connection.execute(SEED)
        finally:
            await connection.close()

    @asynccontextmanager
    async def lent() -> AsyncIterator[str]:
        async with one_at_a_time:
            if not free:
                name = f"case_{secrets.token_hex(4)}"
                await admin.execute(f"CREATE DATABASE {name} TEMPLATE {seeded}")
                made.append(name)
                free.append(name)
            name = free.pop()
        yield database_of(test_stores.database_url, name)
        async with one_at_a_time:
            await emptied(name)
            free.append(name)

    yield lent
    for name in made:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()
