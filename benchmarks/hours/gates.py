"""What the gates of hours and caps cost in a drain: with and without them, in turns."""

import statistics
from datetime import UTC, datetime

from benchmarks.drain import nudge
from benchmarks.figures import Figure, faults, most, say
from benchmarks.stage import Result, Stage, a_stage

_WITHOUT = "UPDATE account SET hour_rules = 'NONE', week = NULL, caps = NULL"
_HOURS = """
UPDATE account SET hour_rules = 'US_STATES', week = array_to_string(
    array_fill('00:00-00:00'::text, ARRAY[7]), ','), caps = NULL
"""
_CAPS = _HOURS.replace("caps = NULL", "caps = '3/24,10/720'")
GATES = {"without": _WITHOUT, "hours": _HOURS, "hours and caps": _CAPS}


async def gates(rounds: int, count: int) -> list[Figure]:
    """The drain of due steps, CPU a step: of the worker and of PostgreSQL together."""
    say(f"\nthe gates of hours and caps in a drain of {count:,} due steps")
    found: dict[str, list[Result]] = {name: [] for name in GATES}
    async with a_stage(0.0) as stage:
        for number in range(rounds):
            for name in GATES:
                await _prepare(stage, name)
                found[name].append(one := await nudge()(stage, count))
                say(
                    f"  round {number + 1}: {name:15}{one.rate:>8,.0f} steps/s, CPU a step {one.cpu:>6,.0f} us, "
                    f"PostgreSQL's {one.database_cpu:>5,.0f} us"
                )
    return [
        most("gates: hours, CPU a step over that without", _over(found, "hours"), 10, "%"),
        most("gates: hours and caps, CPU a step over that without", _over(found, "hours and caps"), 10, "%"),
        faults("gates", [one for each in found.values() for one in each]),
    ]


async def _prepare(stage: Stage, name: str) -> None:
    """An account with these gates, and leads where it is noon."""
    await stage.clear()
    await stage.sequence()
    await stage.db.execute(GATES[name])
    away = 12 - datetime.now(UTC).hour
    await stage.db.execute(f"ALTER TABLE lead ALTER time_zone SET DEFAULT 'Etc/GMT{-away:+d}'")


def _cpu(one: Result) -> float:
    return one.cpu + one.database_cpu


def _over(found: dict[str, list[Result]], name: str) -> float:
    """In percent: the median over the rounds."""
    pairs = zip(found[name], found["without"], strict=True)
    return (statistics.median(_cpu(one) / _cpu(plain) for one, plain in pairs) - 1) * 100
