"""Correcting a lead: fields are overwritten, and a new phone moves the person with everything that is stored.

The claim locks the lead's row and compares the phone that it is about to write to. So a step that is claimed before the
commit goes to the former phone, and a step that is claimed after it goes to the new one.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError
from tortoise.exceptions import IntegrityError

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.errors import Code, Refused, lead_erased, not_found, refuse
from app.failpoints import Failpoint
from app.models import Account, Lead
from app.services.checks import Checks
from app.services.enrollment import decide_again, erased_leads, keys_of
from app.services.idempotency import idempotent, writing
from app.services.people import fields, opt_outs, store
from app.services.people.fields import LeadChanges
from app.services.people.opt_outs import OptOut

PLACE = frozenset({"phone", "time_zone", "state", "postal_code"})
"""The columns that say where a lead is: the hours of its steps depend on them."""
FACTS = frozenset("phone first_name last_name name email property_address notes metadata".split())
"""The columns that the text of an AI step is written from and checked against."""


@idempotent()
async def update_lead(deps: Deps, partner_id: UUID, lead_id: UUID, changes: LeadChanges) -> Lead:
    """Overwrites the fields that the change mentions. A new phone takes messages, enrollments and the opt-out along.

    Refuses with NOT_FOUND, INVALID_PHONE, INVALID_INPUT, LEAD_ERASED for a phone of somebody who was erased, or
    DUPLICATE for a phone or externalId of another lead.
    """
    found = await Lead.of(partner_id).filter(id=lead_id).select_related("account").first()
    if found is None:
        raise not_found("lead", "id")
    checks = Checks()
    columns = fields.changed(checks, changes, found.account.phone_number, found.phone)
    checks.done()
    try:
        async with writing(deps) as made:
            alarms = await _changed(deps, found.account, made(found), columns)
            failpoints.reach(Failpoint.LEAD_BEFORE_COMMIT)
    except IntegrityError as error:
        raise _taken(error) from error
    failpoints.reach(Failpoint.LEAD_AFTER_COMMIT)
    await deps.queue.wake(alarms)
    lead = await Lead.get(id=lead_id)
    deps.events.tell([lead.id, lead.account_id])
    return lead


async def _changed(deps: Deps, account: Account, found: Lead, columns: dict[str, Any]) -> set[datetime]:
    """Writes what is new, with the lead locked; the moments to wake the workers at after the commit."""
    now = deps.clock.now()
    if columns.keys() & {"phone", "external_id"}:
        await store.lock_imports(account.id)
    # A new phone is a new key of the row: the lock is the one that PostgreSQL takes for that.
    lead = await Lead.filter(id=found.id).select_for_update(no_key="phone" not in columns).get()
    if lead.erased_at is not None:
        raise not_found("lead", "id")
    if "phone" in columns and await erased_leads(account.id, keys_of(deps), [columns["phone"]]):
        raise lead_erased("input", "phone")
    news = {name: value for name, value in columns.items() if getattr(lead, name) != value}
    if not news:
        return set()
    if "phone" in news:
        news["dead_number_code"] = None
    await Lead.filter(id=lead.id).update(**news, updated_at=now)
    if "phone" in news:
        await _move(account, lead, news["phone"], now)
    return await decide_again(lead.id, now, texts=bool(news.keys() & FACTS), hours=bool(news.keys() & PLACE))


def _taken(error: IntegrityError) -> Refused | IntegrityError:
    """The refusal for a value that another lead of the account has."""
    cause = error.args[0] if error.args else None
    if not isinstance(cause, UniqueViolationError):
        return error
    name, path = ("externalId", "externalId") if cause.constraint_name == "lead_external_id" else ("phone", "phone")
    message = f"Another lead of the account has this {name}. Nothing was changed."
    return refuse(Code.DUPLICATE, message, "input", path)


# ------------------------------------------------------------------ a new phone

# What was sent and told under the former phone says so. Messages of releases before 0019 do not store their phone.
_SENT_TO = """
UPDATE message SET recipient = $2 WHERE lead_id = $1 AND direction = 'OUTBOUND' AND recipient IS NULL
"""
_TOLD_BY = """
UPDATE consent_event SET lead_id = $1 WHERE account_id = $3 AND phone = $2 AND lead_id IS NULL
"""
# Whichever number of the account it was told to.
_BLOCKED = """
SELECT EXISTS (
    SELECT FROM sender s JOIN number_opt_out o ON o.number = s.address
    WHERE s.account_id = $1 AND o.phone = $2) AS blocked
"""


async def _move(account: Account, lead: Lead, phone: str, now: datetime) -> None:
    """The person's opt-out goes along, the former phone stays blocked, and a blocked phone blocks the person."""
    await connection().execute_query(_SENT_TO, [lead.id, lead.phone])
    await connection().execute_query(_TOLD_BY, [lead.id, lead.phone, account.id])
    opted_out = lead.opted_out_at is not None or await _blocked(account.id, lead.phone)
    if opted_out:
        await opt_outs.bind(account.phone_number, lead.phone, lead.opted_out_at or now)
    if opted_out or await _blocked(account.id, phone):
        await opt_outs.apply(account.id, account.phone_number, opt_outs.BY_MOVE, [OptOut(lead.id, phone, now)], now)


async def _blocked(account_id: UUID, phone: str) -> bool:
    [row] = await connection().execute_query_dict(_BLOCKED, [account_id, phone])
    return bool(row["blocked"])
