"""Checks of input that more than one topic makes: all faults are collected, and refused together.

A check returns the cleaned value. When it finds a fault, it notes a refusal and returns a value of the same type that
nobody may use: `done()` raises then.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Literal

from app.domain.calendar import zones
from app.domain.people import consent as consents
from app.domain.people.consent import Consent
from app.domain.sms import phones
from app.errors import Code, Refusal, Refused

MAX_ZONE = 64
FARTHEST = timedelta(days=3660)
"""Ten years: no time that a caller gives is further away. Beyond it, times that follow from it may not exist."""


class LeftOut(Enum):
    """The value of a field that the caller did not mention, as opposed to a field set to null."""

    LEFT_OUT = auto()


LEFT_OUT: Final = LeftOut.LEFT_OUT
Absent = Literal[LeftOut.LEFT_OUT]


def storable(text: str) -> bool:
    """Whether PostgreSQL can store the text: no NUL, no half of a surrogate pair."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(slots=True)
class Checks:
    """The refusals so far, below one path of the input."""

    path: tuple[str, ...] = ("input",)
    refusals: list[Refusal] = field(default_factory=list)

    def at(self, *path: str) -> "Checks":
        """The same collection, at a path further down the input."""
        return Checks((*self.path, *path), self.refusals)

    def refuse(self, code: Code, message: str, *path: str) -> None:
        """Notes one fault."""
        self.refusals.append(Refusal(code, message, (*self.path, *path)))

    def done(self) -> None:
        """Raises all noted faults together, if there are any."""
        if refused := self.refused():
            raise refused

    def refused(self) -> Refused | None:
        """All noted faults as one exception; None if there are none."""
        return Refused(*self.refusals) if self.refusals else None

    def text(self, value: str, label: str, limit: int, *path: str) -> str:
        """The text without surrounding white space: not blank, not too long, storable."""
        value = value.strip()
        if not value:
            self.refuse(Code.INVALID_INPUT, f"{label} must not be blank.", *path)
        elif self._fits(value, label, limit, *path):
            return value
        return ""

    def ends(self, until: datetime | None, now: datetime, *path: str) -> None:
        """A time at which something ends: later than now, and within ten years."""
        if until is not None and until <= now:
            self.refuse(Code.INVALID_INPUT, "`until` must be later than now.", *path)
        elif until is not None and until - now > FARTHEST:
            self.refuse(Code.INVALID_INPUT, "`until` must be within ten years of today.", *path)

    def optional(self, value: str | None, label: str, limit: int, *path: str) -> str | None:
        """The same for a text that may be missing; a blank text counts as missing."""
        if value is None or not value.strip():
            return None
        return self.text(value, label, limit, *path)

    def _fits(self, value: str, label: str, limit: int, *path: str) -> bool:
        if not storable(value):
            self.refuse(Code.INVALID_INPUT, f"{label} contains a character that cannot be stored, such as NUL.", *path)
            return False
        if len(value) > limit:
            message = f"{label} may have at most {limit:,} characters; this text has {len(value):,}."
            self.refuse(Code.INVALID_INPUT, message, *path)
            return False
        return True

    def given(self, value: Any, label: str, *path: str) -> bool:
        """Whether a change mentions this field. Null is refused: the field cannot be cleared."""
        if value is None:
            self.refuse(Code.INVALID_INPUT, f"{label} cannot be null. Leave it out to keep it as it is.", *path)
        return value is not LEFT_OUT and value is not None

    def phone(self, value: str, region: str | None, *path: str) -> str:
        """The number in E.164. A number without country code is read as dialed in the region, by default the US."""
        number = phones.read(value, region or "US")
        if isinstance(number, phones.NotANumber):
            self.refuse(Code.INVALID_PHONE, number.sentence, *path)
            return ""
        return number

    def lead_phone(self, value: str, sender: str, *path: str) -> str:
        """The number of a lead, in E.164. A number without country code is read as dialed in the country of `sender`,
        the account's number (E.164), which is not a lead's."""
        number = self.phone(value, phones.region_of(sender), *path)
        if number == sender:
            self.refuse(Code.INVALID_PHONE, "This is the account's own number. Give the number of the lead.", *path)
        return number

    def consent(self, given: Consent, now: datetime, *path: str) -> Consent:
        """The consent, its texts cleaned."""
        consent = Consent(
            given.source,
            given.given_at,
            text=self.optional(given.text, "The text of the consent", consents.MAX_TEXT, *path, "text"),
            url=self.optional(given.url, "The address of the page", consents.MAX_URL, *path, "url"),
            ip=self.optional(given.ip, "The IP address", consents.MAX_IP, *path, "ip"),
        )
        for name, sentence in consents.problems(consent, now):
            self.refuse(Code.INVALID_INPUT, sentence, *path, name)
        return consent

    def time_zone(self, value: str, *path: str) -> str:
        """The name of a time zone of the IANA database."""
        if not storable(value) or len(value) > MAX_ZONE or zones.named(value) is None:
            self.refuse(Code.INVALID_INPUT, "Unknown time zone. Use an IANA name such as America/New_York.", *path)
        return value
