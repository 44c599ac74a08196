"""The hours of an account as a caller gives them, and the checks that make columns of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.calendar import hours
from app.domain.calendar.windows import parse_clock
from app.domain.vocabulary import HourRules, Weekday
from app.errors import Code
from app.services.checks import LEFT_OUT, Absent, Checks

MAX_TIMES = 21
"""How many times a week may have: three for each day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The same times for every day, "08:00" to "21:00", by the clock of the lead."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class DailyHours:
    """Times of one day of the week, by the clock of the lead."""

    day: Weekday
    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChanges:
    """Changes of an account's hours. A field that is left out stays. An empty week: at any hour."""

    rules: HourRules | None | Absent = LEFT_OUT
    weekly: Sequence[DailyHours] | None | Absent = LEFT_OUT
    holidays: bool | None | Absent = LEFT_OUT
    strict: bool | None | Absent = LEFT_OUT


UNCHANGED_HOURS = HoursChanges()


def columns(checks: Checks, window: Hours | None | Absent, changes: HoursChanges) -> dict[str, Any]:
    """The columns that change. `window` and `weekly` say the same thing: both at once are refused."""
    found: dict[str, Any] = {}
    if window is not LEFT_OUT:
        found |= _window(checks.at("sendingWindow"), window)
    below = checks.at("hours")
    if changes.weekly is not LEFT_OUT:
        if window not in (LEFT_OUT, None):
            message = "sendingWindow is the short form of hours.weekly: give one of the two."
            checks.refuse(Code.INVALID_INPUT, message, "sendingWindow")
        found |= _week(below.at("weekly"), changes.weekly or ())
    if below.given(changes.rules, "The rules", "rules"):
        found["hour_rules"] = changes.rules
    if below.given(changes.holidays, "holidays", "holidays"):
        found["keep_holidays"] = changes.holidays
    if below.given(changes.strict, "strict", "strict"):
        found["strict_hours"] = changes.strict
    return found


def of_new_account(
    checks: Checks, window: Hours | None, changes: HoursChanges, by_default: HourRules
) -> dict[str, Any]:
    """The columns of a new account. An account that gives a sending window alone keeps it for every message."""
    strict = window is not None and changes.strict is LEFT_OUT
    found = {"hour_rules": by_default, "strict_hours": strict} | columns(checks, window or LEFT_OUT, changes)
    check(checks, found)
    return found


def check(checks: Checks, stored: dict[str, Any]) -> None:
    """Refuses hours in which nothing could ever be sent to a number of the United States."""
    if checks.refusals:
        return
    own = hours.stored(
        stored.get("hour_rules", HourRules.NONE),
        stored.get("window_start"),
        stored.get("window_end"),
        stored.get("week"),
        stored.get("keep_holidays", False),
        stored.get("strict_hours", False),
    )
    if not hours.shares_an_hour(own):
        message = "These hours share no time with the federal hours, 8:00 to 21:00: change them, or set rules to NONE."
        checks.refuse(Code.INVALID_INPUT, message, "hours", "weekly")


def _window(checks: Checks, window: Hours | None) -> dict[str, str | None]:
    if window is None:
        return {"window_start": None, "window_end": None, "week": None}
    if _clocks(checks, window.start, window.end) and window.start == window.end:
        message = "A window that starts and ends at the same time is never open: change one of them."
        checks.refuse(Code.INVALID_INPUT, message)
    return {"window_start": window.start, "window_end": window.end, "week": None}


def _week(checks: Checks, weekly: Sequence[DailyHours]) -> dict[str, str | None]:
    if len(weekly) > MAX_TIMES:
        checks.refuse(Code.INVALID_INPUT, f"A week may have at most {MAX_TIMES} times; these are {len(weekly)}.")
        return {}
    for place, one in enumerate(weekly):
        below = checks.at(str(place))
        if _clocks(below, one.start, one.end) and one.start == one.end and one.start != "00:00":
            message = "Times that start and end at the same time are never open. 00:00 to 00:00 is the whole day."
            below.refuse(Code.INVALID_INPUT, message)
    each = [sorted({(one.start, one.end) for one in weekly if one.day is day}) for day in Weekday]
    if not weekly or (len(each[0]) == 1 and each[0][0][0] != each[0][0][1] and all(day == each[0] for day in each)):
        start, end = each[0][0] if weekly else (None, None)
        return {"window_start": start, "window_end": end, "week": None}
    stored = ",".join("+".join(f"{start}-{end}" for start, end in day) for day in each)
    return {"window_start": None, "window_end": None, "week": stored}


def _clocks(checks: Checks, *clocks: str) -> bool:
    for name, value in zip(("start", "end"), clocks, strict=True):
        if parse_clock(value) is None:
            checks.refuse(Code.INVALID_INPUT, "Write a time of day as HH:MM, from 00:00 to 23:59.", name)
    return all(parse_clock(value) is not None for value in clocks)
