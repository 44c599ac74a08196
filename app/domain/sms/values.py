"""The values that fill a template. They come from strangers: each stands on one line, without control characters."""

import re

_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters, halves of surrogate pairs (no such text can be stored), and the marks that reverse
# the direction of writing, with which a name could turn the rest of the message around.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def lead_values(
    first_name: str | None,
    last_name: str | None,
    name: str | None,
    email: str | None,
    property_address: str | None,
    company: str | None,
) -> dict[str, str | None]:
    """A value for every variable, None where there is none; the three names fill in for one another."""
    first, last, full = printable(first_name), printable(last_name), printable(name)
    head, _, tail = (full or "").partition(" ")
    return {
        "first_name": first or head.rstrip(",;") or None,
        "last_name": last or tail.strip() or None,
        "name": full or " ".join(part for part in (first, last) if part) or None,
        "email": printable(email),
        "company": printable(company),
        "property_address": printable(property_address),
    }


def printable(value: str | None) -> str | None:
    """The value on one line, without control characters and outer white space; None if nothing is left."""
    return _UNPRINTABLE.sub("", _LINE_BREAKS.sub(" ", value)).strip() or None if value else None
