"""A second reading of the rules, written apart from `app/domain/calendar`: slow, one minute at a time.

It reads the same tables, since each row of them has a test of its own, and shares no code with the product.
"""

import csv
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import app.domain.calendar.data as tables

FOLDER = Path(next(iter(tables.__path__)))
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The states and zones in which a person may be."""

    states: tuple[str, ...]
    zones: tuple[str, ...]


def by_area_code(code: str) -> Whereabouts:
    """Where a person with a number of this area code may be."""
    states, zones = area_codes()[code]
    return Whereabouts(tuple(states.split()), tuple(zones.split()))


@cache
def area_codes() -> dict[str, tuple[str, str]]:
    """The states and zones of each area code."""
    with (FOLDER / "area_codes.csv").open(newline="") as table:
        return {code: (states, zones) for code, states, zones in csv.reader(table)}


@cache
def states() -> dict[str, str]:
    """The zones of each state."""
    with (FOLDER / "states.csv").open(newline="") as table:
        return {code: zones for code, _, zones in csv.reader(table)}


@cache
def rules() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "state_hours.toml").read_text())


@cache
def free_days() -> set[tuple[str, str]]:
    """Pairs of a state ("" for the federal ones) and a holiday."""
    with (FOLDER / "holidays.csv").open(newline="") as table:
        return {(region, day) for region, day, _ in csv.reader(table)}


def permits(moment: datetime, where: Whereabouts) -> bool:
    """Whether federal law and the states of the person permit a text at this moment, in each zone."""
    for zone in where.zones:
        local = moment.astimezone(ZoneInfo(zone))
        if not all(_permits(key, local) for key in ("federal", *where.states) if key in rules()):
            return False
    return True


def _permits(key: str, local: datetime) -> bool:
    rule = rules()[key]
    if "before" in rule and local.date() < rule["effective_from"]:
        rule = rule["before"]
    if rule.get("holidays") == "none" and is_free(key, local.date()):
        return False
    day = {5: "saturday", 6: "sunday"}.get(local.weekday(), "weekday")
    times = rule.get(day, rule["weekday"])
    if times == "none":
        return False
    begin, end = times.split("-")
    return bool(begin <= f"{local:%H:%M}" < end)


def is_free(state: str, day: date) -> bool:
    own = {region for region, _ in free_days()}
    return (state if state in own else "", day.isoformat()) in free_days()


def first_minute(since: datetime, where: Whereabouts) -> datetime:
    """The first moment from `since` on that is permitted, and is not the last minute before it is not."""
    at = since
    while not (permits(at, where) and permits(at + MINUTE - timedelta(microseconds=1), where)):
        at = at.replace(second=0, microsecond=0) + MINUTE
    return at


def caps_of(where: Whereabouts) -> list[tuple[int, int]]:
    """The caps of the states: messages and hours."""
    found = [rules()[state].get("cap") for state in where.states if state in rules()]
    return [(cap["messages"], cap["hours"]) for cap in found if cap]


def exceeded(sent: Iterable[datetime], caps: Sequence[tuple[int, int]]) -> int:
    """How many messages are one too many for a cap, of those that were sent to a person."""
    moments, many = sorted(sent), 0
    for messages, hours in caps:
        pairs = zip(moments, moments[messages:], strict=False)
        many += sum(later - earlier < timedelta(hours=hours) for earlier, later in pairs)
    return many
