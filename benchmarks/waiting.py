"""What enrollments cost that wait: in the index, in Redis, in an idle worker, and in a drain among them."""

import asyncio
from datetime import timedelta

from benchmarks.drain import nudge, seen, started
from benchmarks.figures import Figure, faults, least, most, ratio, say
from benchmarks.stage import Stage, a_stage, cpu_of, ended, memory_of, soon

IDLE_SECONDS = 20
SETTLING_SECONDS = 5


async def waiting(rounds: int, count: int, rows: int) -> list[Figure]:
    """Two stages, with and without those who wait, in turns; what is drained is a campaign of its own each time."""
    async with a_stage(0.0) as alone, a_stage(0.0) as among:
        await alone.clear()
        _, memory_alone = await _idle(alone)
        await among.clear()
        say(f"\n{rows:,} enrollments are made that wait")
        await among.due(rows, soon() + timedelta(days=30), timedelta(milliseconds=20))
        per_row = await among.db.fetchval("SELECT pg_relation_size('enrollment_wake')::float8") / rows
        await among.settle_down()
        cpu, memory = await _idle(among)
        redis = (await among.redis_bytes() - await alone.redis_bytes()) / rows  # each has served a worker
        without, within = [], []
        for number in range(rounds):
            await alone.clear()
            without.append(await nudge()(alone, count))
            await among.again()
            within.append(await nudge()(among, count))
            say(
                f"  round {number + 1}: {within[-1].rate:,.0f} steps/s among them, {without[-1].rate:,.0f} without; "
                f"PostgreSQL's CPU {within[-1].database_cpu:.0f} and {without[-1].database_cpu:.0f} us/step"
            )
    reached = ratio([r.rate for r in within], [r.rate for r in without])
    return [
        most("waiting: bytes of Redis for each", redis, 0.05, "B"),
        most("waiting: bytes of index for each", per_row, 40, "B"),
        most("waiting: an idle worker is bigger by", (memory - memory_alone) / 1e6, 5, "MB"),
        most("waiting: CPU of an idle worker", cpu * 100, 2, "%"),
        least("waiting: a drain among them, to one without", reached, 0.9),
        faults("waiting", [*without, *within]),
    ]


async def _idle(stage: Stage) -> tuple[float, float]:
    """A worker with nothing due: the share of one core that it uses, and its memory in bytes."""
    process = await started(stage, "workers.main")
    try:
        await seen(stage, 1)
        await asyncio.sleep(SETTLING_SECONDS)
        before = cpu_of(process.pid)
        await asyncio.sleep(IDLE_SECONDS)
        return (cpu_of(process.pid) - before) / IDLE_SECONDS, memory_of(process.pid)
    finally:
        await ended(process)
