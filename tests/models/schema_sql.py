"""`make schema` prints by this what the migrations leave in an empty database: `app/migrations/schema.sql`."""

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path

import asyncpg

from app import db
from app.local.postgres import find_postgres
from app.local.stores import throwaway

HEADER = """\
-- What the migrations leave in an empty database, so that a new one is made in one step instead of {count}.
-- Written by `make schema`, never by hand.
SET LOCAL check_function_bodies = off;
SET LOCAL search_path = '';
SET LOCAL client_min_messages = warning;
"""
INSTALLATION = (
    "INSERT INTO public.installation (id, simulator_token) VALUES (1, replace(gen_random_uuid()::text, '-', ''));"
)
NOT_OURS = re.compile(r"^(?:SET|\\(?:un)?restrict|SELECT pg_catalog\.set_config)\b.*\n", re.MULTILINE)
COMMENT_OF_PG_DUMP = re.compile(r"^--\n-- .*\n--\n+|^-- Dumped .*\n", re.MULTILINE)


def dumped(url: str) -> str:
    """The schema of a database, as pg_dump writes it: the same for the same schema."""
    argv = [str(find_postgres() / "pg_dump"), "--schema-only", "--no-owner", "--no-privileges", url]
    text = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return re.sub(r"\n{3,}", "\n\n", NOT_OURS.sub("", COMMENT_OF_PG_DUMP.sub("", text))).strip() + "\n"


async def schema_sql(url: str) -> str:
    """The file for a database that the migrations have just made."""
    connection = await asyncpg.connect(url)
    try:
        names = [name for (name,) in await connection.fetch("SELECT name FROM tortoise_migrations ORDER BY name")]
    finally:
        await connection.close()
    applied = ",\n".join(f"    ('nudge', '{name}', now())" for name in names)
    rows = f"{INSTALLATION}\n\nINSERT INTO public.tortoise_migrations (app, name, applied_at) VALUES\n{applied};\n"
    return f"{HEADER.format(count=len(names))}\n{dumped(url)}\n{rows}"


async def _print() -> None:
    """What PostgreSQL makes of a condition when it reads it again has other brackets, once. So the schema is of a
    database that was made from the schema of the migrated one.
    """
    with tempfile.TemporaryDirectory() as home:
        async with throwaway(Path(home)) as stores:
            await db.migrate_step_by_step(stores.database_url)
            again = f"{stores.database_url}_again"
            await _run(stores.database_url, f"CREATE DATABASE {again.rpartition('/')[2]}")
            await _run(again, await schema_sql(stores.database_url))
            print(await schema_sql(again), end="")


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


if __name__ == "__main__":
    asyncio.run(_print())
