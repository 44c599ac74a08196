"""One HTTP/1.1 connection of ours to a server, with one request at a time on it (RFC 9112, without pipelining).

Kept by hand because no client library says the one thing that matters here: before the first byte has left, the request
certainly did not arrive; after it, nobody can say until the answer is whole. Libraries also retry and follow redirects.
"""

import asyncio
from dataclasses import dataclass, field

import httptools

MAX_ANSWER = 4 * 1024 * 1024


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


class Connection(asyncio.Protocol):
    """One connection, with at most one request on it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.idle_since = 0.0
        self._waiting: asyncio.Future[Answer] | None = None
        self._answer = Answer()
        self._chunks: list[bytes] = []
        self._size = 0
        self._until_closed = False  # the answer has no length: it ends with its connection (RFC 9112, 6.3)
        self._parser = httptools.HttpResponseParser(self)

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing() and self._waiting is None

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        """Writes the request; the future has the answer, or `Unanswered`."""
        if self.transport is None:
            raise NotConnected("closed")
        self._answer, self._chunks, self._size, self._until_closed = Answer(), [], 0, False
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
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):  # 101: a protocol that nobody asked for
            self.fail("the answer is no HTTP")

    def connection_lost(self, error: Exception | None) -> None:
        if error is None and self._until_closed:
            self._complete()
        self.fail("the connection was lost" if error is None else type(error).__name__)

    # httptools' callbacks

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._until_closed = self._parser.get_status_code() >= 200 and not (
            self._answer.headers.keys() & {"content-length", "transfer-encoding"}
        )

    def on_body(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > MAX_ANSWER:
            self.fail("the answer is too long")
        self._chunks.append(chunk)

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() >= 200:  # else an interim answer (RFC 9110, 15.2); the real one follows
            self._complete()

    def _complete(self) -> None:
        if self._waiting is None:
            return
        self._answer.status, self._answer.body = self._parser.get_status_code(), b"".join(self._chunks)
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
