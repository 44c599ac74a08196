"""The messages of an account, and whose each message is."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET, Parent

from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Info
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import link, must_exist, optional_input, or_none, resolved_field
from app.graphql.schema.conversations.types import Message
from app.graphql.schema.enrollment.types import Enrollment
from app.graphql.schema.people.types import Lead
from app.services import conversations


@link(Message, "The person who sent the message, or to whom it was sent.", attachable=True)
async def lead(message: Parent[Message], info: Info) -> Lead:
    return Lead.of(must_exist(await info.context.loaders.lead.load(message.row.lead_id)))


@link(Message, "The enrollment whose step sent the message. Null for every other message.")
async def enrollment(message: Parent[Message], info: Info) -> Enrollment | None:
    if message.row.enrollment_id is None:
        return None
    return Enrollment.of(must_exist(await info.context.loaders.enrollment.load(message.row.enrollment_id)))


@strawberry.input(description="Which messages are wanted: those that match every field.")
class MessageFilter:
    direction: words.MessageDirection | None = optional_input("Only messages in this direction.")
    status: list[words.MessageStatus] | None = optional_input("Only messages with one of these statuses.")
    source: list[words.MessageSource] | None = optional_input(
        "Only messages that one of these wrote. Inbound messages have no source."
    )
    error_code: int | None = optional_input("Only messages with this error code of the SMS provider.")
    since: datetime | None = optional_input("Only messages whose `createdAt` is this time or later.")
    until: datetime | None = optional_input("Only messages whose `createdAt` is before this time.")
    sequence_id: strawberry.ID | None = optional_input("Only messages that steps of this sequence sent.")

    def decoded(self, info: Info) -> conversations.MessageFilter:
        """The use case's value."""
        status, source, sequence = or_none(self.status), or_none(self.source), or_none(self.sequence_id)
        return conversations.MessageFilter(
            direction=or_none(self.direction),
            status=None if status is None else tuple(status),
            source=None if source is None else tuple(source),
            error_code=or_none(self.error_code),
            since=or_none(self.since),
            until=or_none(self.until),
            sequence_id=None if sequence is None else info.context.decode_id(ids.SEQUENCE, sequence),
        )


@strawberry.type
class AccountMessageQueries:
    @resolved_field(
        "The messages of all conversations of the account, the newest first, by cursors. A message that is received "
        "late is listed at the time at which the lead sent it."
    )
    async def account_messages_connection(
        self,
        info: Info,
        account_id: AccountId,
        filter: Annotated[
            MessageFilter | None, strawberry.argument(description="Which messages. Default: all.")
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Message]:
        part = span(cursors.MESSAGES, first, after, last, before, selected_below(info))
        account, given = info.context.decode_id(ids.ACCOUNT, account_id), or_none(filter)
        wanted = conversations.MessageFilter() if given is None else given.decoded(info)
        found = await conversations.account_messages(info.context.partner_id, account, wanted, part)
        return Connection.of(found, cursors.MESSAGES, Message.of)
