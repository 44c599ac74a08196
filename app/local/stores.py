"""The stores of a data directory: started when nobody runs them yet, watched, and stopped in order.

One process owns the stores of a data directory, by a lock on it; the others find them through `stores.json`.
"""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.local.servers import Postgres, Server, StoresError, Valkey, postgres_answers, redis_answers, write_private
from app.settings import Settings

__all__ = ["Stores", "StoresError", "is_owned", "stores", "throwaway"]

log = logging.getLogger("nudge.stores")

NEIGHBOUR_SECONDS = 30.0
WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the stores answer. `embedded` is true when at least one of them runs from the data directory."""

    database_url: str
    redis_url: str
    embedded: bool


@asynccontextmanager
async def _running(servers: list[Server], ports: dict[str, int]) -> AsyncIterator[None]:
    """Starts them together, keeps them up, and stops them in the order of the list."""
    with contextlib.ExitStack() as stack:
        for server in reversed(servers):
            stack.callback(server.stop)
        await _start(servers, ports)
        watch = asyncio.create_task(_watch(servers))
        try:
            yield
        finally:
            await _cancelled(watch)


async def _start(servers: list[Server], ports: dict[str, int]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(server.start(ports.get(server.name, 0)))
    except* StoresError as failed:
        raise _first(failed) from None


def _first(group: BaseExceptionGroup[StoresError]) -> StoresError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


async def _watch(servers: list[Server]) -> None:
    """Starts a server again that ended by itself, on its port, so that everybody's URLs stay true."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for server in servers:
            if server.running:
                continue
            log.warning("%s ended; starting it again", server.name)
            try:
                await server.start(server.port)
            except (StoresError, OSError, asyncpg.PostgresError) as failed:
                log.error("%s", failed)
                await asyncio.sleep(5)


class _Directory:
    """A data directory: its lock, and what its owner wrote down for the others."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self._notes = self.home / "stores.json"

    def make(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.home).close()
        except OSError as refused:
            raise StoresError(
                f"The data directory {self.home} cannot be written ({refused.strerror}): "
                "set NUDGE_DATA_DIR to one that can, or set DATABASE_URL and REDIS_URL."
            ) from refused

    def lock(self) -> int | None:
        """A descriptor that holds the lock while it is open, or None when another process has it."""
        held = os.open(self.home / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            return None
        return held

    def read(self) -> dict[str, str]:
        try:
            notes = json.loads(self._notes.read_text())
        except (OSError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}

    def write(self, servers: list[Server]) -> None:
        write_private(self._notes, json.dumps({server.name: server.url for server in servers}))

    def ports(self) -> dict[str, int]:
        """Where the stores were the last time: they go there again, and those who know the way find them."""
        found = {name: re.search(r":(\d+)/", url) for name, url in self.read().items()}
        return {name: int(port.group(1)) for name, port in found.items() if port}


def is_owned(home: Path) -> bool:
    """Whether a process runs the stores of this data directory now."""
    directory = _Directory(home)
    if not directory.home.is_dir() or not os.access(directory.home, os.W_OK):
        return False
    if (held := directory.lock()) is None:
        return True
    os.close(held)
    return False


@asynccontextmanager
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    """The stores for the time of the block: those of the settings, and embedded ones for what is not set.

    Raises `StoresError`.
    """
    database_url = settings.database_url.get_secret_value() if settings.database_url else None
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    if database_url and redis_url:
        yield Stores(database_url, redis_url, embedded=False)
        return
    kinds: list[type[Server]] = [kind for kind, url in ((Postgres, database_url), (Valkey, redis_url)) if not url]
    async with _embedded(_Directory(settings.nudge_data_dir), kinds) as urls:
        yield Stores(database_url or urls[Postgres.name], redis_url or urls[Valkey.name], embedded=True)


@asynccontextmanager
async def _embedded(directory: _Directory, kinds: list[type[Server]]) -> AsyncIterator[dict[str, str]]:
    directory.make()
    claimed = await _claim(directory, [kind.name for kind in kinds])
    if isinstance(claimed, int):
        async with _owned(directory, kinds, claimed) as urls:
            yield urls
        return
    heir = asyncio.create_task(_inherit(directory, kinds))
    try:
        yield claimed
    finally:
        await _cancelled(heir)


@asynccontextmanager
async def _owned(directory: _Directory, kinds: list[type[Server]], lock: int) -> AsyncIterator[dict[str, str]]:
    try:
        servers = [kind(directory.home / kind.__name__.lower()) for kind in kinds]
        async with _running(servers, directory.ports()):
            directory.write(servers)
            yield {server.name: server.url for server in servers}
    finally:
        os.close(lock)


async def _inherit(directory: _Directory, kinds: list[type[Server]]) -> None:
    """Goes on with the stores when their owner ends, on the same ports: the URLs that were handed out stay true."""
    while (lock := directory.lock()) is None:  # noqa: ASYNC110 - the end of a lock raises no event
        await asyncio.sleep(WATCH_SECONDS)
    log.info("the owner of the stores ended; going on with them")
    async with _owned(directory, kinds, lock):
        await asyncio.Event().wait()


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return
    except Exception:
        log.exception("the stores were not looked after to the end")


async def _claim(directory: _Directory, names: list[str]) -> int | dict[str, str]:
    """The lock, or the URLs of the stores that the owner of the lock runs."""
    deadline = time.monotonic() + NEIGHBOUR_SECONDS
    while time.monotonic() < deadline:
        if (held := directory.lock()) is not None:
            return held
        urls = directory.read()
        if all([name in urls and await _ANSWERS[name](urls[name]) for name in names]):
            return urls
        await asyncio.sleep(0.1)
    raise StoresError(
        f"Another nudge command owns the data directory {directory.home}, but its {' and '.join(names)} "
        f"did not answer in {NEIGHBOUR_SECONDS:.0f} s: stop that command, or set NUDGE_DATA_DIR to another directory."
    )


_ANSWERS = {Postgres.name: postgres_answers, Valkey.name: redis_answers}


@asynccontextmanager
async def throwaway(home: Path) -> AsyncIterator[Stores]:
    """Stores for tests, in an empty directory: as fast as can be, and lost with a crash of the machine."""
    servers: list[Server] = [Postgres(home / "postgres", durable=False), Valkey(home / "valkey", durable=False)]
    async with _running(servers, {}):
        yield Stores(servers[0].url, servers[1].url, embedded=True)
