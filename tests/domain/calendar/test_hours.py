"""A lead's hours: rules, the account's week and holidays, in all zones in which the lead may be."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.calendar import holidays, hours, places, state_hours
from app.domain.calendar.hours import Calendar, Hours
from app.domain.calendar.windows import LAST_SECONDS, Times, Window, spans
from app.domain.vocabulary import HourRules, StepReason

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
CHANGES = st.sampled_from([datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC)])
AROUND = st.builds(lambda change, minutes: change + timedelta(minutes=minutes), CHANGES, st.integers(-3000, 3000))
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
TIMES = st.builds(Window, CLOCKS, CLOCKS)
DAYS: st.SearchStrategy[Times] = st.lists(TIMES, max_size=2).map(tuple)
WEEKS = st.none() | st.lists(DAYS, min_size=7, max_size=7).map(tuple)
RULES = st.sampled_from(HourRules)
HOURS = st.builds(Hours, RULES, WEEKS, st.booleans())
PHONES = st.sampled_from(
    [
        *("+12055550100", "+18505550100", "+19155550100", "+18005550100", "+17875550100", "+14165550100"),
        *("+12155550100", "+15045550100", "+12075550100", "+14015550100", "+16055550100", "+19075550100"),
        *("+18085550100", "+442079460000"),
    ]
)


def permitted(own: Hours, place: places.Place, account_zone: ZoneInfo, moment: datetime) -> bool:
    """The definition, for one moment: every rule in every zone, by the clock on the wall."""
    us = place.in_us_plan and own.rules is not HourRules.NONE
    keys = ["federal"] if us else []
    if us and own.rules is HourRules.US_STATES:
        keys += [*place.states, *(state for state in place.number_states if state in ("SC", "VA"))]
    for zone in place.zones or places.CONTINENTAL:
        local = moment.astimezone(zone)
        for rule in (state_hours.rules()[key] for key in keys if key in state_hours.rules()):
            if not any(span.start <= local.time() < span.end for span in rule.on(local.date())):
                return False
    return all(in_week(own, moment.astimezone(zone)) for zone in place.zones or (account_zone,))


def in_week(own: Hours, local: datetime) -> bool:
    """Whether the account's own week has this local time; times over midnight belong to the day on which they begin."""
    week = own.week or ((Window(time(), time()),),) * 7
    for days_ago in (0, 1):
        day = local.date() - timedelta(days=days_ago)
        if own.holidays and holidays.name_of(day):
            continue
        for span in week[day.weekday()]:
            over_midnight = span.end <= span.start
            if days_ago == 0 and span.start <= local.time() and (over_midnight or local.time() < span.end):
                return True
            if days_ago == 1 and over_midnight and local.time() < span.end:
                return True
    return False


@given(HOURS, PHONES, MOMENTS | AROUND)
def test_a_message_leaves_at_the_first_permitted_moment(own: Hours, phone: str, now: datetime) -> None:
    place, account_zone = places.of_lead(phone, None, None, None), ZoneInfo("America/New_York")
    calendar = hours.calendar(own, place, "America/New_York")
    opens, closes = calendar.sendable(now)
    fell_back = any(zones == (account_zone,) != place.zones for _, zones in calendar.parts)
    event("the zones share no hour" if fell_back else "never" if opens is None else "now" if opens == now else "later")
    if fell_back or opens is None:
        return
    assert permitted(own, place, account_zone, opens)
    probe, step = now, timedelta(minutes=30)
    while probe + LAST_SECONDS < min(opens, now + timedelta(days=4)):
        both = permitted(own, place, account_zone, probe) and permitted(own, place, account_zone, probe + LAST_SECONDS)
        assert not both or opens <= probe + LAST_SECONDS, probe
        probe += step
    if closes is not None:
        assert closes - opens >= LAST_SECONDS
        assert permitted(own, place, account_zone, closes - timedelta.resolution)
        assert not permitted(own, place, account_zone, closes)


@pytest.mark.parametrize("late_ms", [0, 2, 10_000])
def test_a_step_of_the_last_whole_minute_leaves_in_it_though_the_engine_comes_a_moment_later(late_ms: int) -> None:
    calendar = hours.of_lead("+12125550123", None, None, None, Hours(rules=HourRules.FEDERAL), "America/New_York")
    planned = datetime(2026, 6, 2, 20, 59, tzinfo=ZoneInfo("America/New_York"))
    comes = planned + timedelta(milliseconds=late_ms)
    assert calendar.sendable(comes) == (comes, planned + timedelta(minutes=1))
    too_late = planned + timedelta(seconds=16)
    assert calendar.sendable(too_late)[0] == planned + timedelta(hours=11, minutes=1)


