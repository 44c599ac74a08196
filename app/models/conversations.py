"""Messages, in both directions."""

from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, parent
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

    `connection_id` names the connection whose credentials an outbound message left by; null: the server's.

    `look_at` is the time of the next look-up of an operator's message with an unknown outcome. The message of a step
    is looked up through its enrollment.

    `media_look_at` is when the media of a missed message are listed again, because they could not be listed so far.

    `classified_at` is the time at which an unclear text was put to the model.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=False)
    enrollment_id = fields.UUIDField(null=True)
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
    superseded = fields.BooleanField(default=False, db_default=False)
    look_at = fields.DatetimeField(null=True)
    looks = fields.SmallIntField(default=0, db_default=0)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
        indexes: ClassVar = [
            Index(fields=("lead_id", "created_at")),
            Index(fields=("account_id", "id"), name="message_of_account"),
        ]
