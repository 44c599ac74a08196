"""Windows are read off the clock on the lead's wall."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import reduce
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar.windows import Span, Times, Window, common, parse_clock, spans

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
US_ZONES = [
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"),
    *("America/Detroit", "America/Indiana/Indianapolis", "America/Boise", "Pacific/Pago_Pago"),
]
DAYTIME = Window(time(8), time(21))
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 3600).map(lambda seconds: YEAR + timedelta(seconds=seconds))
NIGHT = st.integers(0, 9 * 3600).map(lambda seconds: timedelta(seconds=seconds))
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
WINDOWS = st.builds(Window, CLOCKS, CLOCKS)


class Daily:
    """The same window every day."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def on(self, day: date) -> Times:
        return (self.window,)

    def why(self, day: date) -> str:
        return "every day"


HORIZON = timedelta(days=3)


def first(now: datetime, window: Window, zones: Sequence[ZoneInfo]) -> Span | None:
    begin = now.astimezone(UTC)
    each = [spans(begin, begin + HORIZON, Daily(window), zone) for zone in zones]
    together: list[Span] = reduce(common, each)
    return next(iter(together), None)


def opening(now: datetime, window: Window, zones: Sequence[ZoneInfo]) -> datetime | None:
    found = first(now, window, zones)
    return found[0] if found else None


def closes(now: datetime, window: Window, zones: Sequence[ZoneInfo]) -> datetime | None:
    """None: it is not open at `now`, or has no end within the horizon."""
    found = first(now, window, zones)
    return found[1] if found and found[0] == now and found[1] < now + HORIZON else None


def is_open(moment: datetime, window: Window, where: ZoneInfo) -> bool:
    """The definition of a window, for one moment."""
    clock = moment.astimezone(where).time()
    if window.start < window.end:
        return window.start <= clock < window.end
    return window.start == window.end or clock >= window.start or clock < window.end


