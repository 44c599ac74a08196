"""Files that leads send, and what of them is in the store. Expand only.

The former release writes the addresses of files into `message.media` alone. Those of before this migration are fetched
too, if the provider still has them; what it stores beside this release, the next listing of media does not repeat.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


MediaStatus = stored("MediaStatus", "PENDING STORED FAILED")

PROMISES = """
CREATE INDEX medium_next ON medium (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX medium_digest ON medium (digest) WHERE digest IS NOT NULL;
CREATE INDEX stored_file_check ON stored_file (check_at) WHERE check_at IS NOT NULL;
ALTER TABLE medium ADD CONSTRAINT medium_stored CHECK (
    message_id IS NULL AND num_nonnulls(digest, content_type, bytes, problem) = 0
    OR status = 'PENDING' AND address IS NOT NULL AND next_at IS NOT NULL AND num_nonnulls(digest, content_type, bytes) = 0
    OR status = 'STORED' AND num_nulls(digest, content_type, bytes) = 0
    OR status = 'FAILED' AND problem IS NOT NULL AND num_nonnulls(digest, content_type, bytes) = 0);
INSERT INTO medium (id, account_id, message_id, position, address, status, next_at, created_at)
SELECT gen_random_uuid(), m.account_id, m.id, f.position - 1, f.address, 'PENDING', now(), m.created_at
FROM message m CROSS JOIN LATERAL jsonb_array_elements_text(m.media) WITH ORDINALITY AS f(address, position)
WHERE m.media IS NOT NULL AND jsonb_typeof(m.media) = 'array' AND f.position <= 10
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0040_delays")]

    operations = [
        ops.CreateModel(
            name="Medium",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("message", fields.ForeignKeyField("nudge.Message", source_field="message_id", null=True, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("position", fields.SmallIntField()),
                ("address", fields.TextField(null=True, unique=False)),
                ("status", fields.CharEnumField(MediaStatus, max_length=8)),
                ("digest", fields.CharField(null=True, max_length=64)),
                ("content_type", fields.CharField(null=True, max_length=32)),
                ("bytes", fields.IntField(null=True)),
                ("problem", fields.TextField(null=True, unique=False)),
                ("tries", fields.SmallIntField(default=0, db_default=0)),
                ("next_at", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField()),
            ],
            options={"table": "medium", "app": "nudge", "unique_together": (("message_id", "position"),), "pk_attr": "id", "table_description": "A file of an inbound message."},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="StoredFile",
            fields=[
                ("digest", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("check_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "stored_file", "app": "nudge", "pk_attr": "digest", "table_description": "A file in the store, written before the file is."},
            bases=["Model"],
        ),
        ops.RunSQL([one.strip() for one in PROMISES.strip().split(";")]),
    ]
