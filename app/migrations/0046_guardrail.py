"""A sequence pauses itself when too many leads opt out after its messages. Expand only: off for every account."""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


PauseReason = stored("PauseReason", "REQUESTED TAKEN_OVER UNCLEAR_REPLY AWAY SENDER_BLOCKED OPT_OUTS")


class Migration(migrations.Migration):
    dependencies = [("nudge", "0045_numbers")]

    operations = [
        ops.AddField("Account", "guardrail_share", fields.FloatField(null=True)),
        ops.AddField("Account", "guardrail_sends", fields.SmallIntField(null=True)),
        ops.AddField("Sequence", "pause_reason", fields.CharEnumField(PauseReason, max_length=16, null=True)),
        ops.AddField("Sequence", "guarded_since", fields.DatetimeField(null=True)),
        ops.RunSQL(
            [
                """ALTER TABLE account ADD CONSTRAINT account_guardrail CHECK (
                    (guardrail_share IS NULL) = (guardrail_sends IS NULL)
                    AND guardrail_share BETWEEN 0.001 AND 0.5 AND guardrail_sends BETWEEN 20 AND 1000)""",
                "ALTER TABLE sequence ADD CONSTRAINT sequence_pause_reason CHECK (pause_reason = 'OPT_OUTS')",
            ]
        ),
    ]
