"""Is the process up, and can the service do its work?"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import InsufficientPrivilegeError
from tortoise.transactions import in_transaction

from app.db import connection, pending_migrations
from app.domain.plurals import plural
from app.domain.stores import marks
from app.models import Installation, Worker
from app.providers.postgres import GROWS, NO_ROOM, NO_WRITES, forbids_transactions, has_no_room, takes_no_writes
from app.providers.redis.connecting import client, problem

WORKER_SEEN_WITHIN = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(hours=1)
PATIENCE = 2.0
ROOM_KEPT = timedelta(seconds=10)
NO_TRANSACTIONS = "the pooler before it allows no transactions: set its pool_mode to transaction or session"


class Room:
    """When a process last saw that PostgreSQL's disk has room. To see it leaves 29 dead rows in the catalog and takes
    3 ms of PostgreSQL's CPU, so that it is believed for `ROOM_KEPT`; a full disk is looked at each time."""

    def __init__(self) -> None:
        self.seen_at: datetime | None = None

    def is_known(self, now: datetime) -> bool:
        return self.seen_at is not None and now - self.seen_at < ROOM_KEPT


async def readiness(now: datetime, redis_url: str, room: Room | None = None) -> dict[str, Any]:
    """Each part with "ok" or what is wrong with it; `ready` when nothing is.

    `writer_problem` is what keeps the workers from asking the model, and `restored` why nothing is sent from a database
    that is a restored copy; else they are null. They leave the process ready: replies and opt-outs must be received all
    the same.
    """
    database, redis, worker, problem, restored = await asyncio.gather(
        _database(now, room or Room()), _redis(redis_url), _worker(now), writer_problem(now), restored_problem()
    )
    checks = {"database": database, "redis": redis, "worker": worker}
    return {
        "ready": all(state == "ok" for state in checks.values()),
        **checks,
        "writer_problem": problem,
        "restored": restored,
    }


async def writer_problem(now: datetime) -> str | None:
    """Why the server's own settings keep its workers from asking the model, as they last said."""
    try:
        async with asyncio.timeout(PATIENCE):
            seen = Worker.filter(seen_at__gt=now - WORKER_SEEN_WITHIN, problem__isnull=False)
            worker = await seen.order_by("-seen_at").first()
    except Exception:
        return None  # `database` says so
    return worker.problem if worker else None


async def restored_problem() -> str | None:
    """Why nothing is sent from this database, with the mend; None if it is no restored copy."""
    try:
        async with asyncio.timeout(PATIENCE):
            row = await Installation.get()
    except Exception:
        return None  # `database` says so
    if row.restored_because is None:
        return None
    return marks.sentence(marks.Restored(row.restored_because), row.marked_at)


async def _database(now: datetime, room: Room) -> str:
    try:
        async with asyncio.timeout(PATIENCE), in_transaction() as tx:
            missing = await pending_migrations()
            if room.is_known(now):
                [state] = await tx.execute_query_dict("SHOW transaction_read_only")
                if state["transaction_read_only"] == "on":
                    return NO_WRITES
            else:
                room.seen_at = None
                with suppress(InsufficientPrivilegeError):  # then nobody can tell
                    await tx.execute_query(GROWS)
                room.seen_at = now
    except Exception as error:
        if forbids_transactions(error):
            return NO_TRANSACTIONS
        if has_no_room(error):
            return NO_ROOM
        if takes_no_writes(error):
            return NO_WRITES
        return f"does not answer ({type(error).__name__})"
    behind = plural(len(missing), "migration is", "migrations are")
    return f"{behind} missing: run `nudge migrate`" if missing else "ok"


async def _redis(url: str) -> str:
    try:
        async with asyncio.timeout(PATIENCE), client(url) as redis:
            await redis.ping()
            return await problem(redis) or "ok"
    except Exception as error:
        return f"does not answer ({type(error).__name__})"


async def _worker(now: datetime) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            seen = await Worker.filter(seen_at__gt=now - WORKER_SEEN_WITHIN).exists()
    except Exception as error:
        return f"cannot tell ({type(error).__name__})"
    return "ok" if seen else "no worker was seen in the last 30 s: start `nudge worker`"


async def worker_last_seen() -> datetime | None:
    """When a worker last gave a sign of life; None if none did within the last hour."""
    worker = await Worker.all().order_by("-seen_at").first()
    return worker.seen_at if worker else None


def is_recent(seen_at: datetime | None, now: datetime) -> bool:
    """Whether a worker that was seen then is taken to be alive."""
    return seen_at is not None and seen_at > now - WORKER_SEEN_WITHIN


_SEEN = """
INSERT INTO worker (id, seen_at, problem) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, problem = excluded.problem
"""


async def worker_seen(worker_id: UUID, now: datetime, problem: str | None = None) -> None:
    """A worker says that it is alive, and what keeps it from asking the model. Those not seen for an hour go."""
    await connection().execute_query(_SEEN, [worker_id, now, problem])
    await connection().execute_query("DELETE FROM worker WHERE seen_at < $1", [now - FORGOTTEN_AFTER])
