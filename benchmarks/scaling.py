"""What more processes bring on this machine: 1, 2 and 4 workers, and 1 and 2 API processes behind nginx.

The bench, PostgreSQL, the provider and nginx use the same cores, so CPU is told beside each rate: a process that gets
no core makes nothing faster. PostgreSQL's CPU a step says where the limit of the service is.
"""

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from app import build
from app.local.processes import free_port
from app.local.stores import Stores
from app.settings import Settings
from benchmarks.api import CALLERS, LIST, Contestant, listening, server
from benchmarks.api_data import filled
from benchmarks.api_load import load, request
from benchmarks.drain import nudge
from benchmarks.figures import Figure, faults, least, say
from benchmarks.replica import beside_a_replica
from benchmarks.stage import Result, Stage, a_stage, cpu_of, ended

WORKERS = (1, 2, 4)
APIS = (1, 2)
SLOW = 0.05
GOAL, CORES_FOR_IT = 1.5, 4
"""Two processes against one, where the machine has cores for them, the stores and the bench; else it is only told."""
SITE = Path(__file__).parents[1] / "ops/nginx.conf"


async def scaling(rounds: int, steps: int, seconds: float) -> list[Figure]:
    cores = os.cpu_count() or 1
    say(f"\nscaling on {cores} cores, which the bench and the stores use too")
    async with a_stage(SLOW) as stage:
        figures = await _workers(stage, rounds, steps, cores)
        await stage.clear()
        async with build.deps(Settings(_env_file=None), stage.database_url, stage.redis_url) as deps:
            data = await filled(deps, 50)
        body = json.dumps({"query": LIST, "variables": {"account": data.account_id}}).encode()
        figures += await _apis(stage, data.key, body, rounds, seconds, cores)
        return figures + await beside_a_replica(stage, data.key, body, rounds, seconds)


async def _workers(stage: Stage, rounds: int, steps: int, cores: int) -> list[Figure]:
    found: dict[int, list[Result]] = {count: [] for count in WORKERS}
    for number in range(rounds):
        for count in WORKERS if number % 2 else WORKERS[::-1]:
            await stage.clear()
            found[count].append(one := await nudge(count)(stage, steps))
            say(
                f"  round {number + 1}: {count} workers {one.rate:>7,.0f} steps/s; CPU a step: "
                f"workers {one.cpu:,.0f} us, PostgreSQL {one.database_cpu:,.0f} us"
            )
    rates = {count: statistics.median(one.rate for one in results) for count, results in found.items()}
    database = statistics.median(one.database_cpu for one in found[1])
    say(f"  one core of PostgreSQL is used up by {1e6 / database:,.0f} steps/s")
    goal = GOAL if cores >= CORES_FOR_IT else 0.0
    return [
        least(f"scaling: {count} workers to one, {cores} cores", rates[count] / rates[1], goal if count == 2 else 0.0)
        for count in WORKERS[1:]
    ] + [faults("scaling: workers", [one for results in found.values() for one in results])]


async def _apis(stage: Stage, key: str, body: bytes, rounds: int, seconds: float, cores: int) -> list[Figure]:
    stores = Stores(stage.database_url, stage.redis_url, stage.database_url, embedded=False)
    async with AsyncExitStack() as stack:
        ports = [free_port() for _ in range(max(APIS))]
        command = [sys.executable, "-m", "app.cli", "api", "--port"]
        servers = [
            await stack.enter_async_context(server("API", [*command, str(port)], port, stores)) for port in ports
        ]
        fronts = {count: await stack.enter_async_context(_nginx(ports[:count])) for count in APIS}
        if None in fronts.values():
            say("  nginx is not installed: `make proxies` installs it")
            return []
        rates: dict[int, list[float]] = {count: [] for count in APIS}
        for number in range(rounds + 1):
            for count in APIS if number % 2 else APIS[::-1]:
                rates[count].append(await _asked(fronts[count], servers[:count], key, body, seconds))
        medians = {count: statistics.median(rate[1:]) for count, rate in rates.items()}  # the first is for warming up
    goal = GOAL if cores >= CORES_FOR_IT else 0.0
    return [least(f"scaling: 2 API processes behind nginx to one, {cores} cores", medians[2] / medians[1], goal)]


async def _asked(port: int | None, servers: list[Contestant], key: str, body: bytes, seconds: float) -> float:
    """Lists of 50 sequences a second."""
    assert port is not None
    before = sum(cpu_of(one.process.pid) for one in servers)
    done = await load(port, request("127.0.0.1", port, key, body), seconds, CALLERS)
    cpu = sum(cpu_of(one.process.pid) for one in servers) - before
    rate = done.answers / done.seconds
    say(f"  {len(servers)} API processes: {rate:>6,.0f} lists/s, CPU a list {cpu / done.answers * 1000:.2f} ms")
    return rate


@asynccontextmanager
async def _nginx(apis: list[int]) -> AsyncIterator[int | None]:
    """The port of nginx before these ports, with the site of ops/nginx.conf but without TLS; None where it is not."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        yield None
        return
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "nginx.conf").write_text(_site(apis, port, folder))
        process = await asyncio.create_subprocess_exec(
            program, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf", stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await listening(process, port)
            yield port
        finally:
            await ended(process)


def _site(apis: list[int], port: int, folder: str) -> str:
    lines = SITE.read_text().replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").splitlines()
    site = "\n".join(line for line in lines if not line.strip().startswith("ssl_"))
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    site = site.replace("    server 127.0.0.1:8000;", "\n".join(f"    server 127.0.0.1:{one};" for one in apis))
    scratch = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; master_process off; pid {folder}/pid;\nevents {{ worker_connections 256; }}\n"
        f"http {{ access_log off; {scratch}\n{site}\n}}\n"
    )
