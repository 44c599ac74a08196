"""The AI settings of an account, fallback messages, drafts that await review, and the cost of the model.

Expand only: the code of the release before still runs on this schema.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops
from orjson import loads


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


WhenRejected = stored("WhenRejected", "SKIP HOLD")
DraftState = stored("DraftState", "WRITING READY WAITING REJECTED")
StepReason = stored("StepReason", "NOT_DUE OUTSIDE_WINDOW REPLIED OPTED_OUT CANCELLED SEQUENCE_DELETED INVALID_NUMBER PROVIDER_BUSY PROVIDER_REFUSED OUTCOME_UNKNOWN AI_UNAVAILABLE AI_REJECTED AI_BUDGET AWAITING_REVIEW BROKEN")


class Migration(migrations.Migration):
    dependencies = [("nudge", "0004_reconciling")]

    operations = [
        ops.AddField("Account", "ai_persona", fields.TextField(null=True)),
        ops.AddField("Account", "ai_tone", fields.TextField(null=True)),
        ops.AddField("Account", "ai_rules", fields.JSONField(default=list, db_default="[]", encoder=JSON_DUMPS, decoder=loads)),
        ops.AddField("Account", "ai_max_segments", fields.SmallIntField(default=2, db_default=2)),
        ops.AddField("Account", "ai_review", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Account", "ai_when_rejected", fields.CharEnumField(WhenRejected, max_length=4, default=WhenRejected.SKIP, db_default="SKIP")),
        ops.AddField("Account", "ai_daily_budget", fields.DecimalField(max_digits=12, decimal_places=2, null=True)),
        ops.AddField("Account", "ai_monthly_budget", fields.DecimalField(max_digits=12, decimal_places=2, null=True)),
        ops.AddField("Step", "fallback_message", fields.TextField(null=True)),
        ops.AddField("Draft", "state", fields.CharEnumField(DraftState, max_length=8, default=DraftState.READY, db_default="READY")),
        ops.AddField("Draft", "reason", fields.CharEnumField(StepReason, max_length=16, null=True)),
        ops.AddField("Draft", "note", fields.TextField(null=True)),
        ops.AddField("Draft", "replaced_id", fields.UUIDField(null=True)),
        ops.CreateModel(
            name="AiUsage",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("day", fields.DateField()),
                ("model", fields.CharField(max_length=100)),
                ("tries", fields.IntField(default=0)),
                ("rejected", fields.IntField(default=0)),
                ("failed", fields.IntField(default=0)),
                ("input_tokens", fields.BigIntField(default=0)),
                ("cached_tokens", fields.BigIntField(default=0)),
                ("output_tokens", fields.BigIntField(default=0)),
                ("cost_usd", fields.DecimalField(max_digits=18, decimal_places=8, null=True)),
                ("charged_usd", fields.DecimalField(max_digits=18, decimal_places=8, default=0)),
            ],
            options={"table": "ai_usage", "app": "nudge", "unique_together": (("account_id", "day", "model"),), "pk_attr": "id", "table_description": "What the model was asked for an account on one day, and what that cost."},
            bases=["Row"],
        ),
        ops.RunSQL(
            [
                """ALTER TABLE account ADD CONSTRAINT account_ai CHECK (
                    ai_max_segments BETWEEN 1 AND 10 AND ai_daily_budget >= 0 AND ai_monthly_budget >= 0
                    AND ai_when_rejected IN ('SKIP', 'HOLD') AND jsonb_typeof(ai_rules) = 'array')""",
                "ALTER TABLE step ADD CONSTRAINT step_fallback CHECK (type = 'AI' OR fallback_message IS NULL)",
                "ALTER TABLE draft ADD CONSTRAINT draft_state CHECK (state IN ('WRITING', 'READY', 'WAITING', 'REJECTED'))",
                "CREATE INDEX draft_waiting ON draft (enrollment_id) WHERE state = 'WAITING'",
                "CREATE INDEX draft_replaced ON draft (replaced_id) WHERE replaced_id IS NOT NULL",
                # A step that awaits review is not in the timer.
                "ALTER TABLE enrollment DROP CONSTRAINT enrollment_status",
                """ALTER TABLE enrollment ADD CONSTRAINT enrollment_status CHECK (
                    CASE status WHEN 'ACTIVE' THEN (wake_at IS NOT NULL OR hold_reason IS NOT DISTINCT FROM 'AWAITING_REVIEW')
                                    AND due_at IS NOT NULL AND ended_at IS NULL AND cancel_reason IS NULL
                                WHEN 'COMPLETED' THEN ended_at IS NOT NULL AND cancel_reason IS NULL
                                WHEN 'CANCELLED' THEN ended_at IS NOT NULL AND cancel_reason IS NOT NULL
                                ELSE false END)""",
                "ALTER TABLE ai_usage ADD CONSTRAINT ai_usage_counts CHECK (tries >= rejected + failed AND failed >= 0 AND rejected >= 0)",
            ]
        ),
    ]
