"""Replies that the AI proposes and a person sends. Expand only: the former release asks for none and shows none."""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


DraftState = stored("DraftState", "WRITING READY WAITING REJECTED")

# A text is there, or the row says when it is asked for.
PROMISES = """
CREATE INDEX suggestion_next ON suggestion (next_at) WHERE next_at IS NOT NULL;
ALTER TABLE suggestion ADD CONSTRAINT suggestion_state CHECK (
    state = 'READY' AND next_at IS NULL AND body <> '' AND generation IS NOT NULL
    OR state = 'WRITING' AND next_at IS NOT NULL AND body = '' AND generation IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0047_resumed_senders")]

    operations = [
        ops.AddField("Account", "ai_suggest_replies", fields.BooleanField(default=False, db_default=False)),
        ops.CreateModel(
            name="Suggestion",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("lead", fields.ForeignKeyField("nudge.Lead", source_field="lead_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("body", fields.TextField(unique=False)),
                ("inbound_count", fields.IntField()),
                ("generation", fields.JSONField(null=True)),
                ("state", fields.CharEnumField(DraftState, max_length=8)),
                ("tries", fields.SmallIntField(default=0, db_default=0)),
                ("next_at", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField()),
            ],
            options={"table": "suggestion", "app": "nudge", "unique_together": (("lead_id",),), "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.RunSQL([one.strip() for one in PROMISES.strip().split(";")]),
    ]
