"""Tables and their tenants.

Every finder starts from the partner: `Model.of(partner)` is the only way in from a request, so another
partner's row is a row that is not there. Constraints that Tortoise cannot state (partial unique indexes,
checks, immutability) are in the migrations beside these tables; `tests/services/test_catalogue.py` reads
the database's catalogue and proves that they are in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.domain import ids
from app.domain import vocabulary as words


def parent(table: str, *, db_index: bool) -> Any:
    """A foreign key. Nothing is ever deleted together with its parent: history stays readable."""
    return fields.ForeignKeyField(table, db_index=db_index, on_delete=fields.RESTRICT)


class Row(Model):
    """What every table has: a time-ordered id, and the path from a row to its partner."""

    id = fields.UUIDField(primary_key=True, default=ids.new_id)
    partner_path: ClassVar[str]

    class Meta:
        abstract = True

    @classmethod
    def of(cls, partner_id: UUID) -> QuerySet[Self]:
        """The rows of this partner, and no others."""
        return cls.filter(**{cls.partner_path: partner_id})


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Record(Generic[R]):
    """A row as SQL of ours answered it, with every column. Of a thousand, only those that are asked for become rows
    of the ORM, at several times the cost of reading them."""

    model: type[R]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, row: R) -> "Record[R]":
        """What there was before a row was made of it."""
        return cls(type(row), {name: getattr(row, name) for name in row._meta.fields_db_projection})

    @cached_property
    def row(self) -> R:
        return self.model._init_from_db(**self.values)


class Partner(Row):
    partner_path = "id"
    name = fields.CharField(max_length=200, unique=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "partner"


class PartnerKey(Row):
    """A partner's API key. Only its SHA-256 is kept. A rotated key has an end; the current one has none."""

    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "partner_key"


class Account(Row):
    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=True)
    name = fields.CharField(max_length=200)
    company_name = fields.CharField(max_length=200)
    phone_number = fields.CharField(max_length=16, unique=True)
    time_zone = fields.CharField(max_length=64)
    window_start = fields.CharField(max_length=5, null=True)
    window_end = fields.CharField(max_length=5, null=True)
    reconcile_at = fields.DatetimeField(null=True)
    reconciled_at = fields.DatetimeField(null=True)
    ai_persona = fields.TextField(null=True)
    ai_tone = fields.TextField(null=True)
    ai_rules: Any = fields.JSONField(default=list, db_default="[]")
    ai_max_segments = fields.SmallIntField(default=2, db_default=2)
    ai_review = fields.BooleanField(default=False, db_default=False)
    ai_when_rejected = fields.CharEnumField(
        words.WhenRejected, max_length=4, default=words.WhenRejected.SKIP, db_default="SKIP"
    )
    ai_daily_budget = fields.DecimalField(max_digits=12, decimal_places=2, null=True)
    ai_monthly_budget = fields.DecimalField(max_digits=12, decimal_places=2, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "account"


class Lead(Row):
    """A person with a phone, inside one account. The row that a reply and a claim both lock."""

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    phone = fields.CharField(max_length=16)
    first_name = fields.CharField(max_length=200, null=True)
    last_name = fields.CharField(max_length=200, null=True)
    name = fields.CharField(max_length=200, null=True)
    email = fields.CharField(max_length=320, null=True)
    property_address = fields.CharField(max_length=500, null=True)
    external_id = fields.CharField(max_length=200, null=True)
    source = fields.CharField(max_length=200, null=True)
    notes = fields.TextField(null=True)
    time_zone = fields.CharField(max_length=64, null=True)
    metadata: Any = fields.JSONField(null=True)
    opted_out_at = fields.DatetimeField(null=True)
    inbound_count = fields.IntField(default=0, db_default=0)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "lead"
        unique_together = (("account_id", "phone"),)


class Sequence(Row):
    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=True)
    name = fields.CharField(max_length=200)
    description = fields.TextField(null=True)
    is_active = fields.BooleanField(default=True)
    is_default = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sequence"


