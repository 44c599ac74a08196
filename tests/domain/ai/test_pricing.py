"""What a model costs, and when an account's budget is used up."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ai.budget import Spent, used_up
from app.domain.ai.pricing import PRICES, Used, charge, cost

counts = st.integers(0, 200_000)


def test_a_price_is_for_a_million_tokens() -> None:
    assert cost("claude-haiku-5-5", Used(read=1_000_000)) == Decimal("0.10")
    assert cost("claude-haiku-5-5", Used(written=1_000_000)) == Decimal("0.50")
    assert cost("claude-haiku-4-5-20251001", Used(read=1000, written=1000)) == Decimal("0.006")


def test_what_comes_from_the_cache_is_cheaper_and_what_goes_into_it_dearer() -> None:
    assert cost("claude-haiku-5-5", Used(read=1_000_000, cached=1_000_000)) == Decimal("0.01")
    assert cost("claude-haiku-5-5", Used(read=1_000_000, kept=1_000_000)) == Decimal("0.125")


def test_an_unknown_price_is_not_guessed_but_counts_like_the_dearest() -> None:
    used = Used(read=1000, written=1000)
    assert cost("claude-opus-9", used) is None
    assert cost("claude-haiku-5-5-turbo", used) is None
    assert charge("claude-opus-9", used) == max(price.of(used) for price in PRICES.values())


@given(counts, counts, counts, counts)
def test_nothing_costs_more_than_the_charge(plain: int, written: int, cached: int, kept: int) -> None:
    used = Used(plain + cached + kept, written, cached, kept)
    assert all(0 <= price.of(used) <= charge("unheard-of", used) for price in PRICES.values())


def test_a_budget_is_used_up_when_it_is_reached() -> None:
    spent = Spent(day=Decimal("1.5"), month=Decimal("20"))
    assert used_up(None, None, spent) is None
    assert used_up(Decimal("1.51"), Decimal("20.01"), spent) is None
    assert used_up(Decimal("1.50"), None, spent) == (
        "the account's daily AI budget of $1.50 is used up ($1.5000 today)"
    )
    assert used_up(Decimal("2"), Decimal("20"), spent) == (
        "the account's monthly AI budget of $20.00 is used up ($20.0000 this month)"
    )
    assert used_up(Decimal(0), None, Spent()) is not None, "a budget of nothing asks no model"
