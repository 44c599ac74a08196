"""When a sender was resumed last: refusals of messages from before that say nothing about it any more. Expand only."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0046_guardrail")]

    operations = [
        ops.AddField(model_name="Sender", name="resumed_at", field=fields.DatetimeField(null=True)),
    ]
