"""The one-time link by which a browser on this machine gets the demo's key. Only its hash is stored. Expand only."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0026_hours")]

    operations = [
        ops.AddField("Installation", "link_hash", fields.CharField(max_length=64, null=True)),
        ops.AddField("Installation", "link_until", fields.DatetimeField(null=True)),
    ]
