"""The demo: a partner, an account and its default sequence, for the first calls of a new installation."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from app.domain.vocabulary import StepType
from app.errors import Code, refuse
from app.models import Account, Partner, Sequence, SequenceVersion, Step
from app.services.accounts.partners import create_partner

DEMO_PARTNER = "Demo"
COMPANY = "Demo Lending"
DEMO_PHONE = "+15005550006"  # nobody has this phone: it is reserved for tests
TIME_ZONE = "America/New_York"
LOCK = 7_304_512

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
class Demo:
    """The ids of the demo. An id is None when the operator has removed the object."""

    account_id: UUID | None
    sequence_id: UUID | None


async def seed_demo() -> str | None:
    """Creates the demo, whole or not at all. Returns the partner's new key, or None when there is a demo already.

    Refuses with DUPLICATE when the phone number of the demo belongs to another account.
    """
    try:
        async with in_transaction() as transaction:
            return await _seed(transaction)
    except IntegrityError as taken:
        raise refuse(
            Code.DUPLICATE, f"The phone number of the demo, {DEMO_PHONE}, belongs to another account already."
        ) from taken


async def _seed(transaction: BaseDBAsyncClient) -> str | None:
    # Two processes that seed at the same time create one demo.
    await transaction.execute_query_dict("SELECT pg_advisory_xact_lock($1)::text", [LOCK])
    if await Partner.exists(name=DEMO_PARTNER):
        return None
    partner, key = await create_partner(DEMO_PARTNER)
    account = await Account.create(
        partner=partner,
        name=COMPANY,
        company_name=COMPANY,
        phone_number=DEMO_PHONE,
        time_zone=TIME_ZONE,
        strict_hours=False,
    )
    await _write_sequence(account)
    return key


async def _write_sequence(account: Account) -> None:
    sequence = await Sequence.create(
        account=account,
        name="Application Recovery",
        description="Follow up with applicants who stalled at document collection",
        is_default=True,
    )
    version = await SequenceVersion.create(sequence=sequence, version=1)
    await Step.bulk_create([Step(version=version, position=position, **step) for position, step in enumerate(STEPS)])


async def find_demo() -> Demo:
    """The demo as it is now."""
    account = await Account.get_or_none(partner__name=DEMO_PARTNER, phone_number=DEMO_PHONE)
    if account is None:
        return Demo(None, None)
    sequence = await Sequence.filter(account=account, is_default=True, deleted_at__isnull=True).first()
    return Demo(account.id, sequence.id if sequence else None)
