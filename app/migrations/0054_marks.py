"""The mark of the database, by which a restored copy is recognized.

Expand only: the former release writes no mark, and reads none.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

PROMISES = [
    "ALTER TABLE installation ADD CONSTRAINT installation_restored"
    " CHECK ((restored_at IS NULL) = (restored_because IS NULL))",
    "ALTER TABLE installation ADD CONSTRAINT installation_mark"
    " CHECK ((marked_at IS NULL) = (mark_id IS NULL) AND (marked_at IS NULL) = (marked_in IS NULL))",
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0053_demo_history")]

    operations = [
        ops.AddField("Installation", "mark_id", fields.UUIDField(null=True)),
        ops.AddField("Installation", "generation", fields.BigIntField(default=0, db_default=0)),
        ops.AddField("Installation", "marked_at", fields.DatetimeField(null=True)),
        ops.AddField("Installation", "marked_in", fields.CharField(max_length=200, null=True)),
        ops.AddField("Installation", "restored_at", fields.DatetimeField(null=True)),
        ops.AddField("Installation", "restored_because", fields.CharField(max_length=16, null=True)),
        ops.RunSQL(PROMISES),
    ]
