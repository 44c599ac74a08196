"""One connection against the limits of its head, its body, its answer and its time."""

import asyncio
import logging

import pytest
from websockets.asyncio.client import connect

from app.doors.limits import Limits
from app.doors.sockets import PIECE
from tests.doors.peers import GET, PATIENCE_SECONDS, Peer, peer
from tests.doors.served import ANSWER, Served, serving
from tests.waiting import until

HEAD = b"Host: x\r\n"
UPGRADE = (
    b"GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)
NO_MASK = bytes(4)
SHORT = Limits(head_seconds=0.5, body_seconds=0.5, unsent_seconds=1.0, large_unsent_seconds=1.0)


def post(path: str, length: int, *more: bytes) -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n" % (path.encode(), length, b"".join(more))


async def answered(peer: Peer, request: bytes) -> int:
    """The status of the answer; what is answered early may be answered before all is sent."""
    await peer.send(request)
    return await peer.status()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X: %s\r\n\r\n" % (b"y" * 16_000), 200),
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X: %s\r\n\r\n" % (b"y" * 17_000), 431),
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X: %s" % (b"y" * 40_000), 431),
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"%s: y" % (b"x" * 40_000), 431),
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"x: y\r\n" * 99 + b"\r\n", 200),
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"x: y\r\n" * 100 + b"\r\n", 431),
        (b"GET /healthz?%s HTTP/1.1\r\n" % (b"x" * 16_000) + HEAD + b"\r\n", 200),
        (b"GET /healthz?%s HTTP/1.1\r\n" % (b"x" * 17_000) + HEAD + b"\r\n", 414),
        (b"\r\n" * 10_000, 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET /\xff HTTP/1.1\r\n\r\n", 400),
        (b"hello\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n" + HEAD + b"HOST: y\r\n\r\n", 400),
        (b"GET /socket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 400),
        (b"POST /body HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", 400),
        (b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ],
)
async def test_a_head_is_served_within_its_limits_only(
    request_: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(Limits()) as served, peer(served.port) as caller:
        assert await answered(caller, request_) == status
        if status != 200:
            assert await caller.rest() == b"", "and the connection is closed"
    assert not [record for record in caplog.records if record.exc_info], "and nothing of it is a fault of ours"


async def test_a_request_of_http_1_0_needs_no_host() -> None:
    async with serving(Limits()) as served, peer(served.port) as caller:
        assert await answered(caller, b"GET /healthz HTTP/1.0\r\n\r\n") == 200


@pytest.mark.parametrize("offer", [b"websocket", b"h2c"])
async def test_a_post_whose_caller_would_speak_something_else_is_served_as_it_is(offer: bytes) -> None:
    """Java's client offers h2c with each request."""
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %s\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n" % offer
    async with serving(Limits()) as served:
        for pieces in ((post("/body", 2, upgrade) + b"hi",), (post("/body", 2, upgrade), b"hi")):
            async with peer(served.port) as caller:
                for piece in pieces:
                    await caller.send(piece)
                assert await caller.status() == 200
                assert await caller.get() == 200, "and the connection goes on"
        async with peer(served.port) as caller:
            assert await answered(caller, b"POST /body HTTP/1.1\r\n" + HEAD + upgrade + b"\r\n") == 200
    assert served.bodies == [b"hi", b"hi", b""]


async def test_a_head_that_comes_in_pieces_is_counted_whole() -> None:
    async with serving(Limits()) as served, peer(served.port) as caller:
        await caller.send(b"GET /healthz HTTP/1.1\r\n")
        line = b"x: " + b"y" * 500 + b"\r\n"
        assert await caller.send_until_closed(line * 10, 60_000_000) < 30_000_000
        assert await caller.status() in (431, 0), "unread bytes may have reset the connection before the answer is read"


async def test_a_head_after_another_request_has_the_whole_limit() -> None:
    """The bytes of a request do not count against the next one on the connection."""
    large = b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X: %s\r\n\r\n" % (b"y" * 16_000)
    async with serving(Limits()) as served, peer(served.port) as caller:
        for _ in range(5):
            assert await answered(caller, large) == 200
            assert await answered(caller, post("/body", 100_000) + b"z" * 100_000) == 200
        assert served.bodies == [b"z" * 100_000] * 5


async def test_trailers_are_no_headers_and_are_limited() -> None:
    chunked = b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"
    async with serving(Limits()) as served:
        async with peer(served.port) as caller:
            assert await answered(caller, chunked + b"X-Partner-Key: k\r\n\r\n") == 200
        assert served.bodies == [b"hi"]
        assert "x-partner-key" not in served.headers[0]
        async with peer(served.port) as stranger:
            await stranger.send(chunked + b"x: ")
            assert await stranger.send_until_closed(b"y" * 10_000, 50_000_000) < 20_000_000


CHUNKED = b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


async def test_a_body_of_tiny_chunks_is_refused_before_its_end() -> None:
    async with serving(Limits()) as served:
        async with peer(served.port) as stranger:
            assert await answered(stranger, CHUNKED + b"1\r\nx\r\n" * 5000) == 400
            assert await stranger.rest() == b""
        assert served.bodies == []
        async with peer(served.port) as caller:
            for _ in range(2):  # each body has the whole limit
                assert await answered(caller, CHUNKED + b"1\r\nx\r\n" * 1000 + b"0\r\n\r\n") == 200
            lines = CHUNKED + b"12\r\n+14155550101,Ann,\n\r\n" * 20_000 + b"0\r\n\r\n"
            assert await answered(caller, lines) == 200
        assert [len(one) for one in served.bodies] == [1000, 1000, 18 * 20_000]


async def test_who_sends_no_request_or_half_a_request_is_closed() -> None:
    async with serving(SHORT) as served:
        for beginning, status in ((b"", b""), (b"\r\n", b""), (b"GET /healthz HT", b"408"), (GET[:-2], b"408")):
            async with peer(served.port) as stranger:
                await stranger.send(beginning)
                assert status in (await stranger.rest())[:20]


@pytest.mark.parametrize("beginning", [b"GET /healthz HTTP/1.1\r\n", post("/webhooks/sms", 1_000_000)])
async def test_what_drips_is_closed_although_it_goes_on(beginning: bytes) -> None:
    async with serving(SHORT) as served, peer(served.port) as stranger:
        await stranger.send(beginning)

        async def is_closed() -> bool:
            return not await stranger.send(b"x:y\r\n") or stranger.reader.at_eof()

        await until(is_closed)


async def test_a_slow_body_is_closed_and_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving(SHORT) as served, peer(served.port) as stranger:
        await stranger.send(post("/webhooks/sms", 1000) + b"From=")
        assert await stranger.status() == 408
        assert await stranger.rest() == b""
    assert served.aborted == 1
    lines = [record.getMessage() for record in caplog.records if record.name == "nudge.doors"]
    assert [line for line in lines if "cut off" in line] == [
        "a request to /webhooks was cut off in its body by slow_body"
    ]
    assert not any(record.name == "nudge.requests" for record in caplog.records)
    assert not any(record.exc_info for record in caplog.records)


async def test_a_caller_who_goes_away_in_its_body_is_one_line_without_a_trace(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving(Limits()) as served:
        async with peer(served.port) as caller:
            await caller.send(post("/body/+14155551234", 10) + GET)
        async with peer(served.port) as caller:
            await caller.send(post("/body", 1000) + b"abc")

        async def is_gone() -> bool:
            return served.aborted == 1

        await until(is_gone)
    assert [record.getMessage() for record in caplog.records if record.name == "nudge.doors"] == [
        "a request to /body was cut off in its body by the caller"
    ]
    assert not any(record.exc_info for record in caplog.records)


async def test_a_body_after_its_answer_is_thrown_away_up_to_a_limit() -> None:
    async with serving(Limits()) as served, peer(served.port) as stranger:
        await stranger.send(post("/unread", 100_000_000))
        assert await stranger.send_until_closed(b"z" * 100_000, 100_000_000) < 20_000_000


@pytest.mark.parametrize(
    "more", [GET, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"]
)
async def test_many_pipelined_requests_are_not_kept(more: bytes) -> None:
    async with serving(Limits()) as served, peer(served.port) as stranger:
        await stranger.send(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n" + more * 5000)
        assert await stranger.rest() == b""
    async with serving(Limits()) as served, peer(served.port) as caller:
        await caller.send(GET * 10)
        assert [await caller.status() for _ in range(10)] == [200] * 10


async def test_a_pipelined_caller_who_goes_away_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(Limits()) as served:
        async with peer(served.port) as caller:
            await caller.send(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n" + GET * 3)
            await until(lambda: _working(served))
        served.go_on.set()
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]  # the server tells of its start


async def _working(served: Served) -> bool:
    return served.doors.evictable == 0 and served.doors.open > 0


async def test_a_reader_who_does_not_read_is_closed() -> None:
    async with serving(SHORT) as served, peer(served.port, reads=1024) as stranger:
        await stranger.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await stranger.reader.readuntil(b"\r\n\r\n")

        async def is_closed() -> bool:
            return served.doors.open == 0

        await until(is_closed)
        assert len(await stranger.rest()) < ANSWER


async def test_a_slow_reader_who_reads_gets_everything() -> None:
    limits = Limits(unsent_seconds=1.5, unsent_bytes=100_000, large_unsent_seconds=1.5)
    async with serving(limits) as served, peer(served.port, reads=1024) as caller:
        await caller.send(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await caller.reader.readuntil(b"\r\n\r\n")
        taken, sweeps = 0, 0
        while piece := await caller.reader.read(1024):
            taken += len(piece)
            if taken // 1_000_000 > sweeps:  # the time passes while it reads
                sweeps += 1
                await served.doors.sweep()
        assert taken == ANSWER


async def test_a_socket_has_the_limits_of_a_request_and_gives_its_place_back() -> None:
    async with serving(Limits()) as served:
        long_line = b"x: %s\r\n\r\n" % (b"y" * 10_000)
        too_large = (b"x: y\r\n" * 100 + b"\r\n", b"x: " + b"y" * 17_000, long_line)
        for more, status in ((b"\r\n", 101), *((head, 431) for head in too_large)):
            async with peer(served.port) as caller:
                assert await answered(caller, UPGRADE + more) == status
        async with connect(f"ws://127.0.0.1:{served.port}/socket", proxy=None) as socket:
            assert served.doors.evictable == 1, "nobody has accepted its key yet"
            await socket.send("hello")
            assert await socket.recv() == "hello"
            assert (served.doors.open, served.doors.evictable) == (1, 0)

        async def are_gone() -> bool:
            return served.doors.open == 0

        await until(are_gone)


async def test_a_socket_without_a_key_is_closed() -> None:
    async with serving(SHORT) as served, connect(f"ws://127.0.0.1:{served.port}/socket", proxy=None) as socket:
        assert served.doors.open == 1
        async with asyncio.timeout(PATIENCE_SECONDS):
            await socket.wait_closed()


@pytest.mark.parametrize(
    ("first", "frame"),
    [
        pytest.param(b"", b"\x89\xfd" + NO_MASK + b"x" * 125, id="pings whose answers are not read"),
        pytest.param(b"\x01\x81" + NO_MASK + b"x", b"\x00\x80" + NO_MASK, id="a message of empty fragments"),
    ],
)
async def test_a_socket_that_floods_is_closed(first: bytes, frame: bytes) -> None:
    many = Limits(strange_frames=1_000_000)
    async with serving(many) as served, peer(served.port, reads=1024) as stranger:
        await stranger.send(UPGRADE + b"\r\n")
        await stranger.reader.readuntil(b"\r\n\r\n")
        await stranger.send(first)
        flood = frame * 5000
        assert await stranger.send_until_closed(flood, 60_000_000) < 40_000_000


TEXT, PING = b"\x81\x81" + NO_MASK + b"x", b"\x89\x80" + NO_MASK
CLOSED_4429 = b"\x88\x13" + (4429).to_bytes(2, "big") + b"Too many messages"


@pytest.mark.parametrize("frame", [TEXT, PING], ids=["messages", "pings"])
async def test_a_socket_that_sends_too_many_frames_is_told_so_and_nothing_more_is_read(frame: bytes) -> None:
    async with serving(Limits(strange_frames=20, socket_frames=100, socket_frames_per_second=0.001)) as served:
        for first, most in ((b"", 20), (TEXT, 100)):
            async with peer(served.port) as stranger:
                await stranger.send(UPGRADE + b"\r\n")
                await stranger.reader.readuntil(b"\r\n\r\n")
                if first:  # the key
                    await stranger.send(first)
                    await stranger.reader.readexactly(3)
                await stranger.send(frame * (most + 10_000))
                rest = await stranger.rest()
                assert rest.endswith(CLOSED_4429)
                assert len(rest) < 3 * most + PIECE, "what follows is not read"


async def test_a_socket_may_send_for_ever_at_its_rate() -> None:
    limits = Limits(strange_frames=1, socket_frames=2, socket_frames_per_second=1_000_000)
    async with serving(limits) as served, connect(f"ws://127.0.0.1:{served.port}/socket", proxy=None) as socket:
        for _ in range(50):
            await socket.send("hello")
            assert await socket.recv() == "hello"
