"""Leads without an externalId, most of them, are in no index on it.

So enrolling writes one index entry less for each, and the planner cannot take that index where it is asked for a phone.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0006_idempotency")]

    operations = [
        ops.RunSQL(
            "CREATE UNIQUE INDEX lead_external_id ON lead (account_id, external_id) WHERE external_id IS NOT NULL"
        ),
        ops.RemoveConstraint(model_name="Lead", fields=["account_id", "external_id"]),
    ]
