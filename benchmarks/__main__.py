"""`make bench`: every figure a ratio inside one interleaved run, with CPU a step as the second witness.

Fails when a goal is missed, and when a message of ours was lost or sent twice.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from benchmarks.deliveries import deliveries
from benchmarks.drain import Contestant, limit, nudge, plain, seen, started, statements
from benchmarks.enrolling import enrolling
from benchmarks.figures import Figure, faults, least, most, ratio, say, table, total
from benchmarks.growth.block import growth
from benchmarks.hours.gates import gates
from benchmarks.hours.outage import outage
from benchmarks.hours.year import year
from benchmarks.importing import importing
from benchmarks.live import live
from benchmarks.memory import memory
from benchmarks.pacing import pacing
from benchmarks.scaling import scaling
from benchmarks.stage import Result, Stage, a_stage, ended, soon
from benchmarks.waiting import waiting

INSTANT, SLOW = 0.0, 0.05
GOALS = {INSTANT: {"a": 40.0, "b": 15.0, "c": 0.4}, SLOW: {"a": 150.0, "b": 10.0, "c": 0.8}}
A_FORTIETH, A_TENTH = 40, 10  # of our steps is what a baseline gets, so that a round takes a minute

Bench = Callable[[argparse.Namespace], Awaitable[list[Figure]]]


async def drains(delay: float, rounds: int, count: int) -> list[Figure]:
    """The drain of due steps against the baselines, each contestant once in every round."""
    contestants: dict[str, tuple[str, Contestant, int]] = {
        "ours": ("Nudge", nudge(), count),
        "a": ("(a) plain arq", plain("plain"), count // A_FORTIETH),
        "b": ("(b) tuned arq", plain("tuned"), count // A_TENTH),
        "c": ("(c) the limit", limit, count),
    }
    results: dict[str, list[Result]] = {key: [] for key in contestants}
    provider = f"provider takes {delay * 1000:.0f} ms"
    say(f"\ndrain of {count:,} due steps, {provider}")
    figures = []
    async with a_stage(delay) as stage:
        for number in range(rounds):
            for key, (name, contestant, steps) in contestants.items():
                await stage.clear()
                results[key].append(one := await contestant(stage, steps))
                say(
                    f"  round {number + 1}: {name:14}{one.rate:>8,.0f} steps/s, CPU a step {one.cpu:>6,.0f} us, "
                    f"PostgreSQL's {one.database_cpu:>5,.0f} us"
                )
        if delay == INSTANT:
            await stage.clear()
            figures.append(most("SQL statements a step", await statements(stage, count), 0.1, ""))
    if delay == INSTANT:
        per_thousand = statistics.median(r.cpu for r in results["ours"]) / 1000
        figures.insert(0, most("worker CPU for 1,000 steps", per_thousand, 0.2, "s"))
    for key, goal in GOALS[delay].items():
        reached = ratio([r.rate for r in results["ours"]], [r.rate for r in results[key]])
        figures.append(least(f"drain, {provider}: to {contestants[key][0]}", reached, goal))
    return [*figures, faults(f"drain, {provider}", results["ours"])]


async def two_workers(rounds: int, count: int) -> list[Figure]:
    """Two workers on two cores against one."""
    one, two = [], []
    say("\ntwo workers against one, provider takes 50 ms")
    async with a_stage(SLOW) as stage:
        for number in range(rounds):
            await stage.clear()
            one.append(await nudge(1)(stage, count))
            await stage.clear()
            two.append(await nudge(2)(stage, count))
            say(f"  round {number + 1}: {two[-1].rate:,.0f} steps/s against {one[-1].rate:,.0f}")
    reached = ratio([r.rate for r in two], [r.rate for r in one])
    return [least("two workers, provider takes 50 ms: to one", reached, 1.5), faults("two workers", two)]


async def lateness(rounds: int, seconds: int) -> list[Figure]:
    """How late steps are claimed at 100 a second, by one worker."""
    late: list[float] = []
    say(f"\nlateness at 100 steps/s for {seconds} s")
    async with a_stage(INSTANT) as stage:
        for number in range(rounds):
            late += (some := await _lateness(stage, seconds * 100))
            say(f"  round {number + 1}: p50 {_part(some, 0.5):.1f} ms, p99 {_part(some, 0.99):.1f} ms")
    return [
        most("lateness at 100 steps/s: p50", _part(late, 0.5), 5, "ms"),
        most("lateness at 100 steps/s: p99", _part(late, 0.99), 15, "ms"),
        least("lateness at 100 steps/s: the earliest", _part(late, 0), 0, "ms"),
    ]


async def _lateness(stage: Stage, count: int) -> list[float]:
    await stage.clear()
    process = await started(stage, "workers.main")
    try:
        await seen(stage, 1)
        at = soon() + timedelta(seconds=3)
        await stage.due(count, at, timedelta(milliseconds=10))
        await stage.settled(count)
        return (await stage.result(count, at, 0.0)).lateness
    finally:
        await ended(process)


def _part(late: list[float], part: float) -> float:
    """A quantile, in milliseconds."""
    return sorted(late)[int((len(late) - 1) * part)] * 1000


BENCHES: dict[str, Bench] = {
    "instant": lambda asked: drains(INSTANT, asked.rounds, asked.steps),
    "slow": lambda asked: drains(SLOW, asked.rounds, asked.steps),
    "two": lambda asked: two_workers(asked.rounds, asked.steps),
    "lateness": lambda asked: lateness(asked.rounds, asked.seconds),
    "waiting": lambda asked: waiting(asked.rounds, asked.steps, asked.waiting),
    "enrolling": lambda asked: enrolling(asked.rounds),
    "importing": lambda asked: importing(asked.rounds),
    "year": lambda asked: year(asked.sends),
    "outage": lambda asked: outage(asked.overdue),
    "gates": lambda asked: gates(asked.rounds, asked.steps),
    "pacing": lambda asked: pacing(asked.rounds, asked.steps),
    "webhooks-out": lambda asked: deliveries(asked.rounds, asked.steps // 2, asked.seconds),
    "scaling": lambda asked: scaling(asked.rounds, asked.steps, asked.seconds / 3),
    "memory": lambda asked: memory(asked.steps // 2, asked.seconds),
    "growth": lambda asked: growth(tuple(sorted({asked.leads // 100, asked.leads // 10, asked.leads}))),
    "live": lambda asked: live(2 * asked.seconds, asked.subscribers),
}


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--waiting", type=int, default=1_000_000, help="enrollments that wait (default: a million)")
    parser.add_argument("--seconds", type=int, default=15, help="of lateness in each round (default: 15)")
    parser.add_argument("--sends", type=int, default=100_000, help="of the simulated year (default: 100,000)")
    parser.add_argument("--overdue", type=int, default=50_000, help="steps after the outage (default: 50,000)")
    parser.add_argument("--leads", type=int, default=1_000_000, help="that an account grows to (default: a million)")
    parser.add_argument("--subscribers", type=int, default=500, help="of one account (default: 500)")
    parser.add_argument("--only", choices=BENCHES, action="append", help="this one; may be given again")
    asked = parser.parse_args()
    began, figures = time.monotonic(), []
    for name in asked.only or BENCHES:
        figures += (found := await BENCHES[name](asked))
        table(found)
    total(figures)
    say(f"{asked.rounds} rounds, {(time.monotonic() - began) / 60:.0f} minutes")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
