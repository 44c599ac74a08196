"""An enrollment can have values of its own for `{{custom.NAME}}`. Expand only: the former code never reads them."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0021_shares")]

    operations = [
        ops.AddField("Enrollment", "variables", fields.JSONField(null=True)),
        ops.RunSQL(
            """ALTER TABLE enrollment ADD CONSTRAINT enrollment_variables CHECK (
                variables IS NULL OR jsonb_typeof(variables) = 'object')"""
        ),
    ]
