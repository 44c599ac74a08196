"""What a sequence does with steps that are late. Expand only: every sequence that exists sends them."""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


MisfirePolicy = stored("MisfirePolicy", "SEND SKIP SHIFT")


class Migration(migrations.Migration):
    dependencies = [("nudge", "0042_clock")]

    operations = [
        ops.AddField(
            "Sequence", "misfire", fields.CharEnumField(MisfirePolicy, max_length=5, default=MisfirePolicy["SEND"], db_default="SEND")
        ),
        ops.AddField("Sequence", "expire_after_hours", fields.SmallIntField(null=True)),
        ops.AddField("Enrollment", "blocked_since", fields.DatetimeField(null=True)),
        ops.RunSQL(
            [
                "ALTER TABLE sequence ADD CONSTRAINT sequence_misfire CHECK (misfire IN ('SEND', 'SKIP', 'SHIFT'))",
                "ALTER TABLE sequence ADD CONSTRAINT sequence_expiry CHECK (expire_after_hours BETWEEN 1 AND 8760)",
            ]
        ),
    ]
