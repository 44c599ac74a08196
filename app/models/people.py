"""Leads, the evidence of their consent, and do-not-contact lists."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from app.domain import vocabulary as words
from app.domain.calendar import hours, places
from app.domain.calendar.caps import Limit
from app.domain.calendar.delays import LocalDays
from app.domain.people import pause
from app.models.accounts import Account, Partner
from app.models.base import Row, parent


class Lead(Row):
    """A person with a phone, inside one account. The row that a reply and a claim both lock.

    `status` holds what callers set. A lead that is NEW here and has a message counts as CONTACTED
    (`services/people/statuses.py`), so that a first message changes no row of a lead. `updated_at` is the time of the
    last change by a caller or of the consent; null before the first one.

    `sender_id` is the sender that the lead keeps. It is stored with the lead's first message of an account that has
    several senders; until then the lead keeps the sender of its first message (`services/sending/choice.py`).

    `dead_number_code` is the provider's code that says that the phone cannot receive messages. A new phone and any
    message from the lead clear it.

    The row of an erased lead stays, for counts: its phone is a placeholder and everything else is null.
    """

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
    consent: Any = fields.JSONField(null=True)
    inbound_count = fields.IntField(default=0, db_default=0)
    paused_at = fields.DatetimeField(null=True)
    paused_until = fields.DatetimeField(null=True)
    pause_reason = fields.CharEnumField(words.PauseReason, max_length=16, null=True)
    paused_by = fields.CharField(max_length=200, null=True)
    status = fields.CharEnumField(words.LeadStatus, max_length=9, default=words.LeadStatus.NEW, db_default="NEW")
    state = fields.CharField(max_length=2, null=True)
    postal_code = fields.CharField(max_length=16, null=True)
    updated_at = fields.DatetimeField(null=True)
    erased_at = fields.DatetimeField(null=True)
    sender_id = fields.UUIDField(null=True)
    dead_number_code = fields.IntField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "lead"
        unique_together = (("account_id", "phone"),)
        indexes: ClassVar = [
            Index(fields=("account_id", "id"), name="lead_of_account"),
            Index(fields=("phone", "account_id"), name="lead_of_phone"),
        ]

    @property
    def pause(self) -> pause.Pause | None:
        """The pause in the row, in force or not."""
        return pause.stored(self.paused_at, self.paused_until, self.pause_reason, self.paused_by)

    @property
    def place(self) -> places.Place:
        """Where the lead is, as far as it matters for hours."""
        return places.of_lead(self.phone, self.time_zone, self.state, self.postal_code)

    def days(self, account: Account) -> LocalDays:
        """The days by which the account's delays count for the lead."""
        return places.days_of(self.place, account.time_zone)

    def calendar(self, account: Account) -> hours.Calendar:
        """When the account may write to the lead."""
        return hours.calendar(account.hours, self.place, account.time_zone)

    def limits(self, account: Account, now: datetime) -> tuple[Limit, ...]:
        """The caps in force: the account's, and those of the lead's states."""
        return account.limits + self.calendar(account).limits(now)


class LeadEvent(Row):
    """An event of a lead that the partner recorded, such as `signed`: when it happened, and when it was recorded."""

    partner_path = "account__partner_id"
    account_id: UUID
    lead_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    lead: fields.ForeignKeyRelation[Lead] = parent("nudge.Lead", db_index=True)
    name = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "lead_event"


class ConsentEvent(Row):
    """Evidence for one change of a lead's consent: the phone, the number that was told, the message, the rule."""

    partner_path = "account__partner_id"
    account_id: UUID
    account: fields.ForeignKeyRelation[Account] = parent("nudge.Account", db_index=False)
    phone = fields.CharField(max_length=16)
    change = fields.CharEnumField(words.ConsentChange, max_length=7)
    message_id = fields.UUIDField(null=True)
    rule = fields.CharField(max_length=64)
    number = fields.CharField(max_length=34, null=True)  # the number or service that was told; null before 0011
    note = fields.TextField(null=True)  # what a person noted who opted the lead out
    lead_id = fields.UUIDField(null=True)  # whose former phone this is; null while the phone has not moved
    consent: Any = fields.JSONField(null=True)  # the consent that lifted an opt-out, if a person recorded it
    created_at = fields.DatetimeField()

    class Meta:
        table = "consent_event"
        indexes: ClassVar = [Index(fields=("account_id", "phone"))]


class Suppression(Row):
    """A phone on a do-not-contact list: of one account, or of every account of the partner.

    `owner_id` is the account, or the partner without an account. Where a country writes one number in two ways, the
    second spelling has a row too, which is not listed: former releases may have stored a lead with it.
    """

    partner_path = "partner_id"
    partner_id: UUID
    account_id: UUID | None
    partner: fields.ForeignKeyRelation[Partner] = parent("nudge.Partner", db_index=False)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "nudge.Account", db_index=False, null=True, on_delete=fields.RESTRICT
    )
    owner_id = fields.UUIDField()
    phone = fields.CharField(max_length=16)
    is_listed = fields.BooleanField(default=True, db_default=True)
    source = fields.CharField(max_length=200)
    note = fields.TextField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "suppression"
        unique_together = (("phone", "owner_id"),)
        indexes: ClassVar = [Index(fields=("owner_id", "id"), name="suppression_of_owner")]
