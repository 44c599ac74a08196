"""The transport that sends once: every way in which an answer can end, and proxies, on real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from app.providers.http1 import NotConnected, Unanswered
from app.providers.twilio.transport import Origin, proxy_for, steady

TIMEOUT = 0.5
PATIENT = 10.0

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A server that answers each request with the next of `answers`, and closes when there is none, or after the
    last one when it `closes`."""

    answers: list[bytes] = field(default_factory=list)
    closes: bool = False
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
                writer.write(self.answers.pop(0))
                await writer.drain()
                if self.closes:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def served(*answers: bytes, closes: bool = False) -> AsyncIterator[Server]:
    server = Server(list(answers), closes)
    async with listening(server.serve) as server.port:
        yield server


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[int]:
    listener = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with listener, asyncio.timeout(PATIENT):
        yield listener.sockets[0].getsockname()[1]


def origin(url: str, timeout: float = PATIENT) -> Origin:
    return Origin(url, timeout=timeout, connect_timeout=timeout, idle_seconds=60)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine's environment says of proxies is no business of a test."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


# ---------------------------------------------------------------- whole answers


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
    ],
    ids=["by its length", "chunked", "after an interim answer"],
)
async def test_a_whole_answer_is_read_and_its_connection_is_kept(answer: bytes) -> None:
    async with served(answer, answer) as server:
        to = origin(server.url)
        for _ in range(2):
            got = await to.request("POST", "/x", {"X-Y": "z"}, b"body")
            assert (got.status, got.body) == (201, b"hello")
        to.close()
    assert server.connections == 1
    assert server.heads[0].startswith(b"POST /x HTTP/1.1\r\n")
    assert b"\r\nX-Y: z\r\nContent-Length: 4\r\n" in server.heads[0]


async def test_an_answer_that_ends_with_its_connection_is_whole() -> None:
    async with served(b"HTTP/1.1 201 Created\r\n\r\nhello", closes=True) as server:
        got = await origin(server.url).request("POST", "/x", {}, b"body")
    assert (got.status, got.body) == (201, b"hello")


async def test_a_connection_that_the_server_closes_is_not_used_again() -> None:
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    async with served(answer, answer, closes=True) as server:
        to = origin(server.url)
        for _ in range(2):
            assert (await to.request("GET", "/", {})).status == 200
        to.close()
    assert server.connections == 2


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with served(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n") as server:
        assert (await origin(server.url).request("POST", "/x", {}, b"body")).status == 307
    assert len(server.heads) == 1


# ---------------------------------------------------------------- no answer, or half of one


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\nhello",
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 5_000_000,
    ],
    ids=["nothing", "cut in its body", "cut in a chunk", "no HTTP", "too long"],
)
async def test_half_an_answer_is_none_and_the_request_is_not_repeated(answer: bytes) -> None:
    async with served(answer, closes=True) as server:
        with pytest.raises(Unanswered):
            await origin(server.url).request("POST", "/x", {}, b"body")
    assert len(server.heads) == 1


async def test_a_silent_server_is_given_up_when_the_time_is_over() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with listening(silent) as port:
        with pytest.raises(Unanswered, match="no answer in time"):
            await origin(f"http://127.0.0.1:{port}", TIMEOUT).request("POST", "/", {}, b"x")


async def test_what_was_decided_on_too_long_ago_never_leaves() -> None:
    received = bytearray()
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read())
        writer.close()
        ended.set()

    async with listening(serve) as port:
        to = origin(f"http://127.0.0.1:{port}", TIMEOUT)
        with pytest.raises(NotConnected, match="too late"):
            await to.request("POST", "/", {}, b"x", begun=steady() - 2 * TIMEOUT)
        await ended.wait()
        assert not received


async def test_a_line_break_in_a_header_is_refused_before_anything_is_sent() -> None:
    async with served() as server:
        with pytest.raises(ValueError, match="line break"):
            await origin(server.url).request("POST", "/", {"X": "a\r\nY: b"})


# ---------------------------------------------------------------- proxies


async def test_a_proxy_gets_the_whole_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("http_proxy", f"http://ann:s%3Acret@127.0.0.1:{proxy.port}")
        assert (await origin("http://sms.example/base").request("POST", "/x", {}, b"body")).status == 200
    assert proxy.heads[0].startswith(b"POST http://sms.example/base/x HTTP/1.1\r\nHost: sms.example\r\n")
    assert b"\r\nProxy-Authorization: Basic YW5uOnM6Y3JldA==\r\n" in proxy.heads[0]


async def test_excepted_addresses_and_this_machine_are_called_without_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as server:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "sms.example")
        assert proxy_for(urlsplit("http://sms.example")) is None
        assert proxy_for(urlsplit("http://other.example")) is not None
        assert (await origin(server.url).request("GET", "/", {})).status == 200


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", b"HTTP/1.1 502 No\r\n\r\n", b""]
)
async def test_a_proxy_that_gives_no_tunnel_has_seen_no_message(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(answer, closes=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(NotConnected, match="the proxy answered"):
            await origin("https://sms.example").request("POST", "/x", {}, b"a text")
    assert proxy.heads == [b"CONNECT sms.example:443 HTTP/1.1\r\nHost: sms.example:443\r\n\r\n"]


async def test_a_message_goes_through_a_proxys_tunnel_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = bytearray()

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        seen.extend(await reader.read(1024))  # the first words of TLS; this proxy then hangs up
        writer.close()

    async with listening(proxy) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(NotConnected):
            await origin("https://sms.example").request("POST", "/x", {}, b"a text")
    assert seen[:1] == b"\x16"  # a TLS handshake record
    assert b"a text" not in seen
