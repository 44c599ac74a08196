"""The columns of a table: to which field of a lead each belongs, and the fields of each row.

A field may have several columns: the first of them with a value counts, and the values of the others go to the
metadata, as do those of columns that are no field. Nothing of a row is lost.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.people.csv import headers as words
from app.domain.people.csv.text import NoPhone, Unreadable
from app.domain.vocabulary import LeadStatus

FIELDS = (*words._WORDS, "metadata")
"""What a column may be mapped to, as the API names it."""
PHONE, METADATA, STATE, STATUS = "phone", "metadata", "state", "status"
MAX_COLUMNS = 500
_SHOWN = 30
_STATUSES = {one.value for one in LeadStatus}
# Excel writes a text that looks like a number as ="0123". Our own reports put ' before a cell that is no formula.
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_GUARDED = re.compile(r"'[=+\-@\t\r]")
# What programs write where there is nothing. In names and notes they may be words of people.
_NOTHING = {"n/a", "#n/a", "na", "null", "(null)", "none", "nil", "nan", "-", "--", "undefined", r"\n"}
_MAY_BE_NOTHING = set(FIELDS) - {"firstName", "lastName", "name", "notes"}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The fields of a row by their names in the API, and why the row cannot be used."""

    fields: dict[str, str]
    metadata: dict[str, str]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """For each field its columns in the order of preference, and the key of each column in the metadata."""

    headers: tuple[str, ...]
    of_field: tuple[tuple[str, tuple[int, ...]], ...]
    keys: tuple[str | None, ...]
    """None for a column that is left out."""
    recognized: int = 0
    """How many headers name a field."""

    @property
    def has_phone(self) -> bool:
        return any(name == PHONE for name, _ in self.of_field)

    def read(self, cells: Sequence[str]) -> ReadRow:
        """The fields of one row."""
        width = len(self.headers)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            sentence = f"This row has {len(cells)} cells, and the header has {width}: put quotation marks around values"
            return ReadRow({}, {}, f"{sentence} that contain the delimiter.")
        values = [clean(cell) for cell in cells[:width]]
        given: dict[str, str] = {}
        used: set[int] = set()
        for name, places in self.of_field:
            for place in places:
                if place >= len(values) or not (value := values[place]):
                    continue
                if name in (STATE, STATUS) and (value.upper() in _STATUSES) != (name == STATUS):
                    continue  # to the metadata, unless the other field takes it
                used.add(place)
                if name not in _MAY_BE_NOTHING or value.casefold() not in _NOTHING:
                    given[name] = value
                    break
        rest = {
            key: value
            for place, (value, key) in enumerate(zip(values, self.keys, strict=False))
            if value and key is not None and place not in used
        }
        return ReadRow(given, rest)

    def key_of(self, name: str) -> str:
        """The key in the metadata of the first column of a field."""
        places = dict(self.of_field)[name]
        return self.keys[places[0]] or name

    def require_phone(self) -> None:
        """Raises `Unreadable`, with the headers seen, if no column is the phone."""
        if self.has_phone:
            return
        raise NoPhone(f"No column is the phone. The headers are: {_listed(self.headers)}.")

    def told(self) -> str:
        """Which header was read as which field, in one line: `"Cell" is phone, to the metadata: "City"`."""
        names: dict[int, list[str]] = {}
        for name, places in self.of_field:
            for place in places:
                names.setdefault(place, []).append(name)
        read = [f"{_quoted(self.headers[place])} is {' or '.join(found)}" for place, found in sorted(names.items())]
        rest = [one for place, one in enumerate(self.headers) if place not in names and self.keys[place] and one]
        if rest:
            read.append(f"to the metadata: {_listed(rest)}")
        return ", ".join(read)


def _quoted(header: str) -> str:
    """A header for a message, without characters that a terminal obeys."""
    return '"' + "".join(char if char.isprintable() else "\ufffd" for char in header) + '"'


def _listed(headers: Sequence[str]) -> str:
    more = f" and {len(headers) - _SHOWN} more" if len(headers) > _SHOWN else ""
    return ", ".join(_quoted(header) for header in headers[:_SHOWN]) + more


