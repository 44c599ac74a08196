"""Conversations over REST: the inbox of an account, one conversation, and a person's message in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import Field, model_validator
from starlette.responses import Response

from app.domain import ids
from app.domain.calendar import moments
from app.domain.sms import names, phones
from app.domain.vocabulary import MessageSource
from app.errors import Code, Refused, refuse
from app.models import Conversation, Message
from app.rest import answers
from app.rest.answers import Answer, Time
from app.rest.bodies import Body, WindowQuery
from app.rest.calls import Call
from app.rest.leads import STATUSES, Status
from app.services import accounts, conversations, people
from app.services.checks import Checks
from app.services.conversations import ConversationFilter, InboxEntry

PREVIEW = 160
Source = Literal["sequence", "ai", "manual"]
Direction = Literal["inbound", "outbound"]


# ------------------------------------------------------------------ bodies and queries


class ConversationsQuery(WindowQuery):
    """Which conversations are wanted."""

    needs_handoff: bool | None = Field(
        default=None,
        description="True: only conversations that need a person, because the lead asked for one or the text is "
        "unclear. False: only the others.",
    )


class MessageBody(Body):
    """A person's message."""

    body: str = Field(description="The text.")
    display_name: str | None = Field(default=None, description="The name of the person who writes.")
    by: str | None = Field(default=None, description="The same name, as GraphQL spells it.")

    @model_validator(mode="after")
    def _has_one_name(self) -> "MessageBody":
        if self.display_name is not None and self.by is not None:
            raise ValueError("Write either display_name or by.")
        return self

    @property
    def name(self) -> str | None:
        """The person's name."""
        return self.display_name if self.by is None else self.by


# ------------------------------------------------------------------ answers


class ConversationAnswer(Answer):
    """A conversation, as an inbox shows it."""

    phone: str = Field(description="The lead's phone, E.164.")
    name: str | None = Field(description="The lead's full name.")
    preview: str = Field(description=f"The newest message, up to {PREVIEW} characters of it.")
    last_message_at: Time
    message_count: int
    needs_handoff: bool = Field(
        description="Whether the conversation needs a person: the lead asked for one, or the text is unclear."
    )
    lead_status: Status
    in_sequence: bool = Field(description="Whether the lead is in a sequence now.")


class ConversationsAnswer(Answer):
    """One part of the list of an account's conversations, the newest message first."""

    conversations: list[ConversationAnswer]
    total: int = Field(description="The number of conversations in the whole list.")
    limit: int
    offset: int


class MessageAnswer(Answer):
    """A message of a conversation."""

    id: str = Field(examples=["msg_01jd2m6xk4e0gvz5f8s3r7q9wb"])
    direction: Direction
    body: str
    sent_at: Time = Field(description="When the message was sent or received; for one that is on its way, written.")
    source: Source | None = Field(description="Who wrote an outbound message; null for an inbound message.")
    status: str = Field(description="`received`, or what became of an outbound message, such as `delivered`.")
    display_name: str | None = Field(description="The name of the person who wrote it.")


class MessagesAnswer(Answer):
    """One part of a conversation, newest message first."""

    messages: list[MessageAnswer]
    total: int = Field(description="The number of messages in the whole conversation.")
    limit: int
    offset: int


class SentAnswer(Answer):
    """The message that was sent. Automation rests until it is handed back, or for the account's `takeoverHours`."""

    success: Literal[True]
    message: MessageAnswer


# ------------------------------------------------------------------ calls


async def listed(call: Call) -> Response:
    """One part of the account's conversations, the newest message first."""
    query, account = ConversationsQuery.model_validate(dict(call.request.query_params)), await call.account()
    wanted = ConversationFilter(needs_handoff=query.needs_handoff)
    found = await conversations.conversations(call.partner_id, account, wanted, query.window(), exactly=True)
    shown = await _shown(found.rows)
    return answers.answer(
        ConversationsAnswer(conversations=shown, total=found.total or 0, limit=query.limit, offset=query.offset)
    )


async def messages(call: Call) -> Response:
    """One part of the conversation with a phone, newest message first. Refused with INVALID_PHONE or NOT_FOUND."""
    query, account = WindowQuery.model_validate(dict(call.request.query_params)), await call.account()
    phone = _phone(call)
    if await people.find_by_phone(call.partner_id, account, phone) is None:
        row, checks = await accounts.require(call.partner_id, account), Checks(())
        checks.phone(phone, phones.region_of(row.phone_number), "phone")
        checks.done()
        raise refuse(Code.NOT_FOUND, "This account has no lead with this phone.")
    found = await conversations.messages_of_phone(call.partner_id, account, phone, query.window())
    shown = [_message(row) for row in found.rows]
    return answers.answer(
        MessagesAnswer(messages=shown, total=found.total or 0, limit=query.limit, offset=query.offset)
    )


async def write(call: Call) -> Response:
    """Sends a person's text, who takes the conversation over."""
    said, account = MessageBody.model_validate(call.body), await call.account()
    try:
        row = await conversations.send_message(call.deps, call.partner_id, account, _phone(call), said.body, said.name)
    except Refused as error:
        raise _in_its_words(error, said) from None
    if refused := conversations.refused_by_provider(call.deps, row):
        raise refused
    return answers.answer(SentAnswer(success=True, message=_message(row)), 201)


def _in_its_words(error: Refused, said: MessageBody) -> Refused:
    """The refusal, with the name of the field as the caller wrote it."""
    if said.by is not None:
        return error
    return Refused(
        *(
            replace(one, path=tuple("display_name" if part == "by" else part for part in one.path))
            for one in error.refusals
        )
    )


def _phone(call: Call) -> str:
    """The phone that the address names."""
    return str(call.request.path_params["phone"])


# ------------------------------------------------------------------ encoding


async def _shown(rows: Sequence[Conversation]) -> list[ConversationAnswer]:
    entries = await conversations.inbox_entries(rows)
    statuses = await people.statuses(entry.lead for entry in entries)
    return [_conversation(entry, STATUSES[statuses[entry.lead.id]]) for entry in entries]


def _conversation(entry: InboxEntry, status: Status) -> ConversationAnswer:
    lead = entry.lead
    return ConversationAnswer(
        phone=lead.phone,
        name=lead.name or names.read(lead.first_name, lead.last_name, None).full,
        preview=_preview(entry.last_message.text),
        last_message_at=moments.rfc3339(entry.conversation.last_message_at),
        message_count=entry.messages,
        needs_handoff=entry.conversation.attention in conversations.NEEDS_HANDOFF,
        lead_status=status,
        in_sequence=entry.in_sequence,
    )


def _preview(body: str) -> str:
    return body if len(body) <= PREVIEW else f"{body[: PREVIEW - 1].rstrip()}…"


_SOURCES: dict[MessageSource, Source] = {
    MessageSource.SEQUENCE: "sequence",
    MessageSource.AI: "ai",
    MessageSource.OPERATOR: "manual",
}


def _message(row: Message) -> MessageAnswer:
    direction: Direction = "inbound" if row.source is None else "outbound"
    at: datetime = row.sent_at or row.created_at
    return MessageAnswer(
        id=ids.encode(ids.MESSAGE, row.id),
        direction=direction,
        body=row.text,
        sent_at=moments.rfc3339(at),
        source=_SOURCES[row.source] if row.source else None,
        status=row.status.lower(),
        display_name=row.written_by,
    )