class SequenceVersion(Row):
    """The steps of a sequence as they were at one time. Never changes: those enrolled on it stay on it."""

    partner_path = "sequence__account__partner_id"
    sequence_id: UUID
    sequence: fields.ForeignKeyRelation[Sequence] = parent("nudge.Sequence", db_index=False)
    version = fields.IntField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "sequence_version"
        unique_together = (("sequence_id", "version"),)


class Step(Row):
    partner_path = "version__sequence__account__partner_id"
    version_id: UUID
    version: fields.ForeignKeyRelation[SequenceVersion] = parent("nudge.SequenceVersion", db_index=False)
    position = fields.SmallIntField()
    type = fields.CharEnumField(words.StepType, max_length=8)
    message = fields.TextField(null=True)
    instructions = fields.TextField(null=True)
    fallback_message = fields.TextField(null=True)
    delay_hours = fields.IntField()
    skip_if_replied = fields.BooleanField()

    class Meta:
        table = "step"
        unique_together = (("version_id", "position"),)


class Enrollment(Row):
    """One run of one lead through one version of a sequence: the row that is the timer.

    `due_at` is when the current step is meant to go; `wake_at` is when the engine looks at the row next
    (the same moment for a step that waits, the end of the lease for one in flight). A row with no
    `wake_at` costs the engine nothing.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    sequence_id: UUID
    version_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=True)
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=True)
    sequence: fields.ForeignKeyRelation[Sequence] = parent("nudge.Sequence", db_index=True)
    version: fields.ForeignKeyRelation[SequenceVersion] = parent("nudge.SequenceVersion", db_index=False)
    status = fields.CharEnumField(words.EnrollmentStatus, max_length=9)
    cancel_reason = fields.CharEnumField(words.CancelReason, max_length=16, null=True)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    position = fields.SmallIntField(default=0)
    due_at = fields.DatetimeField(null=True)
    wake_at = fields.DatetimeField(null=True)
    hold_reason = fields.CharEnumField(words.StepReason, max_length=16, null=True)
    tries = fields.SmallIntField(default=0, db_default=0)
    attempt_id = fields.UUIDField(null=True)
    attempts = fields.SmallIntField(default=0, db_default=0)
    lease_until = fields.DatetimeField(null=True)
    looks = fields.SmallIntField(default=0, db_default=0)
    replied_at = fields.DatetimeField(null=True)
    reply_id = fields.UUIDField(null=True)

    class Meta:
        table = "enrollment"

    @property
    def next_step_at(self) -> datetime | None:
        """When the next step is to go, as callers are told. None once the enrolment has ended."""
        if self.status is not words.EnrollmentStatus.ACTIVE:
            return None
        # `wake_at` is of use to a caller only for a step that is held until then. For one that is being written or
        # is in flight it is the end of a reservation, and one that waits for a person has none.
        return self.wake_at if self.wake_at and self.hold_reason and self.attempt_id is None else self.due_at


class Message(Row):
    """An SMS in either direction. An outbound row is one attempt: its id is the attempt's id.

    `look_at` is when the provider is asked what became of a person's message, unless that is known by then; a
    step's is looked up by its enrolment.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=False)
    enrollment_id = fields.UUIDField(null=True)
    position = fields.SmallIntField(null=True)
    direction = fields.CharEnumField(words.MessageDirection, max_length=8)
    source = fields.CharEnumField(words.MessageSource, max_length=8, null=True)
    status = fields.CharEnumField(words.MessageStatus, max_length=11)
    body = fields.TextField()
    segments = fields.SmallIntField()
    media: Any = fields.JSONField(null=True)
    generation: Any = fields.JSONField(null=True)
    error_code = fields.IntField(null=True)
    provider_sid = fields.CharField(max_length=64, null=True, unique=True)
    superseded = fields.BooleanField(default=False, db_default=False)
    look_at = fields.DatetimeField(null=True)
    looks = fields.SmallIntField(default=0, db_default=0)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
        indexes: ClassVar = [Index(fields=("lead_id", "created_at"))]


