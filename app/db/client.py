"""Tortoise's client of PostgreSQL, with a shorter way for statements of our own SQL.

Tortoise passes a statement through two decorators, and copies its whole text to find out whether it writes. That costs
as much as the round trip to the server. The answers and the errors here are those of Tortoise.
"""

import re
from typing import Any

from asyncpg import (
    DataError,
    IntegrityConstraintViolationError,
    InvalidTransactionStateError,
    SyntaxOrAccessError,
)
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionContext, TransactionContextPooled
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


class Client(_ShorterWay):
    """The client of a database and its pool."""

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(_Transaction(self), self._pool_init_lock)


class _Transaction(_ShorterWay, TransactionWrapper):
    """The client inside a transaction."""


client_class = Client
"""Where Tortoise looks for it."""
