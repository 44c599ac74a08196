"""When the inbound messages of an account are reconciled next, and up to which time they have been."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0003_looking_up")]

    operations = [
        ops.AddField(model_name="Account", name="reconcile_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Account", name="reconciled_at", field=fields.DatetimeField(null=True)),
    ]
