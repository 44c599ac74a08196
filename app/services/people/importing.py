"""Importing leads, one or a thousand: one transaction that overwrites nothing, and the wake-up after its commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from app.deps import Deps
from app.domain.people.merging import Merged, NamesTwoLeads, merge
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
    in_one_transaction,
    lock_default_sequence,
    wake_for,
)
from app.services.idempotency import idempotent
from app.services.people import fields, store
from app.services.people.fields import NewLead

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
async def import_lead(deps: Deps, partner_id: UUID, account_id: UUID, new: NewLead) -> Imported:
    """Creates the lead, or fills the empty fields of the lead with this phone or externalId.

    Two imports at once create one lead. A first step without delay of the default sequence is sent before the answer.
    """
    done = await _committed(deps, partner_id, account_id, {("input",): new}, FIRST_STEP_GRACE, only)
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


async def _committed(
    deps: Deps,
    partner_id: UUID,
    account_id: UUID,
    given: dict[Path, NewLead],
    grace: timedelta,
    result: Callable[[list[Imported | Refused]], T],
) -> T:
    account = await accounts.require(partner_id, account_id)
    rows = [_row(path, new, account.phone_number) for path, new in given.items()]

    async def work() -> T:
        await store.lock_imports(account.id)
        wants = any(row.auto_sequence and not row.refused for row in rows)
        sequence = await lock_default_sequence(account.id) if wants else None
        return result(await _imported(deps, account, sequence, rows, grace))

    return await in_one_transaction(deps, work)


def _row(path: Path, new: NewLead, sender: str) -> Row:
    checks = Checks(path)
    columns = fields.columns(checks, new, sender)
    return Row(columns, path, new.auto_sequence, checks.refused())


async def _imported(
    deps: Deps, account: Account, sequence: LockedSequence | None, rows: Sequence[Row], grace: timedelta
) -> list[Imported | Refused]:
    now, good = deps.clock.now(), [row for row in rows if not row.refused]
    columns = [row.columns for row in good]
    merged = merge(await store.lock_named(account.id, columns), columns)
    leads = dict.fromkeys(one.lead for one in merged if isinstance(one, Merged))
    await store.write(account.id, list(leads), now)
    runs: dict[UUID, Run] = {}
    if sequence:
        begin = [
            one.lead.columns["id"]
            for row, one in zip(good, merged, strict=True)
            if row.auto_sequence and isinstance(one, Merged) and one.action is ImportAction.CREATED
        ]
        runs = await begin_runs(sequence, begin, now, deps.settings.hour_seconds, grace)
    outcomes = iter(merged)
    return [row.refused or _result(row, next(outcomes), runs) for row in rows]


def _result(row: Row, one: Merged | NamesTwoLeads, runs: Mapping[UUID, Run]) -> Imported | Refused:
    if isinstance(one, NamesTwoLeads):
        message = "The phone belongs to one lead and the externalId to another. Send the row for one of them."
        return refuse(Code.DUPLICATE, message, *row.path, "externalId")
    run = runs.get(one.lead.columns["id"]) if one.action is ImportAction.CREATED else None
    return Imported(one.action, Record(Lead, one.lead.columns), run, one.kept)
