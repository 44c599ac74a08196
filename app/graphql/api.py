"""The schema, and its text."""

import logging
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types import ExecutionContext

from app.graphql.guard.admission import Admission
from app.graphql.guard.checks import Checks
from app.graphql.hooks import Hooks
from app.graphql.plain_objects import PlainExecution
from app.graphql.schema.common.fast_fields import read_in_one_step
from app.graphql.schema.common.scalars import SCALARS
from app.graphql.schema.root import Mutation, Query, Subscription

log = logging.getLogger("nudge.graphql")


class _Names(NameConverter):
    """Strawberry makes the name of each argument anew for each call."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, str] = {}

    def apply_naming_config(self, name: str) -> str:
        """The name in the schema. Only names of the code come here, so that their number is bounded."""
        if name not in self._made:
            self._made[name] = super().apply_naming_config(name)
        return self._made[name]


class Schema(strawberry.Schema):
    """The schema. `errors.shown` logs each fault once, so Strawberry's own log of it is left out."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        read_in_one_step(self._schema)

    def create_extensions_runner(self, execution_context: ExecutionContext, extensions: list[SchemaExtension]) -> Hooks:
        return Hooks(execution_context, extensions)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        log.debug("an operation was answered with %d errors", len(errors))


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(name_converter=_Names(), scalar_map=SCALARS),
    execution_context_class=PlainExecution,
    extensions=[Checks, Admission],
)


def print_sdl() -> str:
    """The schema as SDL, with one line break at its end."""
    return schema.as_str().rstrip() + "\n"
