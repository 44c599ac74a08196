"""`nudge migrate --plan`: what is missing is judged by its own statements, and nothing is changed.

In a process of its own, because Tortoise is initialized for it once more.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

EXPECTED = """\
0057_retention
  installation: ACCESS EXCLUSIVE, a moment: reads and writes wait
  message: ACCESS EXCLUSIVE, a moment: reads and writes wait
Safe beside the release that runs.
"""


@pytest.mark.timeout(180)
async def test_a_migration_that_is_missing_says_what_it_would_lock(
    new_database: Callable[[], Awaitable[str]], redis_url: str
) -> None:
    url = await new_database()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DELETE FROM tortoise_migrations WHERE name = '0057_retention'")
        before = await connection.fetchval("SELECT count(*) FROM pg_attribute")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", "migrate", "--plan"),
            env={**os.environ, "DATABASE_URL": url, "REDIS_URL": redis_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        output, complaints = await process.communicate()
        assert (output.decode(), process.returncode) == (EXPECTED, 0), complaints.decode()
        assert await connection.fetchval("SELECT count(*) FROM pg_attribute") == before
    finally:
        await connection.close()
