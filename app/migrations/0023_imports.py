"""Files of leads that are imported in the background, row after row. Expand only."""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


ImportJobStatus = stored("ImportJobStatus", "CHECKING RUNNING PAUSED DONE FAILED")

PROMISES = """
CREATE UNIQUE INDEX import_job_open ON import_job (account_id, digest) WHERE status IN ('CHECKING', 'RUNNING', 'PAUSED');
CREATE INDEX import_job_waiting ON import_job (created_at) WHERE status IN ('CHECKING', 'RUNNING');
CREATE INDEX import_job_report ON import_job (report_until) WHERE report_until IS NOT NULL;
ALTER TABLE import_job ADD CONSTRAINT import_job_status CHECK (
    status IN ('CHECKING', 'RUNNING', 'PAUSED') AND ended_at IS NULL
    OR status IN ('DONE', 'FAILED') AND ended_at IS NOT NULL);
ALTER TABLE import_job ADD CONSTRAINT import_job_counts CHECK (
    created >= 0 AND updated >= 0 AND skipped >= 0 AND refused >= 0 AND enrolled >= 0
    AND created + updated + skipped + refused = done)
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0022_variables")]

    operations = [
        ops.CreateModel(
            name="ImportJob",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("sequence", fields.ForeignKeyField("nudge.Sequence", source_field="sequence_id", null=True, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("status", fields.CharEnumField(ImportJobStatus, max_length=8)),
                ("digest", fields.CharField(max_length=64)),
                ("upload_id", fields.UUIDField(null=True)),
                ("mapping", fields.JSONField(null=True)),
                ("per_hour", fields.IntField(null=True)),
                ("dry_run", fields.BooleanField()),
                ("encoding", fields.CharField(null=True, max_length=16)),
                ("delimiter", fields.CharField(null=True, max_length=1)),
                ("headers", fields.JSONField(null=True)),
                ("rows", fields.IntField(default=0, db_default=0)),
                ("done", fields.IntField(default=0, db_default=0)),
                ("created", fields.IntField(default=0, db_default=0)),
                ("updated", fields.IntField(default=0, db_default=0)),
                ("skipped", fields.IntField(default=0, db_default=0)),
                ("refused", fields.IntField(default=0, db_default=0)),
                ("enrolled", fields.IntField(default=0, db_default=0)),
                ("failure", fields.TextField(null=True)),
                ("next_run_at", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField()),
                ("worked_at", fields.DatetimeField(null=True)),
                ("ended_at", fields.DatetimeField(null=True)),
                ("report_until", fields.DatetimeField(null=True)),
            ],
            options={"table": "import_job", "app": "nudge", "indexes": [Index(fields=["account_id", "digest"], name="import_job_digest")], "pk_attr": "id", "table_description": "One file of leads."},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("upload_id", fields.UUIDField()),
                ("number", fields.IntField()),
                ("data", fields.BinaryField()),
                ("created_at", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "import_chunk", "app": "nudge", "unique_together": (("upload_id", "number"),), "pk_attr": "id", "table_description": "A part of an uploaded file."},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ImportRejection",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("job", fields.ForeignKeyField("nudge.ImportJob", source_field="job_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("line", fields.IntField()),
                ("code", fields.CharField(max_length=32)),
                ("message", fields.TextField()),
                ("cells", fields.JSONField()),
            ],
            options={"table": "import_rejection", "app": "nudge", "unique_together": (("job_id", "line"),), "pk_attr": "id", "table_description": "A row of a file that was refused."},
            bases=["Row"],
        ),
        ops.RunSQL([one.strip() for one in PROMISES.strip().split(";")]),
    ]