def ny(day: str, clock: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(("text", "clock"), [("08:00", time(8)), ("00:00", time(0)), ("23:59", time(23, 59))])
def test_a_clock_is_read(text: str, clock: time) -> None:
    assert parse_clock(text) == clock


@pytest.mark.parametrize(
    "text", ["", "8:00", "24:00", "08:60", "08:00:00", "08.00", " 08:00", "08:00\n", "8am", "０８:００"]
)
def test_anything_else_is_no_clock(text: str) -> None:
    assert parse_clock(text) is None


def test_a_window_that_ends_when_it_starts_is_always_open() -> None:
    now = ny("2026-06-01", "03:00")
    for window in (Window(time(9), time(9)), Window(time(0), time(0))):
        assert opening(now, window, [NEW_YORK]) == now
        assert closes(now, window, [NEW_YORK]) is None


def test_the_night_waits_for_the_morning() -> None:
    assert opening(ny("2026-06-01", "21:00"), DAYTIME, [NEW_YORK]) == ny("2026-06-02", "08:00")
    assert opening(ny("2026-06-01", "07:59"), DAYTIME, [NEW_YORK]) == ny("2026-06-01", "08:00")
    assert closes(ny("2026-06-01", "21:00"), DAYTIME, [NEW_YORK]) is None


def test_an_open_window_is_now_until_it_closes() -> None:
    for clock in ("08:00", "12:34:56.789", "20:59:59"):
        now = ny("2026-06-01", clock)
        assert opening(now, DAYTIME, [NEW_YORK]) == now
        assert closes(now, DAYTIME, [NEW_YORK]) == ny("2026-06-01", "21:00")


def test_a_window_may_go_over_midnight() -> None:
    night = Window(time(22), time(2))
    assert closes(ny("2026-06-01", "23:00"), night, [NEW_YORK]) == ny("2026-06-02", "02:00")
    assert closes(ny("2026-06-02", "01:00"), night, [NEW_YORK]) == ny("2026-06-02", "02:00")
    assert opening(ny("2026-06-02", "02:00"), night, [NEW_YORK]) == ny("2026-06-02", "22:00")
    assert closes(ny("2026-06-01", "23:00"), Window(time(8), time(0)), [NEW_YORK]) == ny("2026-06-02", "00:00")


def test_an_opening_in_the_hour_that_is_left_out_comes_right_after_it() -> None:
    assert opening(ny("2026-03-08", "01:00"), Window(time(2, 30), time(9)), [NEW_YORK]) == ny("2026-03-08", "03:00")


def test_a_window_in_the_hour_that_is_left_out_waits_for_the_next_day() -> None:
    window = Window(time(2, 10), time(2, 40))
    assert opening(ny("2026-03-08", "01:00"), window, [NEW_YORK]) == ny("2026-03-09", "02:10")


def test_a_window_over_the_left_out_hour_is_an_hour_shorter() -> None:
    now = ny("2026-03-08", "01:00")
    assert closes(now, Window(time(1), time(4)), [NEW_YORK]) == now + timedelta(hours=2)


def test_a_window_over_the_hour_that_comes_twice_is_an_hour_longer() -> None:
    now = ny("2026-11-01", "00:30")
    assert closes(now, Window(time(0), time(4)), [NEW_YORK]) == now + timedelta(hours=4, minutes=30)


def test_a_window_that_closes_in_the_hour_that_comes_twice_opens_again() -> None:
    window = Window(time(22), time(1, 30))
    assert closes(ny("2026-11-01", "01:00"), window, [NEW_YORK]) == ny("2026-11-01", "01:30")
    assert opening(ny("2026-11-01", "01:45"), window, [NEW_YORK]) == ny("2026-11-01", "01:00", fold=1)
    assert closes(ny("2026-11-01", "01:00", fold=1), window, [NEW_YORK]) == ny("2026-11-01", "01:30", fold=1)


def test_several_zones_must_all_be_open() -> None:
    zones = [NEW_YORK, LOS_ANGELES]
    assert opening(ny("2026-06-01", "08:00"), DAYTIME, zones) == ny("2026-06-01", "11:00")
    assert closes(ny("2026-06-01", "12:00"), DAYTIME, zones) == ny("2026-06-01", "21:00")


def test_zones_without_a_common_hour_have_no_opening() -> None:
    morning = Window(time(8), time(10))
    assert opening(ny("2026-06-01", "08:00"), morning, [NEW_YORK, LOS_ANGELES]) is None
    assert closes(ny("2026-06-01", "08:00"), morning, [NEW_YORK, LOS_ANGELES]) is None


def test_the_clock_that_now_is_told_on_does_not_matter() -> None:
    now = ny("2026-06-01", "03:00")
    told = [now, now.astimezone(NEW_YORK), now.astimezone(timezone(timedelta(hours=9)))]
    assert {opening(moment, DAYTIME, [NEW_YORK]) for moment in told} == {ny("2026-06-01", "08:00")}


@pytest.mark.parametrize("name", US_ZONES)
def test_every_moment_of_a_year_opens_inside_the_window(name: str) -> None:
    where, moment = ZoneInfo(name), datetime(2026, 1, 1, 0, 7, tzinfo=UTC)
    while moment.year == 2026:
        opens = opening(moment, DAYTIME, [where])
        assert opens is not None
        assert moment <= opens <= moment + timedelta(hours=12)
        assert is_open(opens, DAYTIME, where)
        moment += timedelta(minutes=97)  # each day others, so that the year has every minute of the day


ZONES = st.lists(st.sampled_from(US_ZONES).map(ZoneInfo), min_size=1, max_size=3)


def check_opening(now: datetime, window: Window, zones: list[ZoneInfo]) -> None:
    """It is open in all the zones at the opening, and never before."""
    opens = opening(now, window, zones)
    probe, end = now, opens or now + timedelta(days=2)
    while probe < end:
        assert not all(is_open(probe, window, where) for where in zones)
        probe += timedelta(minutes=7)
    if opens is not None:
        before = opens - timedelta.resolution
        assert all(is_open(opens, window, where) for where in zones)
        assert opens == now or not all(is_open(before, window, where) for where in zones)


def check_closing(now: datetime, window: Window, zones: list[ZoneInfo]) -> None:
    """It is open in all the zones until it closes, and not any more then."""
    end = closes(now, window, zones)
    if end is None:
        assert window.start == window.end or opening(now, window, zones) != now
        return
    probe = now
    while probe < end:
        assert all(is_open(probe, window, where) for where in zones)
        probe += timedelta(minutes=7)
    assert all(is_open(end - timedelta.resolution, window, where) for where in zones)
    assert not all(is_open(end, window, where) for where in zones)


@given(MOMENTS, WINDOWS, ZONES)
def test_a_window_opens_and_closes_by_every_clock(now: datetime, window: Window, zones: list[ZoneInfo]) -> None:
    check_opening(now, window, zones)
    check_closing(now, window, zones)


@given(NIGHT, WINDOWS)
def test_it_does_on_the_day_that_skips_an_hour(later: timedelta, window: Window) -> None:
    check_opening(ny("2026-03-07", "22:00") + later, window, [NEW_YORK])
    check_closing(ny("2026-03-07", "22:00") + later, window, [NEW_YORK])


@given(NIGHT, WINDOWS)
def test_it_does_on_the_day_that_repeats_an_hour(later: timedelta, window: Window) -> None:
    check_opening(ny("2026-10-31", "22:00") + later, window, [NEW_YORK])
    check_closing(ny("2026-10-31", "22:00") + later, window, [NEW_YORK])
