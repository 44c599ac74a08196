"""SQL beside the ORM, and the errors of a database that is away."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from asyncpg import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    DeadlockDetectedError,
    InsufficientResourcesError,
    InterfaceError,
    InternalClientError,
    InvalidCachedStatementError,
    PostgresConnectionError,
)
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import DBConnectionError

from app.providers.postgres import takes_no_writes

T = TypeVar("T")

REPEATS = 3


def connection() -> BaseDBAsyncClient:
    """The pool, for SQL outside a transaction."""
    return get_connection("default")


async def rows(sql: str, *values: Any) -> list[Any]:
    """The rows of a statement, as `PlainRow`s. Inside a transaction it is part of it."""
    _, found = await connection().execute_query(sql, list(values))
    return cast(list[Any], found)


def unseen(parameter: str) -> str:
    """A parameter, with its type, whose value the planner does not see.

    For a statement that is planned for longer than it runs. PostgreSQL plans it anew for each call if the values seem
    to make it cheaper: an array shorter than ten, an account with many leads. Where the planner sees none of them, the
    plan of the sixth call is kept with the prepared statement. So the statement must be such that one plan is good for
    every tenant and number of rows: each row is looked up by its key, in a LATERAL with a LIMIT.
    """
    return f"(SELECT {parameter})"


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
    """Whether the database was not reached, was shutting down, had no room, or took no writes, as after a failover: the
    same call may succeed later."""
    # asyncpg has one class for a connection that is closed and for a wrong call of its own functions. If the server has
    # said that the session ends, and has not closed the connection yet, the next call is a wrong step to asyncpg.
    closed = isinstance(error, InterfaceError) and "closed" in str(error)
    ending = isinstance(error, InternalClientError) and "cannot switch to state" in str(error)
    return closed or ending or isinstance(error, _AWAY) or takes_no_writes(error)


_ROLLED_BACK = (
    DeadlockDetectedError,
    InvalidCachedStatementError,  # by then asyncpg has forgotten the prepared statements of all connections
)


async def despite_rollbacks(work: Callable[[], Awaitable[T]]) -> T:
    """Does the work of a transaction, and does it again when PostgreSQL has rolled it back to resolve a deadlock, or
    because a table has changed under a statement that was prepared before.

    Most transactions lock a lead before its enrollments; a batch that is recorded locks enrollments alone, in any
    order. A table changes while a migration runs beside this process.
    """
    for _ in range(REPEATS):
        try:
            return await work()
        except _ROLLED_BACK:
            continue
    return await work()
