"""Partners, their API keys, and their accounts."""

from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from app.domain import vocabulary as words
from app.domain.calendar import caps, hours
from app.domain.calendar.caps import Limit
from app.domain.numbers import guardrail as guardrails
from app.domain.people import pause
from app.domain.sms import first_message
from app.domain.sms.first_message import FirstMessageRule
from app.models.base import Row, parent

ALL_SCOPES = "READ WRITE SEND ADMIN"


class Partner(Row):
    partner_path = "id"
    name = fields.CharField(max_length=200, unique=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "partner"


class PartnerKey(Row):
    """A partner's API key. Only its SHA-256 is kept.

    A partner has one main key, which rotates: the main key before it has an end. Every other key is made by
    `createKey`. `scopes` are separated by blanks. An empty list of account ids means every account. `made_by` are the
    ids of the key that made it, of the key that made that one, and so on: all of them end with any of these.
    """

    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    hash = fields.CharField(max_length=64, unique=True)
    is_main = fields.BooleanField(default=True, db_default=True)
    name = fields.CharField(max_length=200, default="main", db_default="main")
    prefix = fields.CharField(max_length=16, default="", db_default="")
    scopes = fields.CharField(max_length=100, default=ALL_SCOPES, db_default=ALL_SCOPES)
    account_ids: Any = fields.JSONField(default=list, db_default="[]")
    made_by: Any = fields.JSONField(default=list, db_default="[]")
    last_used_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "partner_key"


class Account(Row):
    """A company that a partner texts for.

    `phone_number` is the number of its first sender that is a number, or of the last one that was. `several_senders` is
    set for good with the second sender: only then each lead's own sender is looked up.

    `connection_id` names the connection whose credentials its messages leave by; null: the server's.

    Its hours: `window_start` and `window_end` for every day, or else `week`, as `hours.stored` reads them. Its
    caps: as `caps.stored` reads them.
    """

    partner_path = "partner_id"
    partner_id: UUID
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    name = fields.CharField(max_length=200)
    company_name = fields.CharField(max_length=200)
    phone_number = fields.CharField(max_length=16, unique=True)
    connection_id = fields.UUIDField(null=True)
    time_zone = fields.CharField(max_length=64)
    window_start = fields.CharField(max_length=5, null=True)
    window_end = fields.CharField(max_length=5, null=True)
    week = fields.TextField(null=True)
    hour_rules = fields.CharEnumField(words.HourRules, max_length=9, default=words.HourRules.NONE, db_default="NONE")
    keep_holidays = fields.BooleanField(default=False, db_default=False)
    strict_hours = fields.BooleanField(default=True, db_default=True)
    # Unused: the release before reads them, and may run beside this one. See `Reconciliation`.
    reconcile_at = fields.DatetimeField(null=True)
    reconciled_at = fields.DatetimeField(null=True)
    caps = fields.TextField(null=True)
    unclear_pause_hours = fields.SmallIntField(null=True)
    takeover_hours = fields.SmallIntField(default=12, db_default=12)
    guardrail_share = fields.FloatField(null=True)
    guardrail_sends = fields.SmallIntField(null=True)
    require_consent = fields.BooleanField(default=False, db_default=False)
    first_message_identify = fields.BooleanField(default=False, db_default=False)
    first_message_opt_out_line = fields.CharField(max_length=160, null=True)
    first_message_repeat_days = fields.SmallIntField(null=True)
    ai_persona = fields.TextField(null=True)
    ai_tone = fields.TextField(null=True)
    ai_rules: Any = fields.JSONField(default=list, db_default="[]")
    ai_max_segments = fields.SmallIntField(default=2, db_default=2)
    ai_review = fields.BooleanField(default=False, db_default=False)
    ai_when_rejected = fields.CharEnumField(
        words.WhenRejected, max_length=4, default=words.WhenRejected.SKIP, db_default="SKIP"
    )
    ai_suggest_replies = fields.BooleanField(default=False, db_default=False)
    ai_daily_budget = fields.DecimalField(max_digits=12, decimal_places=2, null=True)
    ai_monthly_budget = fields.DecimalField(max_digits=12, decimal_places=2, null=True)
    several_senders = fields.BooleanField(default=False, db_default=False)
    paused_at = fields.DatetimeField(null=True)
    paused_by = fields.CharField(max_length=200, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "account"
        indexes: ClassVar = [Index(fields=("partner_id", "id"), name="account_of_partner")]

    @property
    def pause(self) -> pause.Pause | None:
        """The pause of everything automated of the account; None if there is none."""
        return pause.requested(pause.Paused.ACCOUNT, self.paused_at, None, self.paused_by)

    @property
    def hours(self) -> hours.Hours:
        """When automated messages may leave."""
        return hours.stored(
            self.hour_rules, self.window_start, self.window_end, self.week, self.keep_holidays, self.strict_hours
        )

    @property
    def guardrail(self) -> guardrails.Guardrail | None:
        """When a sequence pauses itself; None: never."""
        return guardrails.stored(self.guardrail_share, self.guardrail_sends)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Its own caps."""
        return caps.stored(self.caps)

    @property
    def first_message(self) -> FirstMessageRule | None:
        """What is added to a first message; None for nothing."""
        return first_message.stored(
            self.first_message_identify, self.first_message_opt_out_line, self.first_message_repeat_days
        )
