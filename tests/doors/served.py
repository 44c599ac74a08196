"""The server of the API in this process, on a real port, with limits of a test's own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.doors.connections import Connections
from app.doors.limits import Limits
from app.http import FRAMES
from app.main import server_config
from tests.doors.peers import PATIENCE_SECONDS
from tests.graphql.served import QuietServer

ANSWER = 12 * 1024 * 1024


@dataclass
class Served:
    """Where the server is, and what arrived at the application."""

    port: int = 0
    doors: Connections = field(init=False)
    bodies: list[bytes] = field(default_factory=list)
    aborted: int = 0
    headers: list[list[str]] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def small(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def body(self, request: Request) -> Response:
        try:
            self.bodies.append(await request.body())
        except ClientDisconnect:
            self.aborted += 1
        self.headers.append([name for name, _ in request.headers.items()])
        return PlainTextResponse("ok\n")

    async def unread(self, request: Request) -> Response:
        return PlainTextResponse("too large\n", 413)

    async def large(self, _: Request) -> Response:
        return Response(bytes(ANSWER))

    async def held(self, _: Request) -> Response:
        """Works until the test lets it go on."""
        await self.go_on.wait()
        return PlainTextResponse("ok\n")

    async def seen(self, request: Request) -> Response:
        """What arrived of a request."""
        return JSONResponse(
            {
                "forwarded": request.headers.getlist("x-forwarded-for"),
                "proto": request.headers.get("x-forwarded-proto"),
                "host": request.headers.get("host"),
                "path": request.scope["raw_path"].decode(),
                "query": request.scope["query_string"].decode(),
            }
        )

    async def stream(self, _: Request) -> Response:
        """Two pieces; the second when the test lets it go on."""

        async def pieces() -> AsyncIterator[str]:
            yield "first"
            await self.go_on.wait()
            yield "second"

        return StreamingResponse(pieces(), headers={"X-Accel-Buffering": "no"}, media_type="text/event-stream")

    async def socket(self, socket: WebSocket) -> None:
        """Answers each message. The first one is the key, which is accepted."""
        await socket.accept()
        with suppress(WebSocketDisconnect):
            while True:
                text = await socket.receive_text()
                socket.scope["extensions"][FRAMES]["let_in"]()
                await socket.send_text(text)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self.small),
            Route("/webhooks/sms", self.body, methods=["POST"]),
            Route("/body", self.body, methods=["POST"]),
            Route("/unread", self.unread, methods=["POST"]),
            Route("/large", self.large),
            Route("/held", self.held),
            Route("/stream", self.stream),
            Route("/seen{rest:path}", self.seen),
            WebSocketRoute("/socket", self.socket),
        ]


@asynccontextmanager
async def serving(limits: Limits, trusted: str = "") -> AsyncIterator[Served]:
    """Serves until the end of the block. `trusted` are the proxies, as FORWARDED_ALLOW_IPS names them."""
    served = Served()
    app = Starlette(routes=served.routes)
    config = server_config(app, "127.0.0.1", 0, limits, trusted)
    served.doors = config.doors
    server = QuietServer(config)
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not server.started:  # noqa: ASYNC110 - uvicorn raises no event
            await asyncio.sleep(0.01)
    served.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        served.go_on.set()
        server.should_exit = True
        await running
