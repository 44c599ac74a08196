"""The events of outgoing webhooks: one table of their types with the properties of their data.

The triggers of the migration `webhook_events` write the data; a test holds them to this table. The body that is sent,
and the JSON Schema of each event (`schemas.py`), are made from it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

import orjson

from app.domain import ids
from app.domain.calendar import moments
from app.domain.vocabulary import CancelReason, LeadStatus, StepReason
from app.domain.webhooks.properties import Described, Kind, Property, id_of, text, time, word

ALL = "*"
"""Stands for every type in the list of an endpoint."""
MAX_BODY_BYTES = 20_000
MAX_TEXT_BYTES = 8_000
"""What a text takes at most in the body, as JSON; a longer one is cut, and `body_truncated` says so."""
MAX_WORD_BYTES = 1_000
"""What any other text takes at most. A longer one is cut and ends with "…"."""


class EventType(StrEnum):
    CONVERSATION_STARTED = "conversation.started"
    CONVERSATION_REPLY_RECEIVED = "conversation.reply_received"
    CONVERSATION_HANDOFF_REQUESTED = "conversation.handoff_requested"
    LEAD_CREATED = "lead.created"
    LEAD_STATUS_CHANGED = "lead.status_changed"
    LEAD_OPTED_OUT = "lead.opted_out"
    LEAD_OPTED_IN = "lead.opted_in"
    SEQUENCE_COMPLETED = "sequence.completed"
    SEQUENCE_REPLY_RECEIVED = "sequence.reply_received"
    MESSAGE_SENT = "message.sent"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_UNKNOWN = "message.unknown"
    ENROLLMENT_STARTED = "enrollment.started"
    ENROLLMENT_PAUSED = "enrollment.paused"
    ENROLLMENT_RESUMED = "enrollment.resumed"
    ENROLLMENT_CANCELLED = "enrollment.cancelled"
    STEP_SKIPPED = "step.skipped"
    STEP_HELD = "step.held"
    DRAFT_AWAITING_REVIEW = "draft.awaiting_review"
    BUDGET_REACHED = "budget.reached"
    SENDER_BLOCKED = "sender.blocked"
    WEBHOOK_TEST = "webhook.test"


LEAD = (
    id_of("lead_id", ids.LEAD, "The lead."),
    text("phone", "The lead's phone, E.164.", is_personal=True),
    text("external_id", "Your own id of the lead.", is_personal=True),
)
CONVERSATION = (id_of("conversation_id", ids.CONVERSATION, "The conversation."),)
RUN = (id_of("enrollment_id", ids.ENROLLMENT, "The enrollment."), id_of("sequence_id", ids.SEQUENCE, "Its sequence."))
STEP = (Property(name="step_order", description="The place of the step, from 0.", kind=Kind.INTEGER),)
BODY = (Property(name="body", description="The text of the message.", kind=Kind.BODY, is_personal=True),)
MESSAGE = (
    id_of("message_id", ids.MESSAGE, "The message."),
    id_of("enrollment_id", ids.ENROLLMENT, "The enrollment; null for a message that a person wrote.", is_null=True),
    id_of("sequence_id", ids.SEQUENCE, "Its sequence.", is_null=True),
    Property(name="step_order", description="The place of its step, from 0.", kind=Kind.INTEGER, is_null=True),
    word("source", "Who wrote it.", ("sequence", "ai", "manual")),
    Property(name="segments", description="How many SMS segments the text has.", kind=Kind.INTEGER),
    text("sender", "The number that it left from, or the SID of the Messaging Service.", is_null=True),
)
STATUSES = tuple(LeadStatus)
RECEIVED = (
    *LEAD,
    *CONVERSATION,
    id_of("message_id", ids.MESSAGE, "The message."),
    *BODY,
    time("received_at", "When it was received."),
)

EVENTS: dict[EventType, Described] = {
    EventType.CONVERSATION_STARTED: Described(
        "The first message of a conversation was received, or the provider took it.",
        (
            *LEAD,
            *CONVERSATION,
            id_of("message_id", ids.MESSAGE, "The message."),
            word("direction", "Whether the lead wrote it.", ("inbound", "outbound")),
        ),
    ),
    EventType.CONVERSATION_REPLY_RECEIVED: Described(
        "A lead wrote a text that is a reply: no opt-out, opt-in, request for help, reaction or automatic answer.",
        (*RECEIVED, word("read_as", "`unclear` waits for a person's decision.", ("reply", "unclear"))),
    ),
    EventType.CONVERSATION_HANDOFF_REQUESTED: Described("A lead asked for a person.", RECEIVED),
    EventType.LEAD_CREATED: Described(
        "A lead was created, by a call, an import or a first message.",
        (
            *LEAD,
            word("status", "Its status.", STATUSES),
            *(
                text(name, f"Its {said}.", is_personal=True)
                for name, said in (
                    ("first_name", "first name"),
                    ("last_name", "last name"),
                    ("name", "whole name"),
                    ("email", "e-mail address"),
                    ("source", "origin, as you gave it"),
                )
            ),
            time("created_at", "When it was created."),
        ),
    ),
    EventType.LEAD_STATUS_CHANGED: Described(
        "The status of a lead changed: by a call, by an event that is a goal, or with the first message that the "
        "provider took.",
        (
            *LEAD,
            word("status", "The new status.", STATUSES),
            word("previous_status", "The status before.", STATUSES),
        ),
    ),
    EventType.LEAD_OPTED_OUT: Described(
        "A lead opted out. A repeated STOP is no event.", (*LEAD, time("opted_out_at", "When the lead said so."))
    ),
    EventType.LEAD_OPTED_IN: Described("A lead that had opted out opted in.", LEAD),
    EventType.SEQUENCE_COMPLETED: Described(
        "The last step of an enrollment ended.",
        (*LEAD, *RUN, time("started_at", "When it began."), time("ended_at", "When it ended.")),
    ),
    EventType.SEQUENCE_REPLY_RECEIVED: Described(
        "The first reply of a lead in an enrollment.",
        (
            *LEAD,
            *RUN,
            *STEP,
            id_of("message_id", ids.MESSAGE, "The reply.", is_null=True),
            *BODY,
            time("replied_at", "When it was received."),
        ),
    ),
    EventType.MESSAGE_SENT: Described(
        "The provider took a message.", (*LEAD, *MESSAGE, time("sent_at", "When the provider took it."))
    ),
    EventType.MESSAGE_DELIVERED: Described(
        "The provider reported a message as delivered.",
        (*LEAD, *MESSAGE, time("delivered_at", "When that was reported.", is_null=True)),
    ),
    EventType.MESSAGE_FAILED: Described(
        "A message was refused, or reported as not delivered.",
        (
            *LEAD,
            *MESSAGE,
            word("status", "`failed` or `undelivered`.", ("failed", "undelivered")),
            Property(name="error_code", description="The provider's code.", kind=Kind.INTEGER, is_null=True),
        ),
    ),
    EventType.MESSAGE_UNKNOWN: Described(
        "Nobody can say whether the provider took a message. It is looked up: `message.sent` may follow.",
        (*LEAD, *MESSAGE),
    ),
    EventType.ENROLLMENT_STARTED: Described(
        "A lead was enrolled.",
        (
            *LEAD,
            *RUN,
            time("started_at", "When the enrollment began."),
            time("first_step_at", "When its first step is due.", is_null=True),
        ),
    ),
    EventType.ENROLLMENT_PAUSED: Described(
        "An enrollment was paused by itself. A pause of its lead, sequence or account is told by `step.held`.",
        (
            *LEAD,
            *RUN,
            time("paused_at", "When the pause began."),
            time("paused_until", "When it ends by itself; null: it does not.", is_null=True),
            text("paused_by", "The person who paused it.", is_personal=True),
        ),
    ),
    EventType.ENROLLMENT_RESUMED: Described("The pause of an enrollment was ended by a call.", (*LEAD, *RUN)),
    EventType.ENROLLMENT_CANCELLED: Described(
        "An enrollment ended before its last step.",
        (
            *LEAD,
            *RUN,
            time("started_at", "When it began."),
            time("ended_at", "When it ended."),
            word("reason", "Why it ended.", CancelReason),
        ),
    ),
    EventType.STEP_SKIPPED: Described(
        "A step was skipped.",
        (
            *LEAD,
            *RUN,
            *STEP,
            word("reason", "Why it was skipped.", StepReason, is_null=True),
            text("explanation", "The reason as a sentence.", is_personal=True),
            time("due_at", "When it was due.", is_null=True),
            time("skipped_at", "When it was skipped."),
        ),
    ),
    EventType.STEP_HELD: Described(
        "A step that is due waits, because somebody must do something or because its time has moved. Once for each "
        "reason and cause, however often the step is looked at.",
        (
            *LEAD,
            *RUN,
            *STEP,
            word("reason", "Why it waits.", StepReason),
            time("due_at", "When it was due."),
            time("until", "When it is decided on again; null: when somebody ends the cause.", is_null=True),
        ),
    ),
    EventType.DRAFT_AWAITING_REVIEW: Described(
        "A text that the AI wrote for a step waits for a person.",
        (
            *LEAD,
            *RUN,
            *STEP,
            id_of("draft_id", ids.DRAFT, "The text; `draft` reads it."),
            word("reason", "Why a person must look at it.", StepReason, is_null=True),
        ),
    ),
    EventType.BUDGET_REACHED: Described(
        "An AI budget of an account is used up.",
        (
            word("budget", "Which budget.", ("daily", "monthly")),
            Property(name="since", description="The first day that it counts.", kind=Kind.DAY),
            Property(name="limit_usd", description="The budget in US dollars.", kind=Kind.NUMBER),
            Property(name="spent_usd", description="What counts against it so far.", kind=Kind.NUMBER),
        ),
    ),
    EventType.SENDER_BLOCKED: Described(
        "The provider or a carrier blocked a sender. Its steps wait until `resumeSender`.",
        (
            id_of("sender_id", ids.SENDER, "The sender."),
            text("phone_number", "Its number; null for a Messaging Service.", is_null=True),
            text("messaging_service_sid", "The SID of the Messaging Service; null for a number.", is_null=True),
            Property(name="code", description="The provider's code.", kind=Kind.INTEGER, is_null=True),
            text("reason", "Why, and what to do.", is_null=True),
        ),
    ),
    EventType.WEBHOOK_TEST: Described(
        "You called `testWebhookEndpoint`.", (id_of("endpoint_id", ids.WEBHOOK_ENDPOINT, "The endpoint."),)
    ),
}
PERSONAL = [(kind, one.name) for kind, described in EVENTS.items() for one in described.data if one.is_personal]
"""The properties of each type that are null once the person was erased."""
TRUNCATED = "body_truncated"


# ------------------------------------------------------------------ the body


class Event(Protocol):
    """A stored event, as an ORM object or as a raw row. `data` is an object or its JSON."""

    @property
    def id(self) -> UUID: ...
    @property
    def type(self) -> str: ...
    @property
    def account_id(self) -> UUID | None: ...
    @property
    def order(self) -> int: ...
    @property
    def data(self) -> Any: ...
    @property
    def created_at(self) -> datetime: ...


def event_id(event: Event) -> str:
    """The id of the event as receivers see it, `evt_…`: the same in every attempt."""
    return ids.encode(ids.EVENT, event.id)


def body_of(event: Event) -> bytes:
    """The body that is sent, as JSON in UTF-8 under `MAX_BODY_BYTES`: the same bytes in every attempt, unless the
    person was erased meanwhile."""
    return orjson.dumps(payload_of(event))


def payload_of(event: Event) -> dict[str, Any]:
    """The same as an object."""
    at, account = moments.rfc3339(event.created_at), event.account_id
    stored = orjson.loads(event.data) if isinstance(event.data, str | bytes) else event.data
    return {
        "id": event_id(event),
        "type": event.type,
        "timestamp": at,
        "created_at": at,
        "account_id": ids.encode(ids.ACCOUNT, account) if account else None,
        "order": event.order,
        "data": _data(EventType(event.type), stored),
    }


def _data(kind: EventType, stored: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for one in EVENTS[kind].data:
        value = stored.get(one.name)
        data[one.name] = None if value is None else _written(one, value)
        if one.kind is Kind.BODY:
            data[TRUNCATED] = data[one.name] != value
    return data


def _written(one: Property, value: Any) -> Any:
    match one.kind:
        case Kind.ID:
            return ids.encode(one.prefix, UUID(value))
        case Kind.TIME:
            return moments.rfc3339(datetime.fromisoformat(value))
        case Kind.BODY:
            return cut(value, MAX_TEXT_BYTES)
        case Kind.TEXT:
            short = cut(value, MAX_WORD_BYTES)
            return short if short == value else f"{short}…"
    return value


def cut(text: str, most: int) -> str:
    """The beginning of the text, as long as it takes at most so many bytes as JSON."""
    room = most - 2
    if len(orjson.dumps(text)) - 2 <= room:
        return text
    for place, char in enumerate(text):
        room -= len(orjson.dumps(char)) - 2
        if room < 0:
            return text[:place]
    return text
