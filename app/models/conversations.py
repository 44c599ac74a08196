"""Messages, in both directions, and the conversations that they are in."""

from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, copied, parent
from app.models.people import Lead


class Reconciliation(Model):
    """How far the provider's list of inbound messages is stored: one row for each account at the provider."""

    provider = fields.CharField(primary_key=True, max_length=64)
    next_at = fields.DatetimeField()
    stored_until = fields.DatetimeField(null=True)

    class Meta:
        table = "reconciliation"


class Message(Row):
    """An SMS in either direction. An outbound row is one attempt: its id is the attempt's id.

    `sender` is the number or the Messaging Service that it left from (null in rows of releases before 0009: the
    account's number). `left_from` is the number that a Messaging Service chose, once the provider has told it.
    `recipient` is the phone that it was sent to (null in rows of releases before 0019: the phone of the lead, which
    could not change then).

    `sequence_id` is the sequence of its enrollment: an index of the account's messages begins with both.

    `connection_id` names the connection whose credentials an outbound message left by; null: the server's.

    `text_removed_at` is when the text was removed, with the files and what the AI said of it, because it was old.

    `look_at` is the time of the next look-up of an operator's message with an unknown outcome. The message of a step
    is looked up through its enrollment.

    `media_look_at` is when the media of a missed message are listed again, because they could not be listed so far.

    `classified_at` is the time at which an unclear text was put to the model. `written_by` is the name of the person
    who wrote it. `updated_at` is when the row changed last; null while it has not.

    `replied_at`, `opted_out_at` and `converted_at` are of the message of a step: the first reply, opt-out and
    conversion of its run, if they belong to this message (`services/numbers/attribution.py`).
    """

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    account: fields.ForeignKeyRelation[Account] = copied("nudge.Account")
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=False)
    enrollment_id = fields.UUIDField(null=True)
    sequence_id = fields.UUIDField(null=True)
    position = fields.SmallIntField(null=True)
    direction = fields.CharEnumField(words.MessageDirection, max_length=8)
    source = fields.CharEnumField(words.MessageSource, max_length=8, null=True)
    status = fields.CharEnumField(words.MessageStatus, max_length=11)
    body = fields.TextField()
    segments = fields.SmallIntField()
    media: Any = fields.JSONField(null=True)
    media_look_at = fields.DatetimeField(null=True)
    generation: Any = fields.JSONField(null=True)
    error_code = fields.IntField(null=True)
    sender = fields.CharField(max_length=34, null=True)
    left_from = fields.CharField(max_length=16, null=True)
    recipient = fields.CharField(max_length=16, null=True)
    connection_id = fields.UUIDField(null=True)
    provider_sid = fields.CharField(max_length=64, null=True, unique=True)
    read_as = fields.CharEnumField(words.ReadAs, max_length=16, null=True)
    read_rule = fields.CharField(max_length=64, null=True)
    classified_at = fields.DatetimeField(null=True)
    written_by = fields.CharField(max_length=200, null=True)
    superseded = fields.BooleanField(default=False, db_default=False)
    look_at = fields.DatetimeField(null=True)
    looks = fields.SmallIntField(default=0, db_default=0)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField(null=True)
    replied_at = fields.DatetimeField(null=True)
    opted_out_at = fields.DatetimeField(null=True)
    converted_at = fields.DatetimeField(null=True)
    text_removed_at = fields.DatetimeField(null=True)

    @property
    def text(self) -> str:
        """The text, or that it was removed."""
        if self.text_removed_at is None:
            return self.body
        return f"The text was removed after {(self.text_removed_at - self.created_at).days} days."

    class Meta:
        table = "message"
        indexes: ClassVar = [
            Index(fields=("lead_id", "created_at")),
            Index(fields=("account_id", "id"), name="message_of_account"),
        ]


class Conversation(Row):
    """The conversation with a lead who has a message. Its id is the lead's id.

    Triggers keep it in the transactions that store messages, change them, and change the lead (migration 0035); the
    view `conversation_as_counted` tells what the messages of each lead say, and both are equal. People's acts set the
    bounds: messages up to `read_id` are read, up to `answered_id` they are answered, and up to `decided_id` a person
    has decided on them. `dismissed_id` is the undelivered message, and `closed_at` the time, up to which the
    conversation was closed. `attention` is made by the database of the times of its reasons.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = copied("nudge.Account")
    last_message_id = fields.UUIDField()
    last_message_at = fields.DatetimeField()
    last_inbound_id = fields.UUIDField(null=True)
    last_inbound_at = fields.DatetimeField(null=True)
    unread_count = fields.IntField(default=0, db_default=0)
    status = fields.CharEnumField(
        words.ConversationStatus, max_length=4, default=words.ConversationStatus.OPEN, db_default="OPEN"
    )
    assignee = fields.CharField(max_length=200, null=True)
    attention = fields.CharEnumField(words.AttentionReason, max_length=13, null=True)
    unanswered_at = fields.DatetimeField(null=True)
    unclear_at = fields.DatetimeField(null=True)
    handoff_at = fields.DatetimeField(null=True)
    draft_at = fields.DatetimeField(null=True)
    not_delivered_at = fields.DatetimeField(null=True)
    read_id = fields.UUIDField(null=True)
    answered_id = fields.UUIDField(null=True)
    decided_id = fields.UUIDField(null=True)
    dismissed_id = fields.UUIDField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "conversation"
