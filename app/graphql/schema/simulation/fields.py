"""Mutations that play what would otherwise come from outside: a reply, a status callback, and the time that passes."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.domain import vocabulary as words
from app.domain.vocabulary import KeyScope
from app.graphql.context import Info
from app.graphql.schema.common.arguments import AccountId, Phone, id_argument
from app.graphql.schema.common.fields import or_none, output_field, resolved_field
from app.graphql.schema.common.payloads import SUCCESS, mutation_field, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.conversations.payloads import MessagePayload
from app.graphql.schema.conversations.types import Message
from app.services import simulation

ONLY = "With the built-in simulator only: SIMULATOR_ONLY where the server or any account has a provider's credentials."


@strawberry.type(description="The answer to `advanceClock`.")
class ClockPayload:
    success: bool = output_field(SUCCESS)
    user_errors: list[UserError] = user_errors_field()

    @resolved_field("The time by which this installation works now.")
    def now(self, info: Info) -> datetime:
        return info.context.deps.clock.now()


@strawberry.type
class SimulationMutations:
    @mutation_field(
        MessagePayload,
        f"Plays a lead who writes to the account, as the provider's webhook would tell of it. {ONLY}",
        scope=KeyScope.SEND,
    )
    async def simulate_reply(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        body: Annotated[str, strawberry.argument(description=f"The text, at most {simulation.MAX_BODY:,} characters.")],
        media_url: Annotated[
            str | None, strawberry.argument(description="The address of a file that comes with the message.")
        ] = UNSET,
    ) -> MessagePayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await simulation.simulate_reply(
            context.deps, context.partner_id, account, phone, body, or_none(media_url)
        )
        return MessagePayload(success=True, message=Message.of(row))

    @mutation_field(
        MessagePayload,
        "Plays a status callback of the provider about a message to a lead: QUEUED, SENT, DELIVERED, UNDELIVERED or "
        f"FAILED. A status never moves back. {ONLY}",
        scope=KeyScope.SEND,
    )
    async def simulate_status(
        self,
        info: Info,
        message_id: Annotated[strawberry.ID, id_argument("The message's id, `msg_…`.")],
        status: Annotated[words.MessageStatus, strawberry.argument(description="The status that is reported.")],
        error_code: Annotated[
            int | None, strawberry.argument(description="Twilio's error code, such as 30005 for a dead number.")
        ] = UNSET,
    ) -> MessagePayload:
        context, message = info.context, info.context.decode_id(ids.MESSAGE, message_id)
        row = await simulation.simulate_status(context.deps, context.partner_id, message, status, or_none(error_code))
        return MessagePayload(success=True, message=Message.of(row))

    @mutation_field(
        ClockPayload,
        "Plays so many hours for the whole installation: every step, pause and window comes to its time in order, as "
        f"if somebody had waited. Keys and rate limits go by the real time. Only in `nudge dev`. {ONLY}",
        scope=KeyScope.SEND,
    )
    async def advance_clock(
        self,
        info: Info,
        hours: Annotated[
            float,
            strawberry.argument(
                description="How many hours, as `delayHours` counts them: above 0, at most "
                f"{simulation.MOST_HOURS:,}; fractions too."
            ),
        ],
    ) -> ClockPayload:
        await simulation.advance_clock(info.context.deps, hours)
        return ClockPayload(success=True)
