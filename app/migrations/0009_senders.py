"""Senders with their state, the number that each message left from, and counters with one meaning each.

Expand only. The trigger gives an account its sender whatever code creates the account or changes its number. The former
release writes `tries` and no `message.sender`; a message without one left from the account's number.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


SenderStatus = stored("SenderStatus", "READY PAUSED BLOCKED")
StepReason = stored(
    "StepReason",
    "NOT_DUE OUTSIDE_WINDOW REPLIED OPTED_OUT CANCELLED SEQUENCE_DELETED INVALID_NUMBER PROVIDER_BUSY PROVIDER_REFUSED "
    "OUTCOME_UNKNOWN AI_UNAVAILABLE AI_REJECTED AI_BUDGET AWAITING_REVIEW BROKEN PAUSED TAKEN_OVER UNCLEAR_REPLY "
    "BEING_WRITTEN REJECTED_BY_PERSON SENDER_BLOCKED ACCOUNT_BLOCKED TOO_LONG",
)


class Migration(migrations.Migration):
    dependencies = [("nudge", "0008_pauses")]

    operations = [
        ops.CreateModel(
            name="Sender",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("phone_number", fields.CharField(max_length=16)),
                ("status", fields.CharEnumField(SenderStatus, max_length=8, default=SenderStatus.READY, db_default="READY")),
                ("status_code", fields.IntField(null=True)),
                ("status_reason", fields.TextField(null=True)),
                ("hold_reason", fields.CharEnumField(StepReason, max_length=32, null=True)),
                ("refusals", fields.SmallIntField(default=0, db_default=0)),
                ("retry_at", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField(auto_now_add=True)),
            ],
            options={"table": "sender", "app": "nudge", "unique_together": (("account_id", "phone_number"),), "pk_attr": "id", "table_description": "A number that messages of an account leave from, and whether the provider takes them."},
            bases=["Row"],
        ),
        ops.AddField("Message", "sender", fields.CharField(max_length=16, null=True)),
        ops.AddField("Enrollment", "failed_writings", fields.SmallIntField(default=0, db_default=0)),
        ops.AddField("Enrollment", "failed_preparations", fields.SmallIntField(default=0, db_default=0)),
        ops.RunSQL(
            [
                "ALTER TABLE sender ALTER created_at SET DEFAULT now()",
                "ALTER TABLE sender ALTER id SET DEFAULT gen_random_uuid()",
                """ALTER TABLE sender ADD CONSTRAINT sender_state CHECK (
                    status IN ('READY', 'PAUSED', 'BLOCKED') AND refusals >= 0
                    AND (retry_at IS NULL) = (hold_reason IS NULL) AND (status <> 'BLOCKED' OR retry_at IS NOT NULL)
                    AND (hold_reason IS NULL OR hold_reason IN ('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED')))""",
                # Inbound messages and opt-outs find the accounts that have ever used a number.
                "CREATE INDEX sender_number ON sender (phone_number)",
                "CREATE INDEX sender_retry ON sender (retry_at) WHERE retry_at IS NOT NULL",
                # The steps that a sender holds, to wake them when it is ready again.
                """CREATE INDEX enrollment_held ON enrollment (account_id)
                    WHERE hold_reason IN ('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED')""",
                """CREATE FUNCTION keep_sender() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        INSERT INTO sender (account_id, phone_number) VALUES (NEW.id, NEW.phone_number)
                        ON CONFLICT (account_id, phone_number) DO NOTHING;
                        RETURN NULL;
                    END $$""",
                """CREATE TRIGGER account_sender AFTER INSERT OR UPDATE OF phone_number ON account
                    FOR EACH ROW EXECUTE FUNCTION keep_sender()""",
                "INSERT INTO sender (account_id, phone_number) SELECT id, phone_number FROM account",
            ]
        ),
    ]
