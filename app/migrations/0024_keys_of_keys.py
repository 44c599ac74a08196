"""A key knows the keys that it comes from, so that it is revoked with any of them.

Expand only. Keys made before, and by the former release, know none: they are revoked one by one.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0023_imports")]

    operations = [
        ops.AddField("PartnerKey", "made_by", fields.JSONField(default=list, db_default="[]")),
    ]
