"""Caps in a sliding window, against a check that looks at every moment of a plan by itself."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.calendar import caps
from app.domain.calendar.caps import Cap, Counted, Limit
from app.domain.vocabulary import MessageSource, MessageStatus

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def limits(*given: tuple[int, int]) -> tuple[Limit, ...]:
    return tuple(Limit(Cap(*pair), str(pair)) for pair in given)


def sent(*hours: float) -> Counted:
    """What was sent so many hours after the beginning."""
    return Counted(tuple(BEGIN + hour * HOUR for hour in hours), HOUR)


def at(hours: float) -> datetime:
    return BEGIN + hours * HOUR


def test_a_message_leaves_the_window_exactly_so_many_hours_after_it_was_sent() -> None:
    counted, three = sent(0, 1, 2), limits((3, 24))
    found = caps.full(three, counted, at(3))
    assert found is not None
    assert (found.until, found.wakes_at, found.limit.sentence) == (at(24), at(24), "(3, 24)")
    assert caps.full(three, counted, at(24) - timedelta(microseconds=1)) is not None
    assert caps.full(three, counted, at(24)) is None
    assert caps.full(three, sent(0, 1), at(3)) is None


def test_of_several_caps_the_one_that_has_room_last_counts() -> None:
    found = caps.full(limits((3, 24), (4, 168)), sent(0, 1, 2, 3), at(4))
    assert found is not None
    assert (found.until, found.limit.sentence) == (at(168), "(4, 168)")


def test_after_a_cap_was_lowered_more_than_one_message_must_leave() -> None:
    found = caps.full(limits((1, 24)), sent(0, 1, 2), at(3))
    assert found is not None
    assert found.until == at(26)


def test_a_step_leaves_the_room_to_those_before_it() -> None:
    """With room for one, the second waits for the window of the first; both are decided on when there is room."""
    one = limits((1, 24))
    second = caps.full(one, Counted(sent(0).sent, HOUR, ahead=1), at(3))
    assert second is not None
    assert (second.until, second.wakes_at) == (at(48), at(24))
    now = caps.full(one, Counted((), HOUR, ahead=1), at(3))
    assert now is not None
    assert (now.until, now.wakes_at) == (at(27), at(3) + caps.TURN)
    assert caps.full(limits((2, 24)), Counted((), HOUR, ahead=1), at(3)) is None
    behind = caps.full(one, Counted((), HOUR, ahead=1, ahead_at=at(4)), at(3))
    assert behind is not None
    assert behind.wakes_at == at(4), "the step before it waits for something else than room"


@pytest.mark.parametrize(("status", "counted"), [("UNKNOWN", True), ("FAILED", False), ("UNDELIVERED", False)])
def test_what_may_have_arrived_counts(status: str, counted: bool) -> None:
    assert caps.counts(MessageSource.SEQUENCE, MessageStatus(status)) is counted
    assert caps.counts(MessageSource.OPERATOR, MessageStatus.DELIVERED) is False


def test_an_hour_may_be_shorter_in_a_demo() -> None:
    counted = Counted((BEGIN,), timedelta(seconds=1))
    assert caps.full(limits((1, 24)), counted, BEGIN + timedelta(seconds=24)) is None


def test_caps_are_read_as_they_were_written() -> None:
    each = [Cap(1, 1), Cap(1000, 2160)]
    text = caps.written(each)
    assert text == "1/1,1000/2160"
    assert [limit.cap for limit in caps.stored(text)] == each
    assert [limit.sentence for limit in caps.stored(text)] == [
        "the account allows 1 automated text to a person in 1 hour",
        "the account allows 1,000 automated texts to a person in 2,160 hours",
    ]
    assert (caps.written(()), caps.stored(None)) == (None, ())


PAIRS = st.tuples(st.integers(1, 4), st.integers(1, 30))


def most_in_a_window(moments: list[datetime], cap: Cap) -> int:
    """Windows that begin with a message have the most messages."""
    return max(sum(begin <= moment < begin + cap.hours * HOUR for moment in moments) for begin in moments)


@given(st.lists(PAIRS, min_size=1, max_size=3), st.lists(st.integers(0, 600), min_size=1, max_size=25))
def test_whoever_waits_as_told_never_exceeds_a_cap_and_never_waits_in_vain(
    pairs: list[tuple[int, int]], minutes: list[int]
) -> None:
    """Steps fall due at random moments, and each is sent at the first moment at which there is room."""
    each, moments, waited = limits(*pairs), list[datetime](), 0
    for due in sorted(BEGIN + timedelta(minutes=20 * minute) for minute in minutes):
        now = max([due, *moments[-1:]])
        if found := caps.full(each, Counted(tuple(moments), HOUR), now):
            waited += 1
            early = [*moments, found.until - timedelta(microseconds=1)]
            assert any(most_in_a_window(early, limit.cap) > limit.cap.messages for limit in each), "waits in vain"
            assert caps.full(each, Counted(tuple(moments), HOUR), found.until) is None
            now = found.until
        moments.append(now)
        assert all(most_in_a_window(moments, limit.cap) <= limit.cap.messages for limit in each)
    event(f"waits: {min(waited, 5)}")


def test_the_newest_messages_decide() -> None:
    """As many as the largest cap has messages are enough: what was sent before them changes nothing."""
    for messages, hours, extra in product((1, 2, 3), (1, 5), (0, 1, 4)):
        counted = sent(*(number / 2 for number in range(messages + extra)))
        newest = Counted(counted.sent[-messages:], HOUR)
        for now in (at(0.1 * tenth) for tenth in range(120)):
            if now >= counted.sent[-1]:
                cap = limits((messages, hours))
                assert caps.full(cap, counted, now) == caps.full(cap, newest, now)
