"""A table as a whole: its encoding, its delimiter, its header, and then row after row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.domain.people.csv.columns import Columns, plan
from app.domain.people.csv.records import Record, records
from app.domain.people.csv.text import REPLACED, Chunks, Encoding, Unreadable, detect, lines

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLED_LINES, _SAMPLED_RECORDS, _TITLES = 60, 20, 10
_NO_TEXT = "This is no text file. Export the table as CSV UTF-8, and import that file."
_SEPARATOR = re.compile(r'\ufeff?"?sep=([,;|\t])"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header has been read. `header_line` counts from 1."""

    chunks: Chunks
    encoding: Encoding
    delimiter: str
    header_line: int
    columns: Columns

    @property
    def form(self) -> str:
        """What the file was read as: "UTF-8, semicolon"."""
        return f"{self.encoding.name}, {_NAMES[self.delimiter]}"

    def rows(self) -> Iterator[Record]:
        """The rows below the header, from the first one each time. Raises `Unreadable`."""
        found = records(lines(self.chunks(), self.encoding), self.delimiter, self.encoding.name)
        return (record for record in found if record.line > self.header_line)


def open_table(chunks: Chunks, mapping: Mapping[str, Any] | None = None, *, needs_phone: bool = True) -> Table:
    """Finds out how the file is written, and reads its header. Raises `Unreadable`, also if `needs_phone` and no
    column is the phone."""
    encoding = detect(chunks)
    sample = list(islice(lines(chunks(), encoding), _SAMPLED_LINES))
    named = _SEPARATOR.fullmatch(sample[0]) if sample else None
    first = 2 if named else 1
    best: tuple[tuple[bool, int, float, int], str, Record, Columns] | None = None
    for delimiter in (named[1],) if named else DELIMITERS:
        found = [one for one in islice(records(sample, delimiter), _SAMPLED_RECORDS) if one.line >= first]
        if not found:
            raise Unreadable("The file is empty. It needs a header row, and a row for each lead.")
        header, columns = _header(found, mapping)
        score = (columns.has_phone, columns.recognized, _regular(found, header), len(header.cells))
        if best is None or score > best[0]:
            best = (score, delimiter, header, columns)
    assert best is not None
    (has_phone, *_), delimiter, header, _ = best
    if not has_phone and _is_binary("".join(sample)):
        raise Unreadable(_NO_TEXT)
    columns = plan(header.cells, mapping)  # now with the refusals of the mapping
    if needs_phone:
        columns.require_phone()
    return Table(chunks, encoding, delimiter, header.line, columns)


def _is_binary(text: str) -> bool:
    """Whether more than 2 % of the characters are none that a person writes."""
    return 50 * sum(not (char.isprintable() or char.isspace()) or char == REPLACED for char in text) > len(text)


def _header(found: Sequence[Record], mapping: Mapping[str, Any] | None) -> tuple[Record, Columns]:
    """The header: the first row that has a column for the phone. Titles of a report may stand above it."""
    tried = [(record, _tried(record, mapping)) for record in found[:_TITLES]]
    return next(((record, columns) for record, columns in tried if columns.has_phone), tried[0])


def _tried(record: Record, mapping: Mapping[str, Any] | None) -> Columns:
    try:
        return plan(record.cells, mapping)
    except Unreadable:
        return Columns(tuple(record.cells), (), ())


def _regular(found: Sequence[Record], header: Record) -> float:
    """The share of the rows that have as many cells as the header; 0 for a table of one column."""
    below = [one for one in found if one.line > header.line]
    if len(header.cells) < 2 or not below:
        return 0.0
    return sum(len(one.cells) == len(header.cells) for one in below) / len(below)
