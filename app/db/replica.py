"""Reading from a replica: which connection the statements of one operation take.

The ORM asks for the connection of the current task. For the time of `Replica.reading` that is one which sends the
statements to the replica. Whatever the replica refuses, and each later statement of the operation, goes to the primary:
so no read fails because of the replica, and none sees an older state than the statement before it.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from tortoise import connections
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import TransactionContext

from app.db.client import Client
from app.db.connecting import credentials
from app.db.statements import connection, is_away
from app.domain.stores.replicas import Fault, Sample, sentence
from app.observability.metrics import REPLICA_READS
from app.providers.postgres import Server, takes_no_writes

log = logging.getLogger("nudge.replica")

SETTING = "DATABASE_REPLICA_URL"
LONGEST_READ = 60.0
"""Seconds that a statement may take there."""
LOOKS_FOR_ITS_CLIENT_SINCE = 14
LOOKS_FOR_ITS_CLIENT = "SET client_connection_check_interval = '1s'"
"""A statement that nobody waits for any more ends by itself. Replay would wait for it, by default for 30 seconds, and
the replica be behind."""


class Replica:
    """The way to the replica, as this process knows it. `services/replicas.py` measures it and opens it.

    `longest_lag`: by how many seconds the replica may be behind. `confirmed` is the newest sample that it has replayed.
    `is_counted`: whether Redis could tell the number of the last write.
    """

    def __init__(self, longest_lag: float) -> None:
        self.longest_lag = longest_lag
        self.confirmed: Sample | None = None
        self.is_counted = True
        self._pool: AsyncpgDBClient | None = None
        self._shut, self._detail = Fault.UNMEASURED, ""

    @property
    def behind(self) -> float | None:
        """By how many seconds the replica is behind, at most; None: nobody knows."""
        now = asyncio.get_running_loop().time()
        return None if self.confirmed is None else now - self.confirmed.at

    @property
    def fault(self) -> Fault | None:
        """Why nothing is read from the replica; None: it is read."""
        if self._pool is None:
            return self._shut
        if not self.is_counted:
            return Fault.NOT_COUNTED
        if (behind := self.behind) is None:
            return Fault.UNMEASURED
        return Fault.BEHIND if behind > self.longest_lag else None

    @property
    def problem(self) -> str | None:
        """Why nothing is read from the replica, and the mend."""
        fault = self.fault
        return sentence(fault, behind=self.behind or 0.0, detail=self._detail) if fault else None

    @property
    def is_open(self) -> bool:
        """Whether this process is connected to it."""
        return self._pool is not None

    async def open(self, url: str, size: int, server: Server) -> None:
        """Connects, with at most `size` connections. Raises `OperatorError` and asyncpg's errors."""
        how = credentials(url, pool=size, longest=LONGEST_READ, pooled=server.pooled, setting=SETTING)
        if server.version >= LOOKS_FOR_ITS_CLIENT_SINCE and not server.pooled:
            how["init"] = lambda opened: opened.execute(LOOKS_FOR_ITS_CLIENT)
        pool = Client(connection_name="default", **how)
        await pool.create_connection(with_db=True)
        self._pool = pool

    def shut(self, fault: Fault, detail: str = "") -> None:
        """Nothing is read from the replica from now on. Statements that wait for it fail at once, and go to the
        primary."""
        pool, self._pool, self.confirmed = self._pool, None, None
        self._shut, self._detail = fault, detail
        if pool is not None and pool._pool is not None:
            pool._pool.terminate()

    def lost(self, pool: AsyncpgDBClient, error: Exception) -> None:
        """A statement found that the replica is away. A pool that was shut before tells nothing of the present one."""
        if pool is self._pool:
            self.shut(Fault.AWAY, type(error).__name__)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """For the time of the block, this task reads from the replica, which has no fault."""
        assert self._pool is not None
        token = connections.set("default", Reads(self, self._pool, cast(AsyncpgDBClient, connection())))
        try:
            yield
        finally:
            connections.reset(token)


class Reads(AsyncpgDBClient):
    """The connection of one operation that reads. Transactions and scripts go to the primary, and so does everything
    after them."""

    def __init__(self, replica: Replica, pool: AsyncpgDBClient, primary: AsyncpgDBClient) -> None:
        self._replica, self._from, self._primary = replica, pool, primary
        self._asks_primary = False
        self.log, self.connection_name, self.fetch_inserted = primary.log, "default", primary.fetch_inserted

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[dict[Any, Any]]]:
        return cast(tuple[int, list[dict[Any, Any]]], await self._asked("execute_query", query, values))

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[Any, Any]]:
        return cast(list[dict[Any, Any]], await self._asked("execute_query_dict", query, values))

    async def _asked(self, how: str, query: str, values: list[Any] | None) -> Any:
        if not self._asks_primary:
            try:
                return await getattr(self._from, how)(query, values)
            except Exception as error:
                self._asks_primary = True
                REPLICA_READS.labels("repeated").inc()
                log.warning("a read is repeated on the primary (%s)", type(error).__name__)
                # A statement may take too long by itself, and a write is refused by every replica.
                if is_away(error) and not isinstance(error, TimeoutError) and not takes_no_writes(error):
                    self._replica.lost(self._from, error)
        return await getattr(self._primary, how)(query, values)

    def acquire_connection(self) -> Any:
        self._asks_primary = True
        return self._primary.acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        self._asks_primary = True
        return self._primary._in_transaction()

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        self._asks_primary = True
        return await self._primary.execute_insert(query, values)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        self._asks_primary = True
        await self._primary.execute_many(query, values)

    async def execute_script(self, query: str) -> None:
        self._asks_primary = True
        await self._primary.execute_script(query)
