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
