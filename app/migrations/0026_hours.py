"""The hours of an account: public rules, times by the day of the week, holidays. Expand only: an account that exists keeps
what it has, its window and no public rules.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

RULES = "US_STATES FEDERAL NONE".split()

def stored(name: str, values: list[str]) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values])


HourRules = stored("HourRules", RULES)
TIMES = "([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"
DAY = rf"({TIMES}(\+{TIMES})*)?"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0025_first_message")]

    operations = [
        ops.AddField("Account", "week", fields.TextField(null=True)),
        ops.AddField("Account", "hour_rules", fields.CharEnumField(HourRules, max_length=9, default=HourRules["NONE"], db_default="NONE")),
        ops.AddField("Account", "keep_holidays", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Account", "strict_hours", fields.BooleanField(default=True, db_default=True)),
        ops.AddField("Enrollment", "at_once", fields.BooleanField(default=False, db_default=False)),
        ops.RunSQL(
            [
                f"""ALTER TABLE account ADD CONSTRAINT account_week CHECK (
                    week IS NULL OR (window_start IS NULL AND week ~ '^{DAY}(,{DAY}){{6}}$'))""",
                f"""ALTER TABLE account ADD CONSTRAINT account_hour_rules CHECK (
                    hour_rules IN ({", ".join(f"'{rule}'" for rule in RULES)}))""",
            ]
        ),
    ]
