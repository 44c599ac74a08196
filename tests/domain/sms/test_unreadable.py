"""A phone that cannot be read is refused with the number that it probably means, and with none where it is a guess."""

import pytest

from app.domain.sms.phones import NotANumber, read

MEANT = "+14155552671"


@pytest.mark.parametrize(
    "text",
    [
        "415*555*2671", "415_555_2671", "[415] 555-2671", "415•555•2671", '"4155552671"', "=4155552671", "4155552671?",
        "415,555,2671", "4,155,552,671", "++14155552671", "#4155552671", "mobile-4155552671", "4155552671cell",
        "415-555-2671 wife's cell", "https://wa.me/14155552671", "4155552671@txt.att.net", "415-555-267I",
        "4I5-555-267l",
        "4155552671 4155552671",
        "415-555-2671, 415-555-2671", "415-555-2671 | (415) 555-2671",
    ],
)  # fmt: skip
def test_the_number_that_is_probably_meant_is_suggested(text: str) -> None:
    refused = read(text, "US")
    assert isinstance(refused, NotANumber)
    assert refused.suggestion == MEANT


def test_letters_on_the_keys_of_a_phone_and_for_digits() -> None:
    vanity, zero = read("415-GET-LOAN", "US"), read("(415) 555-O199", "US")
    assert (vanity.suggestion, zero.suggestion) == ("+14154385626", "+14155550199")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "4155552671, 4155552672", "415-555-2671 or 415-555-2672", "5551234,5555678", "555*2671", "abc 12 345",
        "415-555-2671 and 650-555-0100", "Room 415, 555 Main 2671", "4155552671 until 2036", "41-555-267I",
    ],
)  # fmt: skip
def test_no_number_is_guessed(text: str) -> None:
    refused = read(text, "US")
    assert isinstance(refused, NotANumber)
    assert refused.suggestion is None
