"""Outgoing webhooks: the endpoints of partners, the events, and the delivery of each event to each endpoint."""

from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index

from app.domain import vocabulary as words
from app.models.accounts import Account, Partner
from app.models.base import Row, parent


class WebhookEndpoint(Row):
    """An address of a partner that is told of events.

    `events` are names of event types; `*` is all. Without `account_ids` it is told of every account of the partner.
    `secret` is encrypted (`domain/sealing.py`), and empty once the endpoint is deleted. `former_secret` signs too until
    `former_until`. `failing_since` is when the first attempt failed after the last success.
    """

    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=True)
    url = fields.TextField()
    events = ArrayField("text")
    account_ids = ArrayField("uuid", default=list)
    description: str | None = fields.TextField(null=True)
    status = fields.CharEnumField(
        words.WebhookEndpointStatus,
        max_length=8,
        default=words.WebhookEndpointStatus.ENABLED,
        db_default="ENABLED",
    )
    disabled_reason: str | None = fields.TextField(null=True)
    secret = fields.TextField()
    former_secret: str | None = fields.TextField(null=True)
    former_until = fields.DatetimeField(null=True)
    failing_since = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_endpoint"


class WebhookEvent(Row):
    """Something that happened, as partners are told of it: a row of the transaction of the change.

    `data` has ids as UUIDs; `domain/webhooks/catalogue.py` makes the body that is sent. `order` grows for each lead.
    No second event with the same `once_key` is stored. Ids and times are the database's.
    """

    partner_path = "partner_id"
    partner_id: UUID
    account_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "nudge.Account", db_index=False, null=True, on_delete=fields.RESTRICT
    )
    lead_id = fields.UUIDField(null=True)
    type = fields.CharField(max_length=32)
    order = fields.BigIntField()
    data: Any = fields.JSONField()
    once_key = fields.CharField(max_length=200, null=True, unique=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "webhook_event"
        indexes: ClassVar = [Index(fields=("partner_id", "id"), name="webhook_event_of_partner")]


class WebhookDelivery(Row):
    """The delivery of one event to one endpoint. The worker attempts it at `next_at`; null: nothing is to be done.

    FAILED: the last attempt failed, and another one follows. ABANDONED: none follows. While an attempt is in progress,
    `attempt_id` is its id and `lease_until` is when another worker may take the delivery. `attempts` counts since the
    delivery was stored, retried or replayed last. `last_answer` is the beginning of the receiver's answer.
    """

    partner_path = "endpoint__partner_id"
    endpoint_id: UUID
    event_id: UUID
    endpoint: fields.ForeignKeyRelation[WebhookEndpoint] = parent("nudge.WebhookEndpoint", db_index=False)
    event: fields.ForeignKeyRelation[WebhookEvent] = parent("nudge.WebhookEvent", db_index=False)
    status = fields.CharEnumField(
        words.WebhookDeliveryStatus,
        max_length=9,
        default=words.WebhookDeliveryStatus.PENDING,
        db_default="PENDING",
    )
    attempts = fields.SmallIntField(default=0, db_default=0)
    next_at = fields.DatetimeField(null=True)
    attempt_id = fields.UUIDField(null=True)
    lease_until = fields.DatetimeField(null=True)
    last_status_code = fields.SmallIntField(null=True)
    last_error: str | None = fields.TextField(null=True)
    last_answer: str | None = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_delivery"
        unique_together = (("event_id", "endpoint_id"),)
        indexes: ClassVar = [Index(fields=("endpoint_id", "id"), name="webhook_delivery_of_endpoint")]
