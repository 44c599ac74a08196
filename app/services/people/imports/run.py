"""Carries an import on from its last committed row, in batches: one transaction has the rows and their progress.

So a process that dies loses the batch in progress, which is imported once by whoever goes on. Two processes at the same
import do no harm: a batch is committed only if it begins where the import stands.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from app import failpoints
from app.db import connection, despite_rollbacks
from app.deps import Deps
from app.domain.calendar import delays
from app.domain.ids import new_ids
from app.domain.people.csv import Chunks, Record, Table, Unreadable, open_table
from app.domain.vocabulary import EnrollmentAction, ImportAction, LeadStatus
from app.domain.vocabulary import ImportJobStatus as Status
from app.errors import Code, Refused, refuse
from app.failpoints import Failpoint
from app.models import Account, ImportJob, ImportRejection
from app.services.enrollment import (
    NO_GRACE,
    Run,
    Target,
    enroll_targets,
    in_one_transaction,
    lock_sequence,
    sequence_inactive,
    wake_for,
)
from app.services.people import importing
from app.services.people.importing import Imported
from app.services.people.imports.jobs import end
from app.services.people.imports.rows import BATCH, FileRow, Rejection, count, next_batch
from app.services.people.imports.uploads import read_upload

log = logging.getLogger("nudge.imports")

LEASE = timedelta(seconds=30)
"""A worker that has committed nothing for so long is taken to be dead, and another goes on."""
NOT_ENROLLED = "Imported, but not enrolled. "
_CLOSED = {LeadStatus.CONVERTED, LeadStatus.LOST}
ENDED = "The sequence does not exist any more."

Progress = Callable[[ImportJob], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: how its lead was imported, why it is refused, the run that it began."""

    row: FileRow
    action: ImportAction | None
    phone: str | None
    refused: Refused | None
    run: Run | None = None

    @property
    def begun(self) -> bool:
        return self.run is not None and self.run.action in (EnrollmentAction.ENROLLED, EnrollmentAction.REACTIVATED)


@dataclass(slots=True)
class Seen:
    """The people of earlier batches of a dry run, which has written none of them: the columns that their rows filled,
    as bits, by phone."""

    columns: dict[str, int] = field(default_factory=dict)

    def revised(self, one: Result) -> Result:
        """The result as if the batches before had been imported."""
        if one.phone is None or isinstance(one.row.checked, Refused):
            return one
        bits = sum(1 << place for place, value in enumerate(one.row.checked.columns.values()) if value is not None)
        known = self.columns.get(one.phone)
        self.columns[one.phone] = bits | (known or 0)
        if known is None:
            return one
        return replace(one, action=ImportAction.UPDATED if bits & ~known else ImportAction.SKIPPED, run=None)


