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
    nothing is known.

    Of zones that show the same time, the first is that of the main country of the country code, if that has one zone:
    Europe/London for mobile numbers with +44, and not Europe/Guernsey.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    names = timezone.time_zones_for_number(number)
    found = tuple(zone for name in names if (zone := named(name)) is not None)
    own = _of_countries().get(phonenumbers.region_code_for_country_code(number.country_code or 0))
    if len(found) > 1 and own is not None and show_the_same((own, *found)):
        return own, *(zone for zone in found if zone != own)
    return found


@cache
def _of_countries() -> dict[str, ZoneInfo]:
    """The zones of the countries that have one, by two letters (ISO 3166)."""
    names: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            names.setdefault(country, []).append(name)
    return {country: ZoneInfo(own[0]) for country, own in names.items() if len(own) == 1}
