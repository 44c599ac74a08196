"""A long conversation is cut in the middle, and the newest message is always there."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.ai.conversation import OPENING, cut, tokens

costs_of = st.lists(st.integers(1, 500), max_size=60)


@given(costs_of, st.integers(0, 6000))
@example([1, 1, 7], 8)
def test_what_is_kept_fits_and_is_all_that_fits(costs: list[int], budget: int) -> None:
    head, tail = cut(costs, budget)
    kept = sum(costs[:head]) + sum(costs[len(costs) - tail :])
    assert head + tail <= len(costs)
    assert head in (0, OPENING)
    if sum(costs) <= budget:
        assert (head, tail) == (0, len(costs))
        return
    assert tail >= 1, "the newest is kept"
    assert kept <= budget or tail == 1
    if len(costs) == 1:
        return
    assert head + tail < len(costs), "something is left out"
    left = len(costs) - tail - 1
    assert kept + costs[left] > budget or left < head, "the message before the newest would not fit too"


@given(st.lists(st.integers(1, 50), min_size=10, max_size=60))
def test_the_opening_is_kept_where_there_is_room_for_it(costs: list[int]) -> None:
    budget = 4 * sum(costs[:OPENING])
    head, _ = cut(costs, budget)
    fits = sum(costs[:OPENING]) + costs[-1] <= budget
    assert head == (OPENING if sum(costs) > budget and fits else 0)


@given(st.text(max_size=400))
def test_an_estimate_is_never_below_four_characters_a_token(text: str) -> None:
    assert tokens(text) >= len(text) / 4
