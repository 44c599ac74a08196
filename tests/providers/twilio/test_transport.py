"""A request that comes too late, because the process stood still between deciding on it and writing it, is not sent."""

import asyncio

import pytest

from app.providers.twilio.transport import NotConnected, Origin, Unanswered, steady

TIMEOUT = 0.5


async def test_what_was_decided_on_too_long_ago_never_leaves() -> None:
    received = bytearray()
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read())
        writer.close()
        ended.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, asyncio.timeout(10):
        port = server.sockets[0].getsockname()[1]
        origin = Origin(f"http://127.0.0.1:{port}", timeout=TIMEOUT, connect_timeout=TIMEOUT, idle_seconds=1)
        with pytest.raises(NotConnected, match="too late"):
            await origin.request("POST", "/", {}, b"x", begun=steady() - 2 * TIMEOUT)
        await ended.wait()
        assert not received
        with pytest.raises(Unanswered):
            await origin.request("POST", "/", {}, b"x", begun=steady())
        origin.close()
