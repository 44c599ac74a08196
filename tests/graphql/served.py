"""The API on a real port, for what needs a connection: sockets and event streams."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import websockets
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from websockets.asyncio.client import ClientConnection, connect

from app.deps import Deps
from app.graphql.transport.routes import graphql_routes
from app.main import Server, server_config
from app.observability import request_ids

PROTOCOL = "graphql-transport-ws"
PATIENCE = 30.0


class QuietServer(Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass
class Served:
    """Where the API is, and one partner's key."""

    address: str
    key: str
    server: Server
    routes: list[BaseRoute]

    @property
    def http(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=f"http://{self.address}", headers={"X-Partner-Key": self.key}, trust_env=False, timeout=PATIENCE
        )

    def dial(self, *protocols: str, **more: Any) -> connect:
        """A socket, on which nothing is said yet."""
        named: Any = [websockets.Subprotocol(one) for one in protocols] or None
        return connect(f"ws://{self.address}/graphql", subprotocols=named, proxy=None, **more)

    @asynccontextmanager
    async def socket(self, key: str | None = None) -> AsyncIterator["Socket"]:
        """A socket that is let in."""
        async with self.dial(PROTOCOL) as raw:
            socket = Socket(raw)
            assert (await socket.init({"X-Partner-Key": key or self.key}))["type"] == "connection_ack"
            yield socket


@dataclass
class Socket:
    """A client's end of a socket."""

    raw: ClientConnection

    async def say(self, type: str, **more: Any) -> None:
        await self.raw.send(json.dumps({"type": type, **more}))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return dict(json.loads(await self.raw.recv()))

    async def init(self, payload: Any = None) -> dict[str, Any]:
        await self.say("connection_init", **({} if payload is None else {"payload": payload}))
        return await self.hear()

    async def ask(self, query: str, **variables: Any) -> None:
        """Begins the operation "1"."""
        await self.say("subscribe", id="1", payload={"query": query, "variables": variables})

    async def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """The payload of the only answer."""
        await self.ask(query, **variables)
        first = await self.hear()
        if first["type"] == "next":
            assert await self.hear() == {"id": "1", "type": "complete"}
            return dict(first["payload"])
        return {"errors": first["payload"]}

    async def closed(self) -> int | None:
        """The code with which the other end closed it."""
        async with asyncio.timeout(PATIENCE):
            await self.raw.wait_closed()
        return self.raw.close_code


@asynccontextmanager
async def serving(deps: Deps, key: str, origins: tuple[str, ...] = ()) -> AsyncIterator[Served]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        yield {"deps": deps}

    routes = graphql_routes(origins=origins)
    app = Starlette(routes=routes, middleware=[request_ids.middleware()], lifespan=lifespan)
    server = QuietServer(server_config(app, "127.0.0.1", 0))
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(PATIENCE):
        while not server.started:  # noqa: ASYNC110 - uvicorn raises no event
            await asyncio.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield Served(f"{host}:{port}", key, server, app.routes)
    finally:
        server.should_exit = True
        await running
