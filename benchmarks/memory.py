"""Memory of the API, a worker and `nudge dev`, at rest and after work (Linux).

The resident set of each process (VmRSS). For `nudge dev` it is the proportional set of all of its processes (Pss), in
which the pages that the processes of PostgreSQL share count once.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.request import urlopen

from app import build
from app.local.processes import free_port
from app.local.stores import Stores
from app.settings import Settings
from benchmarks.api import CALLERS, LIST, server
from benchmarks.api_data import filled
from benchmarks.api_load import load, request
from benchmarks.drain import seen, started
from benchmarks.figures import Figure, most, say
from benchmarks.stage import Stage, a_stage, children_of, ended, memory_of, soon

MB = 1_000_000
REST_SECONDS = 12.0
"""Longer than the period of every frequent job of the worker."""
TIMES = 3


async def memory(steps: int, seconds: float) -> list[Figure]:
    """At rest, and after the same work three times: what grows from the second time to the third grows for ever."""
    say("\nmemory")
    async with a_stage(0.0) as stage:
        figures = [*await _worker(stage, steps), *await _api(stage, seconds)]
    return [*figures, await _everything()]


async def _worker(stage: Stage, steps: int) -> list[Figure]:
    process = await started(stage, "workers.main")
    try:
        await seen(stage, 1)
        await asyncio.sleep(REST_SECONDS)
        rest, after = memory_of(process.pid), []
        for number in range(TIMES):
            await stage.due(steps, soon())
            await stage.settled(steps * (number + 1))
            await asyncio.sleep(REST_SECONDS)
            after.append(memory_of(process.pid))
    finally:
        await ended(process)
    return _figures("worker", f"{steps:,} steps", rest, after, 100)


async def _api(stage: Stage, seconds: float) -> list[Figure]:
    await stage.clear()
    async with build.deps(Settings(_env_file=None), stage.database_url, stage.redis_url) as deps:
        data = await filled(deps, 50)
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "api", "--port", str(port)]
    stores = Stores(stage.database_url, stage.redis_url, stage.database_url, embedded=False)
    async with server("ours", command, port, stores) as ours:
        await asyncio.sleep(1)
        rest, after = memory_of(ours.process.pid), []
        body = json.dumps({"query": LIST, "variables": {"account": data.account_id}}).encode()
        for _ in range(TIMES):
            await load(port, request("127.0.0.1", port, data.key, body), seconds, CALLERS)
            after.append(memory_of(ours.process.pid))
    return _figures("API", f"{seconds:.0f} s of lists by {CALLERS} callers", rest, after, 110)


def _figures(who: str, work: str, rest: float, after: list[float], goal: float) -> list[Figure]:
    told = ", ".join(f"{one / MB:.1f}" for one in after)
    say(f"  {who}: {rest / MB:.1f} MB at rest; {told} MB after {work} each time")
    return [
        most(f"memory of the {who} at rest", rest / MB, goal, "MB"),
        most(f"memory of the {who} after work", after[-1] / MB, goal, "MB"),
        most(f"memory of the {who}: growth from the second time to the third", after[-1] / after[-2] - 1, 0.03, ""),
    ]


async def _everything() -> Figure:
    async with _dev() as pid:
        await asyncio.sleep(REST_SECONDS)
        pids = [pid, *_descendants(pid)]
        held = {one: _proportional(one) for one in pids}
        for one, size in sorted(held.items(), key=lambda item: -item[1])[:6]:
            say(f"  nudge dev: {size / MB:6.1f} MB  {_name(one)}")
        total = sum(held.values()) / MB
    return most("memory of `nudge dev` with its stores, at rest", total, 450, "MB")


@asynccontextmanager
async def _dev() -> AsyncIterator[int]:
    """The process of a `nudge dev` that is ready."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        words = ("-m", "app.cli", "dev", "--port", str(port), "--data-dir", folder)
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdout=asyncio.subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"}
        )
        try:
            async with asyncio.timeout(60):
                while not await asyncio.to_thread(_ready, port):
                    await asyncio.sleep(0.2)
            yield process.pid
        finally:
            process.terminate()
            await process.wait()


def _ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz"):
            return True
    except OSError:
        return False


def _descendants(pid: int) -> list[int]:
    return [one for child in children_of(pid) for one in (child, *_descendants(child))]


def _proportional(pid: int) -> float:
    """Bytes that a process holds; a page that several hold is shared out among them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()[:60]
