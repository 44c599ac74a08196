"""A step can wait without an end for the lead's consent, or for a value of its text. Expand only: fewer rows are refused."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# A step that waits for a person has no place in the timer, and costs it nothing.
WITHOUT_ALARM = (
    "('AWAITING_REVIEW', 'PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'NO_CONSENT', "
    "'MISSING_VARIABLE')"
)


class Migration(migrations.Migration):
    dependencies = [("nudge", "0016_worker_problem")]

    operations = [
        ops.RunSQL(
            [
                "ALTER TABLE enrollment DROP CONSTRAINT enrollment_status",
                f"""ALTER TABLE enrollment ADD CONSTRAINT enrollment_status CHECK (
                    CASE status WHEN 'ACTIVE' THEN (wake_at IS NOT NULL OR hold_reason IN {WITHOUT_ALARM} IS TRUE)
                                    AND due_at IS NOT NULL AND ended_at IS NULL AND cancel_reason IS NULL
                                WHEN 'COMPLETED' THEN ended_at IS NOT NULL AND cancel_reason IS NULL
                                WHEN 'CANCELLED' THEN ended_at IS NOT NULL AND cancel_reason IS NOT NULL
                                ELSE false END)""",
            ]
        ),
    ]
