"""Events of a lead that the partner records, such as `signed`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import failpoints
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.people.events import AHEAD, problem_of_name
from app.domain.sms import phones
from app.domain.vocabulary import LeadStatus
from app.errors import Code, Refused, refuse
from app.failpoints import Failpoint
from app.models import Account, Enrollment, Lead, LeadEvent
from app.services import accounts
from app.services.checks import Checks
from app.services.enrollment import convert, end_by_event
from app.services.idempotency import idempotent, writing
from app.services.people.fields import MAX_NAME


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded event: its lead, and the enrollments that it ended."""

    lead: Lead
    ended: list[Enrollment]


@idempotent()
async def record_lead_event(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    phone: str | None,
    external_id: str | None,
    name: str,
    at: datetime | None,
) -> Recorded:
    """Stores the event, ends the lead's enrollments in sequences that name it in `exitOn`, and counts it as their goal.
    A lead that reaches a goal is CONVERTED.

    `at` None: now. Refuses with NOT_FOUND, INVALID_PHONE or INVALID_INPUT.
    """
    account = await accounts.require(partner_id, account_id)
    now = deps.clock.now()
    named = _checked(account, phone, external_id, name, at, now)
    async with writing(deps) as made:
        lead = await Lead.filter(account_id=account.id, **named).select_for_update(no_key=True).get_or_none()
        if lead is None:
            raise _unknown(named)
        event = await LeadEvent.create(
            id=new_id(), account_id=account.id, lead_id=lead.id, name=name, at=min(at or now, now), created_at=now
        )
        ended = await end_by_event(event, now)
        if await convert(event):
            lead.status, lead.updated_at = LeadStatus.CONVERTED, now
            await lead.save(update_fields=["status", "updated_at"])
        done = made(Recorded(lead, await Enrollment.filter(id__in=ended).order_by("id")))
        failpoints.reach(Failpoint.EVENT_BEFORE_COMMIT)
    failpoints.reach(Failpoint.EVENT_AFTER_COMMIT)
    deps.events.tell([lead.id, account.id])
    return done


def _checked(
    account: Account, phone: str | None, external_id: str | None, name: str, at: datetime | None, now: datetime
) -> dict[str, str]:
    """The columns that name the lead."""
    checks, named = Checks(()), dict[str, str]()
    if problem := problem_of_name(name):
        checks.refuse(Code.INVALID_INPUT, problem, "name")
    if at is not None and at > now + AHEAD:
        checks.refuse(Code.INVALID_INPUT, "`at` is in the future: record the event when it has happened.", "at")
    if phone is not None:
        named["phone"] = checks.phone(phone, phones.region_of(account.phone_number), "phone")
    if external_id is not None:
        named["external_id"] = checks.text(external_id, "The externalId", MAX_NAME, "externalId")
    if not named:
        checks.refuse(Code.INVALID_INPUT, "Name the lead: give `phone` or `externalId`.", "phone")
    checks.done()
    return named


def _unknown(named: dict[str, str]) -> Refused:
    names = {"phone": "phone", "external_id": "externalId"}
    given = [names[name] for name in named]
    return refuse(Code.NOT_FOUND, f"The account has no lead with this {' and this '.join(given)}.", given[0])
