"""A postponed step names the sender that it waits for, so that the steps of one of several senders are woken alone.

Expand only. A step that the former release postpones names no sender, and is decided again by the next sweep.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

HELD_BY_SENDER = "('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'SENDER_PAUSED')"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0037_pacing")]

    operations = [
        ops.AddField("Enrollment", "held_by", fields.UUIDField(null=True)),
        ops.RunSQL(
            [
                f"""UPDATE enrollment e SET held_by = s.id
                    FROM account a JOIN sender s ON s.account_id = a.id AND s.phone_number = a.phone_number
                    WHERE a.id = e.account_id AND e.hold_reason IN {HELD_BY_SENDER}""",
                f"CREATE INDEX enrollment_held_by ON enrollment (held_by) WHERE hold_reason IN {HELD_BY_SENDER}",
            ]
        ),
    ]
