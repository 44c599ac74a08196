"""What strangers do to the server of the API, in a process of its own, with the limits that it has in production.

The last test attacks `nudge api` itself.
"""

import asyncio
import resource
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import asyncpg
import pytest

from app.local.processes import free_port
from app.local.stores import Stores
from tests.doors.peers import Peer, peak_memory, peer
from tests.doors.program import LARGE
from tests.fakes import PUBLIC_URL, signed
from tests.processes import Home
from tests.waiting import until

MB = 1024 * 1024


@dataclass(frozen=True)
class Program:
    port: int
    pid: int


@pytest.fixture
def program(home: Home) -> Program:
    process = home.start("-m", "tests.doors.program")
    assert process.stdout is not None
    return Program(int(process.stdout.readline()), process.pid)


async def test_300_mb_of_headers_take_no_memory(program: Program) -> None:
    before = peak_memory(program.pid)

    async def attack(line: bytes) -> None:
        async with peer(program.port) as stranger:
            await stranger.send(b"GET /healthz HTTP/1.1\r\n")
            await stranger.send_until_closed(line, 30 * MB)

    lines = [b"x-%d: " % number + b"y" * 1000 + b"\r\n" for number in range(10)]
    await asyncio.gather(*(attack(line * 1000) for line in lines))
    assert peak_memory(program.pid) - before < 20 * MB


async def test_a_line_of_100_mb_holds_nobody(program: Program) -> None:
    async with peer(program.port) as stranger, peer(program.port) as caller:
        await stranger.send(b"GET /healthz HTTP/1.1\r\nx: ")
        sent = await stranger.send_until_closed(b"y" * MB, 100 * MB)
        assert sent < 30 * MB, "it was closed long before its end; what the kernel took does not count"
        assert await caller.get() == 200


async def test_25_readers_who_do_not_read_take_less_than_five_of_their_answers(program: Program) -> None:
    before = peak_memory(program.pid)
    async with AsyncExitStack() as stack:
        for _ in range(25):
            stranger = await stack.enter_async_context(peer(program.port, reads=1024))
            await stranger.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await stranger.reader.readuntil(b"\r\n\r\n")  # the answer has begun, and nobody reads the rest of it
        async with peer(program.port) as caller:
            assert await caller.get() == 200
            await caller.send(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert len(await caller.rest()) > LARGE, "who reads gets all of it"
        # Three copies of one answer are made at a time, and one more while another is being cut off.
        assert peak_memory(program.pid) - before < 5 * LARGE


# The limit of descriptors that many systems begin a process with.
FEW_DESCRIPTORS = 1024
WITH_FEW_DESCRIPTORS = f"""
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({FEW_DESCRIPTORS}, {FEW_DESCRIPTORS}))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
IDLE = 1500


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """So many that this process can be all the strangers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, IDLE + 1000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def _webhook(caller: Peer, token: str) -> int:
    form = {"MessageSid": f"SM{uuid4().hex}", "From": "+14155550123", "To": "+14155550100", "Body": "STOP"}
    path, body = "/webhooks/twilio/sms", urlencode(form)
    headers = signed(path, form, token=token) | {"Host": "nudge.example", "Content-Length": str(len(body))}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return await caller.status() if await caller.send("\r\n".join(lines).encode()) else 0


async def test_1500_idle_connections_do_not_refuse_a_webhook(
    home: Home, test_stores: Stores, new_database: Callable[[], Awaitable[str]], many_descriptors: None
) -> None:
    database, port = await new_database(), free_port()
    process = home.start(
        *("-c", WITH_FEW_DESCRIPTORS, "-m", "app.cli", "api", "--port", str(port)),
        DATABASE_URL=database,
        REDIS_URL=test_stores.redis_url,
        PUBLIC_BASE_URL=PUBLIC_URL,
    )

    async def is_up() -> bool:
        assert process.poll() is None, process.communicate()[1]
        try:
            async with peer(port) as caller:
                return await caller.get() == 200
        except OSError:
            return False

    await until(is_up)
    reader = await asyncpg.connect(database)
    token = await reader.fetchval("SELECT simulator_token FROM installation")
    await reader.close()
    async with AsyncExitStack() as stack:
        for number in range(IDLE):
            await stack.enter_async_context(peer(port, f"127.0.{number // 250}.{number % 250 + 2}"))
        async with peer(port, "127.0.99.1") as twilio:
            assert await _webhook(twilio, token) == 200
