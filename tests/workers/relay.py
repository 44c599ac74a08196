"""A way to Redis that a test can close: the process behind it is shared, and other tests need it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Relay:
    """Hands bytes on in both directions, unless it is `silent`: then it takes connections and bytes, and keeps them."""

    def __init__(self, target: str) -> None:
        self._host, self._port = urlsplit(target).hostname, urlsplit(target).port
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""

    def fall_silent(self) -> None:
        self._open.clear()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._port)
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pump(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while chunk := await source.read(65536):
                await self._open.wait()
                sink.write(chunk)
                await sink.drain()
        except OSError:
            return
        finally:
            sink.close()
            with suppress(OSError):
                await sink.wait_closed()

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def a_relay(redis_url: str) -> AsyncIterator[Relay]:
    relay = Relay(redis_url)
    server = await asyncio.start_server(relay.meet, "127.0.0.1", 0)
    relay.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}{urlsplit(redis_url).path}"
    if password := urlsplit(redis_url).password:
        relay.url = relay.url.replace("redis://", f"redis://:{password}@")
    try:
        yield relay
    finally:
        server.close()
        await relay.end()
