"""Reading from a replica of the database: whose reads go there, and how far it is behind.

A partner reads its own writes, and whatever it was told of by a subscription or a webhook. Each of these gets a number
in Redis; the rule is in `domain/stores/replicas.py`.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from uuid import UUID

from asyncpg import (
    FeatureNotSupportedError,
    InsufficientPrivilegeError,
    UndefinedColumnError,
    UndefinedFunctionError,
    UndefinedTableError,
)
from asyncpg.connection import Connection

from app.concurrency import canceled
from app.db import is_away, known_migrations, rows
from app.db.replica import SETTING, Replica
from app.deps import Deps
from app.domain.stores import replicas
from app.domain.stores.replicas import Fault, Primary, Sample, Standby
from app.observability.metrics import REPLICA_LAG, REPLICA_READS, REPLICA_UNUSED
from app.providers.postgres import PLACE, connect, read, seen

log = logging.getLogger("nudge.replica")

POOL = 16
EVERY_SECONDS = 0.25
PATIENCE = 2.0
"""Seconds that a measurement may take."""
AGAIN_SECONDS = 2.0
"""How long a replica that cannot be read is left alone."""

PRIMARY = f"""
SELECT {PLACE} AS place, mark_id, generation, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS position
FROM installation
"""
STANDBY = f"""
SELECT pg_is_in_recovery() AS is_replica, {PLACE} AS place, mark_id, generation,
       CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END AS position,
       (SELECT count(*) FROM unnest($1::text[]) AS known (name) WHERE NOT EXISTS (
          SELECT FROM tortoise_migrations m WHERE m.app = 'nudge' AND m.name = known.name))::int AS missing
FROM installation
"""


@asynccontextmanager
async def reading(deps: Deps, partner_id: UUID) -> AsyncIterator[None]:
    """For the time of the block, this task reads from the replica, if it has everything that the partner wrote or was
    told of; else from the primary."""
    if deps.replica is None:
        yield
    elif await _may_read(deps, deps.replica, partner_id):
        with deps.replica.reading():
            yield
    else:
        yield


async def _may_read(deps: Deps, replica: Replica, partner_id: UUID) -> bool:
    if replica.fault is not None:
        REPLICA_READS.labels("unusable").inc()
        return False
    last, confirmed = await deps.writes.last(partner_id), replica.confirmed
    # While Redis was asked, the replica may have been shut.
    may = replica.is_open and confirmed is not None and replicas.has_replayed(confirmed, last)
    REPLICA_READS.labels("replica" if may else "own_writes").inc()
    return may


@asynccontextmanager
async def writing(deps: Deps, partner_id: UUID) -> AsyncIterator[None]:
    """The partner changes something in the block, and may read it after the block."""
    try:
        yield
    finally:
        await deps.writes.note((partner_id,))


# ------------------------------------------------------------------ measuring


@asynccontextmanager
async def following(deps: Deps) -> AsyncIterator[None]:
    """Measures the replica for the time of the block, if there is one."""
    url = deps.settings.database_replica_url
    if deps.replica is None or url is None:
        yield
        return
    follower = Follower(deps, deps.replica, url.get_secret_value())
    await follower.look()
    keeping = asyncio.create_task(follower.keep())
    try:
        yield
    finally:
        await canceled(keeping)
        follower.end()


class Follower:
    """Measures the replica, and opens and shuts the way to it."""

    def __init__(self, deps: Deps, replica: Replica, url: str) -> None:
        self._writes, self._replica, self._url = deps.writes, replica, url
        self._samples: deque[Sample] = deque(maxlen=ceil(replica.longest_lag / EVERY_SECONDS) + 1)
        self._connection: Connection | None = None
        self._before: Standby | None = None
        self._told: Fault | None = Fault.UNMEASURED
        self._began = _now()

    async def keep(self) -> None:
        """Until it is canceled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS if self._replica.is_open else AGAIN_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One measurement. Never raises."""
        try:
            sample, primary = await self._sample()
        except Exception as error:
            if not is_away(error):  # nobody reads while the primary is away: keys are looked up there
                self._shut(Fault.CANNOT_TELL, type(error).__name__)
        else:
            await self._compare(primary, sample)
        self._tell()

    async def _sample(self) -> tuple[Sample | None, Primary]:
        """What is committed by now. None for the sample: nobody can tell the last write."""
        at, known = _now(), self._samples[-1].written if self._samples else None
        written = await self._writes.highest(known)
        [found] = await rows(PRIMARY)
        primary = Primary(**found)
        self._replica.is_counted = written is not None
        return Sample(written, primary.generation, primary.position, at) if written else None, primary

    async def _compare(self, primary: Primary, sample: Sample | None) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                standby = await self._standby()
                if fault := replicas.fault_of(primary, standby, self._before):
                    self._shut(fault)
                elif not self._replica.is_open:
                    await self._open()
        except Exception as error:
            self._shut(*fault_by(error))
            return
        self._before = standby
        if sample is not None:
            self._samples.append(sample)
        if self._replica.is_open and (confirmed := replicas.newest_confirmed(self._samples, standby)):
            self._replica.confirmed = confirmed

    async def _open(self) -> None:
        server = await seen(self._connection, read(self._url, SETTING).pooled)
        await self._replica.open(self._url, POOL, server)

    async def _standby(self) -> Standby:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._url, setting=SETTING)
        return await standby_of(self._connection)

    def _shut(self, fault: Fault, detail: str = "") -> None:
        self._replica.shut(fault, detail)
        self._samples.clear()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def end(self) -> None:
        """Ends every connection to the replica."""
        self._shut(Fault.UNMEASURED)

    def _tell(self) -> None:
        fault, behind = self._replica.fault, self._replica.behind
        REPLICA_LAG.set(_now() - self._began if behind is None else behind)
        REPLICA_UNUSED.set(fault is not None)
        if fault is not self._told:
            self._told = fault
            log.log(logging.WARNING if fault else logging.INFO, self._replica.problem or "reads go to the replica")


async def standby_of(connection: Connection) -> Standby:
    """What a server says of itself as a replica. Raises asyncpg's errors."""
    return Standby(**await connection.fetchrow(STANDBY, list(known_migrations())))


def fault_by(error: Exception) -> tuple[Fault, str]:
    """What an error says of a replica, and the name of the error where that tells more."""
    match error:
        case UndefinedTableError():
            return Fault.OTHER_DATABASE, ""
        case UndefinedColumnError():
            return Fault.NOT_MIGRATED, ""
        case FeatureNotSupportedError() | UndefinedFunctionError() | InsufficientPrivilegeError():
            return Fault.CANNOT_TELL, type(error).__name__
    return Fault.AWAY, type(error).__name__


def _now() -> float:
    return asyncio.get_running_loop().time()
