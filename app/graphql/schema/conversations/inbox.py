"""Conversations: the rows of an inbox, and what mutations of them answer."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import UNSET, Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.graphql.context import Info
from app.graphql.schema.ai.types import Draft
from app.graphql.schema.common.fields import must_exist, optional_input, or_none, output_field, resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.pauses import Pause
from app.graphql.schema.common.payloads import SUCCESS, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.conversations.types import Message
from app.graphql.schema.people.types import Lead
from app.services import conversations


@strawberry.type(description="The conversation with a lead who has a message, as an inbox shows it.")
class Conversation(Node):
    row: Private[models.Conversation]
    id: strawberry.ID = output_field("The conversation's id, `cnv_…`.")
    last_message_at: datetime = output_field("When the newest message was written or received: the order of the list.")
    last_inbound_at: datetime | None = output_field("When the lead's newest message was received. Null: there is none.")
    unread_count: int = output_field(
        "How many messages of the lead nobody has read: stored after `markRead`, `closeConversation`, and after the "
        "newest message that a person wrote."
    )
    attention: words.AttentionReason | None = output_field(
        "Why the conversation needs a person: the most urgent reason, in the order of the enum. Null: it does not."
    )
    status: words.ConversationStatus = output_field("Whether somebody has closed the conversation.")
    assignee: str | None = output_field("To whom the conversation is given, as you name people. Null: to nobody.")

    @classmethod
    def of(cls, row: models.Conversation) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.CONVERSATION, row.id)),
            last_message_at=row.last_message_at,
            last_inbound_at=row.last_inbound_at,
            unread_count=row.unread_count,
            attention=row.attention,
            status=row.status,
            assignee=row.assignee,
        )

    @resolved_field("The person at the other end.", attachable=True)
    async def lead(self, info: Info) -> Lead:
        return Lead.of(must_exist(await info.context.loaders.lead.load(self.row.id)))

    @resolved_field("The newest message, in either direction.", attachable=True)
    async def last_message(self, info: Info) -> Message:
        return Message.of(must_exist(await info.context.loaders.message.load(self.row.last_message_id)))

    @resolved_field(
        "A reply that the AI proposes, for a person to edit and send with `sendMessage`; nothing else sends it. Null: "
        "none was asked for with `suggestReply` or by `AiSettings.suggestReplies`, the lead has written since, or a "
        "person has answered."
    )
    async def suggestion(self, info: Info) -> Draft | None:
        row = await info.context.loaders.suggestion.load(self.row.id)
        return Draft.of_suggestion(row) if row else None

    @resolved_field("The pause of the lead's automated steps. Null: automation is on.")
    async def automation(self, info: Info) -> Pause | None:
        pause = must_exist(await info.context.loaders.lead.load(self.row.id)).pause
        return Pause.in_force(pause, info.context.deps.clock.now())


@strawberry.input(description="Which conversations are wanted: those that match every field.")
class ConversationFilter:
    unread: bool | None = optional_input(
        "True: only conversations with unread messages. False: only conversations without."
    )
    attention: list[words.AttentionReason] | None = optional_input(
        "Only conversations whose `attention` is one of these."
    )
    status: words.ConversationStatus | None = optional_input("Only conversations with this status.")
    assignee: str | None = optional_input("Only conversations that are given to this person.")
    search: str | None = optional_input("Only conversations with leads whom `leads(search:)` finds by this text.")

    def decoded(self) -> conversations.ConversationFilter:
        """The use case's value."""
        attention = or_none(self.attention)
        return conversations.ConversationFilter(
            unread=or_none(self.unread),
            attention=None if attention is None else tuple(attention),
            status=or_none(self.status),
            assignee=or_none(self.assignee),
            search=or_none(self.search),
        )


def filter_of(given: ConversationFilter | None) -> conversations.ConversationFilter:
    """The use case's value; every conversation, if there is no filter."""
    return conversations.ConversationFilter() if given in (None, UNSET) or given is None else given.decoded()


@strawberry.type(description="The answer to a mutation of a conversation.")
class ConversationPayload:
    success: bool = output_field(SUCCESS)
    conversation: Conversation | None = output_field(
        "The conversation after the mutation. Null if the mutation was refused.", None
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, row: models.Conversation) -> Self:
        return cls(success=True, conversation=Conversation.of(row))
