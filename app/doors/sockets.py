"""WebSockets within limits: uvicorn's protocol, which closes sockets without a key and readers that do not read."""

from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.doors.connections import Connection, Connections
from app.doors.limits import KB, Phase, Reason
from app.http import FRAMES

PONGS_BYTES = 256 * KB
"""Unsent bytes above which a socket that goes on to send pings is closed."""

MOST_FRAGMENTS = 1000
"""Fragments of one message."""


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """One socket. It began as a connection of HTTP, which hands over its place."""

    doors: Connections | None = None
    connection: Connection

    def attach(self, doors: Connections, connection: Connection) -> None:
        """Takes over the place of the connection."""
        self.doors, self.connection = doors, connection
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
            self.scope["extensions"][FRAMES] = {"write": self.write_frames}

    async def send(self, message: Any) -> None:
        if FRAMES in message:
            await self._send_frames(message[FRAMES])
        else:
            await super().send(message)
        # The first message is sent to a socket whose key was accepted.
        if message["type"] == "websocket.send" and self.doors and self.connection.phase is Phase.SOCKET:
            self.doors.waits_for(self.connection, Phase.WORKING, self.loop.time())

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
