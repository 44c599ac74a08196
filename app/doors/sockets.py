"""WebSockets within limits: uvicorn's protocol, which closes sockets without a key, readers that do not read, and
senders of more frames than are worked off."""

from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.doors.connections import Connection, Connections
from app.doors.limits import KB, REFUSED_SECONDS, Allowance, Phase, Reason
from app.http import FRAMES

PONGS_BYTES = 256 * KB
"""Unsent bytes above which a socket that goes on to send pings is closed."""

MOST_FRAGMENTS = 1000
"""Fragments of one message."""

PIECE = 4 * KB
"""Bytes that are parsed at a time: what follows the frame that is too many is not parsed."""

TOO_MANY = 4429
"""The protocol's code for "too many requests"."""


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """One socket. It began as a connection of HTTP, which hands over its place."""

    doors: Connections | None = None
    connection: Connection
    allowance: Allowance | None = None
    """None for the head, which comes before the limits are known and has its own."""
    flooded = False

    def attach(self, doors: Connections, connection: Connection) -> None:
        """Takes over the place of the connection."""
        self.doors, self.connection = doors, connection
        self.allowance = Allowance(doors.limits.strange_frames)
        connection.close = self.close_by_limit
        doors.waits_for(connection, Phase.SOCKET, self.loop.time())

    def close_by_limit(self, reason: Reason) -> None:
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.doors is not None:
            self.doors.discard(self.connection)

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][FRAMES] = {"write": self.write_frames, "let_in": self.let_in}

    def let_in(self) -> None:
        """The application accepted the key of the socket."""
        if self.doors is not None and self.connection.phase is Phase.SOCKET:
            now, limits = self.loop.time(), self.doors.limits
            self.doors.waits_for(self.connection, Phase.WORKING, now)
            most = limits.socket_frames
            self.allowance = Allowance(most, most, limits.socket_frames_per_second, now)

    def data_received(self, data: bytes) -> None:
        for at in range(0, len(data), PIECE):
            if self.transport.is_closing() or self.flooded:
                return
            super().data_received(data[at : at + PIECE])

    def handle_events(self) -> None:
        if self.allowance is None or self.allowance.take(len(self.conn.events), self.loop.time()):
            super().handle_events()
        else:
            self._close_flood()

    def _close_flood(self) -> None:
        """Closes the socket. What it sent and the application has not read yet is thrown away, and no more is read."""
        self.flooded = True
        if self.doors is not None:
            self.doors.count(Reason.FLOOD)
        if self.close_sent or not self.handshake_complete:
            self.transport.abort()
            return
        while not self.queue.empty():
            self.queue.get_nowait()
        reason = "Too many messages"
        self.queue.put_nowait({"type": "websocket.disconnect", "code": TOO_MANY, "reason": reason})
        self.conn.send_close(TOO_MANY, reason)
        self.close_sent, self.read_paused = True, False
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.write_eof()
        self.transport.pause_reading()
        # A connection that is closed over unread bytes is reset: the caller has a moment to read why.
        self.loop.call_later(REFUSED_SECONDS, self.transport.abort)

    async def send(self, message: Any) -> None:
        if self.flooded:
            raise ClientDisconnected
        if FRAMES in message:
            await self._send_frames(message[FRAMES])
        else:
            await super().send(message)

    async def _send_frames(self, frames: bytes) -> None:
        await self.writable.wait()
        if self.disconnected:
            raise ClientDisconnected
        if not self.close_sent:
            self.transport.write(frames)

    def write_frames(self, frames: bytes) -> bool:
        """Writes frames if the peer reads what it was sent before, and the socket is open; whether it did."""
        if not self.writable.is_set() or self.disconnected or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(frames)
        return True

    def handle_cont(self, event: Any) -> None:
        # The limit of a message counts its bytes, and a fragment may have none.
        if self.doors is not None and len(self.frames) >= MOST_FRAGMENTS:
            self.doors.close(self.connection, Reason.MALFORMED)
        else:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        # uvicorn answers each ping at once, whether or not the answers are read.
        if self.doors is not None and self.transport.get_write_buffer_size() > PONGS_BYTES:
            self.doors.close(self.connection, Reason.SLOW_READER)
        else:
            super().handle_ping()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.doors is not None:
            self.doors.paused(self.connection)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.doors is not None:
            self.doors.resumed(self.connection, self.loop.time())
