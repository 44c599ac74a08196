"""The stores of a data directory: started when nobody runs them yet, watched, and stopped in order.

One process owns the stores of a data directory, by a lock on it; the others find them through `stores.json`.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.local.directory import Directory, is_owned
from app.local.postgres import Postgres, postgres_answers
from app.local.processes import Server, StoresError
from app.local.valkey import Valkey, redis_answers
from app.settings import Settings

__all__ = ["Stores", "StoresError", "is_owned", "running", "stores", "throwaway"]

log = logging.getLogger("nudge.stores")

NEIGHBOR_SECONDS = 30.0
WATCH_SECONDS = 0.5
AGAIN_SECONDS = 5.0
CANCEL_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the stores answer. `migration_url` is PostgreSQL without a pooler between. `embedded` is true when at least
    one of them runs from the data directory, `embeds_postgres` when PostgreSQL does."""

    database_url: str
    redis_url: str
    migration_url: str
    embedded: bool
    embeds_postgres: bool = False

    @property
    def migrates_elsewhere(self) -> bool:
        """Whether migrations have an address of their own."""
        return self.migration_url != self.database_url


@asynccontextmanager
async def running(servers: list[Server], ports: dict[str, int], *, only_there: bool = False) -> AsyncIterator[None]:
    """Starts the servers together, keeps them up, and stops them in the order of the list."""
    with contextlib.ExitStack() as stack:
        for server in reversed(servers):
            stack.callback(server.stop)
        await _start(servers, ports, only_there)
        watch = asyncio.create_task(_watch(servers))
        try:
            yield
        finally:
            await _cancelled(watch)


async def _start(servers: list[Server], ports: dict[str, int], only_there: bool) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(server.start(ports.get(server.name, 0), only_there=only_there))
    except* StoresError as failed:
        raise _first(failed) from None


def _first(group: BaseExceptionGroup[StoresError]) -> StoresError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


async def _watch(servers: list[Server]) -> None:
    """Starts a server again that ended by itself, on its own port: others know its URL."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for server in servers:
            if server.running:
                continue
            log.warning("%s ended; starting it again", server.name)
            try:
                await server.start(server.port, only_there=True)
            except (StoresError, OSError, asyncpg.PostgresError) as failed:
                log.error("%s", failed)
                await asyncio.sleep(AGAIN_SECONDS)


@asynccontextmanager
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    """The stores for the time of the block: those of the settings, and embedded ones for what is not set.

    Raises `StoresError`.
    """
    database_url = settings.database_url.get_secret_value() if settings.database_url else None
    redis_url = settings.redis_address
    direct = settings.migration_database_url
    migration_url = direct.get_secret_value() if direct and database_url else database_url
    if database_url and redis_url:
        yield Stores(database_url, redis_url, migration_url or database_url, embedded=False)
        return
    kinds: list[type[Server]] = [kind for kind, url in ((Postgres, database_url), (Valkey, redis_url)) if not url]
    async with _embedded(Directory(settings.nudge_data_dir), kinds) as urls:
        postgres = database_url or urls[Postgres.name]
        redis = redis_url or urls[Valkey.name]
        yield Stores(postgres, redis, migration_url or postgres, embedded=True, embeds_postgres=not database_url)


@asynccontextmanager
async def _embedded(directory: Directory, kinds: list[type[Server]]) -> AsyncIterator[dict[str, str]]:
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
async def _owned(
    directory: Directory, kinds: list[type[Server]], lock: int, *, only_there: bool = False
) -> AsyncIterator[dict[str, str]]:
    try:
        servers = [kind(directory.home / kind.__name__.lower()) for kind in kinds]
        async with running(servers, directory.ports(), only_there=only_there):
            directory.write({server.name: server.url for server in servers})
            yield {server.name: server.url for server in servers}
    finally:
        os.close(lock)


async def _inherit(directory: Directory, kinds: list[type[Server]]) -> None:
    """Goes on with the stores when their owner ends, on the same ports: the URLs that were handed out stay true."""
    while True:
        while (lock := directory.lock()) is None:  # noqa: ASYNC110 - the end of a lock raises no event
            await asyncio.sleep(WATCH_SECONDS)
        log.info("the owner of the stores ended; this process goes on with them")
        try:
            async with _owned(directory, kinds, lock, only_there=True):
                await asyncio.Event().wait()
        except StoresError as failed:
            log.error("%s", failed)
            await asyncio.sleep(AGAIN_SECONDS)


async def _cancelled(task: asyncio.Task[None]) -> None:
    """Cancels until it has ended: a cancellation that meets the end of a timed read in redis-py can be lost in it."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_AGAIN_SECONDS)
    if not task.cancelled() and (failed := task.exception()) is not None:
        log.error("the stores were not watched to the end", exc_info=failed)


async def _claim(directory: Directory, names: list[str]) -> int | dict[str, str]:
    """The lock, or the URLs of the stores that the owner of the lock runs."""
    deadline = time.monotonic() + NEIGHBOR_SECONDS
    while time.monotonic() < deadline:
        if (descriptor := directory.lock()) is not None:
            return descriptor
        urls = directory.read()
        if all([name in urls and await _ANSWERS[name](urls[name]) for name in names]):
            return urls
        await asyncio.sleep(0.1)
    raise StoresError(
        f"Another nudge command owns the data directory {directory.home}, but its {' and '.join(names)} "
        f"did not answer in {NEIGHBOR_SECONDS:.0f} s: stop that command, or set NUDGE_DATA_DIR to another directory."
    )


_ANSWERS = {Postgres.name: postgres_answers, Valkey.name: redis_answers}


@asynccontextmanager
async def throwaway(home: Path) -> AsyncIterator[Stores]:
    """Stores for tests, in an empty directory: as fast as can be, and lost with a crash of the machine."""
    servers: list[Server] = [Postgres(home / "postgres", durable=False), Valkey(home / "valkey", durable=False)]
    async with running(servers, {}):
        yield Stores(servers[0].url, servers[1].url, servers[0].url, embedded=True, embeds_postgres=True)
