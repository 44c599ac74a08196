"""`make bench`: every figure a ratio inside one interleaved run, with CPU a step as the second witness.

Fails when a message of ours was lost or sent twice.
"""

import argparse
import asyncio
import statistics
from collections.abc import Sequence
from datetime import timedelta

from benchmarks.drain import Contestant, limit, nudge, plain, seen, started
from benchmarks.stage import Result, Stage, a_stage, cpu_of, ended, memory_of, soon

INSTANT, SLOW = 0.0, 0.05
GOALS = {INSTANT: {"a": 40.0, "b": 15.0, "c": 0.4}, SLOW: {"a": 150.0, "b": 10.0, "c": 0.8}}


def say(line: str = "") -> None:
    print(line, flush=True)


async def drains(delay: float, rounds: int, count: int) -> bool:
    """The drain of due steps against the baselines; whether every goal was reached and nothing went wrong."""
    contestants: dict[str, tuple[str, Contestant, int]] = {
        "ours": ("Nudge", nudge(), count),
        "a": ("(a) plain arq", plain("plain"), count // 40),
        "b": ("(b) tuned arq", plain("tuned"), count // 10),
        "c": ("(c) the limit", limit, count),
    }
    results: dict[str, list[Result]] = {key: [] for key in contestants}
    async with a_stage(delay) as stage:
        for _ in range(rounds):
            for key, (_, contestant, steps) in contestants.items():
                await stage.clear()
                results[key].append(await contestant(stage, steps))
    say(f"\ndrain of {count:,} due steps, the provider takes {delay * 1000:.0f} ms, {rounds} rounds")
    say(f"  {'':16}{'steps/s':>10}{'CPU us/step':>13}{'ours is':>10}{'goal':>8}")
    good = _faultless(results["ours"])
    for key, (name, _, _) in contestants.items():
        rate, cpu = _median([r.rate for r in results[key]]), _median([r.cpu for r in results[key]])
        pairs = zip(results["ours"], results[key], strict=True)
        ratio = _median([ours.rate / other.rate for ours, other in pairs])
        goal = GOALS[delay].get(key)
        verdict = "" if goal is None else f"{ratio:>9.2f}x{goal:>7.1f}x" + ("" if ratio >= goal else "  short")
        good = good and (goal is None or ratio >= goal)
        say(f"  {name:16}{rate:>10,.0f}{cpu:>13,.0f}{verdict}")
    return good


async def two_workers(rounds: int, count: int) -> bool:
    """Two workers on two cores against one."""
    one, two = [], []
    async with a_stage(SLOW) as stage:
        for _ in range(rounds):
            await stage.clear()
            one.append(await nudge(1)(stage, count))
            await stage.clear()
            two.append(await nudge(2)(stage, count))
    ratio = _median([b.rate / a.rate for a, b in zip(one, two, strict=True)])
    say(f"\ntwo workers, the provider takes 50 ms: {ratio:.2f}x of one (goal 1.5x)")
    return _faultless(two) and ratio >= 1.5


async def lateness(seconds: int) -> bool:
    """How late steps are claimed at 100 a second, by one worker."""
    async with a_stage(INSTANT) as stage:
        await stage.clear()
        process = await started(stage, "workers.main")
        try:
            await seen(stage, 1)
            count = seconds * 100
            at = soon() + timedelta(seconds=3)
            await stage.due(count, at, timedelta(milliseconds=10))
            await stage.settled(count)
            late = (await stage.result(count, at, 0.0)).lateness
        finally:
            await ended(process)
    p50, p99 = late[len(late) // 2] * 1000, late[int(len(late) * 0.99)] * 1000
    say(f"\nlateness at 100 steps/s for {seconds} s: p50 {p50:.1f} ms (goal 5), p99 {p99:.1f} ms (goal 15),")
    say(f"  the earliest {late[0] * 1000:+.2f} ms (never early)")
    return p50 <= 5 and p99 <= 15 and late[0] >= 0


async def waiting(rows: int, count: int) -> bool:
    """What a million enrolments that wait cost: in the index, in Redis, in an idle worker, and in a drain."""
    async with a_stage(INSTANT) as stage:
        await stage.clear()
        without = await nudge()(stage, count)
        await stage.clear()
        redis_before = await stage.redis_bytes()
        await stage.due(rows, soon() + timedelta(days=30), timedelta(milliseconds=20))
        per_row = await stage.db.fetchval("SELECT pg_relation_size('enrollment_wake')::float8") / rows
        process = await started(stage, "workers.main")
        try:
            await seen(stage, 1)
            before, memory = cpu_of(process.pid), memory_of(process.pid)
            await asyncio.sleep(20)
            idle, grown = (cpu_of(process.pid) - before) / 20, memory_of(process.pid) - memory
            redis = await stage.redis_bytes() - redis_before
        finally:
            await ended(process)
        await stage.db.execute("TRUNCATE worker")
        among = await nudge(arrange=Stage.hurry)(stage, count)
    ratio = among.rate / without.rate
    say(f"\n{rows:,} enrolments that wait")
    say(f"  the timer's index: {per_row:.1f} bytes each (goal 40); Redis: {redis / rows:.2f} bytes each (goal 0)")
    say(f"  an idle worker: {idle:.1%} CPU (goal 2%), grows by {grown / 1e6:.1f} MB in 20 s (goal 5)")
    say(f"  a drain of {count:,} among them: {ratio:.2f}x of one without them (goal 0.9x)")
    return per_row <= 40 and idle <= 0.02 and grown <= 5e6 and ratio >= 0.9 and _faultless([without, among])


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)


def _faultless(results: Sequence[Result]) -> bool:
    duplicated, lost = sum(r.duplicated for r in results), sum(r.lost for r in results)
    if duplicated or lost:
        say(f"  FAULT: {duplicated} duplicated, {lost} lost")
    return not duplicated and not lost


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["instant", "slow", "two", "lateness", "waiting"])
    asked = parser.parse_args()
    benches = {
        "instant": lambda: drains(INSTANT, asked.rounds, asked.steps),
        "slow": lambda: drains(SLOW, asked.rounds, asked.steps),
        "two": lambda: two_workers(asked.rounds, asked.steps),
        "lateness": lambda: lateness(20),
        "waiting": lambda: waiting(asked.waiting, asked.steps),
    }
    reached = [await benches[name]() for name in ([asked.only] if asked.only else benches)]
    say(f"\n{sum(reached)} of {len(reached)} reached their goals")
    return 0 if all(reached) else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
