"""Is the process up, and can the service do its work?"""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from app.db import connection, pending_migrations
from app.deps import Deps
from app.models import Worker

WORKER_SEEN_WITHIN = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(hours=1)
PATIENCE = 2.0


async def readiness(deps: Deps, redis_url: str) -> dict[str, Any]:
    """Each part with "ok" or what is wrong with it; `ready` when nothing is."""
    database, redis, worker = await asyncio.gather(_database(), _redis(redis_url), _worker(deps.clock.now()))
    checks = {"database": database, "redis": redis, "worker": worker}
    return {
        "ready": all(state == "ok" for state in checks.values()),
        **checks,
        "sms": deps.sms.name,
        "writer": deps.writer.name,
    }


async def _database() -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            missing = await pending_migrations()
    except Exception as error:
        return f"does not answer ({type(error).__name__})"
    return "ok" if not missing else f"{len(missing)} migrations are missing: run `nudge migrate`"


async def _redis(url: str) -> str:
    try:
        async with asyncio.timeout(PATIENCE), Redis.from_url(url) as redis:
            await redis.ping()
    except Exception as error:
        return f"does not answer ({type(error).__name__})"
    return "ok"


async def _worker(now: datetime) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            seen = await Worker.filter(seen_at__gt=now - WORKER_SEEN_WITHIN).exists()
    except Exception as error:
        return f"cannot tell ({type(error).__name__})"
    return "ok" if seen else "no worker was seen in the last 30 s: start `nudge worker`"


async def worker_seen(worker_id: UUID, now: datetime) -> None:
    """A worker says that it is alive, and forgets those that have not for an hour."""
    await connection().execute_query(
        "INSERT INTO worker (id, seen_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
        [worker_id, now],
    )
    await connection().execute_query("DELETE FROM worker WHERE seen_at < $1", [now - FORGOTTEN_AFTER])
