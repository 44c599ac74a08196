"""Files that leads send."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, parent
from app.models.conversations import Message


class Medium(Row):
    """A file of an inbound message.

    `address` is where the provider has it, until it is deleted there. `next_at` is when the provider is asked next:
    for the file while the status is PENDING, then to delete it; null if nothing is to be done. `digest` is the SHA-256
    of the content and the name of the file in the store; several rows may have the same. A row without a message is
    what stays of an erased person until the provider has deleted the file.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    message_id: UUID | None
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "nudge.Message", null=True, db_index=False, on_delete=fields.RESTRICT
    )
    position = fields.SmallIntField()
    address: str | None = fields.TextField(null=True)
    status = fields.CharEnumField(words.MediaStatus, max_length=8)
    digest = fields.CharField(max_length=64, null=True)
    content_type = fields.CharField(max_length=32, null=True)
    bytes = fields.IntField(null=True)
    problem: str | None = fields.TextField(null=True)
    tries = fields.SmallIntField(default=0, db_default=0)
    next_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "medium"
        unique_together = (("message_id", "position"),)


class StoredFile(Model):
    """A file in the store, written before the file is. `check_at` is when it is deleted, if no medium has it then."""

    digest = fields.CharField(primary_key=True, max_length=64)
    check_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stored_file"
