"""Texts of messages that are removed after a time. Expand only: the former release shows a removed text as an empty one."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0056_import_lists")]

    operations = [
        ops.AddField("Message", "text_removed_at", fields.DatetimeField(null=True)),
        ops.AddField("Installation", "texts_removed_until", fields.UUIDField(null=True)),
    ]
