"""The routes of the GraphQL API, over HTTP and over WebSockets."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.deps import Deps
from app.graphql.api import schema
from app.graphql.transport.explorer import ASSETS, Explorer
from app.graphql.transport.http import Endpoint
from app.graphql.transport.sockets import Sockets
from app.graphql.transport.streaming import OpenStreams

# The headers that a web page may send, and the headers of an answer that it may read.
CORS: dict[str, Any] = {
    "allow_methods": ("GET", "POST"),
    "allow_headers": (
        "Accept",
        "Apollo-Require-Preflight",
        "Authorization",
        "Content-Type",
        "GraphQL-Preflight",
        "Idempotency-Key",
        "X-Partner-Key",
    ),
    "expose_headers": ("Idempotent-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"),
    "max_age": 600,
}


def graphql_routes(
    deps: Callable[[], Deps], explorer: Explorer | None = None, origins: Sequence[str] = ()
) -> list[BaseRoute]:
    """The routes of the API. `deps` is called for each request, when the process has started.

    Web pages of these `origins` may use the API; `*` means all. No cookie is a key, so credentials are not allowed.
    """
    explorer, streams = explorer or Explorer(), OpenStreams()
    cors = [Middleware(CORSMiddleware, allow_origins=origins, **CORS)] if origins else []

    async def asset(request: Request) -> Response:
        return explorer.asset(request.path_params["name"])

    return [
        Route(
            "/graphql", Endpoint(schema, deps, explorer, streams), methods=["GET", "POST", "OPTIONS"], middleware=cors
        ),
        WebSocketRoute("/graphql", Sockets(schema, deps, streams)),
        Route(ASSETS, asset),
    ]
