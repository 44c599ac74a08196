"""The migration that gives each phone one spelling."""

from importlib import import_module

from app.db import connection
from app.deps import Deps
from app.models import Lead
from tests.factories import Holder, make_account, make_lead

migration = import_module("app.migrations.0010_canonical_phones")


async def _stored(deps: Deps, partner: Holder, spellings: dict[str, bool]) -> dict[str, bool]:
    """Leads of one account with these phones (True: opted out) before the migration, and after it."""
    account = await make_account(deps, partner.id)
    for spelling, is_opted_out in spellings.items():
        lead = await make_lead(deps, partner.id, account.id)
        opted_out_at = deps.clock.now() if is_opted_out else None
        await Lead.filter(id=lead.id).update(phone=spelling, opted_out_at=opted_out_at)
    for statement in (migration.OPT_OUTS, migration.LEADS, migration.EVIDENCE):
        await connection().execute_query(statement)
    return {lead.phone: lead.opted_out_at is not None for lead in await Lead.filter(account_id=account.id)}


async def test_a_lead_takes_the_one_spelling_of_its_phone(deps: Deps, partner: Holder) -> None:
    before = {"+5215512345678": False, "+551187654321": True, "+541112345678": False, "+14155551234": True}
    after = {"+525512345678": False, "+5511987654321": True, "+5491112345678": False, "+14155551234": True}
    assert await _stored(deps, partner, before) == after


async def test_two_leads_that_are_one_person_stay_and_have_both_opted_out(deps: Deps, partner: Holder) -> None:
    for said_stop in ("+5215512345678", "+525512345678"):
        pair = {phone: phone == said_stop for phone in ("+5215512345678", "+525512345678")}
        assert await _stored(deps, partner, pair) == dict.fromkeys(pair, True)
