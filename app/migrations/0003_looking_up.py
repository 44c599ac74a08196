"""Messages that belong to no step, a person's, have no enrolment to be looked up by: they are their own timer."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0002_promises")]

    operations = [
        ops.AddField(model_name="Message", name="look_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Message", name="looks", field=fields.SmallIntField(default=0, db_default=0)),
        # Not on the status: an index on it would be written to for every message of every step.
        ops.RunSQL("CREATE INDEX message_look ON message (look_at) WHERE look_at IS NOT NULL"),
    ]
