"""Imports of files: started, found, paused, resumed and forgotten. `run.py` carries them on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from app.db import connection
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.people.csv import Unreadable, open_table
from app.domain.vocabulary import ImportJobStatus as Status
from app.errors import Code, not_found, refuse
from app.models import Account, ImportJob, ImportRejection, Sequence
from app.services import accounts
from app.services.checks import Checks
from app.services.enrollment import check_per_hour, sequence_inactive
from app.services.idempotency import idempotent, writing
from app.services.paging import Listing, Order, Slice, Window, part
from app.services.people.imports.uploads import Upload, forget_abandoned, forget_upload

REPORT_DAYS = 7
MOST_DAYS = 30
"""How long a job may stay open. Its file is personal data."""
NEWEST: Order = ("-id",)
OPEN = (Status.CHECKING, Status.RUNNING, Status.PAUSED)
_TOO_OLD = f"The import was not finished within {MOST_DAYS} days. Start it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImport:
    """How a file is imported. `mapping`: the field by header; `per_hour`: how many runs of the sequence begin in each
    hour; a dry run changes nothing."""

    mapping: Any = None
    sequence_id: UUID | None = None
    per_hour: int | None = None
    dry_run: bool = False

    def digest(self, content: str) -> str:
        """Tells imports apart by what they do. The pace may change while a file is imported, so it is left out."""
        return sha256(
            orjson.dumps([content, str(self.sequence_id), self.mapping, self.dry_run], option=orjson.OPT_SORT_KEYS)
        ).hexdigest()


async def start_import(deps: Deps, partner_id: UUID, account_id: UUID, new: NewImport, upload: Upload) -> ImportJob:
    """Begins the import of an uploaded file. While the same import is open, this is that import.

    Refuses with NOT_FOUND, SEQUENCE_INACTIVE, or INVALID_INPUT for what is no table of people; then the upload is
    deleted.
    """
    job: ImportJob | None = None
    try:
        job = await _started(deps, partner_id, account_id, new, upload)
        return job
    finally:
        if job is None or job.upload_id != upload.id:
            await forget_upload(upload.id)


@idempotent()
async def _started(deps: Deps, partner_id: UUID, account_id: UUID, new: NewImport, upload: Upload) -> ImportJob:
    account = await check_import(partner_id, account_id, new)
    try:
        open_table(lambda: [upload.head], new.mapping)
    except Unreadable as error:
        raise refuse(Code.INVALID_INPUT, str(error), "input", "csv") from None
    digest = new.digest(upload.digest)
    async with writing(deps) as made:
        await _lock_digest(account.id, digest)
        found = await ImportJob.filter(account_id=account.id, digest=digest, status__in=OPEN).first()
        return made(found or await _create(account, new, digest, upload.id, deps.clock.now()))


_NO_MAPPING = 'The mapping is a JSON object with the field of each header, such as {"Handy": "phone"}.'


def check_mapping(mapping: object) -> Mapping[str, Any] | None:
    """The mapping as it was given. Refuses with INVALID_INPUT."""
    if mapping is None or isinstance(mapping, Mapping):
        return mapping
    raise refuse(Code.INVALID_INPUT, _NO_MAPPING, "mapping")


async def check_import(partner_id: UUID, account_id: UUID, new: NewImport) -> Account:
    """The account. Refuses an import that cannot begin, whatever is in its file."""
    account = await accounts.require(partner_id, account_id)
    checks = Checks()
    check_per_hour(checks, new.per_hour, "perHour")
    if new.per_hour is not None and new.sequence_id is None:
        checks.refuse(Code.INVALID_INPUT, "`perHour` needs a sequence: name it, or leave `perHour` out.", "perHour")
    if new.mapping is not None and not isinstance(new.mapping, Mapping):
        checks.refuse(Code.INVALID_INPUT, _NO_MAPPING, "mapping")
    checks.done()
    if new.sequence_id is None:
        return account
    sequence = await Sequence.of(partner_id).get_or_none(
        id=new.sequence_id, account_id=account.id, deleted_at__isnull=True
    )
    if sequence is None:
        raise not_found("sequence", "input", "sequenceId")
    if not sequence.is_active:
        raise sequence_inactive("input", "sequenceId")
    return account


async def begin_file(deps: Deps, account: Account, new: NewImport, content: str, *, again: bool = False) -> ImportJob:
    """The import of a file that the caller has and that is not uploaded: the earlier one, open or ended, or a new one.

    An import that is paused or has failed goes on. `again`: an import that is done begins anew. `content` is the
    SHA-256 of the file (hex). Refuses as `start_import` does.
    """
    await check_import(account.partner_id, account.id, new)
    digest = new.digest(content)
    async with writing(deps) as made:
        await _lock_digest(account.id, digest)
        job = await ImportJob.filter(account_id=account.id, digest=digest).order_by("-created_at", "-id").first()
        if job is None or (job.status is Status.DONE and (again or job.dry_run)):
            return made(await _create(account, new, digest, None, deps.clock.now()))
        if job.status is not Status.DONE:
            job.status = Status.CHECKING if job.encoding is None else Status.RUNNING
            job.per_hour, job.failure, job.ended_at, job.report_until = new.per_hour, None, None, None
            await job.save()
        return made(job)


async def _lock_digest(account_id: UUID, digest: str) -> None:
    """Two calls for the same import make one."""
    await connection().execute_query(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", [f"{account_id} {digest}"]
    )


async def _create(account: Account, new: NewImport, digest: str, upload_id: UUID | None, now: datetime) -> ImportJob:
    return await ImportJob.create(
        id=new_id(),
        account_id=account.id,
        sequence_id=new.sequence_id,
        status=Status.CHECKING,
        digest=digest,
        upload_id=upload_id,
        mapping=new.mapping,
        per_hour=new.per_hour,
        dry_run=new.dry_run,
        created_at=now,
    )


async def find_imports(partner_id: UUID, account_id: UUID, window: Window) -> Slice[ImportJob]:
    """The imports of an account, the newest first. Without the dry runs, which changed nothing."""
    return await part(ImportJob.of(partner_id).filter(dry_run=False), window, NEWEST, account_id=account_id)


async def find_import(partner_id: UUID, job_id: UUID) -> ImportJob | None:
    """The partner's import with this id, or None."""
    return await ImportJob.of(partner_id).get_or_none(id=job_id)


