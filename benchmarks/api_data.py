"""What the API's benches read: one account with sequences of three steps, and leads enrolled on them."""

from dataclasses import dataclass

from app.db import connection
from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import StepType
from app.services import accounts, sequences
from app.services.accounts import NewAccount
from app.services.sequences import NewSequence, NewStep

LEADS = 40

STEPS = [
    NewStep(
        type=StepType.FIXED,
        message="Hi {{first_name}}, this is {{company}}. We noticed your application is almost complete. "
        "Can I help with the remaining steps?",
        skip_if_replied=False,
    ),
    NewStep(
        type=StepType.AI,
        instructions="Follow up warmly. Reference their application and ask about any blockers.",
        delay_hours=24,
    ),
    NewStep(
        type=StepType.FIXED,
        message="Just checking in, {{first_name}}. Your application is still open and we'd love to help you get "
        "approved. Any questions I can answer?",
        delay_hours=72,
    ),
]


@dataclass(frozen=True, slots=True)
class Data:
    """Whose data it is, and the account's id as callers see it."""

    key: str
    account_id: str


async def filled(deps: Deps, count: int) -> Data:
    """So many sequences, on each of which every lead is enrolled; one lead in four has completed it."""
    partner, key = await accounts.create_partner("Bench")
    account = await accounts.create(deps, partner.id, NewAccount(name="Bench", phone_number="+15005550006"))
    for number in range(count):
        new = NewSequence(name=f"Application Recovery {number}", description="Follow up with applicants", steps=STEPS)
        await sequences.create(deps, partner.id, account.id, new)
    db = connection()
    await db.execute_query(
        "INSERT INTO lead (id, account_id, phone, created_at) SELECT gen_random_uuid(), $1,"
        " '+1415' || (2000000 + n), now() FROM generate_series(1, $2::int) n",
        [account.id, LEADS],
    )
    await db.execute_query(
        "INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, cancel_reason, started_at,"
        " ended_at, position)"
        " SELECT gen_random_uuid(), l.account_id, l.id, s.id, v.id, CASE l.n % 4 WHEN 0 THEN 'COMPLETED'"
        " ELSE 'CANCELLED' END, CASE l.n % 4 WHEN 0 THEN NULL ELSE 'REQUESTED' END, now(), now(), 0"
        " FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM lead) l, sequence s"
        " JOIN sequence_version v ON v.sequence_id = s.id"
    )
    await db.execute_script("ANALYZE")
    return Data(key, ids.encode(ids.ACCOUNT, account.id))
