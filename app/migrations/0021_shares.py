"""The waiting rows of each account, in the order in which they wake: by this index accounts share a batch.

Expand only. Writes to the table wait while the index is built.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0020_permission")]

    operations = [
        # The expression is the same as `wake_at`. No other index has its order, so the planner cannot choose another.
        ops.RunSQL(
            "CREATE INDEX enrollment_wake_of_account ON enrollment (account_id, coalesce(wake_at, 'infinity'::timestamptz))"
            " WHERE wake_at IS NOT NULL"
        ),
    ]
