"""Card and social security numbers: found however they are written, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drafting.scrubbing import CARD, SOCIAL, scrub

CARDS = ["4111111111111111", "5500005555555559", "340000000000009", "6011000000000004", "30000000000004"]


@pytest.mark.parametrize("number", CARDS)
@pytest.mark.parametrize("between", ["", " ", "-", ".", " - ", "\u00a0"])
def test_a_card_is_found_however_it_is_grouped(number: str, between: str) -> None:
    grouped = between.join(number[at : at + 4] for at in range(0, len(number), 4))
    assert scrub(f"It is {grouped}, thanks") == f"It is {CARD}, thanks"


def test_a_card_is_found_among_other_numbers() -> None:
    assert scrub("Call 415 555 1234, card 4111 1111 1111 1111 exp 12/29") == f"Call 415 555 1234, card {CARD} exp 12/29"
    assert scrub("12 4111 1111 1111 1111 34") == f"12 {CARD} 34"


@pytest.mark.parametrize("text", ["078-05-1120", "078 05 1120", "078.05.1120"])
def test_a_social_security_number_is_found(text: str) -> None:
    assert scrub(f"mine: {text}.") == f"mine: {SOCIAL}."


@pytest.mark.parametrize(
    "text",
    [
        "SSN 078051120",
        "my social security number is 078051120",
        "social: 078051120",
        "SSN078051120",
        "ssn:078051120",
        "SS# 078051120",
        "my_ssn_078051120",
        "mi seguro social 078051120",
    ],
)
def test_a_bare_one_is_found_where_it_is_named(text: str) -> None:
    assert scrub(text).endswith(SOCIAL)
    assert "078051120" not in scrub(text)


@pytest.mark.parametrize(
    "text",
    [
        "+14155551234 and (415) 555-1234",
        "Loan 4111111111111112 is approved",  # Luhn says no
        "2026-02-16 at 10:30, 123 Main St, $1,250,000.00",
        "Order 12345678901234567890123",
        "000-12-3456, 666-12-3456, 987-65-4321, 123-00-4567",
        "078-05-11201 and 1078-05-1120",
        "Your code is 078051120",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert scrub(text) == text


@given(st.text(alphabet="0123456789 -.abc+,$", max_size=80))
def test_scrubbing_again_changes_nothing(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)


@given(st.text(), st.sampled_from(CARDS), st.text())
def test_no_card_survives_between_words(before: str, number: str, after: str) -> None:
    assert number not in scrub(f"{before} is {number} or {after}")
