"""The schema, and its text."""

import logging
from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import MaxTokensLimiter, ParserCache, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from app.graphql.errors import bad_input
from app.graphql.guard.admission import Admission
from app.graphql.guard.checks import Checks
from app.graphql.guard.size import MAX_TOKENS
from app.graphql.schema.common.fast_fields import read_in_one_step
from app.graphql.schema.common.scalars import SCALARS
from app.graphql.schema.root import Mutation, Query, Subscription

log = logging.getLogger("nudge.graphql")


class OneOperation(SchemaExtension):
    """Refuses a document with several operations and no operation name. Strawberry would run the first."""

    def on_parse(self) -> Iterator[None]:
        yield
        document = self.execution_context.graphql_document
        count = sum(isinstance(node, OperationDefinitionNode) for node in document.definitions) if document else 0
        # Strawberry's public `operation_name` is the first operation's when the caller gave none.
        if count > 1 and not self.execution_context._provided_operation_name:
            raise bad_input("The document has several operations. Name the operation to execute in `operationName`.")


class Schema(strawberry.Schema):
    """The schema. `errors.shown` logs each fault once, so Strawberry's own log of it is left out."""

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
    extensions=[lambda: MaxTokensLimiter(MAX_TOKENS), OneOperation, ParserCache, Checks, Admission],
)


def print_sdl() -> str:
    """The schema as SDL, with one line break at its end."""
    return schema.as_str().rstrip() + "\n"
