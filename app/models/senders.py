"""The numbers and Messaging Services that messages leave from."""

from uuid import UUID

from tortoise import fields

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, parent


class Sender(Row):
    """A number or a Messaging Service that messages of an account leave from. The database makes the row of the
    account's number, also when that changes. A sender that was removed keeps its row, with `removed_at`.

    The table has one column more, `address`: the number, or the SID of the Messaging Service. A sender in use has its
    address alone, over all accounts. The rates are in segments; null is not paced.

    While `retry_at` is set, the provider takes no messages from this sender, for `hold_reason`: one message is tried
    after that time. `refusals` counts the provider's refusals in a row, and a success resets it. `resumed_at` is when a
    person resumed the sender last, or its account got other credentials: a refusal of a message from before that does
    not hold it again.

    `rules_version` changes with each change of what the account as a whole may send: a do-not-contact list that binds
    it grows, or it requires consent from now on. A claim is made only on the version that its decision was made on.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    phone_number = fields.CharField(max_length=16, null=True)
    messaging_service_sid = fields.CharField(max_length=34, null=True)
    segments_per_second = fields.FloatField(null=True)
    segments_per_day = fields.IntField(null=True)
    status = fields.CharEnumField(
        words.SenderStatus, max_length=8, default=words.SenderStatus.READY, db_default="READY"
    )
    status_code = fields.IntField(null=True)
    status_reason = fields.TextField(null=True)
    hold_reason = fields.CharEnumField(words.StepReason, max_length=32, null=True)
    refusals = fields.SmallIntField(default=0, db_default=0)
    retry_at = fields.DatetimeField(null=True)
    resumed_at = fields.DatetimeField(null=True)
    rules_version = fields.IntField(default=0, db_default=0)
    removed_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "sender"
        unique_together = (("account_id", "phone_number"),)

    @property
    def address(self) -> str:
        """The number, or the SID of the Messaging Service: as messages and opt-outs name the sender."""
        return str(self.phone_number or self.messaging_service_sid)
