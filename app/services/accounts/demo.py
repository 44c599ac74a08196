"""The demo: a partner, an account and its default sequence, for the first calls of a new installation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from app.domain.vocabulary import StepType
from app.errors import Code, refuse
from app.models import Account, Installation, Partner, Sequence, SequenceVersion, Step
from app.services.accounts.partners import create_partner

DEMO_PARTNER = "Demo"
COMPANY = "Demo Lending"
DEMO_PHONE = "+15005550006"  # nobody has this phone: it is reserved for tests
TIME_ZONE = "America/New_York"
LOCK = 7_304_512
HISTORY = timedelta(days=8)
"""How long the demo's history is: long enough that the same weekday of the week before is whole in it."""

STEPS = (
    {
        "type": StepType.FIXED,
        "message": "Hi {{first_name}}, this is {{company}}. We noticed your application is almost complete. "
        "Can I help with the remaining steps?",
        "delay_hours": 0,
        "skip_if_replied": False,
    },
    {
        "type": StepType.AI,
        "instructions": "Follow up warmly. Reference their application and ask about any blockers.",
        "delay_hours": 24,
        "skip_if_replied": True,
    },
    {
        "type": StepType.FIXED,
        "message": "Just checking in, {{first_name}}. Your application is still open and we'd love to help you get "
        "approved. Any questions I can answer?",
        "delay_hours": 72,
        "skip_if_replied": True,
    },
)


@dataclass(frozen=True, slots=True)
class History:
    """The invented past of the demo: until when it is, and how far `nudge dev` has played it."""

    until: datetime
    played_to: datetime

    @property
    def is_whole(self) -> bool:
        return self.played_to >= self.until


@dataclass(frozen=True, slots=True)
class Demo:
    """The ids of the demo, and its history if it has one. An id is None when the operator has removed the object."""

    partner_id: UUID | None = None
    account_id: UUID | None = None
    sequence_id: UUID | None = None
    history: History | None = None


async def seed_demo(history_until: datetime | None = None) -> str | None:
    """Creates the demo, whole or not at all. Returns the partner's new key, or None when there is a demo already.

    `history_until`: the demo is as old as its history, which is to be played up to this moment. Refuses with DUPLICATE
    when the phone number of the demo belongs to another account.
    """
    try:
        async with in_transaction() as transaction:
            return await _seed(transaction, history_until)
    except IntegrityError as taken:
        raise refuse(
            Code.DUPLICATE, f"The phone number of the demo, {DEMO_PHONE}, belongs to another account already."
        ) from taken


async def _seed(transaction: BaseDBAsyncClient, history_until: datetime | None) -> str | None:
    # Two processes that seed at the same time create one demo.
    await transaction.execute_query_dict("SELECT pg_advisory_xact_lock($1)::text", [LOCK])
    if await Partner.exists(name=DEMO_PARTNER):
        return None
    partner, key = await create_partner(DEMO_PARTNER)
    begins = history_until - HISTORY if history_until else None
    at: dict[str, Any] = {"created_at": begins} if begins else {}
    account = await Account.create(
        partner=partner,
        name=COMPANY,
        company_name=COMPANY,
        phone_number=DEMO_PHONE,
        time_zone=TIME_ZONE,
        strict_hours=False,
        **at,
    )
    await _write_sequence(account, at)
    if history_until:
        await Installation.all().update(history_until=history_until, history_played_to=begins)
    return key


async def _write_sequence(account: Account, at: dict[str, Any]) -> None:
    sequence = await Sequence.create(
        account=account,
        name="Application Recovery",
        description="Follow up with applicants who stalled at document collection",
        is_default=True,
        **at,
    )
    version = await SequenceVersion.create(sequence=sequence, version=1, **at)
    await Step.bulk_create([Step(version=version, position=position, **step) for position, step in enumerate(STEPS)])
    if at:
        await Sequence.filter(id=sequence.id).update(updated_at=at["created_at"])


async def find_demo() -> Demo:
    """The demo as it is now."""
    partner = await Partner.get_or_none(name=DEMO_PARTNER)
    account = await Account.get_or_none(partner=partner, phone_number=DEMO_PHONE) if partner else None
    if partner is None or account is None:
        return Demo(partner.id if partner else None)
    sequence = await Sequence.filter(account=account, is_default=True, deleted_at__isnull=True).first()
    return Demo(partner.id, account.id, sequence.id if sequence else None, await _history())


async def _history() -> History | None:
    row = await Installation.get()
    if row.history_until is None or row.history_played_to is None:
        return None
    return History(row.history_until, row.history_played_to)


async def keep_history(before: datetime, played_to: datetime) -> bool:
    """Keeps how far the history of the demo is played. False, and nothing is kept, if another process has played it
    since it was played to `before`."""
    return bool(await Installation.filter(history_played_to=before).update(history_played_to=played_to))
