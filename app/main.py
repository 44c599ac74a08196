"""Builds the API: settings, deps, routes, lifespan."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app import build, health
from app.deps import Deps
from app.graphql.schema import graphql_route
from app.rest import routes as rest
from app.settings import Settings
from app.webhooks import twilio

log = logging.getLogger("nudge.api")

GRACEFUL_SECONDS = 15
COLLECT_AT = 50_000


class Held:
    """What the routes reach: set when the lifespan begins, because it needs the running loop."""

    deps: Deps
    token: str


def create_app(settings: Settings, database_url: str, redis_url: str) -> Starlette:
    """The ASGI application. Its lifespan opens the stores."""
    held = Held()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with build.deps(settings, database_url, redis_url) as deps:
            held.deps, held.token = deps, await build.webhook_token(settings)
            _settle_heap()
            log.info("SMS by %s, AI steps by %s", deps.sms.name, deps.writer.name)
            yield

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        state = await health.readiness(held.deps, redis_url)
        return JSONResponse(state, 200 if state["ready"] else 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def root(_: Request) -> Response:
        return RedirectResponse("/graphql")

    return Starlette(
        routes=[
            *graphql_route(lambda: held.deps),
            *rest.routes(lambda: held.deps),
            *twilio.routes(lambda: held.deps, lambda: held.token),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            Route("/", root),
        ],
        lifespan=lifespan,
    )


def _settle_heap() -> None:
    """Leaves what was imported and built out of garbage collection: it stays, and to walk it takes 0.1 s each time.

    An answer is thousands of small objects that are let go by themselves; collecting at every 700th finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AT, 10, 10)


async def serve(settings: Settings, database_url: str, redis_url: str, host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT; then finishes what is in flight."""
    app = create_app(settings, database_url, redis_url)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    await uvicorn.Server(config).serve()
