"""How fast due steps go out, against three baselines, interleaved: each contestant once in every round."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta

from benchmarks import naive
from benchmarks.stage import Result, Stage, cpu_of, ended, soon

Contestant = Callable[[Stage, int], Awaitable[Result]]


async def started(stage: Stage, *module: str, stdout: int | None = None) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, env=stage.environment(), stdout=stdout, stderr=asyncio.subprocess.DEVNULL
    )


def nudge(workers: int = 1) -> Contestant:
    """Our worker, as `nudge worker` runs it: arq's alarm, the engine, every promise switched on."""

    async def run(stage: Stage, count: int) -> Result:
        processes = [await started(stage, "workers.main") for _ in range(workers)]
        try:
            await seen(stage, workers)
            at = soon()
            await stage.due(count, at)
            before = sum(cpu_of(p.pid) for p in processes)
            database = await stage.database_cpu()
            await stage.settled(count)
            used = sum(cpu_of(p.pid) for p in processes) - before
            return await stage.result(count, at, used, await stage.database_cpu() - database)
        finally:
            for process in processes:
                await ended(process)

    return run


async def statements(stage: Stage, count: int) -> float:
    """SQL statements a step, BEGIN and COMMIT included, that a worker makes from its start to the end of a drain."""
    process = await started(stage, "benchmarks.counted", stdout=asyncio.subprocess.PIPE)
    try:
        await seen(stage, 1)
        await stage.due(count, soon())
        await stage.settled(count)
        process.terminate()
        told, _ = await process.communicate()
        assert int(told) > 0, "no statement was counted: the worker's connections are not those that count"
        return int(told) / count
    finally:
        await ended(process)


async def seen(stage: Stage, workers: int) -> None:
    while await stage.db.fetchval("SELECT count(*) FROM worker") < workers:
        await asyncio.sleep(0.05)


def plain(kind: str) -> Contestant:
    """One deferred arq job for each step, at arq's defaults or tuned."""

    async def run(stage: Stage, count: int) -> Result:
        at = soon() + timedelta(seconds=count / 1000)
        ids = await stage.due(count, at)
        await naive.enqueue(stage.redis_url, ids, at)
        process = await started(stage, "benchmarks.naive", kind)
        try:
            await asyncio.sleep(max(0.0, (at - soon()).total_seconds() + 2.5))
            before, database = cpu_of(process.pid), await stage.database_cpu()
            await stage.settled(count)
            used = cpu_of(process.pid) - before
            return await stage.result(count, at, used, await stage.database_cpu() - database)
        finally:
            await ended(process)

    return run


async def limit(stage: Stage, count: int) -> Result:
    """Raw asyncpg and raw sockets, no promises kept."""
    at = soon()
    await stage.due(count, at)
    process = await started(stage, "benchmarks.limit", at.isoformat())
    try:
        await asyncio.sleep(max(0.0, (at - soon()).total_seconds() + 2.5))
        before, database = cpu_of(process.pid), await stage.database_cpu()
        await stage.settled(count)
        used = cpu_of(process.pid) - before
        return await stage.result(count, at, used, await stage.database_cpu() - database)
    finally:
        await ended(process)
