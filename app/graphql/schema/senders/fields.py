"""Mutations of senders, with their inputs and what they answer."""

from typing import Annotated

import strawberry

from app.domain import ids
from app.graphql.context import Info
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.fields import mentioned, optional_input, or_none, output_field, resolved_field
from app.graphql.schema.common.payloads import SUCCESS, mutation_field, user_errors_field
from app.graphql.schema.common.scalars import PhoneNumber
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.common.warnings import Warning
from app.graphql.schema.senders.types import Sender
from app.services import accounts
from app.services.accounts import MAX_PER_DAY, MAX_PER_SECOND, MIN_PER_SECOND, NewSender, SenderChanges

PER_SECOND = (
    f"The most segments that leave in a second, {MIN_PER_SECOND} to {MAX_PER_SECOND:,.0f}. Null: not paced by "
    "Nudge, only by Twilio."
)
PER_DAY = f"The most segments that leave in a day of the account's time zone, 1 to {MAX_PER_DAY:,}. Null: not paced."

SenderId = Annotated[strawberry.ID, strawberry.argument(description="The sender's id, `snd_…`.")]


@strawberry.input(description="A new sender: either a number or a Messaging Service.")
class SenderInput:
    phone_number: PhoneNumber | None = optional_input(
        "The Twilio number. No other account may send from it, or have it as its `phoneNumber`."
    )
    messaging_service_sid: str | None = optional_input(
        "The SID of a Twilio Messaging Service, `MG…`: Twilio chooses one of its numbers. No other account may have it."
    )
    segments_per_second: float | None = optional_input(PER_SECOND)
    segments_per_day: int | None = optional_input(PER_DAY)

    def decoded(self) -> NewSender:
        """The use case's value."""
        return NewSender(
            phone_number=or_none(self.phone_number),
            messaging_service_sid=or_none(self.messaging_service_sid),
            segments_per_second=or_none(self.segments_per_second),
            segments_per_day=or_none(self.segments_per_day),
        )


@strawberry.input(description="Changes of a sender. A field that is left out keeps its value.")
class UpdateSenderInput:
    segments_per_second: float | None = optional_input(PER_SECOND)
    segments_per_day: int | None = optional_input(PER_DAY)

    def decoded(self) -> SenderChanges:
        """The use case's value."""
        return SenderChanges(**mentioned(self, *SenderChanges.__dataclass_fields__))


@strawberry.type(description="The answer to a change of a sender.")
class SenderPayload:
    success: bool = output_field(SUCCESS)
    sender: Sender | None = output_field("The sender after the change. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()
    doubt: strawberry.Private[str | None] = None

    @resolved_field(
        "What is allowed and perhaps not expected: the sender has no rate, or a higher one than carriers take from its "
        "kind, or Twilio did not answer whether the account has it. Empty if there is nothing.",
        most_items=2,
    )
    def warnings(self, info: Info) -> list[Warning]:
        if self.sender is None:
            return []
        row, connector = self.sender.row, info.context.deps.connections.connector
        advice = connector.rate_advice(row.address, row.segments_per_second)
        found = [Warning.of(self.doubt, "input")] if self.doubt else []
        return [*found, Warning.of(advice, "input", "segmentsPerSecond")] if advice else found


@strawberry.type
class SenderMutations:
    @mutation_field(
        SenderPayload,
        "Adds a sender to the account. New leads are spread over the senders that are READY. Where messages are real, "
        "Twilio is asked first: a sender that the account does not have there is refused (`PROVIDER_REFUSED`).",
    )
    async def add_sender(
        self,
        info: Info,
        account_id: AccountId,
        input: Annotated[SenderInput, strawberry.argument(description="The sender.")],
    ) -> SenderPayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        added = await accounts.add_sender(context.deps, context.partner_id, account, input.decoded())
        return SenderPayload(success=True, sender=Sender.of(added.sender), doubt=added.doubt)

    @mutation_field(SenderPayload, "Changes the rates of a sender. They bind at once.")
    async def update_sender(
        self,
        info: Info,
        id: SenderId,
        input: Annotated[UpdateSenderInput, strawberry.argument(description="The changes.")],
    ) -> SenderPayload:
        context, sender = info.context, info.context.decode_id(ids.SENDER, id)
        row = await accounts.update_sender(context.deps, context.partner_id, sender, input.decoded())
        return SenderPayload(success=True, sender=Sender.of(row))

    @mutation_field(
        SenderPayload,
        "Sends nothing from the sender until `resumeSender`. Its leads keep it, and their steps wait "
        "(`SENDER_PAUSED`). New leads get another sender.",
    )
    async def pause_sender(self, info: Info, id: SenderId) -> SenderPayload:
        context, sender = info.context, info.context.decode_id(ids.SENDER, id)
        row = await accounts.pause_sender(context.deps, context.partner_id, sender)
        return SenderPayload(success=True, sender=Sender.of(row))

    @mutation_field(
        SenderPayload,
        "Ends a pause, or says that the cause of BLOCKED is mended: each step that waited for the sender is sent once.",
    )
    async def resume_sender(self, info: Info, id: SenderId) -> SenderPayload:
        context, sender = info.context, info.context.decode_id(ids.SENDER, id)
        row = await accounts.resume_sender(context.deps, context.partner_id, sender)
        return SenderPayload(success=True, sender=Sender.of(row))

    @mutation_field(
        SenderPayload,
        "Removes a sender: after this nothing leaves from it, and its leads get another sender with their next "
        "message. Replies and opt-outs to it still count. Refused while no other sender of the account is READY.",
    )
    async def remove_sender(self, info: Info, id: SenderId) -> SenderPayload:
        context, sender = info.context, info.context.decode_id(ids.SENDER, id)
        row = await accounts.remove_sender(context.deps, context.partner_id, sender)
        return SenderPayload(success=True, sender=Sender.of(row))
