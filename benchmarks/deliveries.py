"""How fast events reach partners: one worker and a fast receiver, and a good receiver beside one that never answers."""

import asyncio
import json
import statistics
import sys
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.request import urlopen
from uuid import UUID

from app.domain import sealing
from app.domain.ids import EVENT, encode
from benchmarks.drain import seen
from benchmarks.figures import Figure, least, most, say
from benchmarks.stage import Stage, a_stage, cpu_of, ended, soon

SERVER_KEY = urlsafe_b64encode(bytes(32)).decode()
SECRET = "whsec_" + "A" * 43 + "="
TABLES = "webhook_delivery, webhook_event, webhook_endpoint"
PER_SECOND = 100
IDLE_SECONDS = 10

_ENDPOINT = """
INSERT INTO webhook_endpoint (id, partner_id, url, events, account_ids, secret, created_at)
SELECT gen_random_uuid(), id, $1, '{*}', '{}', $2, now() FROM partner RETURNING id
"""
# As the trigger of a sent message writes them: half a kilobyte each.
_EVENTS = """
WITH event AS (
  INSERT INTO webhook_event (id, partner_id, account_id, type, data, created_at)
  SELECT uuidv7(), a.partner_id, a.id, 'message.sent', jsonb_build_object(
    'lead_id', gen_random_uuid(), 'phone', '+14155551234', 'external_id', NULL, 'message_id', gen_random_uuid(),
    'enrollment_id', gen_random_uuid(), 'sequence_id', gen_random_uuid(), 'step_order', 0, 'source', 'sequence',
    'segments', 1, 'sender', '+15005550006', 'sent_at', now()), $2::timestamptz + (n - 1) * $3::interval
  FROM account a, generate_series(1, $1::int) n RETURNING id, created_at
)
INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
SELECT uuidv7(), endpoint, event.id, event.created_at, event.created_at FROM event, unnest($4::uuid[]) AS endpoint
"""


async def deliveries(rounds: int, count: int, seconds: int) -> list[Figure]:
    """One worker to one fast receiver; then events at a steady rate to that one and to one that never answers."""
    rates, cpu, database, late, twice = [], [], [], list[float](), 0
    say(f"\n{count:,} events to one receiver, and {PER_SECOND} a second to two, one of which never answers")
    async with a_stage(0.0) as stage, _receiver() as (fast, hanging):
        for number in range(rounds):
            one = await _drained(stage, fast, count)
            rates.append(one[0])
            cpu.append(one[1])
            database.append(one[2])
            twice += one[3]
            said = f"  round {number + 1}: "
            say(f"{said}{one[0]:,.0f} deliveries/s, CPU {one[1]:,.0f} us, PostgreSQL's {one[2]:,.0f} us")
            times = await _beside(stage, fast, hanging, seconds)
            late += times
            p50, p99 = _part(times, 0.5), _part(times, 0.99)
            say(f"{said}beside a hanging receiver p50 {p50:.2f} s, p99 {p99:.2f} s")
        idle = await _idle(stage)
        say(f"  a worker with nothing to do: {idle[0]:.1f} ms of CPU a second, PostgreSQL's {idle[1]:.1f} ms")
    return [
        least("deliveries/s of one worker to a fast receiver", statistics.median(rates), 300, ""),
        most("worker CPU for 1,000 deliveries", statistics.median(cpu) / 1000, 1.5, "s"),
        most("PostgreSQL's CPU for 1,000 deliveries", statistics.median(database) / 1000, 1.0, "s"),
        most("delivered more than once", twice, 0, ""),
        most("p99 of a receiver beside a hanging one, 100 events/s", _part(late, 0.99), 1.0, "s"),
    ]


async def _drained(stage: Stage, fast: str, count: int) -> tuple[float, float, float, int]:
    """Deliveries a second, CPU of the worker and of PostgreSQL a delivery in microseconds, and how many came twice."""
    endpoints = await _begin(stage, fast)
    async with _worker(stage) as worker:
        at = soon()
        await stage.db.execute(_EVENTS, count, at, timedelta(0), endpoints)
        await stage.db.execute(f"ANALYZE {TABLES}")
        used, database = cpu_of(worker.pid), await stage.database_cpu()
        await _all_delivered(stage, endpoints[0], count)
        used, database = cpu_of(worker.pid) - used, await stage.database_cpu() - database
        last = await stage.db.fetchval("SELECT max(delivered_at) FROM webhook_delivery")
    told = _ledger(fast)
    return count / (last - at).total_seconds(), used / count * 1e6, database / count * 1e6, told["count"] - count


async def _beside(stage: Stage, fast: str, hanging: str, seconds: int) -> list[float]:
    """How long after it happened each event came to the fast receiver, in seconds, in order."""
    endpoints = await _begin(stage, fast, hanging)
    count = seconds * PER_SECOND
    async with _worker(stage):
        at = soon()
        await stage.db.execute(_EVENTS, count, at, timedelta(seconds=1 / PER_SECOND), endpoints)
        await _all_delivered(stage, endpoints[0], count)
    came = _ledger(fast)["first"]
    rows = await stage.db.fetch("SELECT id, created_at FROM webhook_event")
    return sorted(came[_outside(row["id"])] - _seconds(row["created_at"]) for row in rows)


async def _idle(stage: Stage) -> tuple[float, float]:
    """Milliseconds of CPU a second, of a worker that has nothing to do and of PostgreSQL."""
    await _begin(stage)
    async with _worker(stage) as worker:
        await asyncio.sleep(3)
        used, database = cpu_of(worker.pid), await stage.database_cpu()
        await asyncio.sleep(IDLE_SECONDS)
        spent = cpu_of(worker.pid) - used, await stage.database_cpu() - database
    return spent[0] / IDLE_SECONDS * 1000, spent[1] / IDLE_SECONDS * 1000


async def _begin(stage: Stage, *urls: str) -> list[UUID]:
    """Endpoints of one partner, and nothing else."""
    await stage.clear()
    await stage.db.execute(f"TRUNCATE {TABLES}")
    await stage.sequence()
    for url in urls[:1]:
        _ledger(url)
    return [await stage.db.fetchval(_ENDPOINT, url, sealing.seal([SERVER_KEY], SECRET)) for url in urls]


@asynccontextmanager
async def _worker(stage: Stage) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.deliverer"),
        env=stage.environment() | {"NUDGE_SECRET_KEY": SERVER_KEY},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await seen(stage, 1)
        yield process
    finally:
        await ended(process)


@asynccontextmanager
async def _receiver() -> AsyncIterator[list[str]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.receiver", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield [f"http://127.0.0.1:{port}/" for port in (await process.stdout.readline()).decode().split()]
    finally:
        await ended(process)


async def _all_delivered(stage: Stage, endpoint: UUID, count: int) -> None:
    done = "SELECT count(*) FROM webhook_delivery WHERE endpoint_id = $1 AND status = 'DELIVERED'"
    async with asyncio.timeout(180):
        while await stage.db.fetchval(done, endpoint) < count:
            await asyncio.sleep(0.2)


def _ledger(url: str) -> dict[str, Any]:
    with urlopen(f"{url}ledger") as answer:  # noqa: S310 - loopback
        told: dict[str, Any] = json.load(answer)
    return told


def _outside(event: UUID) -> str:
    return encode(EVENT, event)


def _seconds(at: datetime) -> float:
    return at.timestamp()


def _part(late: list[float], part: float) -> float:
    return sorted(late)[int((len(late) - 1) * part)]