@idempotent()
async def pause_import(deps: Deps, partner_id: UUID, job_id: UUID) -> ImportJob:
    """Pauses an import after the rows that are being committed now. An import that has ended stays as it is. Refuses
    with NOT_FOUND."""
    return await _moved(deps, partner_id, job_id, (Status.CHECKING, Status.RUNNING), lambda _: Status.PAUSED)


@idempotent()
async def resume_import(deps: Deps, partner_id: UUID, job_id: UUID) -> ImportJob:
    """Lets a paused import go on with its next row. Refuses with NOT_FOUND."""
    return await _moved(
        deps, partner_id, job_id, (Status.PAUSED,), lambda job: Status.RUNNING if job.encoding else Status.CHECKING
    )


async def _moved(deps: Deps, partner_id: UUID, job_id: UUID, among: Iterable[Status], to: Any) -> ImportJob:
    async with writing(deps) as made:
        query = ImportJob.of(partner_id).filter(id=job_id)
        if (job := await query.select_for_update(of=("import_job",)).first()) is None:
            raise not_found("import", "id")
        if job.status in among:
            job.status, job.failure, job.worked_at = to(job), None, None
            await job.save(update_fields=["status", "failure", "worked_at"])
        made(job)
    deps.events.tell([job.id])
    return job


_REFUSED = Listing(ImportRejection, "job_id", ("line",))


async def refused_rows(limit: int, offset: int, job_ids: Iterable[UUID]) -> dict[UUID, list[ImportRejection]]:
    """A part of the refused rows of each import, in the order of the file, in one statement."""
    found = await _REFUSED.of_each(job_ids, Window(limit, offset, counted=False))
    return {key: one.rows for key, one in found.items()}


async def forget_imports(now: datetime) -> None:
    """Deletes uploads that no open import has, and refused rows after their time; gives up imports that nobody ends."""
    await forget_abandoned(now)
    for job in await ImportJob.filter(status__in=OPEN, created_at__lte=now - timedelta(days=MOST_DAYS)).limit(100):
        await end(job, Status.FAILED, now, _TOO_OLD)
    for job in await ImportJob.filter(report_until__lte=now).limit(100):
        await ImportRejection.filter(job_id=job.id).delete()
        job.report_until = None
        await job.save(update_fields=["report_until"])


async def end(job: ImportJob, status: Status, now: datetime, failure: str | None = None) -> None:
    """Ends an import, and deletes its file. The refused rows stay for `REPORT_DAYS`."""
    job.status, job.ended_at, job.failure = status, now, failure
    job.report_until = now + timedelta(days=REPORT_DAYS) if job.refused else None
    await job.save(update_fields=["status", "ended_at", "failure", "report_until"])
    await forget_upload(job.upload_id)
