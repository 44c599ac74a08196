"""An account can say who writes and how to stop in the first message to a person. Expand only: off by default."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0024_keys_of_keys")]

    operations = [
        ops.AddField("Account", "first_message_identify", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Account", "first_message_opt_out_line", fields.CharField(max_length=160, null=True)),
        ops.AddField("Account", "first_message_repeat_days", fields.SmallIntField(null=True)),
        ops.RunSQL(
            """ALTER TABLE account ADD CONSTRAINT account_first_message CHECK (
                first_message_repeat_days BETWEEN 1 AND 3650 AND first_message_opt_out_line <> '')"""
        ),
    ]