@given(HOURS, PHONES, MOMENTS)
def test_a_hold_has_a_reason_and_a_sentence(own: Hours, phone: str, now: datetime) -> None:
    calendar = hours.of_lead(phone, None, None, None, own, "America/New_York")
    opens, _ = calendar.sendable(now)
    event("held" if opens != now else "open")
    if opens != now:
        closed = calendar.closed(now)
        assert closed.reason in (StepReason.QUIET_HOURS, StepReason.OUTSIDE_WINDOW)
        assert closed.sentence.endswith(")")
        assert calendar.reason(now, opens) is calendar.reason(now + timedelta(seconds=1), opens)


@given(HOURS, PHONES, st.lists(MOMENTS | AROUND, min_size=1, max_size=3))
def test_a_hold_is_told_by_the_schedule_that_opens_last(own: Hours, phone: str, moments: list[datetime]) -> None:
    calendar = hours.of_lead(phone, None, None, None, own, "America/New_York")
    for now in moments:
        if calendar.sendable(now)[0] == now:
            continue
        end, last = now + timedelta(days=hours.HORIZON), list[tuple[datetime, StepReason, str]]()
        for schedule, zones in calendar.parts:
            reason = StepReason.QUIET_HOURS if isinstance(schedule, state_hours.Rule) else StepReason.OUTSIDE_WINDOW
            for zone in zones:
                open_ahead = spans(now, end, schedule, zone)
                opens = next((start for start, stop in open_ahead if stop - start >= LAST_SECONDS), end)
                last.append((opens, reason, f"({zone.key}"))
        _, reason, zone_told = max(last, key=lambda one: one[0])
        event(f"one of {len({opens for opens, *_ in last})} times: {reason}")
        closed = calendar.closed(now)
        assert closed.reason is reason
        assert zone_told in closed.sentence


def calendar_of(phone: str, own: Hours, account_zone: str = "America/New_York") -> Calendar:
    return hours.of_lead(phone, None, None, None, own, account_zone)


def test_a_number_without_a_place_keeps_the_federal_hours_in_every_continental_zone() -> None:
    morning = datetime(2026, 12, 2, 13, 0, tzinfo=UTC)  # 8:00 in New York, 5:00 in Los Angeles
    opens, closes = calendar_of("+18005550100", Hours(HourRules.US_STATES)).sendable(morning)
    assert opens == datetime(2026, 12, 2, 16, 0, tzinfo=UTC)  # 8:00 in Los Angeles
    assert closes == datetime(2026, 12, 3, 2, 0, tzinfo=UTC)  # 21:00 in New York


def test_zones_that_share_no_hour_leave_it_to_the_accounts_zone() -> None:
    narrow = Hours(HourRules.NONE, ((Window(time(8), time(8, 30)),),) * 7)
    opens, _ = calendar_of("+18505550100", narrow, "America/Chicago").sendable(datetime(2026, 12, 2, tzinfo=UTC))
    assert opens == datetime(2026, 12, 2, 14, 0, tzinfo=UTC)


def test_the_accounts_week_may_rest_on_days_and_holidays() -> None:
    office = (Window(time(9), time(17)),)
    own = Hours(HourRules.US_STATES, (*(office,) * 5, (), ()), holidays=True)
    thanksgiving_eve = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)  # 18:00 in New York
    opens, _ = calendar_of("+12125550100", own).sendable(thanksgiving_eve)
    assert opens == datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    closed = calendar_of("+12125550100", own).closed(datetime(2026, 11, 26, 17, 0, tzinfo=UTC))
    assert (closed.reason, closed.sentence) == (
        StepReason.OUTSIDE_WINDOW,
        "the account sends nothing on Thanksgiving Day (America/New_York)",
    )


@pytest.mark.parametrize(
    ("week", "shares"),
    [
        (None, True),
        (((Window(time(22), time(6)),),) * 7, False),
        (((Window(time(20), time(22)),),) * 7, True),
        (((),) * 6 + ((Window(time(9), time(10)),),), True),
    ],
)
def test_hours_at_night_share_nothing_with_the_rules(week: tuple[Times, ...] | None, shares: bool) -> None:
    assert hours.shares_an_hour(Hours(HourRules.US_STATES, week)) is shares
    assert hours.shares_an_hour(Hours(HourRules.NONE, week))


def test_hours_are_read_as_they_are_stored() -> None:
    daily = hours.stored(HourRules.FEDERAL, "09:00", "17:30", None, False, True)
    assert (daily.rules, daily.strict) == (HourRules.FEDERAL, True)
    assert daily.week == ((Window(time(9), time(17, 30)),),) * 7
    weekly = hours.stored(HourRules.NONE, None, None, "09:00-12:00+13:00-17:00,,,,,,22:00-02:00", True, False)
    assert weekly.week is not None
    assert weekly.week[0] == (Window(time(9), time(12)), Window(time(13), time(17)))
    assert weekly.week[1] == ()
    assert weekly.week[6] == (Window(time(22), time(2)),)
    assert hours.stored(HourRules.NONE, None, None, None, False, True).week is None
