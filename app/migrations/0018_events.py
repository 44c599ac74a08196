"""Events of leads, which end the enrollments of sequences that name them and say that a sequence has reached its goal.

Expand only: the former release ends nothing by an event, and its sequences name none.
"""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0017_reasons")]

    operations = [
        ops.AddField("Sequence", "exit_on", ArrayField("text", default=list, db_default="{}")),
        ops.AddField("Sequence", "goal", fields.CharField(max_length=64, null=True)),
        ops.AddField("Enrollment", "ended_by_id", fields.UUIDField(null=True)),
        ops.AddField("Enrollment", "converted_at", fields.DatetimeField(null=True)),
        ops.CreateModel(
            name="LeadEvent",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("lead", fields.ForeignKeyField("nudge.Lead", source_field="lead_id", db_index=True, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("name", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField()),
                ("created_at", fields.DatetimeField()),
            ],
            options={"table": "lead_event", "app": "nudge", "pk_attr": "id", "table_description": "An event of a lead that the partner recorded."},
            bases=["Row"],
        ),
        ops.RunSQL(
            [
                "ALTER TABLE sequence ADD CONSTRAINT sequence_exit_on CHECK (cardinality(exit_on) <= 20 AND array_position(exit_on, NULL) IS NULL)",
                "ALTER TABLE enrollment ADD CONSTRAINT enrollment_ended_by CHECK (ended_by_id IS NULL OR cancel_reason = 'EVENT')",
            ]
        ),
    ]
