"""The schema: whether it is there, and how it is brought up to date."""

import gc
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as run_migrations
from tortoise.migrations.api.sqlmigrate import sqlmigrate

import app.migrations
from app.db.connecting import config
from app.db.statements import connection
from app.domain.stores.locks import Held, held
from app.errors import OperatorError
from app.providers.postgres import Server, connected, seen, told_of_pooler

MIGRATION_LOCK = 7_304_511
SCHEMA = Path(app.migrations.__path__[0]) / "schema.sql"
# `schema.sql` writes to `public`; a database whose connections use another schema is migrated step by step.
IS_EMPTY = """
SELECT current_schema() = 'public' AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""
_HAS_TABLES = "SELECT to_regclass('tortoise_migrations') IS NOT NULL"
_SIZES = """
SELECT relname AS name, pg_total_relation_size(oid) / 1e6 AS megabytes FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
_INDEXES = """
SELECT indexrelid::regclass::text AS name, indrelid::regclass::text AS of FROM pg_index
WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
"""
_APPLIED = "SELECT name FROM tortoise_migrations WHERE app = 'nudge'"


class NoTables(OperatorError):
    """The database has never been migrated; the message says how to mend it."""


async def require_tables(database_url: str) -> None:
    """Raises `NoTables` for a database without Nudge's tables, `OperatorError` for a PostgreSQL that is too old, and
    asyncpg's errors where PostgreSQL is away."""
    async with connected(database_url) as probe:
        await seen(probe)
        if not await probe.fetchval(_HAS_TABLES):
            raise NoTables("The database has no tables: run `nudge migrate` first.")


async def migrate(database_url: str) -> None:
    """Brings the schema up to date. Safe to call from several processes at once: one works, the others wait.

    An empty database gets the whole schema in one step, and the migrations that are newer than it. Where none is
    missing, Tortoise is not asked: to build the models of all migrations takes it seconds of CPU.
    """
    async with connected(database_url) as guard, guard.transaction():
        # The lock is the transaction's, because a pooler gives a session to others when its transaction ends. This
        # transaction waits while the others work.
        await guard.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await guard.execute(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        async with connected(database_url) as work:
            server = await seen(work, told_of_pooler(database_url))
            if await work.fetchval(IS_EMPTY):
                async with work.transaction():
                    await work.execute(SCHEMA.read_text())
            applied = await work.fetch(_APPLIED) if await work.fetchval(_HAS_TABLES) else []
        if not known_migrations() <= {name for (name,) in applied}:
            await migrate_step_by_step(database_url, server)


async def migrate_step_by_step(database_url: str, server: Server | None = None) -> None:
    """Runs each migration that the database has not had, in order. For one process at a time."""
    with _collected_after_each_migration() as progress:
        await run_migrations(config=config(database_url, server=server), progress=progress)
    await Tortoise.close_connections()


@contextmanager
def _collected_after_each_migration() -> Iterator[Callable[[str, str, str], object]]:
    """Collects garbage when a migration begins and ends, and not in between. Yields the function to call then.

    Tortoise builds all models anew for each operation, in cycles that only a collection frees. To collect after every
    700th object, as Python does, took a third of the time of all migrations.
    """
    gc.freeze()
    gc.disable()
    try:
        yield lambda *_: gc.collect(1)
    finally:
        gc.enable()
        gc.unfreeze()


async def plan(database_url: str) -> dict[str, list[Held]]:
    """What each migration that the database has not had would lock, by the migration's name, with how long for about.

    Nothing is changed and nothing is locked. Takes seconds for each migration, as `migrate_step_by_step` does. Raises
    `NoTables`, and `OperatorError` for a statement that nobody can judge.
    """
    await require_tables(database_url)
    async with connected(database_url) as look:
        applied = {name for (name,) in await look.fetch(_APPLIED)}
        sizes = {row["name"]: float(row["megabytes"]) for row in await look.fetch(_SIZES)}
        index_of = {row["name"]: row["of"] for row in await look.fetch(_INDEXES)}
    planned, how = dict[str, list[Held]](), config(database_url)
    for name in sorted(known_migrations() - applied):
        with _collected_after_each_migration():
            statements = await sqlmigrate(config=how, app_label="nudge", migration_name=name)
        try:
            planned[name] = held(statements, sizes, index_of)
        except ValueError as error:
            raise OperatorError(f"What the migration {name} locks cannot be told ({error}): read it.") from error
    return planned


async def pending_migrations() -> list[str]:
    """The migrations that this code has and the database has not, by name."""
    rows = await connection().execute_query_dict(_APPLIED)
    return sorted(known_migrations() - {row["name"] for row in rows})


def known_migrations() -> set[str]:
    """The migrations of this code, by name."""
    return {module.name for module in pkgutil.iter_modules(app.migrations.__path__)}
