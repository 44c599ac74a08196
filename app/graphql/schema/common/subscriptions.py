"""How the rows of a use case become the events of a subscription."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar, cast

import strawberry
from graphql import GraphQLError

from app.errors import Refused
from app.graphql.context import Context, Info
from app.graphql.guard.budget import Budget
from app.graphql.schema.common.fields import F
from app.services import rate_limits

LONGEST_WAIT = 5

Row = TypeVar("Row")
Shown = TypeVar("Shown")


def subscription_field(description: str) -> Callable[[F], F]:
    """A field that answers with a stream of events."""
    return cast(Callable[[F], F], strawberry.subscription(description=description))


async def _charge_event(context: Context) -> None:
    """Counts the objects of one event. Waits while the partner's bucket has no room for them."""
    context.budget = Budget()
    while True:
        status = await rate_limits.admit_event(context.deps, context.partner_id, context.cost)
        if not status.retry_after:
            return
        await asyncio.sleep(min(status.retry_after, LONGEST_WAIT))


async def shown_rows(
    info: Info, rows: AsyncGenerator[Row, None], show: Callable[[Row], Shown]
) -> AsyncGenerator[Shown, None]:
    """The rows as the API shows them. Each event reads its related rows again. A refusal becomes a GraphQL error."""
    try:
        async with aclosing(rows):
            async for row in rows:
                await _charge_event(info.context)
                info.context.forget()
                yield show(row)
    except Refused as refused:
        [refusal] = refused.refusals
        raise GraphQLError(refusal.message, extensions={"code": refusal.code.value}) from refused
