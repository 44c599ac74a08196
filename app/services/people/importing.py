"""Importing leads, one or a thousand: one transaction that overwrites nothing, and the wake-up after its commit."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from app.deps import Deps
from app.domain.people.merging import CurrentLead, Merged, NamesTwoLeads, merge
from app.domain.vocabulary import ImportAction
from app.errors import Code, Path, Refused, only, refuse
from app.models import Account, Enrollment, Lead, Record
from app.services import accounts
from app.services.checks import Checks
from app.services.enrollment import (
    FIRST_STEP_GRACE,
    NO_GRACE,
    LockedSequence,
    Run,
    begin_run,
    begin_runs,
    erased_leads,
    in_one_transaction,
    keys_of,
    lock_default_sequence,
    wake_consented,
    wake_for,
    wake_lacking,
)
from app.services.idempotency import idempotent
from app.services.people import fields, opt_outs, store
from app.services.people.fields import NewLead
from app.services.people.opt_outs import OptOut

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Imported:
    """The result for one row, and the run of the default sequence that the import began, if any.

    `kept`: the columns of which the row gave another value than the lead has; the lead keeps its values.
    """

    action: ImportAction
    stored: Record[Lead]
    run: Run | None = None
    kept: tuple[str, ...] = ()

    @property
    def lead(self) -> Lead:
        return self.stored.row

    @property
    def enrollment(self) -> Enrollment | None:
        return self.run.enrollment if self.run else None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a call: its columns, or why it is refused, and its path in the input."""

    columns: dict[str, Any]
    path: Path
    auto_sequence: bool
    refused: Refused | None


@idempotent()
async def import_lead(
    deps: Deps, partner_id: UUID, account_id: UUID, new: NewLead, *, by_phone: bool = False
) -> Imported:
    """Creates the lead, or fills the empty fields of the lead with this phone or externalId; `by_phone`: of the lead
    with this phone alone, and the externalId of another lead is refused with DUPLICATE.

    Two imports at once create one lead. A first step without delay of the default sequence is sent before the answer.
    """
    done = await _committed(deps, partner_id, account_id, {("input",): new}, FIRST_STEP_GRACE, only, by_phone)
    if done.run is None:
        return done
    return replace(done, run=await begin_run(deps, done.run))


@idempotent()
async def import_leads(
    deps: Deps, partner_id: UUID, account_id: UUID, rows: Sequence[NewLead]
) -> list[Imported | Refused]:
    """Imports these leads in one transaction: a result for each, in order, as if imported one by one.

    A row that is refused keeps no other row from being imported. The workers send first steps of the default sequence,
    and begin at once. Refuses the whole call with NOT_FOUND.
    """
    given: dict[Path, NewLead] = {("leads", str(index)): row for index, row in enumerate(rows)}
    done = await _committed(deps, partner_id, account_id, given, NO_GRACE, list)
    await wake_for(deps, (one.run for one in done if isinstance(one, Imported) and one.run))
    return done


async def import_in_transaction(
    deps: Deps, account: Account, rows: Sequence[Row], alarms: set[datetime]
) -> list[Imported | Refused]:
    """Imports checked rows as part of the caller's transaction; enrolls nobody. A result for each, in order.

    `alarms` gets the moments to wake the workers at after the commit. No two rows have the same path.
    """
    await store.lock_imports(account.id)
    return await _imported(deps, account, None, rows, NO_GRACE, alarms)


async def _committed(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    given: dict[Path, NewLead],
    grace: timedelta,
    result: Callable[[list[Imported | Refused]], T],
    by_phone: bool = False,
) -> T:
    account = await accounts.require(partner_id, account_id)
    now, alarms = deps.clock.now(), set[datetime]()
    rows = [check(path, new, account.phone_number, now) for path, new in given.items()]

    async def work() -> T:
        await store.lock_imports(account.id)
        wants = any(row.auto_sequence and not row.refused for row in rows)
        sequence = await lock_default_sequence(account.id) if wants else None
        return result(await _imported(deps, account, sequence, rows, grace, alarms, by_phone))

    done = await in_one_transaction(deps, work)
    await deps.queue.wake(alarms)
    return done


def check(path: Path, new: NewLead, sender: str, now: datetime) -> Row:
    """The row with its columns, or why it is refused. `sender` is the account's number."""
    checks = Checks(path)
    columns = fields.columns(checks, new, sender, now)
    return Row(columns, path, new.auto_sequence, checks.refused())


