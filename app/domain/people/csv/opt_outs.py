"""Columns that say who has opted out, or who has not agreed: a word, or the day."""

from datetime import UTC, datetime, timedelta

_NO = set("no n false 0 nein non never nunca falso".split())
_YES = set("yes y true 1 x si ja oui verdadero stop stopped dnc unsubscribed".split()) | {
    "opted out", "opt out", "do not contact", "do not text", "do not call", "baja", "no contactar",
}  # fmt: skip
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y")
_DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_SERIALS_SINCE = datetime(1899, 12, 30, tzinfo=UTC)  # how Excel counts days
UNCLEAR = "It is not clear whether this person has opted out. Write yes, no, or the day, such as 2026-02-15."


class Unclear(Exception):
    """The cell may say that the person has opted out."""


def opted_out_at(value: str, now: datetime, *, month_first: bool) -> datetime | None:
    """When the person opted out by a cell such as "yes", "2026-02-15" or "no"; None: not. Raises `Unclear`.

    `month_first`: how 2/3/2026 is read where both readings are days.
    """
    word = value.strip().casefold().replace("í", "i")
    if word in _NO:
        return None
    if word in _YES:
        return now
    if (found := _moment(value.strip(), month_first)) is None:
        raise Unclear(UNCLEAR)
    return min(found, now)


def agreed(value: str) -> bool:
    """Whether a cell below a header such as "SMS consent" is no plain no."""
    return value.strip().casefold() not in _NO


def _moment(text: str, month_first: bool) -> datetime | None:
    if text.isdecimal() and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return _SERIALS_SINCE + timedelta(days=int(text))
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        pass
    day = text.split()[0] if text.split() else ""
    for form in _DAYS + (_MONTH_FIRST + _DAY_FIRST if month_first else _DAY_FIRST + _MONTH_FIRST):
        try:
            return datetime.strptime(day, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
