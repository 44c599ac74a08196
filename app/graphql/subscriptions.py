"""What is told as it happens. Each field decodes its arguments, listens to one use case and shows the rows."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Annotated, TypeVar, cast

import strawberry
from graphql import GraphQLError
from strawberry import UNSET

from app.domain import ids
from app.errors import Refused
from app.graphql.arguments import AccountId
from app.graphql.context import Info, known
from app.graphql.fields import F, given
from app.graphql.scalars import PhoneNumber
from app.graphql.types import Enrollment, Message
from app.services.subscriptions import live

Row = TypeVar("Row")
Shown = TypeVar("Shown")


def streamed(description: str) -> Callable[[F], F]:
    """A field that answers again and again."""
    return cast(Callable[[F], F], strawberry.subscription(description=description))


async def _shown(
    info: Info, rows: AsyncGenerator[Row, None], show: Callable[[Row], Shown]
) -> AsyncGenerator[Shown, None]:
    """The rows as callers see them, each with what it leads to read anew. A refusal is an error, before any of them."""
    try:
        async with aclosing(rows):
            async for row in rows:
                info.context.forget()
                yield show(row)
    except Refused as refused:
        [refusal] = refused.refusals
        raise GraphQLError(refusal.message, extensions={"code": refusal.code.value}) from refused


@strawberry.type(
    description=(
        "What happens, told as it happens: over a WebSocket (`graphql-transport-ws`), or as Server-Sent Events "
        "(`Accept: text/event-stream`). An unknown id is the error NOT_FOUND."
    )
)
class Subscription:
    @streamed(
        "The enrolment as it stands, and again whenever it, one of its steps or one of their messages has changed. "
        "Changes that come together may be told as one: the last one told is the latest state."
    )
    def enrollment_updated(
        self,
        info: Info,
        enrollment_id: Annotated[strawberry.ID, strawberry.argument(description="The enrolment's id, `enr_…`.")],
    ) -> AsyncGenerator[Enrollment, None]:
        context = info.context
        rows = live.enrollment(context.deps, context.partner_id, known(ids.ENROLLMENT, enrollment_id))
        return _shown(info, rows, Enrollment.of)

    @streamed(
        "Each message that is added to the account's conversations from now on, once: an inbound one when it came in, "
        "an outbound one when the SMS provider has taken or refused it, or its outcome is UNKNOWN."
    )
    def message_added(
        self,
        info: Info,
        account_id: AccountId,
        phone: Annotated[
            PhoneNumber | None, strawberry.argument(description="Only those of the conversation with this phone.")
        ] = UNSET,
    ) -> AsyncGenerator[Message, None]:
        context = info.context
        rows = live.messages(context.deps, context.partner_id, known(ids.ACCOUNT, account_id), given(phone))
        return _shown(info, rows, Message.of)
