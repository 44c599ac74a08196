"""Drafts that the model wrote, and the cost of its calls."""

from typing import Any
from uuid import UUID

from tortoise import fields

from app.domain import vocabulary as words
from app.models.accounts import Account
from app.models.base import Row, parent
from app.models.enrollment import Enrollment
from app.models.people import Lead


class Draft(Row):
    """A text that the AI wrote for a step, stored before the step may be claimed.

    The engine submits a READY draft only. `inbound_count` is the number of messages of the lead when the model read
    the conversation; the draft is stale when the lead's count differs. An enrollment has at most one draft. Each text
    has its own id; `replaced_id` is the id of the text before it, which a person may still see on the screen. A
    WRITING draft has no text yet: `created_at` is the time of the first request, `generation` the cost so far.
    `account_id` is the account of its enrollment, by a trigger: an index of the account's drafts begins with it.
    """

    partner_path = "enrollment__account__partner_id"
    enrollment_id: UUID
    account_id = fields.UUIDField(null=True)
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


class Suggestion(Row):
    """A reply to a lead that the AI proposes: a person edits and sends it, and nothing else does.

    `inbound_count` is the number of messages of the lead when the text was asked for; the suggestion is stale when the
    lead's count differs. A WRITING suggestion has no text yet: it is asked for at `next_at`, unless whoever reserved it
    until then stores one.
    """

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=False)
    body = fields.TextField()
    inbound_count = fields.IntField()
    generation: Any = fields.JSONField(null=True)
    state = fields.CharEnumField(words.DraftState, max_length=8)
    tries = fields.SmallIntField(default=0, db_default=0)
    next_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "suggestion"
        unique_together = (("lead_id",),)


class AiUsage(Row):
    """The calls of one model for an account on one day in the account's time zone, and their cost.

    `charged_usd` counts against the budgets: it is the cost, or an estimate when the price of the model is unknown.
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
