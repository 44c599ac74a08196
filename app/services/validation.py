"""Checks on what callers say: everything that is wrong is collected, and refused at once.

A check answers the cleaned value, or something of the same type when it refused; `done()` raises then, so
no use case goes on with it.
"""

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from math import isfinite
from typing import Any, Final, Literal

import orjson
from asyncpg import UniqueViolationError
from tortoise.exceptions import IntegrityError

from app.domain.calendar import zones
from app.domain.sms import phones
from app.errors import Code, Refusal, Refused, refuse

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
NO_PHONE = "This is no phone number: write it as E.164, like +14155551234, or as ten digits of the account's country."
MAX_EMAIL = 320
MAX_METADATA_BYTES = 16 * 1024


class LeftOut(Enum):
    """What stands for a field that the caller did not mention, as opposed to one set to null."""

    LEFT_OUT = auto()


LEFT_OUT: Final = LeftOut.LEFT_OUT
Absent = Literal[LeftOut.LEFT_OUT]


def storable(text: str) -> bool:
    """Whether PostgreSQL can hold the text: no NUL, no half of a surrogate pair."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_taken(error: IntegrityError) -> bool:
    """Whether a value that must be unique exists already. Any other broken promise is a bug, not a duplicate."""
    return isinstance(error.args[0], UniqueViolationError)


def opted_out(*path: str) -> Refused:
    """The refusal to write to a lead who has opted out."""
    return refuse(Code.LEAD_OPTED_OUT, "The lead has opted out and is not written to until they text START.", *path)


@dataclass(slots=True)
class Checks:
    """The refusals found so far, below one path of the input."""

    path: tuple[str, ...] = ("input",)
    refusals: list[Refusal] = field(default_factory=list)

    def at(self, *path: str) -> "Checks":
        """The same collection, further down the input."""
        return Checks((*self.path, *path), self.refusals)

    def refuse(self, code: Code, message: str, *path: str) -> None:
        """Notes one thing that is wrong."""
        self.refusals.append(Refusal(code, message, (*self.path, *path)))

    def done(self) -> None:
        """Refuses everything that was noted, at once."""
        if refused := self.refused():
            raise refused

    def refused(self) -> Refused | None:
        """Everything that was noted, as one refusal; None if nothing was."""
        return Refused(*self.refusals) if self.refusals else None

    def text(self, value: str, what: str, limit: int, *path: str) -> str:
        """A text without its surrounding white space: not blank, not too long, storable."""
        value = value.strip()
        if not value:
            self.refuse(Code.INVALID_INPUT, f"{what} must not be blank.", *path)
        elif self._fits(value, what, limit, *path):
            return value
        return ""

    def optional(self, value: str | None, what: str, limit: int, *path: str) -> str | None:
        """The same for a text that may be missing: a blank one counts as missing."""
        if value is None or not value.strip():
            return None
        return self.text(value, what, limit, *path)

    def _fits(self, value: str, what: str, limit: int, *path: str) -> bool:
        if not storable(value):
            self.refuse(Code.INVALID_INPUT, f"{what} contains a character that cannot be stored (such as NUL).", *path)
            return False
        if len(value) > limit:
            self.refuse(
                Code.INVALID_INPUT, f"{what} may have at most {limit:,} characters; this has {len(value):,}.", *path
            )
            return False
        return True

    def given(self, value: Any, what: str, *path: str) -> bool:
        """Whether an edit mentions this field. Null is refused: the field cannot be emptied."""
        if value is None:
            self.refuse(Code.INVALID_INPUT, f"{what} cannot be null. Leave it out to keep it as it is.", *path)
        return value is not LEFT_OUT and value is not None

    def phone(self, value: str, region: str | None, *path: str) -> str:
        """The number in E.164; without its country's code it is read as one of the region's."""
        number = phones.normalise(value, region or "US") if storable(value) else None
        if number is None:
            self.refuse(
                Code.INVALID_PHONE,
                NO_PHONE,
                *path,
            )
        return number or ""

    def time_zone(self, value: str, *path: str) -> str:
        """The name of a time zone that exists."""
        if not storable(value) or len(value) > 64 or zones.named(value) is None:
            self.refuse(Code.INVALID_INPUT, "Unknown time zone. Use an IANA name such as America/New_York.", *path)
        return value

    def window(self, start: str, end: str, *path: str) -> tuple[str, str]:
        """The two ends of a sending window, HH:MM, not the same."""
        for name, value in (("start", start), ("end", end)):
            if not CLOCK.fullmatch(value):
                self.refuse(Code.INVALID_INPUT, "Write a time of day as HH:MM, from 00:00 to 23:59.", *path, name)
        if start == end:
            self.refuse(Code.INVALID_INPUT, "A window that starts and ends at the same time is never open.", *path)
        return start, end

    def email(self, value: str | None, *path: str) -> str | None:
        """Something that looks like an address."""
        address = self.optional(value, "The e-mail address", MAX_EMAIL, *path)
        if address and not EMAIL.fullmatch(address):
            self.refuse(Code.INVALID_INPUT, "This is no e-mail address.", *path)
        return address

    def metadata(self, value: Any, *path: str) -> dict[str, Any] | None:
        """A JSON object of a sane size that PostgreSQL can hold."""
        if value is None:
            return None
        if problem := _wrong_with_metadata(value):
            self.refuse(Code.INVALID_INPUT, problem, *path)
            return None
        return dict(value)


def _wrong_with_metadata(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "Metadata must be a JSON object."
    try:
        size = len(orjson.dumps(value))
    except TypeError:
        return "Metadata contains a value that cannot be stored: a number too large, or nesting too deep."
    if size > MAX_METADATA_BYTES:
        return f"Metadata may have at most {MAX_METADATA_BYTES:,} bytes; this has {size:,}."
    return (
        None
        if all(_keepable(leaf) for leaf in _leaves(value))
        else ("Metadata contains a NUL character, or a number that is none.")
    )


def _keepable(leaf: Any) -> bool:
    if isinstance(leaf, float):
        return isfinite(leaf)
    return storable(leaf) if isinstance(leaf, str) else True


def _leaves(value: Any) -> list[Any]:
    """Every key and every simple value inside a JSON value. No recursion, because callers choose how deep it is."""
    found, waiting = [], [value]
    while waiting:
        match waiting.pop():
            case dict() as entries:
                waiting += [*entries.keys(), *entries.values()]
            case list() as items:
                waiting += items
            case leaf:
                found.append(leaf)
    return found
