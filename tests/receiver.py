"""A partner's receiver of events, as an HTTP server on loopback with a ledger and faults of its own."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook

CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"


@dataclass(frozen=True)
class Received:
    """One delivery as it came."""

    id: str
    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def type(self) -> str:
        return str(self.event["type"])


@dataclass
class ReceiverDouble:
    """Accepts every delivery, unless the test has planned something else for the next ones.

    Each POST takes the next of `plans`, or asks `script` if there is one: "accept", "status:CODE", "busy:RETRY_AFTER"
    (429), "abort" (400, and never again), "redirect:URL", "hang" (no answer until `gate` is set), "cut" (connection
    lost, no answer), "cut_body" (200, connection lost in the body), "slow_body" (200, and a body that does not end),
    "huge_body" (200, and 10 MB), "huge_head" (a head that does not end), "switch" (101, to another
    protocol). All are in `ledger`, and those that it answered with success in `accepted`. With a `secret`, each is
    verified by the standard's library.
    """

    secret: str | None = None
    plans: deque[str] = field(default_factory=deque)
    script: Callable[[Received], str] | None = None
    ledger: list[Received] = field(default_factory=list)
    accepted: list[Received] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    port: int = 0
    at_once: int = 0
    most_at_once: int = 0
    connections: set[Any] = field(default_factory=set)

    def events(self) -> list[dict[str, Any]]:
        """The accepted events, each once."""
        return [one.event for one in {one.id: one for one in self.accepted}.values()]

    def types(self) -> Counter[str]:
        return Counter(event["type"] for event in self.events())

    async def post(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(request)
        finally:
            self.at_once -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(headers["webhook-id"], body, headers)
        self.ledger.append(received)
        if self.secret:
            try:
                Webhook(self.secret).verify(body, headers)
            except Exception as error:
                self.wrong.append(f"{received.id}: {error!r}")
        plan = self.script(received) if self.script else self.plans.popleft() if self.plans else "accept"
        kind, _, rest = plan.partition(":")
        assert request.transport is not None
        match kind:
            case "accept":
                self.accepted.append(received)
                return web.Response(text="thank you")
            case "status":
                if rest.startswith("2"):
                    self.accepted.append(received)
                return web.Response(status=int(rest), text=f"no: {rest}")
            case "busy":
                return web.Response(status=429, headers={"Retry-After": rest})
            case "abort":
                return web.Response(status=400, headers={"webhook-delivery": "abort-message"})
            case "redirect":
                return web.Response(status=307, headers={"Location": rest})
            case "hang":
                await self.gate.wait()
                return web.Response()
        self._misbehave(request.transport, kind, received)
        await self.gate.wait()
        return web.Response()

    def _misbehave(self, transport: asyncio.Transport, kind: str, received: Received) -> None:
        """Answers that no library writes."""
        match kind:
            case "cut":
                transport.abort()
            case "cut_body":
                self.accepted.append(received)
                transport.write(CUT)
                transport.close()
            case "slow_body":
                self.accepted.append(received)
                transport.write(CUT)
            case "huge_body":
                self.accepted.append(received)
                transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + b"\x00\xff" * 5_000_000)
            case "switch":
                transport.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: mine\r\n\r\n?")
            case "huge_head":
                transport.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000)
            case _:
                raise AssertionError(f"no plan: {kind}")


@asynccontextmanager
async def receiver_double(
    secret: "str | ReceiverDouble | None" = None,
    *routes: web.RouteDef,
    host: str = "127.0.0.1",
    port: int = 0,
    **how: Any,
) -> AsyncIterator[ReceiverDouble]:
    """A receiver that listens, with this secret, or the one that was made. `how` is for aiohttp's site, such as
    `ssl_context`."""
    double = secret if isinstance(secret, ReceiverDouble) else ReceiverDouble(secret)
    app = web.Application(client_max_size=1_000_000)
    app.add_routes([*routes, web.post("/{path:.*}", double.post)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, **how)
        await site.start()
        double.port = runner.addresses[0][1]
        double.url = f"http://{host}:{double.port}/hook"
        yield double
    finally:
        double.gate.set()
        await runner.cleanup()
