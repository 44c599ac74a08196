"""Queries and mutations of conversations."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.graphql.context import Info
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import AccountId, id_argument
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import or_none, resolved_field
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.conversations.inbox import Conversation, ConversationFilter, ConversationPayload, filter_of
from app.services import conversations
from app.services.conversations import MAX_PERSON

ConversationId = Annotated[strawberry.ID, id_argument("The conversation's id, `cnv_…`.")]


def _key(info: Info, conversation_id: str) -> UUID:
    return info.context.decode_id(ids.CONVERSATION, conversation_id)


@strawberry.type
class ConversationQueries:
    @resolved_field("The account's conversations, the newest message first, by cursors.")
    async def conversations_connection(
        self,
        info: Info,
        account_id: AccountId,
        filter: Annotated[
            ConversationFilter | None, strawberry.argument(description="Which conversations. Default: all.")
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Conversation]:
        part = span(cursors.CONVERSATIONS, first, after, last, before, selected_below(info))
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        found = await conversations.conversations(info.context.partner_id, account, filter_of(filter), part)
        return Connection.of(found, cursors.CONVERSATIONS, Conversation.of)


@strawberry.type
class ConversationMutations:
    @mutation_field(
        ConversationPayload,
        "Marks the lead's messages as read: all messages that are stored now, or with `messageId` this message and "
        "those that were stored before it.",
    )
    async def mark_read(
        self,
        info: Info,
        conversation_id: ConversationId,
        message_id: Annotated[
            strawberry.ID | None, id_argument("The newest message that was read, `msg_…`. Left out: all are read.")
        ] = UNSET,
    ) -> ConversationPayload:
        context, message = info.context, or_none(message_id)
        key = None if message is None else context.decode_id(ids.MESSAGE, message)
        return ConversationPayload.of(
            await conversations.mark_read(context.deps, context.partner_id, _key(info, conversation_id), key)
        )

    @mutation_field(ConversationPayload, "Gives the conversation to a person of yours, or to nobody.")
    async def assign_conversation(
        self,
        info: Info,
        conversation_id: ConversationId,
        assignee: Annotated[
            str | None,
            strawberry.argument(
                description=f"The person, as you name people: up to {MAX_PERSON} characters. Null: nobody."
            ),
        ] = UNSET,
    ) -> ConversationPayload:
        context = info.context
        return ConversationPayload.of(
            await conversations.assign_conversation(
                context.deps, context.partner_id, _key(info, conversation_id), or_none(assignee)
            )
        )

    @mutation_field(
        ConversationPayload,
        "Closes the conversation: everything in it is read, and nothing needs attention. A new message of the lead, a "
        "draft that awaits review, and a message that does not arrive open it again. Automation goes on: to stop it, "
        "cancel the enrollment or pause the lead.",
    )
    async def close_conversation(self, info: Info, conversation_id: ConversationId) -> ConversationPayload:
        context = info.context
        return ConversationPayload.of(
            await conversations.close_conversation(context.deps, context.partner_id, _key(info, conversation_id))
        )

    @mutation_field(
        ConversationPayload,
        "Pauses the lead's automated steps, because a person speaks with the lead. Once this is answered, no step is "
        "sent that was not claimed before. A pause that lasts longer is not shortened.",
    )
    async def take_over(
        self,
        info: Info,
        conversation_id: ConversationId,
        by: Annotated[str, strawberry.argument(description=f"The person's name, up to {MAX_PERSON} characters.")],
        until: Annotated[
            datetime | None,
            strawberry.argument(description="When the takeover ends by itself. Default: after `takeoverHours`."),
        ] = UNSET,
    ) -> ConversationPayload:
        context = info.context
        return ConversationPayload.of(
            await conversations.take_over(
                context.deps, context.partner_id, _key(info, conversation_id), by, or_none(until)
            )
        )

    @mutation_field(
        ConversationPayload,
        "Ends a takeover: automation goes on. It is also the decision on an unclear text, whose pause it ends. A pause "
        "by `pauseLead`, and an absence of the lead, stay. Of several overdue steps of the lead, each waits an hour "
        "for the step before it.",
    )
    async def hand_back(self, info: Info, conversation_id: ConversationId) -> ConversationPayload:
        context = info.context
        return ConversationPayload.of(
            await conversations.hand_back(context.deps, context.partner_id, _key(info, conversation_id))
        )
