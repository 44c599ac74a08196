"""An enrollment refers to its lead and to the version that it runs. Its account and its sequence are copies of what those
two refer to: they are not looked up again for each run that begins.

No check is lost. Each enrollment has a lead and a version (their references stay), the lead an account and the version a
sequence, so none of the four can be deleted while there is an enrollment. A run is begun from the row of its sequence
and from leads of the account of that sequence, which are locked then.

Expand only. Enrollments, accounts and sequences are locked for a moment, and no row is read.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

DROPPED = [
    "ALTER TABLE enrollment DROP CONSTRAINT enrollment_account_id_fkey",
    "ALTER TABLE enrollment DROP CONSTRAINT enrollment_sequence_id_fkey",
]


def _copied(table: str, column: str) -> fields.Field[Any]:
    return fields.ForeignKeyField(
        table, source_field=column, db_index=False, db_constraint=False, to_field="id", on_delete=OnDelete.RESTRICT
    )


class Migration(migrations.Migration):
    dependencies = [("nudge", "0065_ended_runs")]

    operations = [
        ops.RunSQL(DROPPED),
        # These change what is known of the model, and nothing in the database.
        ops.AlterField("Enrollment", "account", _copied("nudge.Account", "account_id")),
        ops.AlterField("Enrollment", "sequence", _copied("nudge.Sequence", "sequence_id")),
    ]