class RolledBack(Exception):
    """Ends the transaction of a dry run, with its results."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


# ---------------------------------------------------------------- the whole file


async def run_import(deps: Deps, job: ImportJob, chunks: Chunks, progress: Progress = lambda _: None) -> ImportJob:
    """Goes on until the import has ended or is paused, or this process is told to stop. The import as it is then."""
    try:
        table = await asyncio.to_thread(open_table, chunks, job.mapping)
        if job.status is Status.CHECKING:
            job = await _checked(job.id, table, await asyncio.to_thread(count, table))
            deps.events.tell([job.id])
        if job.dry_run and job.done:
            job = await _begun_again(job.id)
        return await _batches(deps, job, table, progress)
    except Unreadable as error:
        job = await ImportJob.get(id=job.id)
        await end(job, Status.FAILED, deps.clock.now(), str(error))
        deps.events.tell([job.id])
        return job


async def _checked(job_id: UUID, table: Table, found: int) -> ImportJob:
    """Notes how the file is written and how many rows it has. A pause meanwhile stays."""
    await ImportJob.filter(id=job_id, status=Status.CHECKING).update(status=Status.RUNNING)
    await ImportJob.filter(id=job_id).update(
        encoding=table.encoding.name, delimiter=table.delimiter, headers=list(table.columns.headers), rows=found
    )
    return await ImportJob.get(id=job_id)


async def _begun_again(job_id: UUID) -> ImportJob:
    """A dry run has written nothing, so what a dead process knew of the rows before is lost."""
    await ImportRejection.filter(job_id=job_id).delete()
    await ImportJob.filter(id=job_id).update(done=0, created=0, updated=0, skipped=0, refused=0, enrolled=0)
    return await ImportJob.get(id=job_id)


async def _batches(deps: Deps, job: ImportJob, table: Table, progress: Progress) -> ImportJob:
    account, records, at, seen = await Account.get(id=job.account_id), table.rows(), 0, Seen()
    while job.status is Status.RUNNING and not deps.concurrency.stopping.is_set():
        at += _skip(records, job.done - at)
        if job.done != at:
            break  # the import was begun again elsewhere
        batch = await next_batch(table, records, account.phone_number, deps.clock.now())
        job = await _committed(deps, account, job, batch, at, seen)
        at += len(batch)
        deps.events.tell([job.id])
        progress(job)
    return job


def _skip(records: Iterator[Record], number: int) -> int:
    """Passes over so many rows; how many there were."""
    passed = 0
    while passed < number and next(records, None) is not None:
        passed += 1
    return passed


# ---------------------------------------------------------------- one batch


async def _committed(
    deps: Deps, account: Account, job: ImportJob, batch: Sequence[FileRow], at: int, seen: Seen
) -> ImportJob:
    """The import after this batch, which begins at row `at`; as it was, if it does not stand there any more."""
    job_id, runs, alarms = job.id, list[Run](), set[datetime]()
    tried = await _tried(deps, account, job, batch, seen) if job.dry_run else None

    async def work() -> ImportJob:
        runs.clear()
        alarms.clear()
        current = await ImportJob.filter(id=job_id).select_for_update().get()
        if current.status is not Status.RUNNING or current.done != at:
            return current
        try:
            results = await _imported(deps, account, current, batch, alarms) if tried is None else _results(tried)
        except Refused as refused:
            await _stopped(deps, current, refused)
            return current
        await _note(deps, current, results, ended=len(batch) < BATCH)
        runs.extend(one.run for one in results if one.run and tried is None)
        failpoints.reach(Failpoint.IMPORTED_BEFORE_COMMIT)
        return current

    done = await despite_rollbacks(lambda: in_one_transaction(deps, work))
    failpoints.reach(Failpoint.IMPORTED_AFTER_COMMIT)
    await wake_for(deps, runs)
    await deps.queue.wake(alarms)
    return done


async def _tried(
    deps: Deps, account: Account, job: ImportJob, batch: Sequence[FileRow], seen: Seen
) -> list[Result] | Refused:
    """The results of the batch, which is rolled back, or why the sequence refuses it."""

    async def work() -> None:
        raise RolledBack(await _imported(deps, account, job, batch, set()))

    try:
        await despite_rollbacks(lambda: in_one_transaction(deps, work))
    except RolledBack as done:
        return [seen.revised(one) for one in done.results]
    except Refused as refused:
        return refused
    raise AssertionError("a dry run ends by its rollback")


def _results(tried: list[Result] | Refused) -> list[Result]:
    if isinstance(tried, Refused):
        raise tried
    return tried


async def _imported(
    deps: Deps, account: Account, job: ImportJob, batch: Sequence[FileRow], alarms: set[datetime]
) -> list[Result]:
    """Imports and enrolls, as part of a transaction. `alarms` gets the moments to wake the workers at after the commit.
    Raises `Refused` if the sequence takes nobody."""
    sequence = await lock_sequence(account.partner_id, job.sequence_id) if job.sequence_id else None
    if sequence and not sequence.is_active:
        raise sequence_inactive()
    good = [row for row in batch if not isinstance(row.checked, Refused)]
    found = await importing.import_in_transaction(
        deps, account, [row.checked for row in good if isinstance(row.checked, importing.Row)], alarms
    )
    outcomes = {row.line: one for row, one in zip(good, found, strict=True)}
    results = [_result(row, outcomes.get(row.line, row.checked)) for row in batch]
    if sequence is None:
        return results
    now = deps.clock.now()
    pace = delays.pace(max(now, job.next_run_at or now), job.per_hour, deps.settings.hour_seconds)
    results = [_unless_closed(one) for one in results]
    targets = [Target(one.phone, (), None) for one in results if one.phone and not one.refused]
    enrolled = iter(await enroll_targets(deps, sequence, targets, NO_GRACE, pace))
    return [_enrolled(one, next(enrolled)) if one.phone and not one.refused else one for one in results]


def _unless_closed(one: Result) -> Result:
    """Refused, if the row says that nobody needs to write to this lead any more."""
    status = None if isinstance(one.row.checked, Refused) else one.row.checked.columns["status"]
    if one.phone is None or status not in _CLOSED:
        return one
    message = f"The status in this row is {status}. To write to this lead all the same, enroll it by enrollLead."
    return replace(one, refused=refuse(Code.INVALID_INPUT, message, "status"))


def _result(row: FileRow, outcome: object) -> Result:
    if isinstance(outcome, Imported):
        # Somebody who was erased is skipped: the row is neither enrolled nor kept for the report.
        phone = None if outcome.stored.values["erased_at"] else outcome.stored.values["phone"]
        return Result(row, outcome.action, phone, None)
    assert isinstance(outcome, Refused)
    return Result(row, None, None, outcome)


def _enrolled(one: Result, outcome: Run | Refused) -> Result:
    if isinstance(outcome, Refused):
        return replace(one, refused=outcome)
    return replace(one, run=outcome)


# ---------------------------------------------------------------- its progress


async def _note(deps: Deps, job: ImportJob, results: Sequence[Result], *, ended: bool) -> None:
    """Writes down the progress of a batch, as part of its transaction."""
    now, begun = deps.clock.now(), sum(one.begun for one in results)
    refused = [Rejection.of(one.row, one.refused, NOT_ENROLLED if one.phone else "") for one in results if one.refused]
    actions = [one.action for one in results if one.refused is None]
    job.done += len(results)
    job.created += actions.count(ImportAction.CREATED)
    job.updated += actions.count(ImportAction.UPDATED)
    job.skipped += actions.count(ImportAction.SKIPPED)
    job.refused += len(refused)
    job.enrolled += begun
    job.worked_at = now
    if job.per_hour:
        pace = delays.pace(max(now, job.next_run_at or now), job.per_hour, deps.settings.hour_seconds)
        job.next_run_at = pace.after(begun).start
    job.rows = max(job.rows, job.done)
    await job.save()
    await _reject(job.id, refused)
    if ended:
        await end(job, Status.DONE, now)


async def _stopped(deps: Deps, job: ImportJob, refused: Refused) -> None:
    """The sequence takes nobody any more. An inactive one may be active again: the import waits for that."""
    [refusal] = refused.refusals
    if refusal.code is Code.SEQUENCE_INACTIVE:
        job.status, job.failure = Status.PAUSED, refusal.message
        await job.save(update_fields=["status", "failure"])
    else:
        await end(job, Status.FAILED, deps.clock.now(), ENDED)


_REJECT = """
INSERT INTO import_rejection (id, job_id, line, code, message, cells)
SELECT n.id, $1, n.line, n.code, n.message, n.cells::jsonb
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[]) AS n(id, line, code, message, cells)
"""


async def _reject(job_id: UUID, refused: Sequence[Rejection]) -> None:
    if refused:
        cells = [orjson.dumps(one.cells).decode() for one in refused]
        codes, sentences = [one.code.value for one in refused], [one.message for one in refused]
        lines = [one.line for one in refused]
        await connection().execute_query(_REJECT, [job_id, new_ids(len(refused)), lines, codes, sentences, cells])


# ---------------------------------------------------------------- a worker's part

_TAKE = f"""
UPDATE import_job SET worked_at = $1 WHERE id = (
    SELECT id FROM import_job
    WHERE status IN ('{Status.CHECKING}', '{Status.RUNNING}') AND upload_id IS NOT NULL
      AND (worked_at IS NULL OR worked_at < $2)
    ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


async def run_waiting_imports(deps: Deps) -> int:
    """Carries uploaded imports on, one after the other, until none waits; how many. One call at a time in a process."""
    if deps.concurrency.importing.locked():
        return 0
    done = 0
    async with deps.concurrency.importing:
        while not deps.concurrency.stopping.is_set():
            now = deps.clock.now()
            if not (taken := await connection().execute_query_dict(_TAKE, [now, now - LEASE])):
                break
            await _run_uploaded(deps, taken[0]["id"])
            done += 1
    return done


async def _run_uploaded(deps: Deps, job_id: UUID) -> None:
    job = await ImportJob.get(id=job_id)
    assert job.upload_id is not None
    parts = await read_upload(job.upload_id)
    job = await run_import(deps, job, lambda: parts)
    log.info("import %s: %s, %s of %s rows", job.id, job.status.value, job.done, job.rows)
    if job.is_open:
        await ImportJob.filter(id=job.id).update(worked_at=None)