async def _imported(
    deps: Deps,
    account: Account,
    sequence: LockedSequence | None,
    rows: Sequence[Row],
    grace: timedelta,
    alarms: set[datetime],
    by_phone: bool = False,
) -> list[Imported | Refused]:
    """The result for each row. `alarms` gets the moments to wake the workers at after the commit, besides the runs."""
    now, good = deps.clock.now(), [row for row in rows if not row.refused]
    erased = await _erased(deps, account.id, good)
    good = [row for row in good if row.columns["phone"] not in erased]
    columns = [row.columns for row in good]
    existing = await store.lock_named(account.id, columns)
    overruled = await _without_overruled(account.id, good, existing)
    merged = merge(existing, columns, by_phone=by_phone)
    leads = dict.fromkeys(one.lead for one in merged if isinstance(one, Merged))
    await store.write(account.id, list(leads), now)
    others = [
        OptOut(one.lead.columns["id"], row.columns["phone"], at)
        for row, one in zip(good, merged, strict=True)
        if isinstance(one, Merged)
        and (at := row.columns["opted_out_at"])
        and one.lead.columns["phone"] != row.columns["phone"]
    ]
    await _opt_out(account, leads, others, now)
    if consented := [lead.columns["id"] for lead in leads if "consent" in lead.filled and not lead.is_new]:
        alarms |= await wake_consented(consented, now)
    if known := [lead.columns["id"] for lead in leads if "metadata" in lead.filled and not lead.is_new]:
        alarms |= await wake_lacking(known, now)
    runs: dict[UUID, Run] = {}
    if sequence:
        begin = [
            one.lead.columns["id"]
            for row, one in zip(good, merged, strict=True)
            if row.auto_sequence
            and isinstance(one, Merged)
            and one.action is ImportAction.CREATED
            and one.lead.columns["opted_out_at"] is None
        ]
        runs = await begin_runs(sequence, begin, now, deps.settings.hour_seconds, grace)
    outcomes = iter(merged)
    return [
        row.refused or erased.get(row.columns["phone"]) or _result(row, next(outcomes), runs, overruled) for row in rows
    ]


async def _erased(deps: Deps, account_id: UUID, rows: Sequence[Row]) -> dict[str, Imported]:
    """The results for rows whose phone was erased in this account, by phone: nothing changes."""
    found = await erased_leads(account_id, keys_of(deps), {row.columns["phone"] for row in rows})
    leads = {lead.id: lead for lead in await Lead.filter(id__in=list(found.values()))} if found else {}
    return {phone: Imported(ImportAction.SKIPPED, Record.of(leads[lead])) for phone, lead in found.items()}


async def _without_overruled(account_id: UUID, rows: Sequence[Row], existing: Iterable[CurrentLead]) -> set[Path]:
    """Takes the opt-out out of each row whose person has opted in since; the paths of these rows."""
    by_external_id = {lead.columns["external_id"]: lead.columns["phone"] for lead in existing}
    said = [
        (row, by_external_id.get(row.columns["external_id"] or "", row.columns["phone"]), at)
        for row in rows
        if (at := row.columns["opted_out_at"])
    ]
    opted_in = await opt_outs.opted_in_since(account_id, [(phone, at) for _, phone, at in said])
    overruled = {row.path: row for row, phone, at in said if (phone, at) in opted_in}
    for row in overruled.values():
        row.columns["opted_out_at"] = None
    return set(overruled)


async def _opt_out(account: Account, leads: Iterable[CurrentLead], others: Sequence[OptOut], now: datetime) -> None:
    """Opts the leads out of whom a row says that they opted out elsewhere. `others`: rows whose externalId names a lead
    with another phone. Both phones are bound then, for the row says so of the phone and of the person."""
    found = [
        OptOut(one.columns["id"], one.columns["phone"], at)
        for one in leads
        if (at := one.columns["opted_out_at"]) and (one.is_new or "opted_out_at" in one.filled)
    ]
    await opt_outs.apply(account.id, account.phone_number, opt_outs.BY_IMPORT, [*found, *others], now)


def _result(
    row: Row, one: Merged | NamesTwoLeads, runs: Mapping[UUID, Run], overruled: Collection[Path]
) -> Imported | Refused:
    if isinstance(one, NamesTwoLeads):
        message = "Another lead has this externalId: the phone and the externalId of a row belong to one lead."
        return refuse(Code.DUPLICATE, message, *row.path, "externalId")
    run = runs.get(one.lead.columns["id"]) if one.action is ImportAction.CREATED else None
    kept = (*one.kept, *(["opted_out_at"] if row.path in overruled else []))
    return Imported(one.action, Record(Lead, one.lead.columns), run, kept)
