"""Connections to PostgreSQL, with and without a pooler between, and Tortoise's configuration.

A pooler in transaction mode (PgBouncer, Supavisor) gives each transaction another session of the server. So nothing of
ours outlives its transaction there: no prepared statement is kept, limits are set in each transaction, and no lock
belongs to a session. A pooler is recognized by itself: it makes up the process id that the server tells at the start
of a session. `pgbouncer=true` or `false` in the address has precedence.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from operator import attrgetter, itemgetter
from time import monotonic
from typing import Any

from asyncpg import ReadOnlySQLTransactionError, Record
from asyncpg.connection import Connection
from tortoise import Tortoise

from app.domain.stores.postgres import PostgresAddress
from app.providers.postgres import CONNECT_SECONDS, SETTING, Server, TakesNoWrites, connect_to, look_at, read

LEAST_CONNECTIONS = 5
"""A transaction may wait for a connection that another of its process holds."""
TRANSACTION_TIMEOUT_SINCE = 17
_TRANSACTION_BEGINS = "BEGIN;"
YOUNG_SECONDS = 1.0
"""The age until which a connection leads to the server that was right when it was asked for."""


class PlainConnection(Connection):  # type: ignore[misc]
    """A connection that goes back to its pool without a reset.

    asyncpg's reset costs a round trip for every checkout. Nothing here uses SET, LISTEN, cursors or session
    locks on a pooled connection, and a transaction left open is still rolled back.

    When its server refuses a write because it is read-only, the connections of the pool that are as old are replaced:
    after a failover they would lead to the former primary as long as it answers, and nothing else ends them.
    """

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._opened_at = monotonic()

    def get_reset_query(self) -> str:
        return ""

    async def reset(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        """Outside a transaction, and without listeners, there is nothing to reset."""
        used = self._listeners or self._log_listeners or self._top_xact is not None or self.is_in_transaction()
        if used or self.is_closed():
            await super().reset(timeout=timeout)

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's
        try:
            return str(await super().execute(query, *args, timeout=timeout))
        except ReadOnlySQLTransactionError as error:
            raise await self._refused(error) from error

    async def _execute(self, *args: Any, **how: Any) -> Any:
        try:
            return await super()._execute(*args, **how)
        except ReadOnlySQLTransactionError as error:
            raise await self._refused(error) from error

    async def _executemany(self, *args: Any, **how: Any) -> Any:
        try:
            return await super()._executemany(*args, **how)
        except ReadOnlySQLTransactionError as error:
            raise await self._refused(error) from error

    async def _refused(self, error: ReadOnlySQLTransactionError) -> TakesNoWrites:
        """Of the errors of one failover only the first expires connections, because those that take their place are
        not as old. A server that stays read-only is not connected to anew by each write that it refuses."""
        holder = self._pool_holder and self._pool_holder()
        is_old = monotonic() - self._opened_at > YOUNG_SECONDS
        if holder is not None and is_old and holder._generation == holder._pool._generation:
            await holder._pool.expire_connections()
        return TakesNoWrites(str(error))


class ConnectionByPooler(PlainConnection):
    """A connection whose session ends with each transaction: what a session would keep is set when one begins."""

    in_each_transaction = ""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's
        if query == _TRANSACTION_BEGINS and not args:
            query += self.in_each_transaction
        return str(await super().execute(query, *args, timeout=timeout))


class PlainRow(Record):  # type: ignore[misc]
    """A row as it comes off the wire, its columns as attributes: a sixth of what the ORM's object costs.

    Enums are their values, and JSON is text.
    """

    def __getattr__(self, column: str) -> Any:
        try:
            return self[column]
        except KeyError:
            raise AttributeError(column) from None


def reader(*columns: str) -> Callable[[Any], tuple[Any, ...]]:
    """What reads these columns of a row, a plain one or the ORM's, in one step: a tenth of what `__getattr__` costs."""
    of_plain_row, of_orm = itemgetter(*columns), attrgetter(*columns)
    return lambda row: of_plain_row(row) if isinstance(row, PlainRow) else of_orm(row)


# ------------------------------------------------------------------ the pool


def _limits(milliseconds: int, version: int, scope: str) -> str:
    """Lets the server end a transaction whose process is frozen or whose machine is gone.

    Until then its rows are locked for everybody else. The idle timeout does not see a process that stopped between
    the parts of a statement, where asyncpg waits for the answer to a Parse; for that, PostgreSQL has a limit on the
    whole transaction from version 17 on.
    """
    limits = f"SET {scope} idle_in_transaction_session_timeout = {milliseconds};"
    if version >= TRANSACTION_TIMEOUT_SINCE:
        limits += f"SET {scope} transaction_timeout = {3 * milliseconds};"
    return limits


def config(
    database_url: str,
    *,
    pool: int = 10,
    abandoned_seconds: float | None = None,
    longest: float | None = 60,
    server: Server | None = None,
) -> dict[str, Any]:
    """Tortoise's configuration. `longest`: the seconds that a statement may take; None: any number. `server`: what
    `look_at` saw; None: no pooler. Raises `OperatorError` for an address that is not understood."""
    pooled = server is not None and server.pooled
    how = credentials(database_url, pool=pool, longest=longest, pooled=pooled)
    if abandoned_seconds is not None and server is not None:
        limits = partial(_limits, round(abandoned_seconds * 1000), server.version)
        if pooled:
            limited = {"in_each_transaction": limits("LOCAL")}
            how["connection_class"] = type("LimitedByPooler", (ConnectionByPooler,), limited)
        else:
            how["init"] = lambda opened: opened.execute(limits("SESSION"))
    return {
        "connections": {"default": {"engine": "app.db.client", "credentials": how}},
        "apps": {"nudge": {"models": ["app.models"], "migrations": "app.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def credentials(
    database_url: str, *, pool: int, longest: float | None, pooled: bool, setting: str = SETTING
) -> dict[str, Any]:
    """What Tortoise's client of a database is made with. `setting` names the address in errors."""
    address = read(database_url, setting)
    how: dict[str, Any] = {
        # The address is read by `connect` alone; Tortoise wants these and only tells them.
        "host": setting, "port": 0, "user": None, "password": None, "database": None,
        "minsize": 1,
        "maxsize": min(pool, max(LEAST_CONNECTIONS, address.pool_size or pool)),
        "record_class": PlainRow,
        "command_timeout": longest,
        "connection_class": ConnectionByPooler if pooled else PlainConnection,
        "connect": partial(_for_the_pool, address, setting),
    }  # fmt: skip
    return how if pooled else how | {"statement_cache_size": 100}


async def _for_the_pool(address: PostgresAddress, setting: str, *_: Any, **how: Any) -> Connection:
    """Connects as the pool asks, but to the address."""
    for ours in ("host", "port", "user", "password", "database"):
        how.pop(ours, None)
    return await connect_to(address, CONNECT_SECONDS, setting, **how)


@asynccontextmanager
async def database(database_url: str, *, pool: int = 10, abandoned_seconds: float | None = None) -> AsyncIterator[None]:
    """Opens the pool for the time of the block. The ORM and `connection()` work inside."""
    how = config(database_url, pool=pool, abandoned_seconds=abandoned_seconds, server=await look_at(database_url))
    await Tortoise.init(config=how, _enable_global_fallback=True)
    try:
        yield
    finally:
        await Tortoise.close_connections()