class StepRun(Row):
    """How one step of one enrolment was settled. Steps that are not settled have no row."""

    partner_path = "enrollment__account__partner_id"
    enrollment_id: UUID
    enrollment: fields.ForeignKeyRelation[Enrollment] = parent("nudge.Enrollment", db_index=False)
    position = fields.SmallIntField()
    status = fields.CharEnumField(words.StepRunStatus, max_length=9)
    reason = fields.CharEnumField(words.StepReason, max_length=16, null=True)
    explanation = fields.TextField(null=True)
    due_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField()
    message_id = fields.UUIDField(null=True)

    class Meta:
        table = "step_run"
        unique_together = (("enrollment_id", "position"),)


class Draft(Row):
    """A text that the AI wrote for a step, stored before the step may be claimed.

    Only a READY one is a text to the engine. `inbound_count` is how many messages the lead had sent when the
    conversation was read: with another count today, the text is stale. One enrolment has at most one draft, and each
    text its own id; `replaced_id` is that of the text before it, which somebody may still be looking at. While there
    is no text, the row is WRITING: `created_at` is when it was first asked for, `generation` what that cost so far.
    """

    partner_path = "enrollment__account__partner_id"
    enrollment_id: UUID
    enrollment: fields.ForeignKeyRelation[Enrollment] = parent("nudge.Enrollment", db_index=False)
    position = fields.SmallIntField()
    body = fields.TextField()
    inbound_count = fields.IntField()
    generation: Any = fields.JSONField()
    state = fields.CharEnumField(words.DraftState, max_length=8, default=words.DraftState.READY, db_default="READY")
    reason = fields.CharEnumField(words.StepReason, max_length=16, null=True)
    note = fields.TextField(null=True)
    replaced_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "draft"
        unique_together = (("enrollment_id",),)


class AiUsage(Row):
    """What the model was asked for an account on one day of the account's own calendar, and what that cost.

    `charged_usd` is what counts against the budgets: the cost, or an estimate where the model's price is not known.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    day = fields.DateField()
    model = fields.CharField(max_length=100)
    tries = fields.IntField(default=0)
    rejected = fields.IntField(default=0)
    failed = fields.IntField(default=0)
    input_tokens = fields.BigIntField(default=0)
    cached_tokens = fields.BigIntField(default=0)
    output_tokens = fields.BigIntField(default=0)
    cost_usd = fields.DecimalField(max_digits=18, decimal_places=8, null=True)
    charged_usd = fields.DecimalField(max_digits=18, decimal_places=8, default=0)

    class Meta:
        table = "ai_usage"
        unique_together = (("account_id", "day", "model"),)


class ConsentEvent(Row):
    """Evidence for one change of a lead's consent: who, which message, which rule read it, when."""

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    phone = fields.CharField(max_length=16)
    change = fields.CharEnumField(words.ConsentChange, max_length=7)
    message_id = fields.UUIDField(null=True)
    rule = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()

    class Meta:
        table = "consent_event"
        indexes: ClassVar = [Index(fields=("account_id", "phone"))]


class IdempotencyKey(Row):
    """A partner's key for calls that are carried out once; `app/services/idempotency.py` says what is in it."""

    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    key = fields.CharField(max_length=255)
    fingerprint = fields.CharField(max_length=64)
    done: Any = fields.JSONField()
    answer = fields.TextField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "idempotency_key"
        unique_together = (("partner_id", "key"),)


class Worker(Model):
    """A worker process that was seen alive."""

    id = fields.UUIDField(primary_key=True)
    seen_at = fields.DatetimeField()

    class Meta:
        table = "worker"


class Installation(Model):
    """What this installation made up for itself, once: a single row, written by the first migration."""

    id = fields.SmallIntField(primary_key=True)
    simulator_token = fields.CharField(max_length=64)

    class Meta:
        table = "installation"
