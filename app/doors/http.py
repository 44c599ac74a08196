"""HTTP within limits: uvicorn's protocol, with a count of what comes before and beside the application.

httptools limits neither the bytes nor the number of headers, and appends to an unfinished line in quadratic time.
"""

import asyncio
import sys
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.doors.connections import Admission, Connection, Connections
from app.doors.limits import REFUSED_SECONDS, Phase, Reason
from app.doors.sockets import WebSocketProtocol

BUSY = "Too many connections are open. Try again."


class RefusedRequest(Exception):
    """A request is over a limit. httptools hands it on as an error of its own."""


class HttpProtocol(HttpToolsProtocol):
    """One connection of HTTP/1.1, until it becomes a WebSocket."""

    doors: Connections
    connection: Connection

    # ------------------------------------------------------------ coming and going

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.doors = self.config.doors  # type: ignore[attr-defined]
        self._limits = self.doors.limits
        self._running: RequestResponseCycle | None = None
        # Bytes since the parser last completed something: an unfinished head, trailers, or blank lines.
        self._unfinished = 0
        self._completed = False
        self._head_bytes = self._headers = self._discarded = self._body_bytes = self._chunks = 0
        self._in_head = self._in_message = self._lingers = self._is_read_again = False
        self._received = b""
        self._reason: Reason | None = None
        host = self.client[0] if self.client else None
        self.connection = self.doors.add(transport, host, self.loop.time(), self.close_by_limit)
        if self.connection.admission is Admission.REFUSED:
            self._refuse_connection()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._running is not None:  # with pipelined requests it is not the one that uvicorn knows of
            self._running.disconnected = True
            self._running.message_event.set()
        if self._lingers:
            self.doors.lingered()
        self.doors.discard(self.connection)
        if self._in_message and not self._in_head and self._is_working():
            self.doors.cut_off(_door(self.url), self._reason)

    def close_by_limit(self, reason: Reason) -> None:
        """Closes the connection, after a word on why if the caller may still hear it."""
        self._reason = reason
        limits = self._limits
        match reason:
            case Reason.SLOW_HEAD:
                self.answer(408, f"The headers did not arrive within {limits.head_seconds:g} s.")
            case Reason.SLOW_BODY:
                self.answer(408, f"The body did not arrive within {limits.body_seconds:g} s.")
            case _:
                self.transport.abort()

    def answer(self, status: int, sentence: str) -> None:
        """Answers in the place of the application, and closes. What still arrives is thrown away for a moment: a
        connection that is closed over unread bytes is reset, and the caller would not see the answer."""
        transport, running = self.transport, self._running
        if transport.is_closing():
            return
        if running is not None and not running.response_complete:
            running.disconnected = True
            running.message_event.set()
            if running.response_started:
                transport.abort()
                return
        body = f"{sentence}\n".encode()
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n" % len(body)
        retry = b"retry-after: 1\r\n" if status == 503 else b""
        transport.write(b"".join((STATUS_LINE[status], head, retry, b"\r\n", body)))
        self.doors.waits_for(self.connection, Phase.REFUSED, self.loop.time())
        self.connection.phase = Phase.REFUSED  # also where the connection was never let in
        transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(REFUSED_SECONDS, transport.abort)

    def _refuse_connection(self) -> None:
        self._lingers = self.doors.may_linger()
        if self._lingers:
            self.answer(503, BUSY)
        else:
            self.transport.abort()

    # ------------------------------------------------------------ reading

    def data_received(self, data: bytes) -> None:
        if self._is_refused():
            self._discard(len(data))
            return
        self._completed = False
        self._parse(data)
        if self._is_refused():
            return
        self._unfinished = 0 if self._completed else self._unfinished + len(data)
        if self._unfinished > self._limits.head_bytes:
            self._reason = Reason.LARGE_HEAD
            self.send_400_response("")

    def _parse(self, data: bytes) -> None:
        self._received = data
        super().data_received(data)
        self._received = b""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = self._headers = self._discarded = self._body_bytes = self._chunks = 0
        self._in_head = self._in_message = True
        if not self._is_working():
            self._waits_for(Phase.HEAD)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._head_bytes += len(url)
        if self._head_bytes > self._limits.head_bytes:
            self._reason = Reason.LONG_URL
            raise RefusedRequest

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers += 1
        self._head_bytes += len(name) + len(value) + 4  # a colon, a blank, a line break
        if self._head_bytes > self._limits.head_bytes or self._headers > self._limits.headers:
            self._reason = Reason.LARGE_HEAD
            raise RefusedRequest
        if self._in_head:  # not a trailer: it would become a header of a request that was checked already
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._completed = False, True
        # CONNECT, which the parser takes for an upgrade too, is refused for its address.
        if self.parser.should_upgrade() and not self._should_upgrade() and self.parser.get_method() != b"CONNECT":
            self._is_read_again = True
            return
        was_working = self._is_working()
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            self._reason = Reason.NO_HOST  # RFC 9112, 3.2: a proxy before us may have read another one
            raise RefusedRequest
        if len(self.pipeline) >= self._limits.pipelined:
            self._reason = Reason.PIPELINED
            raise RefusedRequest
        self.app = self.config.loaded_app if self._may_pass() else service_unavailable
        super().on_headers_complete()
        if not was_working:
            self._waits_for(Phase.BODY)

    def on_chunk_header(self) -> None:
        self._chunks += 1
        limits = self._limits
        if self._chunks > limits.chunks + self._body_bytes // limits.bytes_of_chunk:
            self._reason = Reason.SMALL_CHUNKS
            raise RefusedRequest

    def on_body(self, body: bytes) -> None:
        self._completed = True
        self._body_bytes += len(body)
        if self.cycle is not None and self.cycle.response_complete:
            self._discard(len(body))
            return
        super().on_body(body)
        if self.connection.phase is Phase.BODY:
            self.doors.receives(self.connection, len(body))

    def _discard(self, size: int) -> None:
        """Counts what arrives for a request that is answered already."""
        self._discarded += size
        if self._discarded > self._limits.discarded_bytes and not self.transport.is_closing():
            self.doors.close(self.connection, Reason.DISCARDED)

    def on_message_complete(self) -> None:
        if self._is_read_again:
            return
        self._in_message, self._completed = False, True
        super().on_message_complete()
        self._waits_for(Phase.WORKING if self._is_working() else Phase.IDLE)

    def _may_pass(self) -> bool:
        """Above the limit of connections only the doors that are always open are served."""
        if self.connection.admission is Admission.OPEN or not self.doors.is_over_limit:
            return True
        return self.url.startswith(self._limits.always_open)

    def _is_working(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_refused(self) -> bool:
        return self.connection.phase is Phase.REFUSED

    def _waits_for(self, phase: Phase) -> None:
        self.doors.waits_for(self.connection, phase, self.loop.time())

    def _should_upgrade(self) -> bool:
        """Only a GET asks for a socket."""
        return self.parser.get_method() == b"GET" and bool(super()._should_upgrade())

    def _unsupported_upgrade_warning(self) -> None:
        """Serves a request whose caller would speak something else too, as Java's client offers h2c with each POST.

        httptools reads no body behind such a head, so the request is read again without its offer. uvicorn calls this
        while it handles httptools' exception, which says where the head ended.
        """
        ended = sys.exception()
        if not self._is_read_again or ended is None:
            return
        self._is_read_again = False
        head = [
            self.parser.get_method(),
            b" ",
            self.url,
            b" HTTP/%s\r\n" % self.parser.get_http_version().encode(),
        ]
        for name, value in self.headers:
            if name != b"upgrade":
                head += [name, b": ", value, b"\r\n"]
        rest = self._received[ended.args[0] :]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's
        self._parse(b"".join((*head, b"\r\n", rest)))

    def handle_websocket_upgrade(self) -> None:
        if self._is_working():  # requests before it are not answered, and a socket has no place for their answers
            self._reason = Reason.PIPELINED
            self.send_400_response("")
            return
        if not self._may_pass():
            self.answer(503, BUSY)
            return
        super().handle_websocket_upgrade()
        protocol: Any = self.transport.get_protocol()
        assert isinstance(protocol, WebSocketProtocol)
        protocol.attach(self.doors, self.connection)
        if not protocol.handshake_initiated:
            # websockets refused the head: its own limit for a line is 8 kB. uvicorn does not send what it answers then.
            self.doors.count(Reason.LARGE_HEAD)
            self.transport.write(b"".join(protocol.conn.data_to_send()))
            self.transport.close()

    # ------------------------------------------------------------ refusing and answering

    def send_400_response(self, msg: str) -> None:
        """Refuses what the parser could not read, or what is over a limit."""
        reason = self._reason = self._reason or Reason.MALFORMED
        self.doors.count(reason)
        limits = self._limits
        match reason:
            case Reason.LONG_URL:
                self.answer(414, f"The address is longer than {limits.head_bytes:,} bytes. Send the content by POST.")
            case Reason.LARGE_HEAD:
                self.answer(431, f"Send at most {limits.headers} headers, {limits.head_bytes:,} bytes in all.")
            case Reason.SMALL_CHUNKS:
                most = f"{limits.chunks:,} chunks, and one more for each {limits.bytes_of_chunk} bytes"
                self.answer(400, f"The body comes in too many small chunks. Send at most {most}.")
            case Reason.NO_HOST:
                self.answer(400, "A request of HTTP/1.1 has one header Host.")
            case Reason.PIPELINED:
                self.transport.abort()
            case _:
                self.answer(400, "This is not a request of HTTP/1.1 that can be read.")

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_working() or self.transport.is_closing():
            return
        if self._in_message:
            self._waits_for(Phase.HEAD if self._in_head else Phase.BODY)
        else:
            self._waits_for(Phase.IDLE)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.doors.paused(self.connection)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.doors.resumed(self.connection, self.loop.time())


def _door(url: bytes) -> str:
    """The first part of an address; the others may have the phone of a lead in them."""
    return "/" + url.lstrip(b"/").partition(b"/")[0].partition(b"?")[0][:20].decode("ascii", "replace")
