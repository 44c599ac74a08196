"""Takes a person out of a file that waits to be imported."""

import re
from collections.abc import Collection, Iterator

from app.domain.people.csv.table import Table
from app.domain.people.csv.text import lines

_DIGITS_COMPARED = 9
"""Of the end of a phone: its country code may be written or not."""
_WRITTEN = re.compile(r"[^\W_]")


def without_person(table: Table, phone: str, names: Collection[str]) -> str | None:
    """The file's text with every letter and digit of the person's rows as "x"; None if the person is not in it.

    `phone` is E.164; `names` are values that name the person, such as the email, in lower case. No row is added or
    removed, so that an import goes on with its next row; such a row has no phone any more, and is refused.
    """
    digits = re.sub(r"\D", "", phone)[-_DIGITS_COMPARED:]
    text, found = list(lines(table.chunks(), table.encoding)), False
    for first, last in _spans(table, digits, names):
        found = True
        text[first - 1 : last] = [_WRITTEN.sub("x", line) for line in text[first - 1 : last]]
    return "".join(text) if found else None


def _spans(table: Table, digits: str, names: Collection[str]) -> Iterator[tuple[int, int | None]]:
    """The first and the last line of each row of the person; None for the end of the file."""
    begin: int | None = None
    for record in table.rows():
        if begin is not None:
            yield begin, record.line - 1
        begin = record.line if any(_names(cell, digits, names) for cell in record.cells) else None
    if begin is not None:
        yield begin, None


def _names(cell: str, digits: str, names: Collection[str]) -> bool:
    return re.sub(r"\D", "", cell).endswith(digits) or cell.strip().lower() in names
