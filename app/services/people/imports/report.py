"""The refused rows of an import, as a table that opens in the spreadsheet that the file came from."""

import csv
import io
from collections.abc import AsyncIterator

from app.models import ImportJob, ImportRejection

_PAGE = 1000
MARK = "\ufeff"
"""Excel takes a file for UTF-8 if it begins with this mark."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. An import takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _lines(delimiter: str, rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [[_guarded(cell) for cell in row] for row in rows]
    )
    return out.getvalue()


async def import_report(job: ImportJob) -> AsyncIterator[str]:
    """The table in parts: the line of the file, the reason, and the cells as they were. Without the rows whose time is
    over."""
    delimiter = job.delimiter or ","
    yield MARK + _lines(delimiter, [["line", "reason", *(job.headers or [])]])
    after = 0
    while True:
        query = ImportRejection.filter(job_id=job.id, line__gt=after).order_by("line").limit(_PAGE)
        if not (found := await query):
            return
        yield _lines(delimiter, [[str(one.line), one.message, *one.cells] for one in found])
        after = found[-1].line
