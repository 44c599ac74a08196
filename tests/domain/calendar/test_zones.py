"""Time zones, by name and by phone number."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar.zones import named, of_number

US_ZONES = [
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"),
    *("America/Detroit", "America/Indiana/Indianapolis", "America/Boise", "Pacific/Pago_Pago"),
]


@pytest.mark.parametrize("name", [*US_ZONES, "UTC", "US/Eastern", "Asia/Kolkata", "Etc/GMT+5"])
def test_a_zone_has_its_iana_name(name: str) -> None:
    assert named(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "localtime", "Factory", "posixrules", "america/new_york", "AMERICA/NEW_YORK", "America", "America/"),
        *("Mars/Base", "America/New_York\0", "America/New_York ", "../America/New_York", "America/../America/New_York"),
        *("/usr/share/zoneinfo/UTC", "posix/UTC", "right/UTC", "UTC+5", "EST+5", "-05:00", "Etc/Unknown", "tzdata.zi"),
    ],
)
def test_anything_else_is_no_zone(name: str) -> None:
    assert named(name) is None


def test_the_zones_of_a_number_are_a_guess() -> None:
    assert of_number("+14155551234") == (ZoneInfo("America/Los_Angeles"),)
    assert {zone.key for zone in of_number("+19075550100")} == {"America/Adak", "America/Anchorage"}
    assert len(of_number("+18005550100")) > 20
    assert of_number("+447700900123") == ()
    assert of_number("hello") == ()


@given(st.text(max_size=50))
def test_any_text_has_an_answer(text: str) -> None:
    of_number(text)
