"""The records of a table, each with the line where it begins. A record that cannot be read stops no other."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.people.csv.text import MAX_LINE, REPLACED, WINDOWS_1252, Unreadable

MAX_READ_AGAIN = 20_000_000
"""Characters that may be read a second time because of quotation marks that are not closed."""
_NOT_CLOSED = "A quotation mark in this row is not closed, or stands inside a value: write it twice there."
_TOO_LONG = f"This row has more than {MAX_LINE:,} characters, or a quotation mark in it is not closed."
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_NUL = "This row contains a NUL character. Remove it, and save the file as CSV UTF-8."
_TWO_ENCODINGS = "This row has letters in UTF-8, and other rows are Windows-1252. Save the file as CSV UTF-8."
_NOT_TEXT = "This row contains bytes that are not {encoding}. Save the file as CSV UTF-8."


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the table: the line of the file where it begins, from 1, its cells, and why it cannot be used."""

    line: int
    cells: list[str]
    problem: str | None = None


@dataclass(slots=True)
class _Lines:
    """Lines that can be given back, and those of the record that is being read."""

    source: Iterator[str]
    number: int = 0
    taken: list[str] = field(default_factory=list)
    size: int = 0
    waiting: deque[str] = field(default_factory=deque)
    ended: bool = False
    read_again: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.waiting:
            line = self.waiting.popleft()
        elif (line := next(self.source, "")) == "":
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.size += len(line)
        if self.size >= MAX_LINE:
            raise csv.Error(_TOO_LONG)
        return line

    def done(self) -> None:
        """The record is complete: the next line begins another."""
        self.number += len(self.taken)
        self.taken, self.size = [], 0

    def skip_first(self) -> None:
        """Gives up the first line of the record, and reads its other lines again."""
        first, *others = self.taken
        self.read_again += self.size
        if self.read_again > MAX_READ_AGAIN:
            raise Unreadable("Too many quotation marks in this file are not closed. Export it again as CSV UTF-8.")
        self.waiting.extendleft(reversed(others))
        self.number += 1
        self.taken, self.size, self.ended = [], 0, False
        if len(first) >= MAX_LINE:
            self._skip_rest_of_line(first)

    def _skip_rest_of_line(self, line: str) -> None:
        """Passes over the other parts of a line that was cut."""
        while line and line[-1] not in "\r\n":
            line = self.waiting.popleft() if self.waiting else next(self.source, "")


def records(lines: Iterable[str], delimiter: str, encoding: str = "UTF-8") -> Iterator[Record]:
    """The records, those without any value left out. Raises `Unreadable`."""
    source = _Lines(iter(lines))
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
            if (source.ended and source.taken) or len(source.taken) > 1:
                # The file ends inside quotation marks, or a mark of a later line may have closed one of this line.
                next(csv.reader(source.taken, delimiter=delimiter, strict=True))
        except csv.Error as error:
            yield Record(source.number + 1, [source.taken[0][:200].rstrip("\r\n")], _why(error))
            source.skip_first()
            reader = csv.reader(source, delimiter=delimiter)
            continue
        if cells is None:
            return
        if any(cells) and any(cell.strip(" \t\r\n\x00") for cell in cells):
            yield _record(source.number + 1, cells, encoding)
        source.done()


def _why(error: csv.Error) -> str:
    return _TOO_LONG if str(error) == _TOO_LONG or "field larger" in str(error) else _NOT_CLOSED


def _record(line: int, cells: list[str], encoding: str) -> Record:
    if encoding == WINDOWS_1252.name and any(_has_utf_8(cell) for cell in cells):
        # The letters were read as others, such as "Ã©". They are marked, so that nobody imports them from the report.
        return Record(line, [_NOT_ASCII.sub(REPLACED, cell) for cell in cells], _TWO_ENCODINGS)
    return Record(line, cells, _problem(cells, encoding))


def _has_utf_8(cell: str) -> bool:
    """Whether bytes that were read as Windows-1252 are letters in UTF-8."""
    return not (cell.isascii() or cell.encode(WINDOWS_1252.codec, "ignore").decode("utf-8", "ignore").isascii())


def _problem(cells: list[str], encoding: str) -> str | None:
    text = "".join(cells)
    if text.isascii():
        return _NUL if "\x00" in text else None
    if REPLACED in text:
        return _NOT_TEXT.format(encoding=encoding)
    return _NUL if "\x00" in text else None
