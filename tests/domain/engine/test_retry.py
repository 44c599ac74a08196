"""How long to wait before the next try."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine.retry import BACKOFF_SECONDS, backoff, clamp_retry_after


def test_backoff_doubles_from_2_seconds_to_15_minutes() -> None:
    assert [backoff(tries, 1).total_seconds() for tries in range(1, 11)] == list(BACKOFF_SECONDS)
    assert tuple(min(2**tries, 900) for tries in range(1, 11)) == BACKOFF_SECONDS


@given(st.integers(-3, 10**6), st.floats(0, 1))
def test_backoff_is_full_jitter(tries: int, random: float) -> None:
    assert timedelta(0) <= backoff(tries, random) <= backoff(tries, 1) <= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("asked", "given_"),
    [(0, 1), (-5, 1), (1, 1), (30, 30), (1.5, 1.5), (3600, 3600), (10**9, 3600), (math.inf, 3600), (math.nan, 1)],
)
def test_a_wait_that_the_provider_asks_for_is_clamped(asked: float, given_: float) -> None:
    assert clamp_retry_after(asked) == timedelta(seconds=given_)
