"""`nudge leads import`: a file of leads into an account. The same command goes on after a crash."""

import asyncio
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from uuid import UUID

from cyclopts import Parameter

from app import build
from app.cli.checks.tables import prepared
from app.cli.faults import Complaint
from app.cli.options import DataDir, settings
from app.deps import Deps
from app.domain import ids
from app.domain.people.csv import NoPhone, Table, Unreadable, open_table
from app.domain.plurals import plural
from app.domain.vocabulary import ImportJobStatus as Status
from app.errors import Refused
from app.local.stores import stores
from app.models import Account, ImportJob
from app.services import people
from app.services.people import NewImport

REFUSED_ROWS = 3
"""The exit code when the file was imported and some of its rows were refused."""
_PART, _SHOWN = 64 * 1024, 10


async def import_file(
    file: Annotated[Path, Parameter(help="The file: CSV in any encoding and delimiter that spreadsheets write.")],
    /,
    *,
    account: Annotated[str, Parameter(help="The account, acc_….")],
    sequence: Annotated[str | None, Parameter(help="Enroll every lead of the file in this sequence, seq_….")] = None,
    per_hour: Annotated[int | None, Parameter(help="How many of the enrollments begin in each hour.")] = None,
    column: Annotated[
        list[str] | None,
        Parameter(help='The field of a header, such as --column "Handy=phone"; may be given again.', negative=""),
    ] = None,
    dry_run: Annotated[bool, Parameter(help="Say what would be done, and change nothing.", negative="")] = False,
    report: Annotated[
        Path | None, Parameter(help="Where the refused rows are written (default: FILE.refused.csv).")
    ] = None,
    again: Annotated[bool, Parameter(help="Import a file anew that was imported before.", negative="")] = False,
    data_dir: DataDir = None,
) -> int:
    """Imports a file of leads. Rows that are refused stop no other row.

    The same command on the same file goes on where it was ended, and imports and enrolls nobody twice. Exit code 3:
    some rows were refused, and the report says why.
    """
    chosen, mapping = settings(data_dir), _mapping(column)
    new = NewImport(
        mapping=mapping,
        sequence_id=_id(ids.SEQUENCE, sequence, "A sequence's id looks like seq_01k….") if sequence else None,
        per_hour=per_hour,
        dry_run=dry_run,
    )
    account_id = _id(ids.ACCOUNT, account, "An account's id looks like acc_01k….")
    try:
        table, digest = await asyncio.to_thread(_opened, file, mapping)
    except OSError as error:
        raise Complaint(f"{file} cannot be read: {error.strerror}.") from None
    except NoPhone as error:
        how = 'Name the column Phone, or say which it is: --column "its header=phone".'
        raise Complaint(f"{file} cannot be imported. {error.seen} {how}") from None
    except Unreadable as error:
        raise Complaint(f"{file} cannot be imported. {error}") from None
    async with stores(chosen) as found:
        await prepared(found)
        async with build.deps(chosen, found.database_url, found.redis_url) as deps:
            owner = await Account.get_or_none(id=account_id)
            if owner is None:
                raise Complaint(f"There is no account {account}.")
            try:
                job = await people.begin_file(deps, owner, new, digest, again=again)
            except Refused as refused:
                raise Complaint(str(refused).replace("`perHour`", "--per-hour")) from None
            return await _run(deps, job, table, file, report or file.with_name(f"{file.name}.refused.csv"))


def _id(prefix: str, text: str, sentence: str) -> UUID:
    if (found := ids.decode(prefix, text)) is None:
        raise Complaint(sentence, 2)
    return found


def _mapping(pairs: list[str] | None) -> dict[str, str] | None:
    found = [pair.rpartition("=") for pair in pairs or []]
    if any(not sign for _, sign, _ in found):
        raise Complaint('Write --column with a header and a field, such as --column "Handy=phone".', 2)
    return {header: field for header, _, field in found} or None


def _opened(file: Path, mapping: dict[str, str] | None) -> tuple[Table, str]:
    """The table, and the SHA-256 of the file (hex)."""

    def parts() -> Iterator[bytes]:
        with file.open("rb") as opened:
            while part := opened.read(_PART):
                yield part

    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return open_table(parts, mapping), digest


async def _run(deps: Deps, job: ImportJob, table: Table, file: Path, report: Path) -> int:
    if job.status is Status.DONE:
        day = f"{job.ended_at:%Y-%m-%d %H:%M} UTC"
        print(f"This file was imported before, on {day}: nothing was done. --again imports it anew.", file=sys.stderr)
    elif job.done:
        print(f"Going on after row {job.done:,}.", file=sys.stderr)
    try:
        job = await people.run_import(deps, job, table.chunks, _show_progress)
    except asyncio.CancelledError:
        print("\nThe import was ended. The same command goes on with it.", file=sys.stderr)
        raise
    print(f"{file.name}: {table.form}, rows: {job.rows:,}" + (" (a dry run: nothing is changed)" * job.dry_run))
    print(f"Columns: {table.columns.told()}")
    counts = {name: getattr(job, name) for name in ("created", "updated", "skipped", "refused", "enrolled")}
    print(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    if job.refused:
        await _report(job, report)
    if job.status is not Status.DONE:
        raise Complaint(f"{job.failure or 'The import is paused.'} The same command goes on with row {job.done + 1:,}.")
    return REFUSED_ROWS if job.refused else 0


def _show_progress(job: ImportJob) -> None:
    if sys.stderr.isatty():
        end = "\n" if job.status is Status.DONE else ""
        rows = plural(job.rows, "row")
        print(f"\r{job.done:,} of {rows}, {job.refused:,} refused", end=end, file=sys.stderr, flush=True)


async def _report(job: ImportJob, report: Path) -> None:
    for one in (await people.refused_rows(_SHOWN, 0, [job.id]))[job.id]:
        print(f"line {one.line}: {one.message}")
    if not job.has_report:
        print("The refused rows are not kept any more.")
        return
    with report.open("w", encoding="utf-8", newline="") as out:
        async for part in people.import_report(job):
            out.write(part)
    print(f"Every refused row, with its reason: {report}")
