"""Columns that say who has opted out."""

from datetime import UTC, datetime

import pytest

from app.domain.people.csv import Unclear, agreed, opted_out_at

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", None),
        ("FALSE", None),
        ("0", None),
        ("Yes", NOW),
        ("x", NOW),
        ("Sí", NOW),
        ("Do not contact", NOW),
        ("2026-02-15", day(2, 15)),
        ("2026-02-15T10:00:00Z", datetime(2026, 2, 15, 10, tzinfo=UTC)),
        ("2/3/2026", day(2, 3)),
        ("2/3/26 4:05 PM", day(2, 3)),
        ("15/2/2026", day(2, 15)),
        ("15.02.2026", day(2, 15)),
        ("46068", day(2, 15)),
        ("2027-01-01", NOW),
    ],
)
def test_a_word_or_a_day(text: str, expected: datetime | None) -> None:
    assert opted_out_at(text, NOW, month_first=True) == expected


def test_elsewhere_the_day_comes_first() -> None:
    assert opted_out_at("2/1/2026", NOW, month_first=False) == day(1, 2)


@pytest.mark.parametrize("text", ["maybe", "STOP sent by mail", "13/13/2026", "12"])
def test_what_may_be_an_opt_out_is_not_passed_over(text: str) -> None:
    with pytest.raises(Unclear):
        opted_out_at(text, NOW, month_first=True)


def test_only_a_plain_no_denies_consent() -> None:
    assert [agreed(text) for text in ("No", "n", "false", "yes", "2026-02-01", "web form")] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]
