"""WebSockets within limits: uvicorn's protocol, which closes sockets without a key and readers that do not read."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.doors.connections import Connection, Connections
from app.doors.limits import Phase, Reason


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

    async def send(self, message: Any) -> None:
        await super().send(message)
        # The first message is sent to a socket whose key was accepted.
        if message["type"] == "websocket.send" and self.doors and self.connection.phase is Phase.SOCKET:
            self.doors.waits_for(self.connection, Phase.WORKING, self.loop.time())

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.doors is not None:
            self.doors.paused(self.connection)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.doors is not None:
            self.doors.resumed(self.connection, self.loop.time())
