"""Enrollments, and how each of their steps ended."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from app.domain import vocabulary as words
from app.domain.people import pause
from app.models.accounts import Account
from app.models.base import Row, copied, parent
from app.models.people import Lead
from app.models.sequences import Sequence, SequenceVersion


class Enrollment(Row):
    """One run of one lead through one version of a sequence: the row that is the timer.

    `due_at` is when the current step is due. `wake_at` is when the engine reads the row next: `due_at` for a step that
    waits, the end of the lease for a step in flight. The engine never reads a row without `wake_at`.

    `held_by` is the sender that a postponed step would leave from.

    `ended_by_id` is the lead's event that ended the run, and `converted_at` the time of the event that is the goal of
    its sequence.

    While a step waits for the pace of its sender (SENDER_BUSY), it is in the line of the sender `line_of`, at
    `line_rank`, with about so many segments, and `slot_at` is when it is expected to leave. It has no `wake_at` then:
    the line is looked at (`services/sending/pacing/`). The columns stay as they were when it leaves the line.

    `at_once`: the lead was enrolled alone and the first step has no delay, so that somebody asked for it now.

    `blocked_since`: since when nothing could be sent, of a step that is late for that: `domain/engine/misfire.py`.

    `paused_at` to `paused_by`: a pause of this run alone. Its lead, its sequence and its account have their own.

    `decided_by` is the operator who skipped the step at `decided_position`, or had it sent now.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    sequence_id: UUID
    version_id: UUID
    account: fields.ForeignKeyRelation[Account] = copied("nudge.Account")
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=True)
    sequence: fields.ForeignKeyRelation[Sequence] = copied("nudge.Sequence")
    version: fields.ForeignKeyRelation[SequenceVersion] = parent("nudge.SequenceVersion", db_index=False)
    status = fields.CharEnumField(words.EnrollmentStatus, max_length=9)
    cancel_reason = fields.CharEnumField(words.CancelReason, max_length=16, null=True)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    position = fields.SmallIntField(default=0)
    due_at = fields.DatetimeField(null=True)
    wake_at = fields.DatetimeField(null=True)
    hold_reason = fields.CharEnumField(words.StepReason, max_length=16, null=True)
    held_by = fields.UUIDField(null=True)
    tries = fields.SmallIntField(default=0, db_default=0)  # unused; a release before 0009 may run beside this one
    failed_writings = fields.SmallIntField(default=0, db_default=0)
    failed_preparations = fields.SmallIntField(default=0, db_default=0)
    attempt_id = fields.UUIDField(null=True)
    attempts = fields.SmallIntField(default=0, db_default=0)
    lease_until = fields.DatetimeField(null=True)
    looks = fields.SmallIntField(default=0, db_default=0)
    at_once = fields.BooleanField(default=False, db_default=False)
    replied_at = fields.DatetimeField(null=True)
    reply_id = fields.UUIDField(null=True)
    ended_by_id = fields.UUIDField(null=True)
    converted_at = fields.DatetimeField(null=True)
    variables: Any = fields.JSONField(null=True)
    paused_at = fields.DatetimeField(null=True)
    paused_until = fields.DatetimeField(null=True)
    paused_by = fields.CharField(max_length=200, null=True)
    line_of = fields.UUIDField(null=True)
    line_position = fields.SmallIntField(null=True)
    line_rank = fields.FloatField(null=True)
    line_segments = fields.SmallIntField(null=True)
    slot_at = fields.DatetimeField(null=True)
    blocked_since = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)
    decided_position = fields.SmallIntField(null=True)

    class Meta:
        table = "enrollment"
        indexes: ClassVar = [
            Index(fields=("account_id", "status", "id"), name="enrollment_of_status"),
            Index(fields=("sequence_id", "status", "id"), name="enrollment_of_sequence"),
        ]

    @property
    def pause(self) -> pause.Pause | None:
        """The pause of this run in the row, in force or not. A run that has ended has none."""
        if self.status is not words.EnrollmentStatus.ACTIVE:
            return None
        return pause.requested(pause.Paused.ENROLLMENT, self.paused_at, self.paused_until, self.paused_by)

    @property
    def next_step_at(self) -> datetime | None:
        """When the next step is planned to be sent, for callers. None when the enrollment has ended."""
        if self.status is not words.EnrollmentStatus.ACTIVE:
            return None
        # `wake_at` is the time of the step only when the step is postponed. When the step is being written or is in
        # flight, `wake_at` is the end of the lease; when the step awaits review, there is none.
        if self.is_in_line:
            return self.slot_at
        postponed = self.hold_reason not in (None, words.StepReason.BEING_WRITTEN) and self.attempt_id is None
        return self.wake_at if self.wake_at and postponed else self.due_at

    @property
    def waits_without_end(self) -> bool:
        """Whether the current step waits without a time at which that ends."""
        active = self.status is words.EnrollmentStatus.ACTIVE
        return active and self.wake_at is None and self.attempt_id is None and not self.is_in_line

    @property
    def is_in_line(self) -> bool:
        """Whether the current step waits for the pace of its sender."""
        return self.hold_reason is words.StepReason.SENDER_BUSY and self.wake_at is None


class StepRun(Row):
    """The final outcome of one step of one enrollment. A step without an outcome has no row.

    `decided_by` is the operator who skipped the step, or had it sent now.
    """

    partner_path = "enrollment__account__partner_id"
    enrollment_id: UUID
    enrollment: fields.ForeignKeyRelation[Enrollment] = parent("nudge.Enrollment", db_index=False)
    position = fields.SmallIntField()
    status = fields.CharEnumField(words.StepRunStatus, max_length=9)
    reason = fields.CharEnumField(words.StepReason, max_length=32, null=True)
    explanation = fields.TextField(null=True)
    due_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField()
    message_id = fields.UUIDField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "step_run"
        unique_together = (("enrollment_id", "position"),)
