"""Delays in minutes, in days of the lead's calendar, and up to an hour of the day.

Expand only. The former release reads `delay_hours` alone: beside this one it would send a step with another delay too
early. Use the new delays when every process is of this release.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0039_dead_numbers")]

    operations = [
        ops.AddField("Step", "delay_minutes", fields.IntField(default=0, db_default=0)),
        ops.AddField("Step", "delay_days", fields.SmallIntField(default=0, db_default=0)),
        ops.AddField("Step", "business_days", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Step", "send_at", fields.CharField(max_length=5, null=True)),
        ops.RunSQL(
            [
                "ALTER TABLE step ADD CONSTRAINT step_delay_minutes CHECK (delay_minutes BETWEEN 0 AND 525600)",
                """ALTER TABLE step ADD CONSTRAINT step_delay_days CHECK (
                    delay_days BETWEEN 0 AND 365 AND (delay_days > 0 OR NOT business_days))""",
                f"ALTER TABLE step ADD CONSTRAINT step_send_at CHECK (send_at ~ '{CLOCK}')",
            ]
        ),
    ]
