"""The public rules, each at the minute, by the clock on the lead's wall."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.calendar import hours, state_hours
from app.domain.calendar.caps import Cap
from app.domain.calendar.hours import Calendar, Hours
from app.domain.calendar.places import Place
from app.domain.vocabulary import HourRules, StepReason

NEW_YORK = ZoneInfo("America/New_York")
US_STATES = Hours(HourRules.US_STATES)
NEVER = "none"
WEDNESDAY, SATURDAY, SUNDAY = date(2026, 12, 2), date(2026, 12, 5), date(2026, 12, 6)

# State: an ordinary weekday, a Saturday, a Sunday, as the sources have it.
TABLE = {
    "AL": ("08:00-20:00", "08:00-20:00", NEVER),
    "CT": ("09:00-20:00", "09:00-20:00", "09:00-20:00"),
    "FL": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "IL": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),
    "IN": ("09:00-20:00", "09:00-20:00", "09:00-20:00"),
    "KY": ("10:00-21:00", "10:00-21:00", "10:00-21:00"),
    "LA": ("08:00-20:00", "08:00-20:00", NEVER),
    "ME": ("09:00-17:00", NEVER, NEVER),
    "MD": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "MA": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "MI": ("09:00-21:00", "09:00-21:00", "09:00-21:00"),
    "MN": ("09:00-21:00", "09:00-21:00", "09:00-21:00"),
    "MS": ("08:00-20:00", "08:00-20:00", NEVER),
    "NV": ("09:00-20:00", "09:00-20:00", "09:00-20:00"),
    "NJ": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),
    "NM": ("09:00-21:00", "09:00-21:00", "09:00-21:00"),
    "NY": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),
    "NC": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),
    "OK": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "OR": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "PA": ("09:00-19:00", "09:00-19:00", NEVER),
    "RI": ("09:00-18:00", "10:00-17:00", NEVER),
    "SC": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),
    "SD": ("09:00-21:00", "09:00-21:00", NEVER),
    "TX": ("09:00-21:00", "09:00-21:00", "12:00-21:00"),
    "UT": ("08:00-21:00", "08:00-21:00", NEVER),
    "VA": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),
    "WA": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "WY": ("08:00-20:00", "08:00-20:00", "08:00-20:00"),
    "CA": ("08:00-21:00", "08:00-21:00", "08:00-21:00"),  # no rule of its own: the federal hours
}
ROWS = [
    (state, day, times)
    for state, row in TABLE.items()
    for day, times in zip((WEDNESDAY, SATURDAY, SUNDAY), row, strict=True)
]


def of_state(*states: str, number: tuple[str, ...] = (), rules: Hours = US_STATES) -> Calendar:
    return hours.calendar(rules, Place(True, states, number, (NEW_YORK,)), "UTC")


def minutes(day: date) -> Iterator[datetime]:
    begin = datetime.combine(day, time(), NEW_YORK)
    return (begin + timedelta(minutes=minute) for minute in range(24 * 60))


def open_minutes(calendar: Calendar, day: date) -> list[str]:
    return [f"{one:%H:%M}" for one in minutes(day) if calendar.sendable(one)[0] == one]


@pytest.mark.parametrize(("state", "day", "times"), ROWS)
def test_each_rule_holds_at_the_minute(state: str, day: date, times: str) -> None:
    start, _, end = times.partition("-")
    expected = [f"{one:%H:%M}" for one in minutes(day) if times != NEVER and start <= f"{one:%H:%M}" < end]
    assert open_minutes(of_state(state), day) == expected


def test_every_rule_has_its_row_here() -> None:
    assert set(state_hours.rules()) - {"federal"} == set(TABLE) - {"CA"}


@pytest.mark.parametrize("state", ["AL", "LA", "RI", "UT"])
@pytest.mark.parametrize("day", [date(2026, 7, 3), date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)])
def test_nothing_is_sent_on_holidays_where_the_rule_names_them(state: str, day: date) -> None:
    assert open_minutes(of_state(state), day) == []
    assert open_minutes(of_state("NY"), day) != []


@pytest.mark.parametrize(
    ("state", "day", "name"),
    [
        ("LA", date(2026, 2, 17), "Mardi Gras"),
        ("LA", date(2026, 4, 3), "Good Friday"),
        ("LA", date(2027, 11, 1), "All Saints' Day"),
        ("UT", date(2026, 7, 24), "Pioneer Day"),
        ("RI", date(2026, 8, 10), "Victory Day"),
        ("AL", date(2026, 4, 27), "Confederate Memorial Day"),
    ],
)
def test_states_have_holidays_of_their_own(state: str, day: date, name: str) -> None:
    noon = datetime.combine(day, time(12), NEW_YORK)
    assert open_minutes(of_state(state), day) == []
    assert f"allows no texts on {name}" in of_state(state).closed(noon).sentence
    others = [other for other in ("AL", "LA", "RI", "UT") if other != state]
    assert any(open_minutes(of_state(other), day) for other in others)


def test_pennsylvania_changed_its_rule_on_october_18_in_2026() -> None:
    sunday_before, sunday_of = date(2026, 10, 11), date(2026, 10, 18)
    friday_before, monday_after = date(2026, 10, 16), date(2026, 10, 19)
    assert open_minutes(of_state("PA"), sunday_before)[::779] == ["08:00", "20:59"]
    assert open_minutes(of_state("PA"), friday_before)[::779] == ["08:00", "20:59"]
    assert open_minutes(of_state("PA"), sunday_of) == []
    assert open_minutes(of_state("PA"), monday_after)[::599] == ["09:00", "18:59"]
    evening = datetime(2026, 10, 17, 20, 58, tzinfo=NEW_YORK)
    assert of_state("PA").sendable(evening) == (evening, datetime(2026, 10, 17, 21, tzinfo=NEW_YORK))


def test_a_number_from_two_states_keeps_the_rules_of_both() -> None:
    both = of_state("TX", "CT")
    assert open_minutes(both, WEDNESDAY) == open_minutes(of_state("CT"), WEDNESDAY)
    assert open_minutes(both, SUNDAY)[::479] == ["12:00", "19:59"]


def test_a_rule_about_area_codes_reaches_a_person_who_has_moved() -> None:
    tight = date(2026, 12, 2)
    assert state_hours.of_place(("TX",), ("SC",))[-1].key == "SC"
    assert state_hours.of_place(("TX",), ("VA",))[-1].key == "VA"
    assert [rule.key for rule in state_hours.of_place(("TX",), ("AL",))] == ["federal", "TX"]
    assert open_minutes(of_state("TX", number=("SC",)), tight) == open_minutes(of_state("TX"), tight)


def test_an_account_may_keep_the_federal_hours_alone_or_none() -> None:
    assert len(open_minutes(of_state("ME", rules=Hours(HourRules.FEDERAL)), SUNDAY)) == 13 * 60
    assert len(open_minutes(of_state("ME", rules=Hours(HourRules.NONE)), SUNDAY)) == 24 * 60


def caps_of(state: str, rules: Hours = US_STATES) -> tuple[Cap, ...]:
    noon = datetime.combine(WEDNESDAY, time(12), NEW_YORK)
    return tuple(limit.cap for limit in of_state(state, rules=rules).limits(noon))


@pytest.mark.parametrize("state", ["FL", "MD", "OK", "OR"])
def test_four_states_cap_at_three_in_a_day(state: str) -> None:
    assert caps_of(state) == (Cap(3, 24),)


def test_maine_caps_at_one_in_eight_hours_and_most_have_no_cap() -> None:
    assert caps_of("ME") == (Cap(1, 8),)
    assert {state for state in TABLE if caps_of(state)} == {"FL", "MD", "ME", "OK", "OR"}


def test_a_cap_of_a_state_applies_under_the_rules_of_the_states_alone() -> None:
    assert [caps_of("FL", Hours(rules)) for rules in (HourRules.FEDERAL, HourRules.NONE)] == [(), ()]
    [limit] = of_state("FL").limits(datetime.combine(WEDNESDAY, time(12), NEW_YORK))
    assert limit.sentence == (
        f"Florida allows 3 automated texts to a person in 24 hours (rules of {state_hours.version()})"
    )


def test_the_explanation_names_the_rule_and_its_version() -> None:
    sunday = datetime.combine(SUNDAY, time(12), NEW_YORK)
    closed = of_state("AL").closed(sunday)
    assert closed.reason is StepReason.QUIET_HOURS
    assert closed.sentence == (
        f"Alabama allows no texts on Sundays (America/New_York, rules of {state_hours.version()})"
    )
    night = datetime.combine(WEDNESDAY, time(23), NEW_YORK)
    assert "Connecticut allows texts from 9:00 to 20:00" in of_state("CT").closed(night).sentence
