"""Hours and minutes are elapsed time; days are days of the lead's calendar."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.calendar import places
from app.domain.calendar.delays import REAL_HOUR, Delay, LocalDays, after

NEW_YORK = ZoneInfo("America/New_York")
PLAIN = LocalDays(NEW_YORK)
US = LocalDays(NEW_YORK, ("",))
TEN = time(10)


def test_hours_are_elapsed_time_across_a_change_of_clocks() -> None:
    before = datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    due = after(before, Delay(24, 30), PLAIN, REAL_HOUR)
    assert due - before.astimezone(UTC) == timedelta(hours=24, minutes=30)
    assert due.astimezone(NEW_YORK).time() == time(13, 30)


def test_an_hour_may_be_short_and_then_a_day_is_24_of_them_whatever_the_clock_shows() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert after(now, Delay(72), PLAIN, 1) == now + timedelta(seconds=72)
    assert after(now, Delay(2), PLAIN, 0.5) == now + timedelta(seconds=1)
    assert after(now, Delay(0), PLAIN, 3600) == now
    assert after(now, Delay(minutes=90), PLAIN, 2) == now + timedelta(seconds=3)
    assert after(now, Delay(1, 30, 2, business_days=True, send_at=TEN), US, 1) == now + timedelta(seconds=49.5)


CASES = [
    # since, delay, due; by the clock of New York
    ("2026-03-07 12:00", Delay(days=1), "2026-03-08 12:00"),  # the day has 23 hours
    ("2026-10-31 12:00", Delay(days=1), "2026-11-01 12:00"),  # 25 hours
    ("2026-03-07 02:30", Delay(days=1), "2026-03-08 03:30"),  # the clocks skip 2:30
    ("2026-03-07 12:00", Delay(days=1, send_at=time(2, 30)), "2026-03-08 03:30"),
    ("2026-10-31 12:00", Delay(days=1, send_at=time(1, 30)), "2026-11-01 01:30"),  # the first of two
    ("2026-11-24 11:15", Delay(days=1, send_at=TEN), "2026-11-25 10:00"),  # a Tuesday
    ("2026-11-24 09:15", Delay(days=1, send_at=TEN), "2026-11-25 10:00"),
    ("2026-11-24 09:15", Delay(send_at=TEN), "2026-11-24 10:00"),
    ("2026-11-24 10:00", Delay(send_at=TEN), "2026-11-25 10:00"),
    ("2026-11-24 10:01", Delay(send_at=TEN), "2026-11-25 10:00"),
    ("2026-11-24 09:15", Delay(1, send_at=TEN), "2026-11-25 10:00"),  # hours come first
    ("2026-11-24 22:30", Delay(2, send_at=TEN), "2026-11-25 10:00"),
    ("2026-11-24 22:30", Delay(2, days=1, send_at=TEN), "2026-11-26 10:00"),
    ("2026-11-20 16:00", Delay(days=1, business_days=True), "2026-11-23 16:00"),  # Friday, Monday
    ("2026-11-21 16:00", Delay(days=1, business_days=True), "2026-11-23 16:00"),  # Saturday
    ("2026-11-25 16:00", Delay(days=1, business_days=True), "2026-11-27 16:00"),  # Thanksgiving
    ("2026-01-16 16:00", Delay(days=1, business_days=True), "2026-01-20 16:00"),  # Friday; King's Monday
    ("2026-12-31 16:00", Delay(days=2, business_days=True, send_at=TEN), "2027-01-05 10:00"),
]


@pytest.mark.parametrize(("since", "delay", "due"), CASES)
def test_days_are_days_of_the_lead(since: str, delay: Delay, due: str) -> None:
    begun = datetime.fromisoformat(since).replace(tzinfo=NEW_YORK)
    assert f"{after(begun, delay, US, REAL_HOUR).astimezone(NEW_YORK):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    ("phone", "state", "zone", "holidays"),
    [
        ("+12055550100", None, "America/Chicago", ("", "AL")),
        ("+18505550100", None, "America/Los_Angeles", ("", "FL")),  # Pensacola or Tallahassee: the account's zone
        ("+18005550100", None, "America/Los_Angeles", ("",)),
        ("+18005550100", "LA", "America/Chicago", ("", "LA")),
        ("+442079460100", None, "Europe/London", ()),
    ],
)
def test_the_place_of_the_lead_says_which_days(
    phone: str, state: str | None, zone: str, holidays: tuple[str, ...]
) -> None:
    place = places.of_lead(phone, None, state, None)
    assert places.days_of(place, "America/Los_Angeles") == LocalDays(ZoneInfo(zone), holidays)


def test_a_holiday_of_the_state_counts_there_alone() -> None:
    friday = datetime(2026, 4, 2, 12, tzinfo=NEW_YORK)  # Thursday before Good Friday, a holiday of Louisiana
    day = Delay(days=1, business_days=True)
    assert after(friday, day, US, REAL_HOUR).astimezone(NEW_YORK).day == 3
    assert after(friday, day, LocalDays(NEW_YORK, ("", "LA")), REAL_HOUR).astimezone(NEW_YORK).day == 6
