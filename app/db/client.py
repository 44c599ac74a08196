"""Tortoise's client of PostgreSQL, with a shorter way for statements of our own SQL and back to the pool.

Tortoise passes a statement through two decorators, and copies its whole text to find out whether it writes. That costs
as much as the round trip to the server. The answers and the errors here are those of Tortoise.
"""

import re
from typing import Any

import asyncpg
from asyncpg import (
    DataError,
    IntegrityConstraintViolationError,
    InvalidTransactionStateError,
    SyntaxOrAccessError,
)
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

_writes = re.compile(r"\s*(?:UPDATE|DELETE|INSERT)", re.IGNORECASE).match


class _ShorterWay(AsyncpgDBClient):
    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[Any]]:
        if _writes(query):  # the rows of a statement that begins so are dropped
            written: tuple[int, list[Any]] = await super().execute_query(query, values)
            return written
        rows = await self._fetched(query, values)
        return len(rows), rows

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[Any, Any]]:
        return [dict(row) for row in await self._fetched(query, values)]

    async def _fetched(self, query: str, values: list[Any] | None) -> list[Any]:
        self.log.debug("%s: %s", query, values)
        try:
            async with self.acquire_connection() as connection:
                rows: list[Any] = await connection.fetch(query, *(values or ()))
                return rows
        except (SyntaxOrAccessError, DataError) as error:
            raise OperationalError(error) from error
        except IntegrityConstraintViolationError as error:
            raise IntegrityError(error) from error
        except InvalidTransactionStateError as error:
            raise TransactionManagementError(error) from error


class _Pool(asyncpg.Pool):  # type: ignore[misc]
    """asyncpg gives a connection back in a task of its own, so that no cancellation meets it while it rolls back.

    Outside a transaction there is nothing to wait for. If there is, because the connection is old and is closed, a
    cancellation ends the connection, and its place in the pool is free all the same.
    """

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        held = connection._con
        if held is None or held.is_in_transaction():
            await super().release(connection, timeout=timeout)
            return
        held._on_release()
        await connection._holder.release(timeout)


class _TransactionContext(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        """Begins the transaction. If it cannot begin, or its task is canceled then, Tortoise would keep the connection
        for ever."""
        try:
            return await super().__aenter__()
        except BaseException:
            if self.client._connection is not None:
                get_connections().reset(self.token)
                await self.client._parent._pool.release(self.client._connection)
            raise


class Client(_ShorterWay):
    """The client of a database and its pool."""

    async def create_pool(self, **how: Any) -> asyncpg.Pool:
        return await _Pool(None, **(asyncpg.create_pool.__kwdefaults__ | how))

    def _in_transaction(self) -> TransactionContext:
        return _TransactionContext(_Transaction(self), self._pool_init_lock)


class _Transaction(_ShorterWay, TransactionWrapper):
    """The client inside a transaction."""


client_class = Client
"""Where Tortoise looks for it."""
