"""The numbers that messages leave from."""

from uuid import UUID

from tortoise import fields

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, parent


class Sender(Row):
    """A number that messages of an account leave from. The database makes the row with the account, and one more when
    the account's number changes; a number that is not in use any more keeps its row.

    While `retry_at` is set, the provider takes no messages from this number, for `hold_reason`: one message is tried
    after that time. `refusals` counts the provider's refusals in a row, and a success resets it.

    `rules_version` changes with each change of what the account as a whole may send: a do-not-contact list that binds
    it grows, or it requires consent from now on. A claim is made only on the version that its decision was made on.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    phone_number = fields.CharField(max_length=16)
    status = fields.CharEnumField(
        words.SenderStatus, max_length=8, default=words.SenderStatus.READY, db_default="READY"
    )
    status_code = fields.IntField(null=True)
    status_reason = fields.TextField(null=True)
    hold_reason = fields.CharEnumField(words.StepReason, max_length=32, null=True)
    refusals = fields.SmallIntField(default=0, db_default=0)
    retry_at = fields.DatetimeField(null=True)
    rules_version = fields.IntField(default=0, db_default=0)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "sender"
        unique_together = (("account_id", "phone_number"),)
