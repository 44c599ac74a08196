"""What a replica takes from the primary: the same lists without and with DATABASE_REPLICA_URL, in turns."""

import asyncio
import json
import statistics
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from app.local.processes import free_port
from app.local.standby import Standby
from app.local.stores import Stores
from benchmarks.api import CALLERS, Contestant, server
from benchmarks.api_load import load, request
from benchmarks.figures import Figure, most, say
from benchmarks.stage import Stage, cpu_of, cpu_of_all

GOAL = 0.25
"""The CPU that a list costs the primary where a replica answers, to the CPU where it does not: the key is looked up
there."""


async def beside_a_replica(stage: Stage, key: str, body: bytes, rounds: int, seconds: float) -> list[Figure]:
    stores = Stores(stage.database_url, stage.redis_url, stage.database_url, embedded=False)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        standby = Standby(Path(folder) / "postgres", stage.database_url)
        stack.callback(standby.stop)
        await standby.start()
        postmaster = int(standby.pid_file.read_text().split()[0])
        there = {"DATABASE_REPLICA_URL": standby.url}
        servers: dict[str, Contestant] = {}
        for name, settings in (("without a replica", {}), ("with a replica", there)):
            port = free_port()
            command = [sys.executable, "-m", "app.cli", "api", "--port", str(port)]
            servers[name] = await stack.enter_async_context(server(name, command, port, stores, **settings))
        await _reads_there(servers["with a replica"].port)
        costs: dict[str, list[float]] = {name: [] for name in servers}
        for number in range(rounds + 1):
            for name in servers if number % 2 else reversed(servers):
                costs[name].append(await _asked(stage, postmaster, servers[name], key, body, seconds))
    medians = {name: statistics.median(cost[1:]) for name, cost in costs.items()}  # the first is for warming up
    ratio = medians["with a replica"] / medians["without a replica"]
    return [most("scaling: CPU of the primary for a list, with a replica to without", ratio, GOAL, "x")]


async def _asked(stage: Stage, postmaster: int, api: Contestant, key: str, body: bytes, seconds: float) -> float:
    """Milliseconds of CPU that a list costs the primary."""
    before = await stage.database_cpu(), cpu_of_all(postmaster), cpu_of(api.process.pid)
    done = await load(api.port, request("127.0.0.1", api.port, key, body), seconds, CALLERS)
    after = await stage.database_cpu(), cpu_of_all(postmaster), cpu_of(api.process.pid)
    primary, replica, process = ((b - a) / done.answers * 1000 for a, b in zip(before, after, strict=True))
    say(
        f"  {api.name}: {done.answers / done.seconds:>6,.0f} lists/s; CPU a list: API {process:.2f} ms, "
        f"primary {primary:.2f} ms, replica {replica:.2f} ms"
    )
    return primary


async def _reads_there(port: int) -> None:
    """Until the API reads from the replica."""

    def says() -> str:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                return str(json.load(answer)["replica"])
        except URLError as error:  # not ready without a worker
            return str(json.loads(getattr(error, "read", bytes)() or b"{}").get("replica"))

    async with asyncio.timeout(60):
        while await asyncio.to_thread(says) != "ok":
            await asyncio.sleep(0.1)
