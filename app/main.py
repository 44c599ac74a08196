"""Builds the API: its routes, its lifespan, and the server around it."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app import build
from app.doors import descriptors, listening
from app.doors.config import Config
from app.doors.limits import Limits
from app.graphql.transport.routes import graphql_routes
from app.http import MAX_BODY_BYTES, deps_of
from app.observability import health, heap, request_ids
from app.observability.requests import Requests
from app.pages.console import console_routes
from app.rest import imports as files
from app.rest import media
from app.rest import routes as rest
from app.services import replicas
from app.settings import Settings
from app.webhooks.routes import routes as webhook_routes

log = logging.getLogger("nudge.api")

# For requests: the slowest waits 4 s for the SMS provider. What was begun for them has until `build.FINISH_SECONDS`.
GRACEFUL_SECONDS = 6
# A reply of a lead and the check of a load balancer come through when every other place is taken.
LIMITS = Limits(always_open=(b"/webhooks/", b"/healthz", b"/readyz"))


def create_app(settings: Settings, database_url: str, redis_url: str) -> Starlette:
    """The ASGI application. Its lifespan opens the stores, because that needs the running loop.

    The lifespan yields the state of each request: `deps`, and `webhooks`, the reader of the SMS provider's calls.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with build.deps(settings, database_url, redis_url) as deps, replicas.following(deps), heap.kept_small():
            state = {"deps": deps, "webhooks": await build.webhooks(settings)}
            heap.freeze()
            log.info("SMS by %s, AI steps by %s", deps.sms.name, deps.writer.name)
            yield state

    room = health.Room()

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        deps = deps_of(request)
        state = await health.readiness(deps.clock.real(), redis_url, room)
        replica = (deps.replica.problem or "ok") if deps.replica else None
        state |= {"replica": replica, "sms": deps.sms.name, "writer": deps.writer.name}
        return JSONResponse(state, 200 if state["ready"] else 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def root(_: Request) -> Response:
        return RedirectResponse("console")

    return Starlette(
        routes=[
            *graphql_routes(origins=settings.origins),
            *console_routes(),
            *rest.routes(settings.origins),
            *files.routes(settings.origins),
            *media.routes(settings.origins),
            *webhook_routes(),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            Route("/", root),
        ],
        middleware=[request_ids.middleware(), Middleware(Requests)],
        lifespan=lifespan,
    )


def _is_no_socket(record: logging.LogRecord) -> bool:
    """False for the lines that uvicorn writes for each socket that opens and closes, and for each broken request or
    message: strangers could fill the log with them."""
    return not str(record.msg).startswith(
        ("connection ", '%s - "WebSocket', "Invalid HTTP request", "Invalid UTF-8", "Unsupported upgrade")
    )


class Server(uvicorn.Server):
    """At the stop it ends the streams first, which never end by themselves, and then waits for requests in flight."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if deps := self.lifespan.state.get("deps"):
            deps.concurrency.stop()
        await super().shutdown(sockets)


def server_config(app: Starlette, host: str, port: int, limits: Limits = LIMITS, proxies: str | None = None) -> Config:
    """How the application is served; port 0 is any that is free. `proxies` stands for FORWARDED_ALLOW_IPS."""
    return Config(
        app,
        limits,
        forwarded_allow_ips=proxies,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        ws_max_size=MAX_BODY_BYTES,
        ws_per_message_deflate=False,  # a socket's dictionaries would cost more memory than the socket
    )


async def serve(settings: Settings, database_url: str, redis_url: str, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT; then finishes what is in flight. The host `listening.EVERYWHERE` is every address
    of the machine, of IPv4 too."""
    app = create_app(settings, database_url, redis_url)
    logging.getLogger("uvicorn.error").addFilter(_is_no_socket)
    limits = LIMITS.within(descriptors.raise_limit())
    # uvicorn, with `::` as its host, would listen on IPv6 alone.
    places = listening.everywhere(port) if host == listening.EVERYWHERE else None
    for place in places or ():
        address, bound = place.getsockname()[:2]
        log.info("Listening on %s, port %d", address, bound)
    await Server(server_config(app, host, port, limits)).serve(places)
