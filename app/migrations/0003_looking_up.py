"""Look-ups of operator messages: they have no enrollment, so the message row holds the time of its next look-up."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0002_promises")]

    operations = [
        ops.AddField(model_name="Message", name="look_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Message", name="looks", field=fields.SmallIntField(default=0, db_default=0)),
        # An index on the status instead would be written for every message of every step.
        ops.RunSQL("CREATE INDEX message_look ON message (look_at) WHERE look_at IS NOT NULL"),
    ]
