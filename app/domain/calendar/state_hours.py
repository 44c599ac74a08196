"""The hours in which federal law and the states let a business text a consumer, and the states' caps.

The rules are data: `data/state_hours.toml`. Engineering input, not legal advice.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

from app.domain.calendar import caps, data, holidays
from app.domain.calendar.caps import Cap, Limit
from app.domain.calendar.windows import NEVER, Times, Window

SATURDAY, SUNDAY = 5, 6
FEDERAL = "federal"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """The rule of a state, or the federal one: the times of each day of the week by the clock on the lead's wall."""

    key: str
    name: str
    days: tuple[Times, ...]
    on_holidays: bool
    statute: str
    cap: Cap | None
    reaches_area_codes: bool
    effective_from: date | None = None
    before: "Rule | None" = None

    def on(self, day: date) -> Times:
        """The times of this day."""
        rule = self.at(day)
        return NEVER if rule._closed_holiday(day) else rule.days[day.weekday()]

    def at(self, day: date) -> "Rule":
        """The rule in force on this day."""
        return self.before if self.before and self.effective_from and day < self.effective_from else self

    def why(self, day: date) -> str:
        """Which times of this day the rule permits, as a part of a sentence."""
        rule = self.at(day)
        if holiday := rule._closed_holiday(day):
            return f"{self.name} allows no texts on {holiday}"
        if not rule.days[day.weekday()]:
            return f"{self.name} allows no texts on {day:%A}s"
        return f"{self.name} allows texts from {spoken(rule.days[day.weekday()])}"

    def limit(self, day: date) -> Limit | None:
        """The cap in force on this day."""
        cap = self.at(day).cap
        return Limit(cap, caps.said(self.name, cap, f" (rules of {version()})")) if cap else None

    @property
    def ever_caps(self) -> bool:
        """Whether the rule has a cap on any day."""
        return self.cap is not None or (self.before is not None and self.before.ever_caps)

    def _closed_holiday(self, day: date) -> str | None:
        return None if self.on_holidays else holidays.name_of(day, self.key)


def spoken(times: Times) -> str:
    """ "8:00 to 20:00"."""
    return " and ".join(f"{span.start:%-H:%M} to {span.end:%-H:%M}" for span in times)


def version() -> str:
    """The day on which the rules were last read, which names them in explanations."""
    return str(_table()["version"])


def federal() -> Rule:
    """The federal hours, which every state keeps."""
    return rules()[FEDERAL]


def of_place(states: tuple[str, ...], number_states: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules for a person in one of these states with a number of those: the federal one first."""
    reach = [state for state in number_states if state in rules() and rules()[state].reaches_area_codes]
    keys = dict.fromkeys([FEDERAL, *states, *reach])
    return tuple(rules()[key] for key in keys if key in rules())


@cache
def rules() -> dict[str, Rule]:
    """The rules by state."""
    return {key: _rule(key, entry) for key, entry in _table().items() if key != "version"}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(data.text("state_hours.toml"))


def _rule(key: str, entry: dict[str, Any]) -> Rule:
    cap, before = entry.get("cap"), entry.get("before")
    return Rule(
        key=key,
        name=entry["name"],
        days=_week(entry),
        on_holidays=entry.get("holidays") != "none",
        statute=entry["statute"],
        cap=Cap(cap["messages"], cap["hours"]) if cap else None,
        reaches_area_codes=entry.get("reaches_area_codes", False),
        effective_from=entry.get("effective_from"),
        before=_rule(key, {"name": entry["name"], "statute": entry["statute"], **before}) if before else None,
    )


def _week(entry: dict[str, Any]) -> tuple[Times, ...]:
    usual = _times(entry["weekday"])
    days = {SATURDAY: entry.get("saturday"), SUNDAY: entry.get("sunday")}
    return tuple(_times(found) if (found := days.get(day)) else usual for day in range(7))


def _times(text: str) -> Times:
    if text == "none":
        return NEVER
    start, end = text.split("-")
    return (Window(time.fromisoformat(start), time.fromisoformat(end)),)
