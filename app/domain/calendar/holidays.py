"""Public holidays of the United States, and of the states whose rules name them."""

from datetime import date
from functools import cache

from app.domain.calendar import data

FEDERAL = ""


def name_of(day: date, region: str = FEDERAL) -> str | None:
    """The name of the holiday on this day in a region (two letters; a region without a list of its own has the federal
    one), else None."""
    found = _days()
    return found.get(region, found[FEDERAL]).get(day)


@cache
def _days() -> dict[str, dict[date, str]]:
    found: dict[str, dict[date, str]] = {}
    for region, day, name in data.rows("holidays.csv"):
        found.setdefault(region, {})[date.fromisoformat(day)] = name
    return found
