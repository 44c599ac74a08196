"""Where a lead is: what it says of itself, else its postal code, else the area code of its number."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.calendar import hours, places
from app.domain.vocabulary import HourRules

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = places.CONTINENTAL
US_STATES = hours.Hours(HourRules.US_STATES)


def of(phone: str, zone: str | None = None, state: str | None = None, postal_code: str | None = None) -> places.Place:
    return places.of_lead(phone, zone, state, postal_code)


@pytest.mark.parametrize(
    ("phone", "states", "zones"),
    [
        ("+12125550100", ("NY",), {EASTERN}),
        ("+18505550100", ("FL",), {EASTERN, CENTRAL}),  # Tallahassee and Pensacola
        ("+19155550100", ("TX",), {MOUNTAIN}),  # El Paso
        ("+12145550100", ("TX",), {CENTRAL}),
        ("+14235550100", ("TN",), {EASTERN, CENTRAL}),
        ("+13645550100", ("KY",), {EASTERN, CENTRAL}),  # a new code for the places of 270
        ("+15415550100", ("OR",), {PACIFIC, ZoneInfo("America/Boise")}),
        ("+17025550100", ("NV",), {PACIFIC}),
        ("+17875550100", ("PR",), {ZoneInfo("America/Puerto_Rico")}),
        ("+13405550100", ("VI",), {ZoneInfo("America/St_Thomas")}),
        ("+16715550100", ("GU",), {ZoneInfo("Pacific/Guam")}),
        ("+14165550100", (), {ZoneInfo("America/Toronto")}),  # Canada has no state, and the federal hours
        ("+18005550100", (), set()),  # toll-free: nobody knows where
        ("+15005550006", (), set()),
    ],
)
def test_an_area_code_has_all_its_states_and_zones(phone: str, states: tuple[str, ...], zones: set[ZoneInfo]) -> None:
    place = of(phone)
    assert place.in_us_plan
    assert (place.states, set(place.zones)) == (states, zones)


@pytest.mark.parametrize(
    ("phone", "clock"),
    [
        ("+447911123456", "Europe/London"),  # also Guernsey, Jersey and the Isle of Man
        ("+353871234567", "Europe/London"),
        ("+4790123456", "Europe/Oslo"),  # also Longyearbyen
        ("+358401234567", "Europe/Helsinki"),
        ("+34612345678", "America/New_York"),  # Madrid or the Canary Islands: the account's
        ("+61412345678", "America/New_York"),
        ("+18505550100", "America/New_York"),
        ("+447700900123", "America/New_York"),  # nobody knows where
    ],
)
def test_days_are_those_of_the_lead_if_its_zones_show_the_same_time(phone: str, clock: str) -> None:
    zone = places.likely_zone(of(phone), "America/New_York")
    for month in range(1, 13):
        at = datetime(2026, month, 28, 12, tzinfo=UTC)
        assert at.astimezone(zone).utcoffset() == at.astimezone(ZoneInfo(clock)).utcoffset()


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("+447911123456", "Europe/London"),
        ("+447781123456", "Europe/London"),  # a number of Guernsey
        ("+353871234567", "Europe/Dublin"),
        ("+393123456789", "Europe/Rome"),  # also the Vatican
        ("+4740612345", "Europe/Oslo"),  # also Longyearbyen
        ("+358412345678", "Europe/Helsinki"),  # also Mariehamn
        ("+59995181234", "America/Curacao"),  # also Kralendijk
    ],
)
def test_of_zones_with_one_clock_that_of_the_country_is_told(phone: str, zone: str) -> None:
    assert of(phone).zones[0].key == places.likely_zone(of(phone), "America/New_York").key == zone


def test_the_leads_own_state_counts_before_the_area_code() -> None:
    place = of("+12125550100", state="FL")
    assert (place.states, place.number_states, set(place.zones)) == (("FL",), ("NY",), {EASTERN, CENTRAL})


def test_a_postal_code_narrows_the_zone_of_a_state() -> None:
    assert of("+18005550100", state="FL", postal_code="32501").zones == (CENTRAL,)  # Pensacola
    assert of("+18005550100", state="TX", postal_code="79901-1234").zones == (MOUNTAIN,)  # El Paso
    assert set(of("+18005550100", state="TX", postal_code="10001").zones) == {CENTRAL, MOUNTAIN}


def test_a_postal_code_alone_says_state_and_zone() -> None:
    place = of("+12125550100", postal_code="36104")
    assert (place.states, place.zones) == (("AL",), (CENTRAL,))


def test_the_leads_own_zone_is_the_only_zone() -> None:
    assert of("+18505550100", zone="America/Chicago").zones == (CENTRAL,)
    assert of("+18505550100", zone="America/Chicago").states == ("FL",)


def test_what_is_unknown_does_not_count() -> None:
    assert of("+12125550100", zone="Mars/Base", state="XX", postal_code="00000") == of("+12125550100")


def test_the_rules_of_the_united_states_reach_no_other_country() -> None:
    place = of("+442079460000", state="AL", postal_code="36104")
    assert (place.in_us_plan, place.states, place.zones) == (False, (), (ZoneInfo("Europe/London"),))


def test_every_state_has_a_name_and_zones() -> None:
    names = places.state_names()
    assert len(names) == 50 + 1 + 5
    assert all(of("+18005550100", state=state).zones for state in names)


@given(st.integers(200, 999), st.text("0123456789", max_size=5))
def test_every_number_and_postal_code_has_hours(code: int, postal_code: str) -> None:
    phone = f"+1{code}5550100"
    place = of(phone, postal_code=postal_code)
    event("known" if place.zones else "unknown")
    calendar = hours.calendar(US_STATES, place, "America/New_York")
    assert calendar.parts
