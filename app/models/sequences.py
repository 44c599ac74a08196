"""Sequences, their versions, and the steps of a version."""

from typing import ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index

from app.domain import vocabulary as words
from app.domain.calendar import delays
from app.domain.calendar.delays import Delay
from app.domain.people import pause
from app.models.accounts import Account
from app.models.base import Row, parent


class Sequence(Row):
    """A sequence. Events named in `exit_on` end its enrollments; the event named `goal` is its success.

    `misfire`: what becomes of a step that is late because nothing could be sent. A step that is later than
    `expire_after_hours` is skipped, whatever the cause.
    `priority`: of two due steps of one person, that of the sequence with the higher priority is sent first.
    `resumed_at`: the sequence or its account was resumed then, and steps that the pause held may still be without an
    alarm (`services/sending/pacing/resuming.py`).
    `pause_reason` is null if a person requested the pause. `guarded_since`: messages from then on count for the
    account's guardrail; null: all of them.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    name = fields.CharField(max_length=200)
    description = fields.TextField(null=True)
    is_active = fields.BooleanField(default=True)
    is_default = fields.BooleanField(default=False)
    exit_on = ArrayField("text", default=list, db_default="{}")
    goal = fields.CharField(max_length=64, null=True)
    priority = fields.SmallIntField(default=0, db_default=0)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)
    deleted_at = fields.DatetimeField(null=True)
    misfire = fields.CharEnumField(
        words.MisfirePolicy, max_length=5, default=words.MisfirePolicy.SEND, db_default="SEND"
    )
    expire_after_hours = fields.SmallIntField(null=True)
    paused_at = fields.DatetimeField(null=True)
    paused_by = fields.CharField(max_length=200, null=True)
    pause_reason = fields.CharEnumField(words.PauseReason, max_length=16, null=True)
    resumed_at = fields.DatetimeField(null=True)
    guarded_since = fields.DatetimeField(null=True)

    class Meta:
        table = "sequence"
        indexes: ClassVar = [Index(fields=("account_id", "id"), name="sequence_of_account")]

    @property
    def pause(self) -> pause.Pause | None:
        """The pause of the sequence; None if it runs."""
        return pause.requested(pause.Paused.SEQUENCE, self.paused_at, None, self.paused_by, self.pause_reason)


class SequenceVersion(Row):
    """The steps of a sequence at one time. A version never changes: a running enrollment keeps its version."""

    partner_path = "sequence__account__partner_id"
    sequence_id: UUID
    sequence: fields.ForeignKeyRelation[Sequence] = parent("nudge.Sequence", db_index=False)
    version = fields.IntField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "sequence_version"
        unique_together = (("sequence_id", "version"),)


class Step(Row):
    """One step of a version. Its delay is stored in five columns: see `delays.Delay`. `send_at` is "10:00"."""

    partner_path = "version__sequence__account__partner_id"
    version_id: UUID
    version: fields.ForeignKeyRelation[SequenceVersion] = parent("nudge.SequenceVersion", db_index=False)
    position = fields.SmallIntField()
    type = fields.CharEnumField(words.StepType, max_length=8)
    message = fields.TextField(null=True)
    instructions = fields.TextField(null=True)
    fallback_message = fields.TextField(null=True)
    delay_hours = fields.IntField()
    delay_minutes = fields.IntField(default=0, db_default=0)
    delay_days = fields.SmallIntField(default=0, db_default=0)
    business_days = fields.BooleanField(default=False, db_default=False)
    send_at = fields.CharField(max_length=5, null=True)
    skip_if_replied = fields.BooleanField()

    @property
    def delay(self) -> Delay:
        """How long the step waits after the step before it, or after the enrollment."""
        return delays.of_step(self)

    class Meta:
        table = "step"
        unique_together = (("version_id", "position"),)
