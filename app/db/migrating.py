"""How the schema is brought up to date."""

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import asyncpg
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor

import app.migrations
from app.db.connecting import config
from app.db.model_states import LazyState
from app.db.statements import connection
from app.domain.stores.locks import Held, held
from app.errors import OperatorError
from app.providers.postgres import (
    APP,
    APPLIED,
    HAS_TABLES,
    Server,
    applied,
    connected,
    known_migrations,
    require_tables,
    seen,
    told_of_pooler,
)

MIGRATION_LOCK = 7_304_511
SCHEMA = Path(app.migrations.__path__[0]) / "schema.sql"
# `schema.sql` writes to `public`; a database whose connections use another schema is migrated step by step.
IS_EMPTY = """
SELECT current_schema() = 'public' AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""
_SIZES = """
SELECT relname AS name, pg_total_relation_size(oid) / 1e6 AS megabytes FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
_INDEXES = """
SELECT indexrelid::regclass::text AS name, indrelid::regclass::text AS of FROM pg_index
WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
"""
# As Tortoise makes it.
_RECORDS = """
CREATE TABLE IF NOT EXISTS "tortoise_migrations" (
    "id" SERIAL NOT NULL PRIMARY KEY, "app" VARCHAR(255) NOT NULL, "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMPTZ NOT NULL, CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name"))
"""
_RECORD = f"INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('{APP}', $1, now())"
LOCK_SECONDS = 0.8
"""So long a migration waits for the locks of its tables, and holds up whoever comes after it."""
ROW_SECONDS = 10.0
"""So long it waits for a row, with its tables locked."""
PAUSE_SECONDS = (0.3, 1.2)
"""Between two tries, in which those that waited for the migration go on."""
LOCKED_WITHIN = 300.0
"""After so many seconds without its locks a migration is given up."""
Tables = tuple[Mapping[str, float], Mapping[str, str]]
Step = tuple[str, Sequence[str]]


async def migrate(database_url: str) -> None:
    """Brings the schema up to date. Safe to call from several processes at once: one works, the others wait.

    An empty database gets the whole schema in one step, and the migrations that are newer than it. Where none is
    missing, Tortoise is not asked: to read all migrations takes it half a second of CPU.
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
            done = await applied(work) if await work.fetchval(HAS_TABLES) else set()
        if not known_migrations() <= done:
            await migrate_step_by_step(database_url, server)


async def migrate_step_by_step(database_url: str, server: Server | None = None) -> None:
    """Runs each migration that the database has not had, in order. For one process at a time.

    Raises `OperatorError` if others hold the tables of a migration all the time: nothing of it is done then.
    """
    async with connected(database_url) as work:
        await work.execute(_RECORDS)
        tables = await sizes(work)
        for name, statements in await _missing(database_url, server, await applied(work)):
            await run(work, name, statements, tables)


async def _missing(database_url: str, server: Server | None, done: Collection[str]) -> list[Step]:
    """The statements of each migration that the database has not had, in order. Nothing is locked or changed.

    The statements are collected before the transaction that locks the tables, and not in it.
    """
    how = config(database_url, server=server)
    await Tortoise.init(config=how, init_connections=False)
    client = get_connection("default")
    loader = MigrationLoader(how["apps"], MigrationRecorder(client))
    loader.load_disk()
    state, found = LazyState({APP: "default"}), list[Step]()
    for key, migration in sorted(loader.disk_migrations.items()):
        if key.name in done:
            await migration.apply(state, dry_run=True)
            continue
        editor = AsyncpgSchemaEditor(client, atomic=False, collect_sql=True)
        await migration.apply(state, schema_editor=editor, collect_sql=True)
        found.append((key.name, [one for one in editor.collected_sql if not one.startswith("--")]))
    await Tortoise.close_connections()
    return found


async def run(
    work: asyncpg.Connection, name: str, statements: Sequence[str], tables: Tables, within: float = LOCKED_WITHIN
) -> None:
    """Runs a migration in one transaction, which locks its tables first, and begins again while others hold them.

    A migration that waits for a second table while processes wait for the first one is in a deadlock with them, and
    PostgreSQL may end their transactions, a second (`deadlock_timeout`) after they began to wait. For all its locks
    together the migration waits for less than that, so it is the migration that gives way.

    Raises `OperatorError` if it has not had its locks `within` so many seconds.
    """
    clock = asyncio.get_running_loop()
    deadline = clock.time() + within
    while True:
        began = clock.time()
        try:
            async with work.transaction():
                for one in _held(statements, tables):
                    left = max(0.01, LOCK_SECONDS - (clock.time() - began))
                    await work.execute(f"SET LOCAL lock_timeout = {left * 1000:.0f}")
                    await work.execute(f'LOCK TABLE "{one.table}" IN {one.lock.title} MODE')
                await work.execute(f"SET LOCAL lock_timeout = {ROW_SECONDS * 1000:.0f}")
                for statement in statements:
                    await work.execute(statement)
                await work.execute(_RECORD, name)
                return
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            if clock.time() > deadline:
                raise OperatorError(
                    f"The migration {name} could not lock its tables within {within:.0f} s, because others hold "
                    "them, such as a backup or a long query. Nothing of it is done: run `nudge migrate` again later."
                ) from None
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311


def _held(statements: Sequence[str], tables: Tables) -> list[Held]:
    """What a migration locks; nothing beforehand if that cannot be told."""
    try:
        return held(statements, *tables)
    except ValueError:
        return []


async def plan(database_url: str) -> dict[str, list[Held]]:
    """What each migration that the database has not had would lock, by the migration's name, with how long for about.

    Nothing is changed and nothing is locked. Raises `NoTables`, and `OperatorError` for a statement that nobody can
    judge.
    """
    await require_tables(database_url)
    async with connected(database_url) as look:
        done, tables = await applied(look), await sizes(look)
    planned = dict[str, list[Held]]()
    for name, statements in await _missing(database_url, None, done):
        try:
            planned[name] = held(statements, *tables)
        except ValueError as error:
            raise OperatorError(f"What the migration {name} locks cannot be told ({error}): read it.") from error
    return planned


async def sizes(look: asyncpg.Connection) -> Tables:
    """The size of each table in megabytes, and the table of each index."""
    sizes = {row["name"]: float(row["megabytes"]) for row in await look.fetch(_SIZES)}
    return sizes, {row["name"]: row["of"] for row in await look.fetch(_INDEXES)}


async def pending_migrations() -> list[str]:
    """The migrations that this code has and the database has not, by name."""
    rows = await connection().execute_query_dict(APPLIED)
    return sorted(known_migrations() - {row["name"] for row in rows})
