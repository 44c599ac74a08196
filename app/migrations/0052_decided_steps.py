"""A person skips a step that waits, or has it sent now. Expand only: the former release leaves the columns alone."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

DECIDED = """
ALTER TABLE enrollment ADD CONSTRAINT enrollment_decided CHECK ((decided_by IS NULL) = (decided_position IS NULL))
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0051_counts_of_accounts")]

    operations = [
        ops.AddField("Enrollment", "decided_by", fields.CharField(max_length=200, null=True)),
        ops.AddField("Enrollment", "decided_position", fields.SmallIntField(null=True)),
        ops.AddField("StepRun", "decided_by", fields.CharField(max_length=200, null=True)),
        ops.RunSQL([DECIDED.strip()]),
    ]
