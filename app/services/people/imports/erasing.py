"""Takes a person out of the files that wait to be imported into an account."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from app.domain.people.csv import Unreadable, open_table, without_person
from app.models import ImportJob
from app.services.people.imports.jobs import OPEN
from app.services.people.imports.uploads import read_upload, replace_upload


async def erase_from_uploads(account_id: UUID, phone: str, names: Collection[str]) -> int:
    """Erases the rows of the person in each uploaded file of the account that is not imported yet; how many files.

    `phone` is E.164, `names` the email and the externalId in lower case. Call it outside a transaction: a large file
    takes seconds. A worker that has read the file before may still come to the row, and meets the block of the phone.
    """
    jobs = await ImportJob.filter(account_id=account_id, status__in=OPEN, upload_id__isnull=False)
    return sum([await _erased(job, phone, names) for job in jobs])


async def _erased(job: ImportJob, phone: str, names: Collection[str]) -> bool:
    assert job.upload_id is not None
    parts = await read_upload(job.upload_id)
    if (file := await asyncio.to_thread(_without, parts, job, phone, names)) is None:
        return False
    async with in_transaction():
        # An import that has ended has no file any more, and must not get one again.
        if await ImportJob.filter(id=job.id, status__in=OPEN).select_for_update().first():
            await replace_upload(job.upload_id, file, job.created_at)
    return True


def _without(parts: Sequence[bytes], job: ImportJob, phone: str, names: Collection[str]) -> bytes | None:
    try:
        table = open_table(lambda: parts, job.mapping)
    except Unreadable:
        return None  # nothing of it is ever imported
    text = without_person(table, phone, names)
    return text.encode(table.encoding.codec, "replace") if text is not None else None
