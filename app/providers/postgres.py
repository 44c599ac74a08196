"""Single connections to PostgreSQL, and what is at their other end. Nothing of the ORM, which takes long to import."""

import pkgutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from asyncpg.connection import Connection

import app.migrations
from app.domain.stores import NotUnderstood
from app.domain.stores.postgres import PostgresAddress, read_postgres
from app.errors import OperatorError

SETTING = "DATABASE_URL"
OLDEST, OLDEST_TESTED = 13, 14
CONNECT_SECONDS = 5.0


class NoHostFits(ConnectionError):
    """No host of an address is as its `target_session_attrs` demands: during a failover no primary is there."""


async def connect(
    database_url: str, *, seconds: float = CONNECT_SECONDS, setting: str = SETTING, **how: Any
) -> Connection:
    """A connection of its own, which the caller closes. `setting` names the address in errors, `how` is for
    `asyncpg.connect`. Raises `OperatorError` for an address that cannot be used, and asyncpg's errors where PostgreSQL
    is away."""
    return await connect_to(read(database_url, setting), seconds, setting, **how)


@asynccontextmanager
async def connected(database_url: str, **how: Any) -> AsyncIterator[Connection]:
    """`connect` for the time of the block."""
    opened = await connect(database_url, **how)
    try:
        yield opened
    finally:
        await opened.close()


def read(database_url: str, setting: str = SETTING) -> PostgresAddress:
    try:
        return read_postgres(database_url)
    except NotUnderstood as fault:
        raise OperatorError(f"{setting}: {fault}.") from None


def _require_files(address: PostgresAddress, setting: str) -> None:
    """asyncpg says of a certificate that is not there that some file is not there."""
    for file in address.files:
        if not Path(file).is_file():
            raise OperatorError(f"{setting}: there is no file {file}.")


async def connect_to(address: PostgresAddress, seconds: float, setting: str = SETTING, **how: Any) -> Connection:
    how["server_settings"] = {"timezone": "UTC", **address.server_settings, **how.get("server_settings", {})}
    _require_files(address, setting)
    if address.verifies_by_system:
        how["ssl"] = trusted = ssl.create_default_context()
        trusted.check_hostname = address.ssl_mode == "verify-full"
    try:
        # Without a cache no statement is named, so that a pooler between may give the next one another session.
        return await asyncpg.connect(
            address.dsn, timeout=address.connect_seconds or seconds, **{"statement_cache_size": 0} | how
        )
    except asyncpg.exceptions.ClientConfigurationError as fault:
        raise OperatorError(f"{setting}: {fault}.") from None
    except asyncpg.exceptions.TargetServerAttributeNotMatched as fault:  # no InterfaceError, unlike asyncpg's others
        raise NoHostFits(str(fault)) from None


# ------------------------------------------------------------------ the server

# A restore by pg_restore makes the table anew, a copy of a cluster that is initialized anew has another identifier. A
# failover and a restart change none of them. Where a role may not read the identifier, the others must do.
PLACE = """
concat_ws('/', CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
                    THEN (SELECT system_identifier FROM pg_control_system())::text END,
          (SELECT oid FROM pg_database WHERE datname = current_database()), 'installation'::regclass::oid)
"""
"""SQL that names the cluster, the database and the table of the installation."""


@dataclass(frozen=True, slots=True)
class Server:
    """`version` is PostgreSQL's major version; `pooled` says whether a pooler stands between."""

    version: int
    pooled: bool


async def look_at(database_url: str) -> Server:
    """What answers at the address. Raises `OperatorError` for a PostgreSQL that is too old, and as `connect` does."""
    address = read(database_url)
    opened = await connect_to(address, CONNECT_SECONDS)
    try:
        return await seen(opened, address.pooled)
    finally:
        await opened.close()


def told_of_pooler(database_url: str) -> bool | None:
    """Whether the address tells of a pooler; None: it tells nothing. Raises `OperatorError`."""
    return read(database_url).pooled


_NOT_ALLOWED = """
SELECT relname, current_user::text AS role FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname = ANY($1::text[])
  AND NOT (has_table_privilege(oid, 'SELECT')
           AND (relname = 'tortoise_migrations'
                OR has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')))
ORDER BY relname LIMIT 1
"""
_NEEDED = ("tortoise_migrations", "installation", "worker", "partner", "lead", "enrollment", "step_run", "message")
"""Tables that each installation reads and, but for the first, writes."""


