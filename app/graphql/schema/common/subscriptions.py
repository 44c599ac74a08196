"""How the rows of a use case become the events of a subscription."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import strawberry
from graphql import GraphQLError

from app.errors import Refused
from app.graphql.context import Context, Info
from app.graphql.guard.budget import Budget
from app.graphql.loaders import Loaders
from app.graphql.schema.common.fast_fields import attach, selected_below
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
    with _refusals():
        async with aclosing(rows):
            async for row in rows:
                await _charge_event(info.context)
                info.context.forget()
                yield show(row)


@dataclass(frozen=True, slots=True)
class Related(Generic[Row]):
    """A row that an object needs: how it is loaded; and of an attachable field of the object, its Python name and how
    the row is shown in it."""

    load: Callable[[Loaders, Row], Awaitable[Any]]
    attribute: str | None = None
    show: Callable[[Any], Any] | None = None

    def attach_to(self, shown: Any, row: Any) -> None:
        if self.attribute is not None and self.show is not None and row is not None:
            attach(shown, self.attribute, self.show(row))


async def shown_changes(
    info: Info,
    changes: AsyncGenerator[list[Row], None],
    show: Callable[[Row], Shown],
    related: Mapping[str, Related[Row]],
) -> AsyncGenerator[Shown, None]:
    """The rows as the API shows them, an event for each. Rows that were read together read their related rows together,
    those of the selected fields. A refusal becomes a GraphQL error."""
    context, names = info.context, selected_below(info)
    wanted = [one for name, one in related.items() if name in names]
    with _refusals():
        async with aclosing(changes):
            async for rows in changes:
                context.forget()
                loaded = [await asyncio.gather(*(one.load(context.loaders, row) for row in rows)) for one in wanted]
                for place, row in enumerate(rows):
                    await _charge_event(context)
                    shown = show(row)
                    for one, of_rows in zip(wanted, loaded, strict=True):
                        one.attach_to(shown, of_rows[place])
                    yield shown
                if context.caught_up is not None:
                    context.caught_up()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        [refusal] = refused.refusals
        raise GraphQLError(refusal.message, extensions={"code": refusal.code.value}) from refused
