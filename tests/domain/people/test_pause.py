"""A lead's pause: who ends it, when it ends by itself, and that it never ends earlier than it did."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.people import pause
from app.domain.people.pause import LONGEST_ABSENCE, Pause
from app.domain.vocabulary import PauseReason, StepReason

NOW = datetime(2030, 1, 7, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
UNCLEAR = PauseReason.UNCLEAR_REPLY

pauses = st.builds(
    Pause,
    since=st.integers(1, 500).map(lambda hours: NOW - hours * HOUR),
    until=st.none() | st.integers(-100, 500).map(lambda hours: NOW + hours * HOUR),
    reason=st.sampled_from(PauseReason),
)


def test_without_a_setting_only_a_person_ends_it() -> None:
    assert pause.after_unclear(None, NOW, None) == Pause(NOW, None, UNCLEAR)


def test_each_word_begins_the_time_again() -> None:
    first = pause.after_unclear(None, NOW, 72)
    assert first.until == NOW + 72 * HOUR
    again = pause.after_word(first, NOW + 10 * HOUR, 72)
    assert again == Pause(NOW, NOW + 82 * HOUR, UNCLEAR)
    assert pause.after_word(first, NOW + 72 * HOUR, 72) is None, "it is over"


@pytest.mark.parametrize("reason", [reason for reason in PauseReason if reason is not UNCLEAR])
def test_another_pause_is_no_matter_of_words(reason: PauseReason) -> None:
    assert pause.after_word(Pause(NOW, NOW + HOUR, reason), NOW, 72) is None


@given(current=st.none() | pauses, hours=st.none() | st.integers(1, 400))
def test_an_unclear_text_never_shortens_a_pause(current: Pause | None, hours: int | None) -> None:
    after = pause.after_unclear(current, NOW, hours)
    running = current is not None and current.in_force(NOW)
    event(f"running {running}, ends {after.until is not None}")
    assert after.in_force(NOW)
    assert running or after.reason is UNCLEAR
    if current and running and (current.until is None or hours is None):
        assert after.until is None
    elif current and current.until and running:
        assert after.until == max(current.until, NOW + (hours or 0) * HOUR)


@given(current=st.none() | pauses, back=st.integers(-10, 2000).map(lambda hours: NOW + hours * HOUR))
def test_an_absence_never_shortens_a_pause(current: Pause | None, back: datetime) -> None:
    after = pause.while_away(current, NOW, back)
    event(f"changes {after is not None}")
    if after is not None:
        assert after.until == back
        assert NOW < back <= NOW + LONGEST_ABSENCE
        assert not (current and current.in_force(NOW)) or (current.until is not None and current.until < back)


def test_every_reason_is_told_by_the_step_that_waits() -> None:
    told = {reason: Pause(NOW, None, reason).step_reason for reason in PauseReason}
    assert told[UNCLEAR] is StepReason.UNCLEAR_REPLY
    assert told.keys() == set(PauseReason)


def test_a_row_without_a_pause_has_none() -> None:
    assert pause.stored(None, None, None) is None
    for until, by in product((None, NOW), (None, "Ann")):
        assert pause.stored(NOW, until, "AWAY", by) == Pause(NOW, until, PauseReason.AWAY, by)
