"""What a file would be read as, before it is imported."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from app.domain.people.csv import FIELDS, ReadRow, Unreadable, open_table
from app.errors import Code, refuse
from app.services import accounts
from app.services.people.imports.jobs import check_mapping

SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of the file. `field` is None for a column that is left out."""

    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The columns of a file, its first rows with the line of each, and the fields that a column can be mapped to."""

    columns: Sequence[ReadColumn]
    rows: Sequence[tuple[int, ReadRow]]
    fields: Sequence[str] = FIELDS


async def preview_import(partner_id: UUID, account_id: UUID, csv: str, mapping: object = None) -> ReadFile:
    """What the beginning of a file would be read as. Nothing is stored, and a file without a phone is answered too.

    Refuses with NOT_FOUND, or INVALID_INPUT for what is no table or a mapping that does not fit.
    """
    await accounts.require(partner_id, account_id)
    given = check_mapping(mapping)
    try:
        return await asyncio.to_thread(_read, csv, given)
    except Unreadable as error:
        raise refuse(Code.INVALID_INPUT, str(error), "csv") from None


def _read(csv: str, mapping: Mapping[str, Any] | None) -> ReadFile:
    content = csv.encode()
    table = open_table(lambda: [content], mapping, needs_phone=False)
    columns = table.columns
    fields = {place: name for name, places in reversed(columns.of_field) for place in places}
    return ReadFile(
        [
            ReadColumn(header, None if columns.keys[place] is None else fields.get(place, "metadata"))
            for place, header in enumerate(columns.headers)
        ],
        [
            (one.line, ReadRow({}, {}, one.problem) if one.problem else columns.read(one.cells))
            for one in islice(table.rows(), SHOWN_ROWS)
        ],
    )
