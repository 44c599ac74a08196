"""A message refers to its lead, and by the lead to the account. Its own account, and what a conversation says of both, are
copies: they are not looked up again for each message that is sent.

No check is lost. Each message has a lead (its reference stays), and the lead an account, so neither can be deleted
while there is a message. The rows of conversations are written by triggers alone, of the messages of the same statement,
and go with the last message (`0035_conversations`).

Expand only. Messages, conversations, leads and accounts are locked for a moment, and no row is read.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

DROPPED = [
    "ALTER TABLE message DROP CONSTRAINT message_account_id_fkey",
    "ALTER TABLE conversation DROP CONSTRAINT conversation_account_id_fkey",
    "ALTER TABLE conversation DROP CONSTRAINT conversation_of_lead",
]


def _copied() -> fields.Field[Any]:
    return fields.ForeignKeyField(
        "nudge.Account", source_field="account_id", db_index=False, db_constraint=False, to_field="id",
        on_delete=OnDelete.RESTRICT,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("nudge", "0063_sent_steps")]

    operations = [
        ops.RunSQL(DROPPED),
        # These change what is known of the model, and nothing in the database.
        ops.AlterField("Message", "account", _copied()),
        ops.AlterField("Conversation", "account", _copied()),
    ]
