"""Delays are elapsed time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.calendar.delays import after

NEW_YORK = ZoneInfo("America/New_York")


def test_a_delay_is_elapsed_time_across_a_change_of_clocks() -> None:
    before = datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    assert after(before, 24, 3600) - before.astimezone(UTC) == timedelta(hours=24)
    assert after(before, 24, 3600).astimezone(NEW_YORK).time() == time(13)


def test_an_hour_may_be_short() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert after(now, 72, 1) == now + timedelta(seconds=72)
    assert after(now, 2, 0.5) == now + timedelta(seconds=1)
    assert after(now, 0, 3600) == now
