"""Paced senders: whether the rate is kept and used, and what pacing costs a step."""

import asyncio
import json
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from urllib.request import urlopen

from benchmarks.drain import seen, started
from benchmarks.figures import Figure, least, most, ratio, say
from benchmarks.stage import Stage, a_stage, cpu_of, ended, soon

SENDERS = 10
RATE = 225.0
"""Segments a second of each sender: the highest rate of a 10DLC campaign."""
SPAN = 10.0
LINE_RATE = 75.0  # so that the shorter line lasts while it is watched
SECONDS_WATCHED = 4.0
SHORT, LONG = 20_000, 50_000

_SENDERS = """
WITH p AS (INSERT INTO partner (id, name, created_at) VALUES (gen_random_uuid(), 'P', now()) RETURNING id),
a AS (INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at)
      SELECT gen_random_uuid(), p.id, 'A', 'Demo Lending', '+1500555' || (1000 + n), 'UTC', now()
      FROM p, generate_series(1, $1::int) n RETURNING id),
q AS (INSERT INTO sequence (id, account_id, name, is_active, is_default, version, created_at, updated_at)
      SELECT gen_random_uuid(), id, 'S', true, false, 1, now(), now() FROM a RETURNING id),
v AS (INSERT INTO sequence_version (id, sequence_id, version, created_at)
      SELECT gen_random_uuid(), id, 1, now() FROM q RETURNING id)
INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)
SELECT gen_random_uuid(), id, 0, 'FIXED', 'Hi {{first_name}}, this is {{company}}. Can I help?', 1, true FROM v
"""
_DUE = """
WITH l AS (
    INSERT INTO lead (id, account_id, phone, first_name, created_at)
    SELECT uuidv7(), a.id, '+1415' || (2000000 + row_number() OVER ()), 'Ada', now()
    FROM account a, generate_series(1, $1::int) n RETURNING id, account_id)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT uuidv7(), l.account_id, l.id, s.id, v.id, 'ACTIVE', now(), 0, $2, $2
FROM l JOIN sequence s ON s.account_id = l.account_id JOIN sequence_version v ON v.sequence_id = s.id
"""


@dataclass(frozen=True, slots=True)
class Paced:
    """One drain of all senders: CPU in microseconds a step (the workers' and PostgreSQL's); the most that any sender
    sent in ten seconds, and the least share of its rate that a sender used."""

    cpu: float
    database_cpu: float
    most: int
    used: float
    wrong: int


async def pacing(rounds: int, count: int) -> list[Figure]:
    """Three workers and ten senders, with and without a rate, in turns; then a long line against a short one."""
    without, within = [], []
    say(f"\n{count:,} due steps of {SENDERS} senders at {RATE:.0f} segments/s each, against no pace, three workers")
    async with a_stage(0.0) as stage:
        for number in range(rounds):
            without.append(await _drained(stage, count, None))
            within.append(one := await _drained(stage, count, RATE))
            say(
                f"  round {number + 1}: CPU a step {one.cpu:.0f} us and PostgreSQL's {one.database_cpu:.0f} us, "
                f"against {without[-1].cpu:.0f} and {without[-1].database_cpu:.0f}; at most {one.most} in ten "
                f"seconds, {one.used:.1%} of the rate used"
            )
        short = [await _cost_of_a_line(stage, SHORT) for _ in range(rounds)]
        long = [await _cost_of_a_line(stage, LONG) for _ in range(rounds)]
    total = ratio([r.cpu + r.database_cpu for r in within], [r.cpu + r.database_cpu for r in without])
    return [
        most("pacing: most segments of a sender in 10 s", max(r.most for r in within), RATE * (SPAN + 1), ""),
        least("pacing: share of the rate used", min(r.used for r in within) * 100, 97, "%"),
        most("pacing: CPU a step, PostgreSQL's too, to no pace", total, 1.1, "x"),
        most(f"pacing: a step from a line of {LONG:,} to {SHORT:,}", ratio(long, short), 1.2, "x"),
        most("pacing: duplicated or lost", sum(r.wrong for r in [*without, *within]), 0, ""),
    ]


async def _ready(stage: Stage, count: int, rate: float | None, at: datetime) -> None:
    await stage.clear()
    await stage.db.execute(_SENDERS, SENDERS)
    await stage.db.execute("UPDATE sender SET segments_per_second = $1", rate)
    await stage.db.execute(_DUE, count // SENDERS, at)
    await stage.db.execute("VACUUM (ANALYZE) enrollment, lead")


async def _drained(stage: Stage, count: int, rate: float | None) -> Paced:
    at = soon()
    await _ready(stage, count, rate, at)
    workers = [await started(stage, "workers.main") for _ in range(3)]
    try:
        await seen(stage, len(workers))
        before, database = sum(cpu_of(w.pid) for w in workers), await stage.database_cpu()
        await stage.settled(count)
        used = sum(cpu_of(w.pid) for w in workers) - before
        database = await stage.database_cpu() - database
    finally:
        for worker in workers:
            await ended(worker)
    times = _times(stage)
    sent, numbers = stage.ledger()
    return Paced(
        used / count * 1e6,
        database / count * 1e6,
        max(map(_most, times)) if rate else 0,
        min((len(one) - 1) / ((one[-1] - one[0]) * rate) for one in times) if rate else 1.0,
        sent - numbers + abs(count - numbers),
    )


async def _cost_of_a_line(stage: Stage, count: int) -> float:
    """PostgreSQL's CPU a step in microseconds, once all steps wait in their lines."""
    await _ready(stage, count, LINE_RATE, soon())
    workers = [await started(stage, "workers.main") for _ in range(3)]
    try:
        while await stage.db.fetchval("SELECT EXISTS (SELECT FROM enrollment WHERE wake_at < now())"):
            await asyncio.sleep(0.1)
        await stage.settle_down()
        before, database = await _sent(stage), await stage.database_cpu()
        await asyncio.sleep(SECONDS_WATCHED)
        used = await stage.database_cpu() - database
        return used / (await _sent(stage) - before) * 1e6
    finally:
        for worker in workers:
            await ended(worker)


async def _sent(stage: Stage) -> int:
    return int(await stage.db.fetchval("SELECT count(*) FROM step_run"))


def _times(stage: Stage) -> list[list[float]]:
    with urlopen(f"{stage.provider_url}/times") as answer:  # noqa: S310  (loopback)
        return [sorted(times) for times in json.load(answer).values()]


def _most(times: list[float]) -> int:
    """The most messages in any ten seconds."""
    return max(bisect_left(times, at + SPAN) - number for number, at in enumerate(times))
