"""Where a lead is, as far as it matters for hours: states and time zones.

A lead's own zone and state come first, then the postal code, then the area code of the number with all the states and
zones that it serves. What is not known is not guessed: every zone in which the lead may be counts.
"""

from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from app.domain.calendar import data, zones
from app.domain.calendar.delays import LocalDays
from app.domain.calendar.holidays import FEDERAL
from app.domain.values import value

CONTINENTAL = tuple(map(ZoneInfo, ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")))


@value
class Place:
    """The states whose rules apply, and the zones in which the lead may be; no zone: nothing is known.

    `in_us_plan` says that the number begins with +1: the rules of the United States apply to no other. `number_states`
    are the states of the area code, for rules about every number with an area code of the state.
    """

    in_us_plan: bool
    states: tuple[str, ...]
    number_states: tuple[str, ...]
    zones: tuple[ZoneInfo, ...]


@lru_cache(maxsize=65536)
def of_lead(phone: str, lead_zone: str | None, state: str | None, postal_code: str | None) -> Place:
    """The place of the lead with this phone in E.164. `state`: two letters."""
    own = zones.named(lead_zone) if lead_zone else None
    if not phone.startswith("+1"):
        return Place(False, (), (), (own,) if own else _near(zones.of_number(phone)))
    number_states, number_zones = _area_codes().get(phone[2:5], ((), ()))
    state, of_post = state if state in _states() else None, _zip3().get((postal_code or "")[:3])
    if state:
        inside = of_post[1] if of_post and state in of_post[0] else _states()[state]
        return Place(True, (state,), number_states, (own,) if own else inside)
    found = of_post or (number_states, number_zones)
    return Place(True, found[0], number_states, (own,) if own else found[1])


def likely_zone(place: Place, account_zone: str) -> ZoneInfo:
    """The lead's zone if all candidates show the same time, else the account's: for dates and for what the model is
    told. Hours are kept in every candidate."""
    return place.zones[0] if zones.show_the_same(place.zones) else zones.named(account_zone) or ZoneInfo("UTC")


def days_of(place: Place, account_zone: str) -> LocalDays:
    """The days of the lead's calendar, with the federal holidays for a number that begins with +1, and with those of
    the states in which the lead may live."""
    return LocalDays(likely_zone(place, account_zone), (FEDERAL, *place.states) if place.in_us_plan else ())


def _near(candidates: tuple[ZoneInfo, ...]) -> tuple[ZoneInfo, ...]:
    return candidates if len(candidates) <= zones.MOST_CANDIDATES else ()


Found = tuple[tuple[str, ...], tuple[ZoneInfo, ...]]
"""States, and zones."""


@cache
def _states() -> dict[str, tuple[ZoneInfo, ...]]:
    return {code: _named(names) for code, _, names in data.rows("states.csv")}


@cache
def state_names() -> dict[str, str]:
    """The states and territories of the United States by their two letters."""
    return {code: name for code, name, _ in data.rows("states.csv")}


@cache
def _area_codes() -> dict[str, Found]:
    return {code: (tuple(states.split()), _named(names)) for code, states, names in data.rows("area_codes.csv")}


@cache
def _zip3() -> dict[str, Found]:
    """By the first three digits of a ZIP code."""
    found: dict[str, Found] = {}
    for span, states, *names in data.rows("zip3.csv"):
        first, _, last = span.partition("-")
        of_states = tuple(zone for state in states.split() for zone in _states()[state])
        place = tuple(states.split()), _named(names[0]) if names else tuple(dict.fromkeys(of_states))
        found |= {f"{number:03}": place for number in range(int(first), int(last or first) + 1)}
    return found


def _named(names: str) -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in names.split())
