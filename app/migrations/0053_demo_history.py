"""How far the invented history of the demo is played. Expand only: null where there is none."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0052_decided_steps")]

    operations = [
        ops.AddField("Installation", "history_until", fields.DatetimeField(null=True)),
        ops.AddField("Installation", "history_played_to", fields.DatetimeField(null=True)),
    ]