async def not_allowed(opened: Connection) -> str | None:
    """Why this role cannot work on the tables, as where another role migrated them, with the mend; None if it can."""
    found = await opened.fetchrow(_NOT_ALLOWED, list(_NEEDED))
    return found and (
        f"The role {found['role']} of DATABASE_URL may not read and write the table {found['relname']}: as the role "
        "that migrates, GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES and USAGE ON ALL SEQUENCES IN SCHEMA "
        "public, and the same by ALTER DEFAULT PRIVILEGES."
    )


GROWS = """CREATE TEMPORARY TABLE nudge_room ON COMMIT DROP AS
SELECT repeat('x', 1900) AS page FROM generate_series(1, 64)"""
"""In a transaction: needs room on PostgreSQL's disk as every table that grows does, and leaves nothing behind. Where
the disk is full, small rows still find a place in the pages that exist, so that a write alone proves nothing."""
NO_ROOM = "PostgreSQL's disk is full, so calls that write fail: make room"


def has_no_room(error: BaseException) -> bool:
    """Whether PostgreSQL's disk is full."""
    causes = (error, error.__cause__, error.__context__)
    return any(isinstance(cause, asyncpg.DiskFullError) for cause in causes)


NO_WRITES = "takes no writes: it is a standby, or default_transaction_read_only is on"


class TakesNoWrites(asyncpg.InterfaceError):  # type: ignore[misc]
    """PostgreSQL refused a write because it is read-only. For the ORM asyncpg's own error would mean that the
    transaction has ended: it would give back the connection without a rollback."""


def takes_no_writes(error: BaseException) -> bool:
    """Whether PostgreSQL refused a write because it is a standby, or its transactions are read-only."""
    causes = (error, error.__cause__, error.__context__)
    return any(isinstance(cause, asyncpg.ReadOnlySQLTransactionError) for cause in causes)


def forbids_transactions(error: BaseException) -> bool:
    """Whether a pooler ended the connection because a transaction began: PgBouncer with `pool_mode = statement`."""
    causes = (error, error.__cause__, error.__context__)
    return any(isinstance(cause, asyncpg.ProtocolViolationError) and "transaction" in str(cause) for cause in causes)


async def seen(opened: Connection, told: bool | None = None) -> Server:
    """What is at the other end of a connection. `told`: whether the address tells of a pooler."""
    version = int(await opened.fetchval("SHOW server_version_num")) // 10_000
    if version < OLDEST:
        raise OperatorError(
            f"This is PostgreSQL {version}, which is too old: Nudge needs PostgreSQL {OLDEST_TESTED} or newer."
        )
    if told is None:
        told = await opened.fetchval("SELECT pg_backend_pid()") != opened.get_server_pid()
    return Server(version, told)


# ------------------------------------------------------------------ the tables

APP = "nudge"
HAS_TABLES = "SELECT to_regclass('tortoise_migrations') IS NOT NULL"
APPLIED = f"SELECT name FROM tortoise_migrations WHERE app = '{APP}'"


class NoTables(OperatorError):
    """The database has never been migrated; the message says how to mend it."""


async def require_tables(database_url: str, *, writes: bool = False, newest: bool = False) -> None:
    """Raises `NoTables` for a database without Nudge's tables, `OperatorError` for a PostgreSQL that is too old, for a
    role that may not use the tables or, with `writes`, for a server that takes none, or, with `newest`, for tables that
    lack a migration of this code, and asyncpg's errors where PostgreSQL is away."""
    async with connected(database_url) as probe:
        await seen(probe)
        if not await probe.fetchval(HAS_TABLES):
            raise NoTables("The database has no tables: run `nudge migrate` first.")
        if writes and await probe.fetchval("SHOW transaction_read_only") == "on":
            raise OperatorError(f"PostgreSQL {NO_WRITES}.")
        if problem := await not_allowed(probe):
            raise OperatorError(problem)
        if newest and (missing := known_migrations() - await applied(probe)):
            raise OperatorError(f"The database is behind by {', '.join(sorted(missing))}: run `nudge migrate` first.")


async def applied(look: asyncpg.Connection) -> set[str]:
    """The migrations that the database has had, by name."""
    return {name for (name,) in await look.fetch(APPLIED)}


def known_migrations() -> set[str]:
    """The migrations of this code, by name."""
    return {module.name for module in pkgutil.iter_modules(app.migrations.__path__)}