def clean(cell: str) -> str:
    """A cell without surrounding white space, and without what spreadsheets write around it."""
    cell = cell.strip().strip("\ufeff")
    if cell.startswith("="):
        return found[1].strip() if (found := _AS_TEXT.fullmatch(cell)) else cell
    return cell[1:] if _GUARDED.match(cell) else cell


@dataclass(slots=True)
class _Plan:
    headers: list[str]
    chosen: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Field and rank by column."""
    keys: dict[int, str | None] = field(default_factory=dict)


def plan(header: Sequence[str], mapping: Mapping[str, Any] | None = None) -> Columns:
    """The columns under these headers. `mapping` names the field of a header ("phone", "metadata"), or None to leave
    the column out; it has precedence over the table of words. Raises `Unreadable` for a mapping that does not fit."""
    if len(header) > MAX_COLUMNS:
        raise Unreadable(f"The table has {len(header):,} columns; at most {MAX_COLUMNS} are imported.")
    found = _Plan([clean(cell) for cell in header])
    mapped = _mapped(found.headers, mapping or {})
    taken = {name for name in mapped.values() if name and name != METADATA}
    squashed = [words.squashed(one) for one in found.headers]
    for place, (name, key) in enumerate(zip(found.headers, squashed, strict=True)):
        if place in mapped:
            if mapped[place] is None:
                found.keys[place] = None
            elif mapped[place] != METADATA:
                found.chosen[place] = (str(mapped[place]), 0)
        elif (known := _known(key, squashed)) and known[0] not in taken:
            found.chosen[place] = known
        found.keys.setdefault(place, name or None)
    return _columns(found)


def _known(key: str, all_keys: Iterable[str]) -> tuple[str, int] | None:
    """The field that a header names; some headers say it together with the others."""
    if key in words.GIVEN_BESIDE_LAST and any(words.KNOWN.get(one, ("",))[0] == "lastName" for one in all_keys):
        return ("firstName", 1)
    if key in words.LAST_BESIDE_GIVEN and words.GIVEN_NAMES & set(all_keys):
        return ("lastName", 1)
    return words.KNOWN.get(key)


def _mapped(headers: Sequence[str], mapping: Mapping[str, Any]) -> dict[int, str | None]:
    """The field of each column that the mapping names."""
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        places.setdefault(header, []).append(place)
        places.setdefault(words.squashed(header), []).append(place)

    def at_header(header: str) -> list[int]:
        return places.get(header.strip()) or places.get(words.squashed(header)) or []

    found: dict[int, str | None] = {}
    for header, name in mapping.items():
        if header in FIELDS and isinstance(name, str) and name not in FIELDS and at_header(name):
            header, name = name, header  # written the other way round
        at = at_header(header)
        if not at:
            seen = _listed(headers)
            raise Unreadable(f'The mapping names a header "{header}" that the table does not have. It has: {seen}.')
        if name is not None and (not isinstance(name, str) or name not in FIELDS):
            raise Unreadable(f'The mapping gives "{header}" an unknown field. The fields are: {", ".join(FIELDS)}.')
        found |= dict.fromkeys(at, name)
    return found


def _columns(found: _Plan) -> Columns:
    by_field: dict[str, list[tuple[int, int]]] = {}
    for place, (name, rank) in found.chosen.items():
        by_field.setdefault(name, []).append((rank, place))
        if name == STATE and rank and words.squashed(found.headers[place]) in words.STATE_OR_STATUS:
            by_field.setdefault(STATUS, []).append((rank, place))
    if places := by_field.get(PHONE):
        # A landline receives no SMS: it stands in for a mobile number only where the table has no column for that.
        best = min(rank for rank, _ in places)
        by_field[PHONE] = [one for one in places if one[0] < 2 or best == 2]
    return Columns(
        tuple(found.headers),
        tuple((name, tuple(place for _, place in sorted(places))) for name, places in by_field.items()),
        tuple(_keys(found)),
        len(found.chosen),
    )


def _keys(found: _Plan) -> Iterable[str | None]:
    """The key of each column in the metadata: its header; with a number for a header that stands there again."""
    seen: dict[str, int] = {}
    for place, header in enumerate(found.headers):
        if place in found.keys and found.keys[place] is None and header:
            yield None
            continue
        key = header or f"column {place + 1}"
        seen[key] = seen.get(key, 0) + 1
        yield key if seen[key] == 1 else f"{key} ({seen[key]})"
