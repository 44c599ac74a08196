"""Queries, mutations and subscriptions of messages."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.domain.sms.segments import MAX_BODY
from app.domain.vocabulary import KeyScope
from app.graphql.context import Info
from app.graphql.schema.common import cursors
from app.graphql.schema.common.arguments import AccountId, Phone
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import or_none, resolved_field
from app.graphql.schema.common.pages import Limit, Offset, Page, page_window
from app.graphql.schema.common.payloads import mutation_field
from app.graphql.schema.common.scalars import PhoneNumber
from app.graphql.schema.common.subscriptions import shown_rows, subscription_field
from app.graphql.schema.conversations.payloads import MessagePayload
from app.graphql.schema.conversations.types import Message
from app.services import subscriptions
from app.services.conversations import MAX_PERSON, messages_of_phone, send_message
from app.services.paging import DEFAULT_LIMIT


@strawberry.type
class MessageQueries:
    @resolved_field("The conversation with one phone number, newest message first.")
    async def messages(
        self, info: Info, account_id: AccountId, phone: Phone, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0
    ) -> Page[Message]:
        part = page_window(info, limit, offset, "messagesConnection")
        account = info.context.decode_id(ids.ACCOUNT, account_id)
        return Page.of(await messages_of_phone(info.context.partner_id, account, phone, part), part, Message.of)

    @resolved_field("The conversation with one phone number, newest message first, by cursors.")
    async def messages_connection(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Message]:
        part = span(cursors.MESSAGES, first, after, last, before, selected_below(info))
        found = await messages_of_phone(
            info.context.partner_id, info.context.decode_id(ids.ACCOUNT, account_id), phone, part
        )
        return Connection.of(found, cursors.MESSAGES, Message.of)


@strawberry.type
class MessageMutations:
    @mutation_field(
        MessagePayload,
        "Sends a text that a person wrote. An unknown phone becomes a lead. Nothing is sent to a lead who has opted "
        "out, or outside the account's sending window. The person takes the conversation over, unless `takeOver` is "
        "false: automated steps rest for the account's `takeoverHours`, or until `handBack`.",
        scope=KeyScope.SEND,
    )
    async def send_message(
        self,
        info: Info,
        account_id: AccountId,
        phone: Phone,
        body: Annotated[str, strawberry.argument(description=f"The text, at most {MAX_BODY:,} characters.")],
        by: Annotated[
            str | None, strawberry.argument(description=f"The person's name, up to {MAX_PERSON} characters.")
        ] = UNSET,
        take_over: Annotated[
            bool, strawberry.argument(description="Whether the person takes the conversation over.")
        ] = True,
    ) -> MessagePayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        row = await send_message(context.deps, context.partner_id, account, phone, body, or_none(by), take_over)
        return MessagePayload.of(context.deps, row)


@strawberry.type
class MessageSubscriptions:
    @subscription_field(
        "Each message that is added to the account's conversations from now on, once. An inbound message arrives when "
        "it is stored; an outbound message when the SMS provider has accepted or refused it or its outcome is UNKNOWN."
    )
    def message_added(
        self,
        info: Info,
        account_id: AccountId,
        phone: Annotated[
            PhoneNumber | None,
            strawberry.argument(description="Only messages of the conversation with this phone number."),
        ] = UNSET,
    ) -> AsyncGenerator[Message, None]:
        context = info.context
        rows = subscriptions.new_messages(
            context.deps, context.partner_id, context.decode_id(ids.ACCOUNT, account_id), or_none(phone)
        )
        return shown_rows(info, rows, Message.of)
