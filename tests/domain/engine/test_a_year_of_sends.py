"""Steps fall due at any moment of a year, for leads in every zone of the US: none is sent outside its window.

`make bench BENCH='--only year'` plays 100,000 of them, by the rules of all states."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.calendar import hours
from app.domain.calendar.windows import Window
from app.domain.vocabulary import HourRules, StepReason
from benchmarks.hours.steps import a_step, moments, sent_at

CHANGES = [datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC)]
SENDS = 400
WINDOWS = [
    Window(time(8), time(21)),
    Window(time(9, 30), time(17)),
    Window(time(1, 30), time(2, 30)),
    Window(time(22), time(6)),
]
UNKNOWN, SEVERAL = "+18005551234", "+19075551234"
ZONES = """
America/New_York America/Detroit America/Kentucky/Louisville America/Indiana/Indianapolis America/Chicago
America/Menominee America/North_Dakota/Center America/Denver America/Boise America/Phoenix America/Los_Angeles
America/Anchorage America/Adak Pacific/Honolulu America/Puerto_Rico Pacific/Guam Pacific/Pago_Pago
""".split()


def sent(
    due_at: datetime, window: Window, phone: str, zone: str | None, account_zone: str
) -> tuple[datetime, datetime]:
    """When the engine sends it, and when the window then closes."""
    daily = hours.Hours(HourRules.NONE, ((window,),) * 7)
    step = a_step(phone, hours.of_lead(phone, zone, None, None, daily, account_zone), due_at)
    moment, closes = sent_at(step, StepReason.OUTSIDE_WINDOW)
    assert moment - due_at < timedelta(days=2)
    assert closes is not None
    return moment, closes


def is_open(moment: datetime, window: Window, zone: ZoneInfo) -> bool:
    """By the clock on the wall, and nothing else."""
    clock = moment.astimezone(zone).time()
    if window.start < window.end:
        return window.start <= clock < window.end
    return clock >= window.start or clock < window.end


@pytest.mark.parametrize("name", ZONES)
def test_none_is_sent_outside_the_window(name: str) -> None:
    zone, dice = ZoneInfo(name), random.Random(name)
    for due_at in moments(dice, SENDS, CHANGES):
        window = dice.choice(WINDOWS)
        moment, closes = sent(due_at, window, UNKNOWN, name, "UTC")
        assert is_open(moment, window, zone), (due_at, moment, window)
        assert is_open(closes - timedelta(microseconds=1), window, zone), (due_at, closes, window)
        assert not is_open(closes, window, zone) or closes - moment >= timedelta(days=2)


def test_a_number_that_may_be_in_several_zones_waits_for_all_of_them() -> None:
    dice, window = random.Random(1), Window(time(8), time(21))
    for due_at in moments(dice, SENDS, CHANGES):
        moment, _ = sent(due_at, window, SEVERAL, None, "America/New_York")
        assert is_open(moment, window, ZoneInfo("America/Anchorage"))
        assert is_open(moment, window, ZoneInfo("America/Adak"))


def test_a_number_that_may_be_anywhere_goes_by_the_accounts_zone() -> None:
    dice, window = random.Random(2), Window(time(8), time(21))
    for due_at in moments(dice, SENDS, CHANGES):
        moment, _ = sent(due_at, window, UNKNOWN, None, "America/New_York")
        assert is_open(moment, window, ZoneInfo("America/New_York"))
