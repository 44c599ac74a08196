"""A sender, and the senders of an account."""

from typing import Self

import strawberry
from strawberry import Parent, Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Info
from app.graphql.schema.accounts.types import Account
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.fields import link, output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.scalars import PhoneNumber
from app.services import accounts


@strawberry.type(
    description="What messages of an account leave from: a phone number, or a Twilio Messaging Service. A lead keeps "
    "the sender of its first message."
)
class Sender(Node):
    row: Private[models.Sender]
    id: strawberry.ID = output_field("The sender's id, `snd_…`.")
    phone_number: PhoneNumber | None = output_field("The number. Null for a Messaging Service.")
    messaging_service_sid: str | None = output_field("The SID of the Messaging Service. Null for a number.")
    status: words.SenderStatus = output_field("Whether messages can leave from it.")
    status_reason: str | None = output_field("Why it is BLOCKED, and what to do. Null if it is not.")
    status_code: int | None = output_field("The provider's code with which it was BLOCKED, if there was one.")
    segments_per_second: float | None = output_field("The most segments that leave in a second. Null: not paced.")
    segments_per_day: int | None = output_field("The most segments that leave in a day. Null: not paced.")

    @resolved_field("Segments that have left since midnight in the account's `timeZone`.")
    async def sent_today(self, info: Info) -> int:
        return (await info.context.loaders.usage.load(self.row.id)).sent_today

    @resolved_field("Segments of the steps that wait for the rates of the sender (`SENDER_BUSY`).")
    async def queued_segments(self, info: Info) -> int:
        return (await info.context.loaders.usage.load(self.row.id)).queued_segments

    @classmethod
    def of(cls, row: models.Sender) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.SENDER, row.id)),
            phone_number=PhoneNumber(row.phone_number) if row.phone_number else None,
            messaging_service_sid=row.messaging_service_sid,
            status=row.status,
            status_reason=row.status_reason,
            status_code=row.status_code,
            segments_per_second=row.segments_per_second,
            segments_per_day=row.segments_per_day,
        )


@link(Account, "What its messages leave from, oldest first.", most_items=accounts.MAX_SENDERS)
async def senders(account: Parent[Account], info: Info) -> list[Sender]:
    return [Sender.of(row) for row in await info.context.loaders.senders.load(account.row.id)]
