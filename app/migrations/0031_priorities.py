"""Sequences have a priority. Expand only: every sequence that exists has priority 0."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0030_erasure")]

    operations = [
        ops.AddField("Sequence", "priority", fields.SmallIntField(default=0, db_default=0)),
        ops.RunSQL("ALTER TABLE sequence ADD CONSTRAINT sequence_priority CHECK (priority BETWEEN -1000 AND 1000)"),
    ]
