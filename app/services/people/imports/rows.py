"""The rows of a file as rows of an import."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.people.csv import ReadRow, Record, Table, Unclear, agreed, opted_out_at
from app.domain.sms import phones
from app.domain.vocabulary import LeadStatus
from app.errors import Code, Refused, refuse
from app.services.people import importing
from app.services.people.fields import NewLead

BATCH = 1000
"""Rows of one transaction."""
_AT_ONCE = 50
"""Rows that are checked before other work of the process has its turn: a few milliseconds."""
_NO_PHONE = "This row has no phone."
_NAMES = {
    "phone": "phone",
    "firstName": "first_name",
    "lastName": "last_name",
    "name": "name",
    "email": "email",
    "propertyAddress": "property_address",
    "externalId": "external_id",
    "source": "source",
    "notes": "notes",
    "timeZone": "time_zone",
    "state": "state",
    "postalCode": "postal_code",
}
"""The texts of `NewLead` by their names in the API."""
_PLACES = {"state", "postalCode"}
_MONTH_FIRST = {"US", "CA", "PH"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file with the line where it begins: what is imported, or why it is refused."""

    line: int
    cells: list[str]
    checked: importing.Row | Refused


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused row, as it is stored and reported."""

    line: int
    code: Code
    message: str
    cells: list[str]

    @classmethod
    def of(cls, row: FileRow, refused: Refused, before: str = "") -> "Rejection":
        message = before + " ".join(one.message for one in refused.refusals)
        # PostgreSQL stores no NUL.
        return cls(row.line, refused.refusals[0].code, message, [cell.replace("\0", "") for cell in row.cells])


async def next_batch(table: Table, rows: Iterator[Record], sender: str, now: datetime) -> list[FileRow]:
    """Up to `BATCH` checked rows. `sender` is the account's number. Raises `Unreadable`."""
    batch: list[FileRow] = []
    for record in rows:
        batch.append(_checked(table, record, sender, now))
        if len(batch) == BATCH:
            break
        if len(batch) % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return batch


def _checked(table: Table, record: Record, sender: str, now: datetime) -> FileRow:
    read = table.columns.read(record.cells) if record.problem is None else None
    if read is None or read.problem is not None:
        problem = str(record.problem if read is None else read.problem)
        return FileRow(record.line, record.cells, refuse(Code.INVALID_INPUT, problem))
    if "phone" not in read.fields:
        return FileRow(record.line, record.cells, refuse(Code.INVALID_PHONE, _NO_PHONE, "phone"))
    try:
        opted_out = _opted_out_at(read.fields, now, sender)
    except Unclear as unclear:
        return FileRow(record.line, record.cells, refuse(Code.INVALID_INPUT, str(unclear), "optedOutAt"))
    return FileRow(record.line, record.cells, _lead(table, record.line, read, sender, now, opted_out))


def _opted_out_at(given: Mapping[str, str], now: datetime, sender: str) -> datetime | None:
    """When the person opted out, by the columns that say so. Raises `Unclear`."""
    if "optedIn" in given and not agreed(given["optedIn"]):
        return now
    if "optedOutAt" not in given:
        return None
    return opted_out_at(given["optedOutAt"], now, month_first=phones.region_of(sender) in _MONTH_FIRST)


def _lead(
    table: Table, line: int, read: ReadRow, sender: str, now: datetime, opted_out: datetime | None
) -> importing.Row:
    """The row as it is imported. A place that is none of the lead's fields goes to the metadata: it stops no row."""
    given = {_NAMES[name]: value for name, value in read.fields.items() if name in _NAMES}
    metadata = read.metadata
    status = LeadStatus(read.fields["status"].upper()) if "status" in read.fields else None
    while True:
        new = NewLead(**given, status=status, metadata=metadata or None, opted_out_at=opted_out)  # type: ignore[arg-type]
        row = importing.check((str(line),), new, sender, now)
        if row.refused is None:
            return row
        wrong = {one.path[-1] for one in row.refused.refusals}
        if not wrong <= _PLACES:
            return row
        metadata = metadata | {table.columns.key_of(name): given.pop(_NAMES[name]) for name in wrong}


def count(table: Table) -> int:
    """How many rows the file has. Raises `Unreadable`."""
    return sum(1 for _ in table.rows())
