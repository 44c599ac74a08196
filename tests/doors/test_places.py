"""Who gets a place when many want one."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from app.doors.limits import Limits
from tests.doors.peers import GET, Peer, peer
from tests.doors.served import Served, serving
from tests.waiting import until

FEW = Limits(connections=8, reserved_connections=2, always_open=(b"/webhooks/",))
WEBHOOK = b"POST /webhooks/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
HELD = b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_who_waited_longest_without_a_request_makes_room() -> None:
    async with serving(FEW, trusted="127.0.0.1") as served, AsyncExitStack() as stack:
        idle = [await stack.enter_async_context(peer(served.port)) for _ in range(8)]
        assert await idle[0].get() == 200, "it has waited for the shortest time from now on"
        async with peer(served.port) as caller:
            assert await caller.get() == 200
            assert await idle[1].rest() == b""
            assert await idle[0].get() == 200
            assert served.doors.open == 8


@pytest.mark.parametrize("half", [b"", GET[:20], WEBHOOK[:-1]])
async def test_half_a_request_holds_no_place(half: bytes) -> None:
    async with serving(FEW, trusted="127.0.0.1") as served, AsyncExitStack() as stack:
        for _ in range(30):
            stranger = await stack.enter_async_context(peer(served.port))
            await stranger.send(half)
        async with peer(served.port) as caller:
            assert await caller.get() == 200
        assert served.doors.open <= 8


async def _busy(served: Served, stack: AsyncExitStack, number: int, address: str = "127.0.0.1") -> list[Peer]:
    """So many connections whose requests are being worked on."""
    peers = [await stack.enter_async_context(peer(served.port, address)) for _ in range(number)]
    for one in peers:
        await one.send(HELD)

    async def work() -> bool:
        return served.doors.evictable == 0

    await until(work)
    return peers


async def test_when_all_work_a_webhook_is_served_and_others_hear_503() -> None:
    async with serving(FEW, trusted="127.0.0.1") as served, AsyncExitStack() as stack:
        busy = await _busy(served, stack, 8)
        async with peer(served.port) as caller:
            await caller.send(GET)
            assert await caller.status() == 503
        async with peer(served.port) as twilio:
            await twilio.send(WEBHOOK)
            assert await twilio.status() == 200
        served.go_on.set()
        assert [await one.status() for one in busy] == [200] * 8


async def test_an_address_has_a_quarter_of_the_places() -> None:
    async with serving(FEW) as served, AsyncExitStack() as stack:
        await _busy(served, stack, 2, "127.0.0.9")
        async with peer(served.port, "127.0.0.9") as stranger:
            assert await stranger.status() == 503, "before it has said anything"
            assert await stranger.rest() == b""
        async with peer(served.port, "127.0.0.10") as caller:
            assert await caller.get() == 200
        served.go_on.set()


async def test_an_address_over_its_share_closes_its_own_idle_connections_only() -> None:
    async with serving(FEW) as served, AsyncExitStack() as stack:
        other = await stack.enter_async_context(peer(served.port, "127.0.0.10"))
        for _ in range(20):
            await stack.enter_async_context(peer(served.port, "127.0.0.9"))
        assert await other.get() == 200
        assert served.doors.open <= 3


async def test_many_who_are_refused_at_once_hold_nothing() -> None:
    async with serving(FEW) as served, AsyncExitStack() as stack:
        await _busy(served, stack, 2, "127.0.0.9")

        async def refused() -> int:
            async with peer(served.port, "127.0.0.9") as stranger:
                return await stranger.status()

        assert set(await asyncio.gather(*(refused() for _ in range(200)))) <= {0, 503}
        assert served.doors.open == 2
        served.go_on.set()


async def test_answers_that_nobody_reads_take_a_limited_amount_of_memory_in_all() -> None:
    async with serving(Limits(unsent_total_bytes=1_000_000), trusted="127.0.0.1") as served, AsyncExitStack() as stack:
        for _ in range(10):
            stranger = await stack.enter_async_context(peer(served.port, reads=1024))
            await stranger.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await stranger.reader.readuntil(b"\r\n\r\n")

        async def are_closed() -> bool:
            return served.doors.open <= 1

        await until(are_closed)


async def test_half_bodies_take_a_limited_amount_of_memory_in_all() -> None:
    limits = Limits(unfinished_total_bytes=245_000)
    begin = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
    async with serving(limits, trusted="127.0.0.1") as served, AsyncExitStack() as stack:
        strangers = [await stack.enter_async_context(peer(served.port)) for _ in range(5)]
        for stranger in strangers:
            await stranger.send(begin + b"x" * 50_000)

        async def is_cut() -> bool:
            return served.aborted == 1

        await until(is_cut)
        assert served.doors.open == 4
        assert await strangers[0].rest() == b"", "the first had waited longest"
        for stranger in strangers[1:]:
            await stranger.send(b"x" * 10_000)
            assert await stranger.status() == 200, "the others are served, and give back what they held"
        for stranger in strangers[1:]:
            await stranger.send(begin + b"x" * 60_000)
            assert await stranger.status() == 200
