"""Do-not-contact lists: phones that nothing is sent to, from one account or from every account of the partner.

A phone on a list is no lead, and stays on it whoever imports or opts in a lead with this phone. An erased person's
entries go on as hashes (`services/enrollment/erased.py`). The table is read by the pick and by the claim. A list that
grows locks its leads, cancels who is under way, and changes the version of the rules of its accounts, in one
transaction: after its commit nothing is claimed for these phones.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import failpoints
from app.db import connection, rows
from app.deps import Deps
from app.domain.ids import new_ids
from app.domain.sms import phones
from app.domain.vocabulary import CancelReason
from app.failpoints import Failpoint
from app.models import Account, Lead, Suppression
from app.services import accounts
from app.services.checks import Checks
from app.services.enrollment import cancel_of_leads, keys_of, take_off_list
from app.services.idempotency import idempotent, writing
from app.services.paging import Order, Slice, Window, part
from app.services.sending import change_rules

MAX_PHONES = 10_000
MAX_SOURCE = 200
MAX_NOTE = 1000
ORDER: Order = ("owner_id", "id")
READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SuppressionsChanged:
    """How many phones the list gained or lost, and how many enrollments that ended."""

    changed: int
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose list it is: an account's, or the partner's. `region` is the country of numbers without a country code."""

    partner_id: UUID
    account: Account | None

    @property
    def id(self) -> UUID:
        return self.account.id if self.account else self.partner_id

    @property
    def region(self) -> str | None:
        return phones.region_of(self.account.phone_number) if self.account else None


@idempotent()
async def add_suppressions(
    deps: Deps, partner_id: UUID, account_id: UUID | None, given: Sequence[str], source: str, note: str | None
) -> SuppressionsChanged:
    """Puts these phones on the list of the account, or without an account on the list of the partner.

    Who is under way is canceled in the same transaction. A message in flight stays what it is. Refuses with NOT_FOUND,
    INVALID_PHONE or INVALID_INPUT; then no phone is on the list that was not before.
    """
    owner, checks = await _owner(partner_id, account_id), Checks(())
    origin = checks.text(source, "The source", MAX_SOURCE, "source")
    remark = checks.optional(note, "The note", MAX_NOTE, "note")
    numbers = await _read(checks, given, owner.region)
    checks.done()
    now = deps.clock.now()
    async with writing(deps) as made:
        changed = await _insert(owner, numbers, origin, remark, now)
        leads = await _lock_leads(owner, numbers)
        cancelled = await cancel_of_leads(leads, CancelReason.SUPPRESSED, now) if leads else 0
        bound = await _accounts_of(owner)
        await change_rules(bound)
        done = made(SuppressionsChanged(changed, cancelled))
        failpoints.reach(Failpoint.SUPPRESSED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.SUPPRESSED_AFTER_COMMIT)
    deps.events.tell([*leads, *bound])
    return done


@idempotent()
async def remove_suppressions(
    deps: Deps, partner_id: UUID, account_id: UUID | None, given: Sequence[str]
) -> SuppressionsChanged:
    """Takes these phones off the list. Nothing is restarted: a canceled enrollment stays canceled.

    Refuses with NOT_FOUND or INVALID_PHONE.
    """
    owner, checks = await _owner(partner_id, account_id), Checks(())
    numbers = await _read(checks, given, owner.region)
    checks.done()
    async with writing(deps) as made:
        spellings = [spelling for number in numbers for spelling in phones.spellings(number)]
        gone = await connection().execute_query_dict(_DELETE, [owner.id, spellings])
        erased = 0 if account_id else await take_off_list(partner_id, keys_of(deps), numbers)
        return made(SuppressionsChanged(sum(row["is_listed"] for row in gone) + erased))


async def _owner(partner_id: UUID, account_id: UUID | None) -> Owner:
    return Owner(partner_id, await accounts.require(partner_id, account_id) if account_id else None)


async def _read(checks: Checks, given: Sequence[str], region: str | None) -> list[str]:
    """The numbers in E.164, each once. A number that needs the phone library takes 0.1 ms, so others get their turn."""
    numbers: dict[str, None] = {}
    for start in range(0, len(given), READ_AT_ONCE):
        for index, text in enumerate(given[start : start + READ_AT_ONCE], start):
            numbers[checks.phone(text, region, "phones", str(index))] = None
        await asyncio.sleep(0)
    return list(numbers)


