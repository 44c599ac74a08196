"""States and postal codes as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people import places


@pytest.mark.parametrize(
    ("text", "code"),
    [("CA", "CA"), ("ca", "CA"), (" Tx ", "TX"), ("D.C.", "DC"), ("new  york", "NY"), ("Puerto Rico", "PR")],
)
def test_a_state_is_its_letters_or_its_name(text: str, code: str) -> None:
    assert places.state_code(text) == code


@pytest.mark.parametrize("text", ["Calif", "ZZ", "ON", "Bavaria", "C", "", "California, USA", "ＣＡ"])
def test_what_is_no_state_is_none(text: str) -> None:
    assert places.state_code(text) is None


@pytest.mark.parametrize("code", places.STATES)
def test_each_state_is_read_from_its_name_too(code: str) -> None:
    assert places.state_code(places.STATES[code]) == places.state_code(code.lower()) == code
    assert places.postal_code(code, "US") is None


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [
        ("94105", "US", "94105"),
        ("94105-1234", "US", "94105-1234"),
        ("94105 1234", "PR", "94105-1234"),
        ("941051234", "US", "94105-1234"),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("K1A-0B1", "US", "K1A 0B1"),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("10115", "DE", "10115"),
        ("1010", "AT", "1010"),
    ],
)
def test_a_postal_code_is_written_as_its_country_does(text: str, region: str, code: str) -> None:
    assert places.postal_code(text, region) == code


@pytest.mark.parametrize(
    ("text", "region", "told"),
    [
        ("2134", "US", "write 02134."),
        ("941O5", "US", "such as 94105"),
        ("94105-12", "US", "such as 94105"),
        ("D1A 0B1", "CA", "K1A 0B1"),
        ("N/A", "GB", "at least one digit"),
        ("12345678901", "DE", "2 to 10"),
        ("1", None, "2 to 10"),
    ],
)
def test_what_is_no_postal_code_is_told_what_to_write(text: str, region: str | None, told: str) -> None:
    assert places.postal_code(text, region) is None
    assert told in places.postal_code_problem(text, region)


@given(st.text(max_size=12), st.sampled_from(["US", "CA", "GB", None]))
def test_a_cleaned_postal_code_reads_back_as_itself(text: str, region: str | None) -> None:
    code = places.postal_code(text, region)
    if code is not None:
        assert len(code) <= 10
        assert places.postal_code(code, region) == code
