"""Tortoise's configuration, and the database context that the API, the worker and the tests share."""

import gc
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from asyncpg import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    DeadlockDetectedError,
    InsufficientResourcesError,
    InterfaceError,
    PostgresConnectionError,
    Record,
)
from asyncpg.connection import Connection
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.exceptions import DBConnectionError
from tortoise.migrations.api.migrate import migrate as run_migrations

from app.errors import OperatorError

T = TypeVar("T")

MIGRATION_LOCK = 7_304_511
SCHEMA = Path(__file__).parent / "migrations" / "schema.sql"
# `schema.sql` writes to `public`; a database whose connections use another schema is migrated step by step.
IS_EMPTY = """
SELECT current_schema() = 'public' AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""
_HAS_TABLES = "SELECT to_regclass('tortoise_migrations') IS NOT NULL"
_APPLIED = "SELECT name FROM tortoise_migrations WHERE app = 'nudge'"
DEADLOCKS = 3
TRANSACTION_TIMEOUT_SINCE = (17, 0)
CONNECT_SECONDS = 5.0


class PlainConnection(Connection):  # type: ignore[misc]
    """A connection that goes back to its pool without a reset.

    asyncpg's reset costs a round trip for every checkout. Nothing here uses SET, LISTEN, cursors or session
    locks on a pooled connection, and a transaction left open is still rolled back.
    """

    def get_reset_query(self) -> str:
        return ""


class PlainRow(Record):  # type: ignore[misc]
    """A row as it comes off the wire, its columns as attributes: a sixth of what the ORM's object costs.

    Enums are their values, and JSON is text.
    """

    def __getattr__(self, column: str) -> Any:
        try:
            return self[column]
        except KeyError:
            raise AttributeError(column) from None


async def _roll_back_abandoned(milliseconds: int, connection: Connection) -> None:
    """Lets the server end a transaction whose process is frozen or whose machine is gone.

    Until then its rows are locked for everybody else. The idle timeout does not see a process that stopped between
    the parts of a statement, where asyncpg waits for the answer to a Parse; for that, PostgreSQL has a limit on the
    whole transaction from version 17 on.
    """
    await connection.execute(f"SET idle_in_transaction_session_timeout = {milliseconds}")
    if connection.get_server_version()[:2] >= TRANSACTION_TIMEOUT_SINCE:
        await connection.execute(f"SET transaction_timeout = {3 * milliseconds}")


def config(
    database_url: str, *, pool: int = 10, abandoned_seconds: float | None = None, longest: float | None = 60
) -> dict[str, Any]:
    """Tortoise's configuration for a `postgresql://` URL; `sslmode` in its query is understood. `longest`: the seconds
    that a statement may take; None: any number."""
    expanded = expand_db_url(database_url)
    credentials = expanded["credentials"]
    if sslmode := credentials.pop("sslmode", None):
        credentials["ssl"] = sslmode
    credentials |= {
        "minsize": 1,
        "maxsize": pool,
        "connection_class": PlainConnection,
        "record_class": PlainRow,
        "server_settings": {"timezone": "UTC"},
        "command_timeout": longest,
    }
    if abandoned_seconds is not None:
        credentials["init"] = partial(_roll_back_abandoned, round(abandoned_seconds * 1000))
    return {
        "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {"nudge": {"models": ["app.models"], "migrations": "app.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def connection() -> BaseDBAsyncClient:
    """The pool, for SQL outside a transaction."""
    return cast(BaseDBAsyncClient, connections.get("default"))


async def rows(sql: str, *values: Any) -> list[Any]:
    """The rows of a statement, as `PlainRow`s. Inside a transaction it is part of it."""
    _, found = await connection().execute_query(sql, list(values))
    return cast(list[Any], found)


_AWAY = (
    OSError,  # time-outs too
    DBConnectionError,
    PostgresConnectionError,
    CannotConnectNowError,
    AdminShutdownError,
    CrashShutdownError,
    InsufficientResourcesError,
)


def is_away(error: BaseException) -> bool:
    """Whether the database was not reached, was shutting down, or had no room: the same call may succeed later."""
    # asyncpg has one class for a connection that is closed and for a wrong call of its own functions.
    closed = isinstance(error, InterfaceError) and "closed" in str(error)
    return closed or isinstance(error, _AWAY)


async def despite_deadlocks(work: Callable[[], Awaitable[T]]) -> T:
    """Does the work of a transaction, and does it again when PostgreSQL has ended it to resolve a deadlock.

    Most transactions lock a lead before its enrollments; a batch that is recorded locks enrollments alone, in any
    order.
    """
    for _ in range(DEADLOCKS):
        try:
            return await work()
        except DeadlockDetectedError:
            continue
    return await work()


@asynccontextmanager
async def database(database_url: str, *, pool: int = 10, abandoned_seconds: float | None = None) -> AsyncIterator[None]:
    """Opens the pool for the time of the block. The ORM and `connection()` work inside."""
    how = config(database_url, pool=pool, abandoned_seconds=abandoned_seconds)
    await Tortoise.init(config=how, _enable_global_fallback=True)
    try:
        yield
    finally:
        await Tortoise.close_connections()


class NoTables(OperatorError):
    """The database has never been migrated; the message says how to mend it."""


async def require_tables(database_url: str) -> None:
    """Raises `NoTables` for a database without Nudge's tables, and asyncpg's errors where PostgreSQL is away."""
    import asyncpg

    probe = await asyncpg.connect(database_url, timeout=CONNECT_SECONDS)
    try:
        if not await probe.fetchval(_HAS_TABLES):
            raise NoTables("The database has no tables: run `nudge migrate` first.")
    finally:
        await probe.close()


async def migrate(database_url: str) -> None:
    """Brings the schema up to date. Safe to call from several processes at once: one works, the others wait.

    An empty database gets the whole schema in one step, and the migrations that are newer than it. Where none is
    missing, Tortoise is not asked: to build the models of all migrations takes it seconds of CPU.
    """
    import asyncpg

    guard = await asyncpg.connect(database_url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        if await guard.fetchval(IS_EMPTY):
            async with guard.transaction():
                await guard.execute(SCHEMA.read_text())
        applied = await guard.fetch(_APPLIED) if await guard.fetchval(_HAS_TABLES) else []
        if not _known_migrations() <= {name for (name,) in applied}:
            await migrate_step_by_step(database_url)
    finally:
        await guard.close()


async def migrate_step_by_step(database_url: str) -> None:
    """Runs each migration that the database has not had, in order. For one process at a time."""
    with _collected_after_each_migration() as progress:
        await run_migrations(config=config(database_url), progress=progress)
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


async def pending_migrations() -> list[str]:
    """The migrations that this code has and the database has not, by name."""
    rows = await connection().execute_query_dict(_APPLIED)
    return sorted(_known_migrations() - {row["name"] for row in rows})


def _known_migrations() -> set[str]:
    import app.migrations

    return {module.name for module in pkgutil.iter_modules(app.migrations.__path__)}