# ------------------------------------------------------------------ the SQL

# In the order of the phones, so that two calls with the same phones do not wait for each other in a circle.
_INSERT = """
WITH added AS (
    INSERT INTO suppression (id, partner_id, account_id, owner_id, phone, is_listed, source, note, created_at)
    SELECT n.id, $1::uuid, $2::uuid, coalesce($2::uuid, $1::uuid), n.phone, n.is_listed, $3::text, $4::text,
           $5::timestamptz
    FROM unnest($6::uuid[], $7::text[], $8::boolean[]) AS n(id, phone, is_listed)
    ORDER BY n.phone
    ON CONFLICT (phone, owner_id) DO NOTHING
    RETURNING is_listed)
SELECT count(*) AS changed FROM added WHERE is_listed
"""
_DELETE = "DELETE FROM suppression WHERE owner_id = $1 AND phone = ANY($2) RETURNING is_listed"
# Phones come sorted, so that this is the order of the locks, as everywhere. LATERAL and ORDER BY make PostgreSQL look
# up each phone in its index, whatever it believes of the tables.
_LOCK_LEADS = """
SELECT l.id FROM unnest($1::text[]) AS n(phone)
CROSS JOIN LATERAL (
    SELECT id FROM lead WHERE phone BETWEEN n.phone AND n.phone AND {which}
    ORDER BY phone, account_id
    FOR NO KEY UPDATE) l
"""
OF_ACCOUNT = _LOCK_LEADS.format(which="account_id = $2")
OF_PARTNER = _LOCK_LEADS.format(which="(SELECT partner_id FROM account WHERE id = lead.account_id) = $2")


async def _insert(owner: Owner, numbers: Sequence[str], source: str, note: str | None, now: datetime) -> int:
    """Inserts the phones that are not on the list yet; how many. Each national spelling has a row."""
    all_spellings = [(spelling, spelling == number) for number in numbers for spelling in phones.spellings(number)]
    values = [
        *(owner.partner_id, owner.account.id if owner.account else None, source, note, now),
        *(new_ids(len(all_spellings)), [text for text, _ in all_spellings], [listed for _, listed in all_spellings]),
    ]
    _, [row] = await connection().execute_query(_INSERT, values)
    return int(row["changed"])


async def _lock_leads(owner: Owner, numbers: Iterable[str]) -> list[UUID]:
    """The leads with these phones that the list binds, their rows locked until the transaction ends."""
    spellings = sorted(spelling for number in numbers for spelling in phones.spellings(number))
    _, found = await connection().execute_query(OF_ACCOUNT if owner.account else OF_PARTNER, [spellings, owner.id])
    return [row["id"] for row in found]


async def _accounts_of(owner: Owner) -> list[UUID]:
    if owner.account:
        return [owner.account.id]
    return [row["id"] for row in await rows("SELECT id FROM account WHERE partner_id = $1", owner.partner_id)]


# ------------------------------------------------------------------ reading the lists


async def suppressions(partner_id: UUID, account_id: UUID | None, window: Window) -> Slice[Suppression]:
    """The phones on the list of the account, or without an account of the partner, in the order of their adding."""
    owner = account_id or partner_id
    # A list of two values keeps the order by the owner: see `paging.of_account`.
    query = Suppression.of(partner_id).filter(owner_id__in=[owner, owner], is_listed=True)
    return await part(query, window, ORDER)


_OF_LEADS = """
SELECT w.lead_id, b.id FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(lead_id, account_id, phone)
CROSS JOIN LATERAL (
    SELECT id FROM suppression WHERE phone = w.phone AND owner_id IN (w.account_id, $4)
    ORDER BY account_id NULLS FIRST LIMIT 1) b
"""


async def suppressions_of_leads(partner_id: UUID, leads: Sequence[Lead]) -> dict[UUID, Suppression]:
    """The entry that binds each of these leads, by the lead's id, in two statements. The partner's list goes first."""
    values = [lead.id for lead in leads], [lead.account_id for lead in leads], [lead.phone for lead in leads]
    found = {row["lead_id"]: row["id"] for row in await rows(_OF_LEADS, *values, partner_id)}
    if not found:
        return {}
    entries = {row.id: row for row in await Suppression.of(partner_id).filter(id__in=list(found.values()))}
    return {lead_id: entries[key] for lead_id, key in found.items() if key in entries}
