"""A lead can be paused, an inbound message says how it was read, and a step can wait for a pause to end.

Expand only: the former code never writes these columns, and pauses nobody.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


PauseReason = stored("PauseReason", "REQUESTED TAKEN_OVER UNCLEAR_REPLY AWAY SENDER_BLOCKED")
ReadAs = stored("ReadAs", "OPT_OUT OPT_IN HELP UNCLEAR REPLY REACTION MACHINE_ANSWER")
StepReason = stored(
    "StepReason",
    "NOT_DUE OUTSIDE_WINDOW REPLIED OPTED_OUT CANCELLED SEQUENCE_DELETED INVALID_NUMBER PROVIDER_BUSY PROVIDER_REFUSED "
    "OUTCOME_UNKNOWN AI_UNAVAILABLE AI_REJECTED AI_BUDGET AWAITING_REVIEW BROKEN PAUSED TAKEN_OVER UNCLEAR_REPLY "
    "BEING_WRITTEN REJECTED_BY_PERSON SENDER_BLOCKED TOO_LONG",
)
PAUSE_REASONS = "('REQUESTED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'AWAY', 'SENDER_BLOCKED')"
READ_AS = "('OPT_OUT', 'OPT_IN', 'HELP', 'UNCLEAR', 'REPLY', 'REACTION', 'MACHINE_ANSWER')"
# A step that waits for a person has no place in the timer, and costs it nothing.
WITHOUT_ALARM = "('AWAITING_REVIEW', 'PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED')"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0007_external_ids")]

    operations = [
        ops.AddField("Lead", "paused_at", fields.DatetimeField(null=True)),
        ops.AddField("Lead", "paused_until", fields.DatetimeField(null=True)),
        ops.AddField("Lead", "pause_reason", fields.CharEnumField(PauseReason, max_length=16, null=True)),
        ops.AddField("Lead", "paused_by", fields.CharField(max_length=200, null=True)),
        ops.AddField("Message", "read_as", fields.CharEnumField(ReadAs, max_length=16, null=True)),
        ops.AddField("Message", "read_rule", fields.CharField(max_length=64, null=True)),
        ops.AddField("Account", "unclear_pause_hours", fields.SmallIntField(null=True)),
        ops.AlterField("StepRun", "reason", fields.CharEnumField(StepReason, max_length=32, null=True)),
        ops.RunSQL(
            [
                f"""ALTER TABLE lead ADD CONSTRAINT lead_pause CHECK (
                    (paused_at IS NULL) = (pause_reason IS NULL) AND (pause_reason IS NULL OR pause_reason IN {PAUSE_REASONS})
                    AND (paused_at IS NOT NULL OR (paused_until IS NULL AND paused_by IS NULL)))""",
                f"ALTER TABLE message ADD CONSTRAINT message_read_as CHECK (read_as IS NULL OR (direction = 'INBOUND' AND read_as IN {READ_AS}))",
                "ALTER TABLE account ADD CONSTRAINT account_unclear_pause CHECK (unclear_pause_hours BETWEEN 1 AND 8760)",
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
