"""The leads of a sequence are listed by an index of its runs, in the order of their leads.

An index of the runs under way had their leads first, and is made anew with the sequence first. That of the runs that
have ended is written once for a run, when it ends. The index of all runs of an account goes: a list of all of them is
merged from the lists of each status, and every step of every run had to be written to it, twice.

Expand only. Writes to enrollments wait while the indexes are built: some seconds for a million.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = [
    "CREATE UNIQUE INDEX enrollment_live_of_sequence ON enrollment (sequence_id, lead_id) WHERE status = 'ACTIVE'",
    "CREATE INDEX enrollment_ended_of_sequence ON enrollment (sequence_id, status, lead_id) WHERE status <> 'ACTIVE'",
    "DROP INDEX enrollment_live",
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0059_begun_runs")]

    operations = [
        ops.RunSQL(INDEXES),
        ops.RemoveIndex("Enrollment", name="enrollment_of_account"),
    ]
