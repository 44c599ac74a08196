"""Calls with an idempotency key."""

from typing import Any
from uuid import UUID

from tortoise import fields

from app.models.accounts import Partner
from app.models.base import Row, parent


class IdempotencyKey(Row):
    """A partner's idempotency key; `app/services/idempotency` documents the columns."""

    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    key = fields.CharField(max_length=255)
    fingerprint = fields.CharField(max_length=64)
    done: Any = fields.JSONField()
    answer = fields.TextField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "idempotency_key"
        unique_together = (("partner_id", "key"),)
