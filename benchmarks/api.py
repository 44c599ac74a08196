"""The API's reading against stock Strawberry with Tortoise, and graphql-yoga: `python -m benchmarks.api`.

One server process each, over HTTP, with the key checked, on one PostgreSQL; the rounds take turns, so that whatever
else the machine does hits all of them. CPU a request is the second witness. Yoga takes part where Node and npm are.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from app import build
from app.db import migrate
from app.local.processes import free_port
from app.local.stores import Stores, throwaway
from app.settings import Settings
from benchmarks.api_data import Data, filled
from benchmarks.api_load import asked, load, request
from benchmarks.stage import cpu_of, ended

YOGA = Path(__file__).parent / "yoga"
CALLERS = 8
NO_LIMITS = {f"NUDGE_{what}_PER_MINUTE": str(10**9) for what in ("CALLS", "COST")}
GOALS = {"list": 2.5, "viewer": 3.0}
LIST = """query ($account: ID!) { sequences(accountId: $account) {
  items { id name description isActive isDefault version enrolledCount completedCount
    steps { order type message instructions delayHours skipIfReplied } }
  total limit offset hasMore } }"""
VIEWER = "{ viewer { partner { id } } }"


@dataclass
class Contestant:
    """A server, and what it did in each round."""

    name: str
    process: asyncio.subprocess.Process
    port: int
    rates: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    async def play(self, what: str, payload: bytes, seconds: float) -> None:
        before = cpu_of(self.process.pid)
        done = await load(self.port, payload, seconds, CALLERS)
        self.rates.setdefault(what, []).append(done.answers / done.seconds)
        self.cpu.setdefault(what, []).append((cpu_of(self.process.pid) - before) / done.answers * 1000)


@asynccontextmanager
async def server(
    name: str, command: list[str], port: int, stores: Stores, **settings: str
) -> AsyncIterator[Contestant]:
    """A server's process, for the time of the block."""
    environment = {**os.environ, **NO_LIMITS, "DATABASE_URL": stores.database_url, "REDIS_URL": stores.redis_url}
    environment |= settings
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
    try:
        await listening(process, port)
        yield Contestant(name, process, port)
    finally:
        await ended(process)


async def listening(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(30):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
    raise RuntimeError("the server did not start")


async def yoga() -> list[str] | None:
    """The command that starts Yoga, its packages installed; None where there is no Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    home = Path(tempfile.gettempdir()) / f"nudge-bench-yoga-{os.getuid()}"
    shutil.copytree(YOGA, home, dirs_exist_ok=True)
    if not (home / "node_modules").exists():
        process = await asyncio.create_subprocess_exec(
            npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent", cwd=home
        )
        if await process.wait():
            return None
    return [node, str(home / "server.js")]


async def contestants(stack: AsyncExitStack, stores: Stores) -> list[Contestant]:
    commands: dict[str, list[str] | None] = {
        "ours": [sys.executable, "-m", "app.cli", "api", "--port"],
        "stock": [sys.executable, "-m", "benchmarks.api_baseline"],
        "yoga": await yoga(),
    }
    started = []
    for name, command in commands.items():
        if command:
            port = free_port()
            started.append(await stack.enter_async_context(server(name, [*command, str(port)], port, stores)))
    return started


async def bench(players: list[Contestant], data: Data, rounds: int, seconds: float) -> bool:
    good = True
    for what, query, variables in (("list", LIST, {"account": data.account_id}), ("viewer", VIEWER, {})):
        body = json.dumps({"query": query, "variables": variables}).encode()
        payloads = {one.name: request("127.0.0.1", one.port, data.key, body) for one in players}
        answers = {one.name: await asked(one.port, payloads[one.name]) for one in players}
        same(answers)
        for number in range(rounds + 1):
            for one in players if number % 2 else players[::-1]:
                await one.play(what, payloads[one.name], seconds if number else 1.0)
        good = report(what, players) and good
    return good


def same(answers: dict[str, bytes]) -> None:
    """Fails unless everybody answered the same."""
    shown: dict[str, Any] = {name: json.loads(answer) for name, answer in answers.items()}
    for name, answer in shown.items():
        answer.pop("extensions", None)
        if answer != shown["ours"] or "data" not in answer or "errors" in answer:
            raise RuntimeError(f"{name} answers something else: {json.dumps(answer)[:500]}")


def report(what: str, players: list[Contestant]) -> bool:
    """Prints what was measured, without the first round, which is for warming up; whether the goal was reached."""
    ours = players[0]
    print(f"\n{what}\n  {'':8}{'requests/s':>12}{'CPU ms/request':>16}{'ours is':>10}{'by CPU':>10}")
    ratios = {}
    for one in players:
        rates, cpu = one.rates[what][1:], one.cpu[what][1:]
        ratios[one.name] = statistics.median(a / b for a, b in zip(ours.rates[what][1:], rates, strict=True))
        by_cpu = statistics.median(b / a for a, b in zip(ours.cpu[what][1:], cpu, strict=True))
        print(
            f"  {one.name:8}{statistics.median(rates):>12,.0f}{statistics.median(cpu):>16.2f}"
            f"{ratios[one.name]:>9.2f}x{by_cpu:>9.2f}x",
            flush=True,
        )
    print(f"  the goal is {GOALS[what]}x stock: {'reached' if ratios['stock'] >= GOALS[what] else 'short'}")
    return ratios["stock"] >= GOALS[what]


async def run(rounds: int, seconds: float, sequences: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        async with throwaway(Path(folder)) as stores, AsyncExitStack() as stack:
            await migrate(stores.database_url)
            async with build.deps(Settings(_env_file=None), stores.database_url, stores.redis_url) as deps:
                data = await filled(deps, sequences)
            return await bench(await contestants(stack, stores), data, rounds, seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--sequences", type=int, default=50)
    said = parser.parse_args()
    return 0 if uvloop.run(run(said.rounds, said.seconds, said.sequences)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
