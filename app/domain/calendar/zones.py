"""Time zones, by name and by phone number."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

# A number with more candidate zones than this may be anywhere (a toll-free number has 42), so they tell nothing.
MOST_CANDIDATES = 12

A_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
"""The begin of the year in which clocks are compared."""


def named(name: str) -> ZoneInfo | None:
    """The IANA zone of exactly this name. None for anything else: a name is never a path or this machine's zone."""
    return ZoneInfo(name) if name in _zone_names() else None


@cache
def _zone_names() -> frozenset[str]:
    """The names in the tzdata package, the same on every machine. "Factory" means "nobody has set a zone"."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - {"Factory"}


@lru_cache(maxsize=4096)
def show_the_same(candidates: tuple[ZoneInfo, ...]) -> bool:
    """Whether the clocks of these zones show the same time all the year, as those of Europe/Jersey and Europe/London
    do: a mobile number of the United Kingdom has both. False without a zone."""
    return len(candidates) == 1 or len({_offsets(zone) for zone in candidates}) == 1


@cache
def _offsets(zone: ZoneInfo) -> tuple[timedelta | None, ...]:
    return tuple((A_YEAR + timedelta(days=day)).astimezone(zone).utcoffset() for day in range(366))


def of_number(e164: str) -> tuple[ZoneInfo, ...]:
    """Every zone in which the owner of the number may be: a guess, one for +1 415 and dozens for +1 800. Empty if
    nothing is known."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    names = timezone.time_zones_for_number(number)
    return tuple(zone for name in names if (zone := named(name)) is not None)
