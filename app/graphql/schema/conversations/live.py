"""Subscriptions to the conversations of an account."""

from collections.abc import AsyncGenerator, Mapping
from typing import Annotated

import strawberry
from strawberry import UNSET

from app import models
from app.domain import ids
from app.graphql.context import Info
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.fields import or_none
from app.graphql.schema.common.scalars import PhoneNumber
from app.graphql.schema.common.subscriptions import Related, shown_changes, subscription_field
from app.graphql.schema.conversations.inbox import Conversation
from app.graphql.schema.conversations.types import Message
from app.graphql.schema.people.types import Lead
from app.services import subscriptions

_OF_MESSAGE: Mapping[str, Related[models.Message]] = {
    "lead": Related(lambda loaders, row: loaders.lead.load(row.lead_id), "lead", Lead.of)
}
_OF_CONVERSATION: Mapping[str, Related[models.Conversation]] = {
    "lead": Related(lambda loaders, row: loaders.lead.load(row.id), "lead", Lead.of),
    "automation": Related(lambda loaders, row: loaders.lead.load(row.id)),
    "lastMessage": Related(lambda loaders, row: loaders.message.load(row.last_message_id), "last_message", Message.of),
}


@strawberry.type
class ConversationSubscriptions:
    @subscription_field(
        "Each message of the account that is stored or changes from now on, with its latest state. Changes of a "
        "message within moments arrive as one event."
    )
    def message_updated(
        self,
        info: Info,
        account_id: AccountId,
        phone: Annotated[
            PhoneNumber | None,
            strawberry.argument(description="Only messages of the conversation with this phone number."),
        ] = UNSET,
    ) -> AsyncGenerator[Message, None]:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        rows = subscriptions.message_changes(context.deps, context.partner_id, account, or_none(phone), context.gather)
        return shown_changes(info, rows, Message.of, _OF_MESSAGE)

    @subscription_field(
        "Each conversation of the account that begins or changes from now on, with its latest state. A change of its "
        "lead, such as a pause, and of its newest message is a change of the conversation."
    )
    def conversation_updated(self, info: Info, account_id: AccountId) -> AsyncGenerator[Conversation, None]:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        rows = subscriptions.conversation_changes(context.deps, context.partner_id, account, context.gather)
        return shown_changes(info, rows, Conversation.of, _OF_CONVERSATION)
