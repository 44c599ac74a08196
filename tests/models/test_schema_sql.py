"""A new database is made from `schema.sql`: it is what the migrations leave."""

import subprocess
import sys
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from app import db
from tests.models.schema_sql import dumped


@pytest.mark.timeout(300)  # all migrations, one by one
def test_the_file_is_what_the_migrations_leave() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.models.schema_sql"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == db.SCHEMA.read_text(), "run `make schema`"


async def test_a_database_made_from_the_file_has_the_schema_of_the_file(
    new_database: Callable[[], Awaitable[str]],
) -> None:
    assert dumped(await new_database()) in db.SCHEMA.read_text()


async def test_each_installation_has_a_token_of_its_own(new_database: Callable[[], Awaitable[str]]) -> None:
    url = await new_database()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        before = await connection.fetchval(db.IS_EMPTY)
        await db.migrate(url)
        await db.migrate(url)
        (token,) = await connection.fetchrow("SELECT simulator_token FROM installation")
    finally:
        await connection.close()
    assert before
    assert len(token) == 32
