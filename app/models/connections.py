"""Accounts' own credentials at the SMS provider."""

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from app.models.accounts import Account
from app.models.base import Row, parent


class Connection(Row):
    """Credentials that an account's messages leave by. `Account.connection_id` names the current connection; an account
    without one uses the server's credentials.

    The credentials of a row never change: other credentials are another row, so that what a process keeps of a row
    stays true. `secret` is encrypted (`domain/sealing.py`), and null once nothing needs it any more. `provider_account`
    is the provider's id of its account, `problem` a sentence that says what is wrong with it, and `look_at` is when the
    provider is asked again.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    provider = fields.CharField(max_length=16)
    provider_account = fields.CharField(max_length=64)
    secret = fields.TextField(null=True)
    verified_at = fields.DatetimeField(null=True)
    problem: str | None = fields.TextField(null=True)
    look_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "connection"
        indexes = (Index(fields=("account_id", "id"), name="connection_of_account"),)
