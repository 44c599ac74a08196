"""Outgoing webhooks: endpoints of partners, events, and the delivery of each event to each endpoint. Expand only: the
former release writes none of them."""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


EndpointStatus = stored("WebhookEndpointStatus", "ENABLED DISABLED")
DeliveryStatus = stored("WebhookDeliveryStatus", "PENDING DELIVERED FAILED ABANDONED")

PROMISES = """
ALTER TABLE webhook_event ALTER "order" ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE webhook_event ADD CONSTRAINT webhook_event_data CHECK (jsonb_typeof(data) = 'object');
CREATE INDEX webhook_event_of_lead ON webhook_event (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX webhook_delivery_next ON webhook_delivery (endpoint_id, next_at) WHERE next_at IS NOT NULL;
ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_state CHECK (
    status IN ('ENABLED', 'DISABLED') AND (status = 'DISABLED' OR disabled_reason IS NULL)
    AND (deleted_at IS NULL OR status = 'DISABLED') AND cardinality(events) > 0
    AND (former_secret IS NULL) = (former_until IS NULL));
ALTER TABLE webhook_delivery ADD CONSTRAINT webhook_delivery_state CHECK (
    status IN ('PENDING', 'DELIVERED', 'FAILED', 'ABANDONED') AND attempts >= 0
    AND (status NOT IN ('DELIVERED', 'ABANDONED') OR next_at IS NULL)
    AND octet_length(last_answer) <= 1024)
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0048_suggestions")]

    operations = [
        ops.CreateModel(
            name="WebhookEndpoint",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("partner", fields.ForeignKeyField("nudge.Partner", source_field="partner_id", db_index=True, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("url", fields.TextField(unique=False)),
                ("events", ArrayField("text")),
                ("account_ids", ArrayField("uuid", default=list)),
                ("description", fields.TextField(null=True, unique=False)),
                ("status", fields.CharEnumField(EndpointStatus, max_length=8, default=EndpointStatus.ENABLED, db_default="ENABLED")),
                ("disabled_reason", fields.TextField(null=True, unique=False)),
                ("secret", fields.TextField(unique=False)),
                ("former_secret", fields.TextField(null=True, unique=False)),
                ("former_until", fields.DatetimeField(null=True)),
                ("failing_since", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField()),
                ("deleted_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "webhook_endpoint", "app": "nudge", "pk_attr": "id", "table_description": "An address of a partner that is told of events."},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="WebhookEvent",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("partner", fields.ForeignKeyField("nudge.Partner", source_field="partner_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", null=True, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("lead_id", fields.UUIDField(null=True)),
                ("type", fields.CharField(max_length=32)),
                ("order", fields.BigIntField()),
                ("data", fields.JSONField()),
                ("once_key", fields.CharField(null=True, unique=True, max_length=200)),
                ("created_at", fields.DatetimeField()),
            ],
            options={
                "table": "webhook_event",
                "app": "nudge",
                "indexes": [Index(fields=["partner_id", "id"], name="webhook_event_of_partner")],
                "pk_attr": "id",
                "table_description": "Something that happened, as partners are told of it.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("endpoint", fields.ForeignKeyField("nudge.WebhookEndpoint", source_field="endpoint_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("event", fields.ForeignKeyField("nudge.WebhookEvent", source_field="event_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("status", fields.CharEnumField(DeliveryStatus, max_length=9, default=DeliveryStatus.PENDING, db_default="PENDING")),
                ("attempts", fields.SmallIntField(default=0, db_default=0)),
                ("next_at", fields.DatetimeField(null=True)),
                ("attempt_id", fields.UUIDField(null=True)),
                ("lease_until", fields.DatetimeField(null=True)),
                ("last_status_code", fields.SmallIntField(null=True)),
                ("last_error", fields.TextField(null=True, unique=False)),
                ("last_answer", fields.TextField(null=True, unique=False)),
                ("created_at", fields.DatetimeField()),
                ("delivered_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "webhook_delivery",
                "app": "nudge",
                "unique_together": (("event_id", "endpoint_id"),),
                "indexes": [Index(fields=["endpoint_id", "id"], name="webhook_delivery_of_endpoint")],
                "pk_attr": "id",
                "table_description": "The delivery of one event to one endpoint.",
            },
            bases=["Row"],
        ),
        ops.RunSQL([one.strip() for one in PROMISES.strip().split(";")]),
    ]
