"""What carriers take from each kind of number, as the documentation and `nudge doctor` recommend it."""

from pathlib import Path

import pytest

from app.providers.twilio import rates
from app.providers.twilio.rates import Rate

SENDERS = Path(__file__).parents[2] / "docs" / "senders.md"


@pytest.mark.parametrize(
    ("number", "is_registered", "rate"),
    [
        ("+14155551234", False, rates.UNREGISTERED),
        ("+14155551234", True, None),
        ("+18885551234", False, rates.TOLL_FREE),
        ("+18335551234", True, rates.TOLL_FREE),
        ("55555", False, rates.SHORT_CODE),
        ("+447700900123", False, None),
    ],
)
def test_a_number_has_the_rate_of_its_kind(number: str, is_registered: bool, rate: Rate | None) -> None:
    assert rates.of_number(number, is_registered=is_registered) == rate


@pytest.mark.parametrize(("score", "per_second"), [(100, 225), (75, 225), (74, 120), (50, 120), (49, 12), (1, 12)])
def test_a_trust_score_decides_the_rate_of_a_campaign(score: int, per_second: float) -> None:
    assert rates.of_trust_score(score).per_second == per_second


def test_the_documentation_recommends_the_rates_of_this_table() -> None:
    text = SENDERS.read_text()
    kinds = (rates.UNREGISTERED, rates.TOLL_FREE, rates.SHORT_CODE, rates.SOLE_PROPRIETOR, rates.LOW_VOLUME)
    for rate in (*kinds, *(rate for _, rate in rates.BY_TRUST_SCORE)):
        day = f"{rate.t_mobile_per_day:,}" if rate.t_mobile_per_day else "–"
        assert f"| {rate.kind} | {rate.per_second:g} | {day} |" in text


@pytest.mark.parametrize(
    ("sender", "per_second", "part"),
    [
        ("+18885551234", None, "has no rate, so what is too fast waits at Twilio: a toll-free number takes 3 segments"),
        ("+18885551234", 3, None),
        ("+18885551234", 4, "has a rate of 4 segments a second, but a toll-free number takes 3."),
        ("+14155551234", None, "10DLC takes 1 to 225, by the campaign"),
        ("+14155551234", 225, None),
        ("+14155551234", 226, "but 10DLC takes 1 to 225"),
        ("MG" + "1" * 32, None, "10DLC takes 1 to 225"),
        ("MG" + "1" * 32, 3.75, None),
        ("55555", 101, "but a short code takes 100."),
        ("+447700900123", None, None),
        ("+15005550006", None, None),
    ],
)
def test_a_rate_that_is_missing_or_too_high_is_told(sender: str, per_second: float | None, part: str | None) -> None:
    sentence = rates.advice(sender, per_second)
    if part is None:
        assert sentence is None
    else:
        assert sentence is not None
        assert part in sentence
        assert "segmentsPerSecond" in sentence
