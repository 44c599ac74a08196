"""An enrollment, a sequence and an account can be paused. Expand only: the former code never writes these columns.

While both releases run, the former one sends steps of what the new one has paused: pause after the last old process ended.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0035_conversations")]

    operations = [
        ops.AddField("Enrollment", "paused_at", fields.DatetimeField(null=True)),
        ops.AddField("Enrollment", "paused_until", fields.DatetimeField(null=True)),
        ops.AddField("Enrollment", "paused_by", fields.CharField(max_length=200, null=True)),
        ops.AddField("Sequence", "paused_at", fields.DatetimeField(null=True)),
        ops.AddField("Sequence", "paused_by", fields.CharField(max_length=200, null=True)),
        ops.AddField("Sequence", "resumed_at", fields.DatetimeField(null=True)),
        ops.AddField("Account", "paused_at", fields.DatetimeField(null=True)),
        ops.AddField("Account", "paused_by", fields.CharField(max_length=200, null=True)),
        ops.RunSQL(
            [
                """ALTER TABLE enrollment ADD CONSTRAINT enrollment_pause CHECK (
                    paused_at IS NOT NULL OR (paused_until IS NULL AND paused_by IS NULL))""",
                """ALTER TABLE sequence ADD CONSTRAINT sequence_pause CHECK (
                    CASE WHEN paused_at IS NULL THEN paused_by IS NULL ELSE resumed_at IS NULL END)""",
                """ALTER TABLE account ADD CONSTRAINT account_pause CHECK (
                    paused_at IS NOT NULL OR paused_by IS NULL)""",
                # The steps that a pause holds without an end, in the order in which they were due.
                """CREATE INDEX enrollment_paused ON enrollment (sequence_id, due_at)
                    WHERE hold_reason = 'PAUSED' AND wake_at IS NULL""",
                "CREATE INDEX sequence_resumed ON sequence (resumed_at) WHERE resumed_at IS NOT NULL",
            ]
        ),
    ]
