"""The schema, its text, and the route that serves it."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.extensions import MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from app.deps import Deps
from app.graphql.errors import bad_input
from app.graphql.explorer import ASSETS, Explorer
from app.graphql.gate import Gate
from app.graphql.limits import MAX_TOKENS, SizeRule
from app.graphql.mutations import Mutation
from app.graphql.plain import read_in_one_step
from app.graphql.queries import Query
from app.graphql.scalars import SCALARS
from app.graphql.subscriptions import Subscription

log = logging.getLogger("nudge.graphql")


class Limits(SchemaExtension):
    """Adds the limits of size to the rules that a query is checked by."""

    def on_operation(self) -> Iterator[None]:
        self.execution_context.validation_rules += (SizeRule,)
        yield


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
    extensions=[lambda: MaxTokensLimiter(MAX_TOKENS), Limits, OneOperation, ParserCache, ValidationCache, Gate],
)


def print_sdl() -> str:
    """The schema as text, with one line break at its end."""
    return schema.as_str().rstrip() + "\n"


def graphql_route(deps: Callable[[], Deps], explorer: Explorer | None = None) -> list[Route]:
    """The routes of the API over HTTP. `deps` is asked at each request, when the process has started."""
    from app.graphql.http import Endpoint

    explorer = explorer or Explorer()

    async def asset(request: Request) -> Response:
        return explorer.asset(request.path_params["name"])

    return [
        Route("/graphql", Endpoint(schema, deps, explorer), methods=["GET", "POST", "OPTIONS"]),
        Route(ASSETS, asset),
    ]
