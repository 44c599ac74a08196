"""The part of `nudge doctor` that looks at the replica of the database."""

import asyncio
from time import monotonic

import asyncpg
from asyncpg.connection import Connection

from app.cli.checks.stores import CONNECT_SECONDS
from app.db.replica import SETTING
from app.domain.stores import replicas
from app.domain.stores.replicas import Fault, Primary, Standby
from app.errors import OperatorError
from app.providers.postgres import connect, connected
from app.providers.sms import Finding, Severity
from app.services.replicas import PRIMARY, fault_by, standby_of
from app.settings import Settings

LOOK_SECONDS = 0.05


async def replica(settings: Settings, database_url: str) -> list[Finding]:
    """Whether the replica can be read, if there is one. A primary that does not answer has been told already."""
    if settings.database_replica_url is None:
        return []
    try:
        primary = await connect(database_url, seconds=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError, OperatorError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return []
    try:
        address = settings.database_replica_url.get_secret_value()
        return [await _compared(primary, address, settings.nudge_replica_lag_seconds)]
    except (asyncpg.PostgresError, asyncpg.InterfaceError):
        return []
    finally:
        await primary.close()


async def _compared(primary: Connection, replica_url: str, longest_lag: float) -> Finding:
    began, newest = monotonic(), Primary(**await primary.fetchrow(PRIMARY))
    try:
        async with connected(replica_url, seconds=CONNECT_SECONDS, setting=SETTING) as there:
            standby = await _caught_up(there, newest, longest_lag)
    except OperatorError as error:
        return Finding(Severity.WRONG, str(error))
    except Exception as error:
        fault, detail = fault_by(error)
        return Finding(Severity.WRONG, replicas.sentence(fault, detail=detail))
    if found := replicas.fault_of(newest, standby, None) or _lag(newest, standby):
        return Finding(Severity.WRONG, replicas.sentence(found, behind=longest_lag))
    return Finding(Severity.OK, f"The replica is less than {monotonic() - began:.1f} s behind.")


async def _caught_up(there: Connection, newest: Primary, longest_lag: float) -> Standby:
    """The standby when it has replayed what is committed now, or cannot be read, or is too far behind."""
    until = monotonic() + longest_lag
    while True:
        standby = await standby_of(there)
        if replicas.fault_of(newest, standby, None) or not _lag(newest, standby) or monotonic() > until:
            return standby
        await asyncio.sleep(LOOK_SECONDS)


def _lag(newest: Primary, standby: Standby) -> Fault | None:
    """BEHIND if the standby has not replayed what the primary had."""
    return Fault.BEHIND if standby.position is not None and standby.position < newest.position else None
