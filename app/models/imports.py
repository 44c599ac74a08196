"""Files of leads that are imported in the background, row after row."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, parent
from app.models.sequences import Sequence


class ImportJob(Row):
    """One file of leads. `done` counts the rows of the file that are dealt with: the import goes on after them.

    `digest` is the SHA-256 of what is imported and how (hex); an account has one open job with it. `upload_id` names
    the chunks of the file; null: the file is not in the database, and `nudge leads import` reads it. `next_run_at`:
    when the next run begins if runs are spread over time. `worked_at`: when a worker last committed rows, and null
    where the next worker may go on at once. `report_until`: until when the refused rows of an ended job are kept.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    sequence_id: UUID | None
    sequence: fields.ForeignKeyNullableRelation[Sequence] = fields.ForeignKeyField(
        "nudge.Sequence", null=True, db_index=False, on_delete=fields.RESTRICT
    )
    status = fields.CharEnumField(words.ImportJobStatus, max_length=8)
    digest = fields.CharField(max_length=64)
    upload_id: UUID | None = fields.UUIDField(null=True)
    mapping: Any = fields.JSONField(null=True)
    per_hour: int | None = fields.IntField(null=True)
    dry_run = fields.BooleanField()
    encoding = fields.CharField(max_length=16, null=True)
    delimiter = fields.CharField(max_length=1, null=True)
    headers: Any = fields.JSONField(null=True)
    rows = fields.IntField(default=0, db_default=0)
    done = fields.IntField(default=0, db_default=0)
    created = fields.IntField(default=0, db_default=0)
    updated = fields.IntField(default=0, db_default=0)
    skipped = fields.IntField(default=0, db_default=0)
    refused = fields.IntField(default=0, db_default=0)
    enrolled = fields.IntField(default=0, db_default=0)
    failure: str | None = fields.TextField(null=True)
    next_run_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    worked_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    report_until: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "import_job"
        indexes: ClassVar = [
            Index(fields=("account_id", "digest"), name="import_job_digest"),
            Index(fields=("account_id", "id"), name="import_job_of_account"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether rows are still to come."""
        return self.status not in (words.ImportJobStatus.DONE, words.ImportJobStatus.FAILED)

    @property
    def has_report(self) -> bool:
        """Whether the refused rows can still be read."""
        return self.refused > 0 and (self.is_open or self.report_until is not None)


class ImportChunk(Model):
    """A part of an uploaded file; deleted when its job has ended. A job has the upload once it is complete."""

    id = fields.UUIDField(primary_key=True)
    upload_id = fields.UUIDField()
    number = fields.IntField()
    data = fields.BinaryField()
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "import_chunk"
        unique_together = (("upload_id", "number"),)


class ImportRejection(Row):
    """A row of a file that was refused, with its cells as they were; deleted a few days after its job has ended."""

    partner_path = "job__account__partner_id"
    job_id: UUID
    job: fields.ForeignKeyRelation[ImportJob] = parent("nudge.ImportJob", db_index=False)
    line = fields.IntField()
    code = fields.CharField(max_length=32)
    message = fields.TextField()
    cells: Any = fields.JSONField()

    class Meta:
        table = "import_rejection"
        unique_together = (("job_id", "line"),)
