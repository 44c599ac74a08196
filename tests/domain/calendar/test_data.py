"""The tables of area codes and holidays are those that `make calendar-data` writes, and reach far enough."""

import runpy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.calendar import data, holidays

GENERATOR = Path(__file__).parents[3] / "ops/calendar_data.py"


def test_the_area_codes_are_those_of_the_package() -> None:
    written = runpy.run_path(str(GENERATOR))["area_codes"]()
    assert data.text("area_codes.csv").splitlines() == list(written)


def test_the_holidays_reach_ten_years_ahead() -> None:
    last = max(date.fromisoformat(day) for _, day, _ in data.rows("holidays.csv"))
    assert last.year >= datetime.now(UTC).year + 10


def nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)


def test_the_federal_holidays_are_those_of_the_statute() -> None:
    """5 U.S.C. 6103(a)."""
    for year in range(2026, 2040):
        last_monday_of_may = max(nth(year, 5, 0, number) for number in (4, 5) if nth(year, 5, 0, number).month == 5)
        expected = [
            *(date(year, 1, 1), nth(year, 1, 0, 3), nth(year, 2, 0, 3), last_monday_of_may, date(year, 6, 19)),
            *(date(year, 7, 4), nth(year, 9, 0, 1), nth(year, 10, 0, 2), date(year, 11, 11), nth(year, 11, 3, 4)),
            date(year, 12, 25),
        ]
        assert all(holidays.name_of(day) for day in expected), year
    assert holidays.name_of(date(2026, 12, 2)) is None


def test_a_region_without_a_list_has_the_federal_one() -> None:
    assert holidays.name_of(date(2026, 12, 25), "NY") == "Christmas Day"
    assert holidays.name_of(date(2026, 2, 17), "NY") is None
    assert holidays.name_of(date(2026, 2, 17), "LA") == "Mardi Gras"
