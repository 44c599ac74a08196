"""The schema, its text, and the route that serves it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from strawberry.extensions import MaxTokensLimiter, ParserCache, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from app.deps import Deps
from app.graphql.checks import Checks
from app.graphql.errors import bad_input
from app.graphql.explorer import ASSETS, Explorer
from app.graphql.gate import Gate
from app.graphql.limits import MAX_TOKENS
from app.graphql.mutations import Mutation
from app.graphql.plain import read_in_one_step
from app.graphql.queries import Query
from app.graphql.scalars import SCALARS
from app.graphql.subscriptions import Subscription

log = logging.getLogger("nudge.graphql")


# What a page may send, and what it may read of an answer beyond the body.
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


class OneOperation(SchemaExtension):
    """Refuses several operations without the name of one. Strawberry would run the first."""

    def on_parse(self) -> Iterator[None]:
        yield
        document = self.execution_context.graphql_document
        count = sum(isinstance(node, OperationDefinitionNode) for node in document.definitions) if document else 0
        # Strawberry's public `operation_name` is the first operation's when the caller gave none.
        if count > 1 and not self.execution_context._provided_operation_name:
            raise bad_input("The query has several operations: name the one to run in operationName.")


class Schema(strawberry.Schema):
    """The schema. What goes wrong is logged once, by `errors.shown`, and not here as well."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        read_in_one_step(self._schema)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        log.debug("an operation was answered with %d errors", len(errors))


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[lambda: MaxTokensLimiter(MAX_TOKENS), OneOperation, ParserCache, Checks, Gate],
)


def print_sdl() -> str:
    """The schema as text, with one line break at its end."""
    return schema.as_str().rstrip() + "\n"


def graphql_routes(
    deps: Callable[[], Deps], explorer: Explorer | None = None, origins: Sequence[str] = ()
) -> list[BaseRoute]:
    """The routes of the API, over HTTP and over sockets. `deps` is asked at each request, when the process has started.

    Pages of these `origins` may use it (`*`: of all). Keys are no cookies, so that no page is let in with credentials.
    """
    from app.graphql.http import Endpoint
    from app.graphql.sockets import Sockets
    from app.graphql.streaming import Crowd

    explorer, crowd = explorer or Explorer(), Crowd()
    cors = [Middleware(CORSMiddleware, allow_origins=origins, **CORS)] if origins else []

    async def asset(request: Request) -> Response:
        return explorer.asset(request.path_params["name"])

    return [
        Route("/graphql", Endpoint(schema, deps, explorer, crowd), methods=["GET", "POST", "OPTIONS"], middleware=cors),
        WebSocketRoute("/graphql", Sockets(schema, deps, crowd)),
        Route(ASSETS, asset),
    ]
