"""Leads: looked up, and imported without ever overwriting what is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from tortoise.expressions import Q

from app.deps import Deps
from app.domain.people.merging import Merged, TwoLeads, merge
from app.domain.sms import phones
from app.domain.vocabulary import ImportAction
from app.errors import Code, Path, Refused, only, refuse
from app.models import Account, Enrollment, Lead, Record
from app.services.accounts import accounts
from app.services.enrollment import (
    FIRST_STEP_GRACE,
    NO_GRACE,
    LockedSequence,
    Run,
    begin_run,
    begin_runs,
    in_one_transaction,
    lock_default_sequence,
    wake_for,
)
from app.services.finders import Slice, Window, part
from app.services.idempotency.calls import idempotent
from app.services.people import importing
from app.services.validation import Checks, storable

T = TypeVar("T")
MAX_NAME, MAX_ADDRESS, MAX_NOTES = 200, 500, 4000
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
    """What an import did with one row, and the run of the default sequence that it began, if it did."""

    action: ImportAction
    stored: Record[Lead]
    run: Run | None = None

    @property
    def lead(self) -> Lead:
        return self.stored.row

    @property
    def enrollment(self) -> Enrollment | None:
        return self.run.enrollment if self.run else None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a call: its columns if they are good, else why not, and the path to it."""

    columns: dict[str, Any]
    path: Path
    auto_sequence: bool
    refused: Refused | None


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

    Two imports at once make one lead. A first step without delay of the default sequence goes out before the answer.
    """
    done = await _committed(deps, partner_id, account_id, {("input",): new}, FIRST_STEP_GRACE, only)
    if done.run is None:
        return done
    return replace(done, run=await begin_run(deps, done.run))


@idempotent()
async def import_leads(
    deps: Deps, partner_id: UUID, account_id: UUID, rows: Sequence[NewLead]
) -> list[Imported | Refused]:
    """Imports these leads in one transaction: an answer for each, in order, as if one by one.

    What is wrong with one row is its own answer, and keeps no other from being imported. First steps of the default
    sequence are left to the workers, who begin at once. Refuses the whole call with NOT_FOUND.
    """
    said: dict[Path, NewLead] = {("leads", str(index)): row for index, row in enumerate(rows)}
    done = await _committed(deps, partner_id, account_id, said, NO_GRACE, list)
    await wake_for(deps, (one.run for one in done if isinstance(one, Imported) and one.run))
    return done


async def _committed(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    said: dict[Path, NewLead],
    grace: timedelta,
    answer: Callable[[list[Imported | Refused]], T],
) -> T:
    account = await accounts.required(partner_id, account_id)
    region = phones.region_of(account.phone_number)
    rows = [_row(path, new, region) for path, new in said.items()]

    async def work() -> T:
        await importing.take_turns(account.id)
        wants = any(row.auto_sequence and not row.refused for row in rows)
        sequence = await lock_default_sequence(account.id) if wants else None
        return answer(await _imported(deps, account, sequence, rows, grace))

    return await in_one_transaction(deps, work)


def _row(path: Path, new: NewLead, region: str | None) -> Row:
    checks = Checks(path)
    columns = _columns(checks, new, region)
    return Row(columns, path, new.auto_sequence, checks.refused())


async def _imported(
    deps: Deps, account: Account, sequence: LockedSequence | None, rows: Sequence[Row], grace: timedelta
) -> list[Imported | Refused]:
    now, good = deps.clock.now(), [row for row in rows if not row.refused]
    columns = [row.columns for row in good]
    merged = merge(await importing.known(account.id, columns), columns)
    leads = dict.fromkeys(one.lead for one in merged if isinstance(one, Merged))
    await importing.store(account.id, list(leads), now)
    runs: dict[UUID, Run] = {}
    if sequence:
        begin = [
            one.lead.columns["id"]
            for row, one in zip(good, merged, strict=True)
            if row.auto_sequence and isinstance(one, Merged) and one.action is ImportAction.CREATED
        ]
        runs = await begin_runs(sequence, begin, now, deps.settings.hour_seconds, grace)
    outcomes = iter(merged)
    return [row.refused or _outcome(row, next(outcomes), runs) for row in rows]


def _outcome(row: Row, one: Merged | TwoLeads, runs: Mapping[UUID, Run]) -> Imported | Refused:
    if isinstance(one, TwoLeads):
        message = "The phone belongs to one lead and the externalId to another."
        return refuse(Code.DUPLICATE, message, *row.path, "externalId")
    run = runs.get(one.lead.columns["id"]) if one.action is ImportAction.CREATED else None
    return Imported(one.action, Record(Lead, one.lead.columns), run)


def _columns(checks: Checks, new: NewLead, region: str | None) -> dict[str, Any]:
    return {
        "phone": checks.phone(new.phone, region, "phone"),
        "first_name": checks.optional(new.first_name, "The first name", MAX_NAME, "firstName"),
        "last_name": checks.optional(new.last_name, "The last name", MAX_NAME, "lastName"),
        "name": checks.optional(new.name, "The name", MAX_NAME, "name"),
        "email": checks.email(new.email, "email"),
        "property_address": checks.optional(
            new.property_address, "The property's address", MAX_ADDRESS, "propertyAddress"
        ),
        "external_id": checks.optional(new.external_id, "The externalId", MAX_NAME, "externalId"),
        "source": checks.optional(new.source, "The source", MAX_NAME, "source"),
        "notes": checks.optional(new.notes, "The notes", MAX_NOTES, "notes"),
        "time_zone": checks.time_zone(new.time_zone, "timeZone") if new.time_zone is not None else None,
        "metadata": checks.metadata(new.metadata, "metadata"),
    }
