"""How the rows of a use case become the events of a subscription."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar, cast

import strawberry
from graphql import GraphQLError

from app.errors import Refused
from app.graphql.context import Info
from app.graphql.schema.common.fields import F

Row = TypeVar("Row")
Shown = TypeVar("Shown")


def subscription_field(description: str) -> Callable[[F], F]:
    """A field that answers with a stream of events."""
    return cast(Callable[[F], F], strawberry.subscription(description=description))


async def shown_rows(
    info: Info, rows: AsyncGenerator[Row, None], show: Callable[[Row], Shown]
) -> AsyncGenerator[Shown, None]:
    """The rows as the API shows them. Each event reads its related rows again. A refusal becomes a GraphQL error."""
    try:
        async with aclosing(rows):
            async for row in rows:
                info.context.forget()
                yield show(row)
    except Refused as refused:
        [refusal] = refused.refusals
        raise GraphQLError(refusal.message, extensions={"code": refusal.code.value}) from refused
