"""Leads: looked up, and imported without ever overwriting what is there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from app.db import connection
from app.deps import Deps
from app.domain import phones
from app.domain.ids import new_id
from app.domain.vocabulary import ImportAction
from app.errors import Code, Refused, refuse
from app.models import Account, Enrollment, Lead, Sequence
from app.services import accounts, enrollments
from app.services.checks import Checks, is_taken, storable
from app.services.idempotency import idempotent, writing
from app.services.reading import Slice, Window, part

MAX_NOTES = 4000
_SEARCHED = ("first_name", "last_name", "name", "email", "external_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """What a caller says of a lead."""

    phone: str
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    email: str | None = None
    property_address: str | None = None
    external_id: str | None = None
    source: str | None = None
    notes: str | None = None
    time_zone: str | None = None
    metadata: Any = None
    auto_sequence: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and the run of the default sequence that it began, if it did."""

    action: ImportAction
    lead: Lead
    enrollment: Enrollment | None


async def search(partner_id: UUID, account_id: UUID, text: str | None, window: Window) -> Slice[Lead]:
    """The account's leads, oldest first; with a text, those with it in a name, e-mail, phone or externalId."""
    query = Lead.of(partner_id).filter(account_id=account_id)
    if text and not storable(text):
        return Slice([], 0)
    if text:
        hits = [Q(**{f"{column}__icontains": text}) for column in _SEARCHED]
        query = query.filter(Q(*hits, Q(phone__contains=text), join_type="OR"))
    return await part(query, window)


@idempotent()
async def import_lead(deps: Deps, partner_id: UUID, account_id: UUID, new: NewLead) -> Imported:
    """Makes the lead, or fills the empty fields of the one with this phone or externalId.

    Two imports at once make one lead: the database lets one insert win, and the other finds its row.
    """
    account = await accounts.required(partner_id, account_id)
    columns = _columns(account, new)
    try:
        imported = await _stored(deps, account, columns, new.auto_sequence)
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise _two_leads() from error
    if imported.enrollment is None:
        return imported
    await enrollments.first_step(deps, imported.enrollment)
    return Imported(imported.action, imported.lead, await Enrollment.get(id=imported.enrollment.id))


async def _stored(deps: Deps, account: Account, columns: dict[str, Any], auto_sequence: bool) -> Imported:
    now = deps.clock.now()
    async with writing(deps) as made:
        # The sequence before the lead, as everywhere, so that nobody waits in a circle.
        sequence = await _default_sequence(account.id) if auto_sequence else None
        lead, created = await _inserted_or_found(account.id, columns, now)
        if not created:
            return made(Imported(await _fill(lead, columns), lead, None))
        enrollment = None
        if sequence is not None:
            enrollment = await enrollments.start(deps, lead, sequence, now)
        return made(Imported(ImportAction.CREATED, lead, enrollment))


async def _default_sequence(account_id: UUID) -> Sequence | None:
    """The account's default sequence if it takes enrolments, held against a delete until the commit."""
    rows = await connection().execute_query_dict(
        "SELECT id FROM sequence WHERE account_id = $1 AND is_default AND is_active AND deleted_at IS NULL FOR SHARE",
        [account_id],
    )
    return await Sequence.get(id=rows[0]["id"]) if rows else None


async def _inserted_or_found(account_id: UUID, columns: dict[str, Any], now: datetime) -> tuple[Lead, bool]:
    """The lead's row, locked, and whether it is new."""
    fresh = Lead(id=new_id(), account_id=account_id, created_at=now, **columns)
    await Lead.bulk_create([fresh], ignore_conflicts=True)
    same = Q(phone=columns["phone"])
    if columns["external_id"]:
        same |= Q(external_id=columns["external_id"])
    found = await Lead.filter(same, account_id=account_id).order_by("id").select_for_update(no_key=True)
    if len(found) > 1:
        raise _two_leads()
    return found[0], found[0].id == fresh.id


async def _fill(lead: Lead, columns: dict[str, Any]) -> ImportAction:
    empty = {name: value for name, value in columns.items() if value is not None and getattr(lead, name) is None}
    if not empty:
        return ImportAction.SKIPPED
    lead.update_from_dict(empty)
    await lead.save(update_fields=list(empty))
    return ImportAction.UPDATED


def _two_leads() -> Refused:
    message = "The phone belongs to one lead and the externalId to another."
    return refuse(Code.DUPLICATE, message, "input", "externalId")


def _columns(account: Account, new: NewLead) -> dict[str, Any]:
    checks = Checks()
    columns = {
        "phone": checks.phone(new.phone, phones.region_of(account.phone_number), "phone"),
        "first_name": checks.optional(new.first_name, "The first name", 200, "firstName"),
        "last_name": checks.optional(new.last_name, "The last name", 200, "lastName"),
        "name": checks.optional(new.name, "The name", 200, "name"),
        "email": checks.email(new.email, "email"),
        "property_address": checks.optional(new.property_address, "The property's address", 500, "propertyAddress"),
        "external_id": checks.optional(new.external_id, "The externalId", 200, "externalId"),
        "source": checks.optional(new.source, "The source", 200, "source"),
        "notes": checks.optional(new.notes, "The notes", MAX_NOTES, "notes"),
        "time_zone": checks.time_zone(new.time_zone, "timeZone") if new.time_zone is not None else None,
        "metadata": checks.metadata(new.metadata, "metadata"),
    }
    checks.done()
    return columns
