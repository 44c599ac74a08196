"""HTTP/1.1 for sending once: one request is written once, and what is known about it at each end is said exactly.

Libraries retry, follow redirects, and blur the one line that matters here: before the first byte has left, the
request certainly did not arrive; after it, nobody can say until the answer is whole. Keep-alive connections, any
number of them, one request at a time on each (RFC 9112, without pipelining).
"""

import asyncio
import ssl
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import httptools

_steady = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

MAX_ANSWER = 4 * 1024 * 1024


def steady() -> float:
    """Seconds by a clock that goes on while this process is frozen and while the machine sleeps. Not the loop's
    clock: that one stands still for the length of a turn, and a turn may last as long as a freeze."""
    return time.clock_gettime(_steady)


class NotConnected(Exception):
    """No connection came about, so not one byte of the request has left."""


class Unanswered(Exception):
    """The request may have arrived: a timeout, a reset, or an answer that is none."""


@dataclass(slots=True)
class Answer:
    """A whole response. Header names are in lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Connection(asyncio.Protocol):
    """One connection, with at most one request on it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.idle_since = 0.0
        self._waiting: asyncio.Future[Answer] | None = None
        self._answer = Answer()
        self._chunks: list[bytes] = []
        self._size = 0
        self._parser = httptools.HttpResponseParser(self)

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing() and self._waiting is None

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        """Writes the request; the future has the answer, or `Unanswered`."""
        if self.transport is None:
            raise NotConnected("closed")
        self._answer, self._chunks, self._size = Answer(), [], 0
        self._parser = httptools.HttpResponseParser(self)
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._waiting

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a stream's transport is one that writes

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:
            self.close()  # words that nobody asked for: whatever they are, they answer no request of ours
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.fail("the answer is no HTTP")

    def connection_lost(self, error: Exception | None) -> None:
        self.fail("the connection was lost" if error is None else type(error).__name__)

    # httptools' callbacks

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > MAX_ANSWER:
            self.fail("the answer is too long")
        self._chunks.append(chunk)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200 or self._waiting is None:  # an interim answer (RFC 9110, 15.2); the real one follows
            return
        self._answer.status, self._answer.body = status, b"".join(self._chunks)
        waiting, self._waiting = self._waiting, None
        if not self._parser.should_keep_alive():
            self.close()
        if not waiting.done():
            waiting.set_result(self._answer)

    def fail(self, why: str) -> None:
        """Gives the connection up; who waits for an answer learns that there will be none."""
        waiting, self._waiting = self._waiting, None
        self.close()
        if waiting is not None and not waiting.done():
            waiting.set_exception(Unanswered(why))


class Origin:
    """One server, with its idle connections kept for a while. Nothing is ever sent twice."""

    def __init__(self, url: str, *, timeout: float, connect_timeout: float, idle_seconds: float) -> None:
        self._url: SplitResult = urlsplit(url)
        if self._url.scheme not in ("http", "https") or not self._url.hostname:
            raise ValueError("the base URL must begin with https:// or http:// and name a host")
        self._timeout, self._connect_timeout, self._idle_seconds = timeout, connect_timeout, idle_seconds
        self._tls = ssl.create_default_context() if self._url.scheme == "https" else None
        self._idle: deque[_Connection] = deque()

    async def request(
        self, method: str, target: str, headers: dict[str, str], body: bytes = b"", begun: float | None = None
    ) -> Answer:
        """The answer to one request. Raises `NotConnected` or `Unanswered`, within the timeout.

        `begun` is when the caller decided on it (by `steady`): a process that was frozen since then, or while it
        connected, may come too late with its request, and then does not send it.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._timeout
        begun = steady() if begun is None else begun
        connection = self._kept(loop.time()) or await self._connect()
        if steady() - begun > self._timeout:
            connection.close()
            raise NotConnected("too late")
        waiting = connection.ask(self._head(method, target, headers, body) + body)
        late = loop.call_at(deadline, connection.fail, "no answer in time")
        try:
            answer = await waiting
        except BaseException:
            connection.close()
            raise
        finally:
            late.cancel()
        if connection.usable:
            connection.idle_since = loop.time()
            self._idle.append(connection)
        return answer

    def _head(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
        path = self._url.path.rstrip("/")
        lines = [f"{method} {path}{target} HTTP/1.1", f"Host: {self._url.netloc.rpartition('@')[2]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "\r\n"]
        head = "\r\n".join(lines)
        if head.count("\n") != len(lines):
            raise ValueError("a line break in the request's head")
        return head.encode("latin-1")

    def _kept(self, now: float) -> _Connection | None:
        """The connection that was used last, so that the others grow old and are let go."""
        while self._idle and now - self._idle[0].idle_since > self._idle_seconds:
            self._idle.popleft().close()
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    async def _connect(self) -> _Connection:
        host, port = self._url.hostname or "", self._url.port or (443 if self._tls else 80)
        try:
            async with asyncio.timeout(min(self._connect_timeout, self._timeout)):
                _, connection = await asyncio.get_running_loop().create_connection(
                    _Connection, host, port, ssl=self._tls
                )
        except (OSError, TimeoutError) as error:  # a TLS failure is an OSError too: nothing was written yet
            raise NotConnected(type(error).__name__) from error
        return connection

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
