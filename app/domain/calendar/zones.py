"""Time zones: by name, by phone number, and which of them count for a lead."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from app.domain.calendar.windows import Window, opening

# A number with more candidate zones than this may be anywhere (a toll-free number has 42), so they tell nothing.
MOST_CANDIDATES = 12


def named(name: str) -> ZoneInfo | None:
    """The IANA zone of exactly this name. None for anything else: a name is never a path or this machine's zone."""
    return ZoneInfo(name) if name in _zone_names() else None


@cache
def _zone_names() -> frozenset[str]:
    """The names in the tzdata package, the same on every machine. "Factory" means "nobody has set a zone"."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - {"Factory"}


def of_number(e164: str) -> tuple[ZoneInfo, ...]:
    """Every zone in which the owner of the number may be: a guess, one for +1 415 and dozens for +1 800. Empty if
    nothing is known."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    names = timezone.time_zones_for_number(number)
    return tuple(zone for name in names if (zone := named(name)) is not None)


def of_lead(
    phone: str, lead_zone: str | None, account_zone: str, window: Window | None, now: datetime
) -> Sequence[ZoneInfo]:
    """The zones in all of which the window must be open: the lead's own, else its number's, else the account's.

    Zones guessed from a number count only when there is a moment at which the window is open in all of them.
    """
    own = named(lead_zone) if lead_zone else None
    if own is not None:
        return (own,)
    guessed = of_number(phone)
    if 0 < len(guessed) <= MOST_CANDIDATES and opening(now, window, guessed) is not None:
        return guessed
    return (_of_account(account_zone),)


def told_to_model(phone: str, lead_zone: str | None, account_zone: str, now: datetime) -> ZoneInfo:
    """The zone that the model is given as the lead's: a guess only where there is exactly one candidate."""
    candidates = of_lead(phone, lead_zone, account_zone, None, now)
    return candidates[0] if len(candidates) == 1 else _of_account(account_zone)


def _of_account(name: str) -> ZoneInfo:
    return named(name) or ZoneInfo("UTC")
