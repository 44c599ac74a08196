"""The stores and the processes that things happen to, and what happens to them, by the seed."""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import db
from app.local import leash
from app.local.postgres import Postgres
from app.local.processes import Server
from app.local.valkey import Valkey
from tests.chaos.driver import SEED

ANSWER_SECONDS = 1.0
LEASE_SECONDS = 2 * ANSWER_SECONDS
POSTGRES_RESTS = 12.0


class Kept:
    """A process that is started again whenever it ends, until it is told to stop. It runs the code in `folder`, which
    is this checkout if none is named."""

    def __init__(
        self, name: str, argv: list[str], environment: dict[str, str], home: Path, folder: Path | None = None
    ) -> None:
        self.name, self._argv, self._environment, self._folder = name, argv, environment, folder
        self._log = home / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            with self._log.open("ab") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *leash.command([sys.executable, *self._argv], signal.SIGKILL),
                    env=self._environment,
                    cwd=self._folder,
                    stdout=output,
                    stderr=output,
                )
            await self._process.wait()
            await asyncio.sleep(0.2)

    def signal(self, number: signal.Signals) -> bool:
        if self._process is None or self._process.returncode is not None:
            return False
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        return True

    async def roll(self) -> None:
        """A graceful restart; returns when the old process has ended."""
        old = self._process
        if old is not None and self.signal(signal.SIGTERM):
            await old.wait()

    async def stop(self) -> None:
        self._keeper.cancel()
        self.signal(signal.SIGCONT)
        await self.roll()


@dataclass
class Stores:
    postgres: Postgres
    valkey: Valkey
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def kill(self, server: Server, number: signal.Signals) -> None:
        """Ends a server without warning, and starts it again where it was."""
        async with self.busy:
            pid = int(server.pid_file.read_text().split("\n", 1)[0])
            os.kill(pid, number)
            while server.running:  # noqa: ASYNC110  (the end of another process raises no event here)
                await asyncio.sleep(0.02)
            await server.start(server.port)

    async def all_up(self) -> None:
        """Starts what was being started again when the faults ended."""
        async with self.busy:
            for server in (self.postgres, self.valkey):
                if not await server.answers():
                    await server.start(server.port)


@asynccontextmanager
async def the_stores(home: Path) -> AsyncIterator[Stores]:
    postgres, valkey = Postgres(home / "postgres"), Valkey(home / "valkey")
    try:
        await postgres.start()
        await valkey.start()
        await db.migrate(postgres.url)
        connection = await asyncpg.connect(postgres.url)
        await connection.execute(SEED)
        await connection.close()
        yield Stores(postgres, valkey)
    finally:
        postgres.stop()
        valkey.stop()


class Injector:
    """The faults, one after the other, by the seed. One that finds nobody to happen to is dealt again."""

    def __init__(self, seed: int, stores: Stores, workers: list[Kept], api: Kept, pause: float) -> None:
        self.random = random.Random(seed + 1)
        self.stores, self.workers, self.api, self.pause = stores, workers, api, pause
        self.counts: Counter[str] = Counter()
        self.at: list[tuple[float, str]] = []
        self._spared_until = 0.0
        self._thaws: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deals the faults from shuffled decks, so that a long run has its share of each kind."""
        deck: list[Callable[[], Awaitable[str]]] = []
        while True:
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * self.pause)
            if not deck:
                deck = [fault for fault, times in self.deck() for _ in range(times)]
                self.random.shuffle(deck)
            fault = deck.pop()
            began = time.time()
            with suppress(RedisError, ProcessLookupError):
                if name := await fault():
                    self.counts[name] += 1
                    self.at.append((began, name))
                else:
                    deck.insert(0, fault)

    def deck(self) -> list[tuple[Callable[[], Awaitable[str]], int]]:
        return [
            (self.kill_worker, 22),
            (self.kill_api, 7),
            (self.kill_valkey, 2),
            (self.freeze, 6),
            (self.flush, 1),
            (self.stop_postgres, 2),
            (self.roll, 1),
        ]

    async def kill_worker(self) -> str:
        return "kill -9 of a worker" if self.random.choice(self.workers).signal(signal.SIGKILL) else ""

    async def kill_api(self) -> str:
        return "kill -9 of the API" if self.api.signal(signal.SIGKILL) else ""

    async def freeze(self) -> str:
        """For longer than the lease, and sometimes for longer than it takes to settle and send again."""
        who = self.random.choice([*self.workers, self.api])
        if not who.signal(signal.SIGSTOP):
            return ""
        seconds = LEASE_SECONDS * self.random.choice([1.2, 1.5, 2] if who is self.api else [1.2, 1.5, 2, 8])
        self._thaws.add(asyncio.create_task(self._thaw(who, seconds)))
        return "SIGSTOP beyond the lease"

    async def _thaw(self, who: Kept, seconds: float) -> None:
        await asyncio.sleep(seconds)
        who.signal(signal.SIGCONT)

    async def flush(self) -> str:
        async with Redis.from_url(self.stores.valkey.url, socket_timeout=2) as redis:
            await redis.flushall()
        return "FLUSHALL"

    async def kill_valkey(self) -> str:
        await self.stores.kill(self.stores.valkey, signal.SIGKILL)
        return "kill -9 of Valkey"

    async def stop_postgres(self) -> str:
        if time.monotonic() < self._spared_until:
            return ""
        await self.stores.kill(self.stores.postgres, signal.SIGQUIT)
        self._spared_until = time.monotonic() + POSTGRES_RESTS
        return "immediate stop of PostgreSQL"

    async def roll(self) -> str:
        for one in (*self.workers, self.api):
            with suppress(TimeoutError):
                await asyncio.wait_for(one.roll(), 25)
        return "rolling restart"

    async def everybody_goes_on(self) -> None:
        for task in self._thaws:
            task.cancel()
        for one in (*self.workers, self.api):
            one.signal(signal.SIGCONT)
