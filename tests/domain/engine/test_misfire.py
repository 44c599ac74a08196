"""Which late steps are misfires, and what each policy makes of them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.calendar.caps import Counted
from app.domain.calendar.delays import Delay, Following, LocalDays
from app.domain.engine import moves
from app.domain.engine.decide import Count, Due, Send, Shift, Skip, Wait, decide
from app.domain.engine.misfire import BLOCKED, HOUR, is_misfire
from app.domain.engine.moves import Again
from app.domain.people.pause import Pause, Paused
from app.domain.vocabulary import MisfirePolicy, PauseReason, StepReason
from tests.domain.engine.model import BEGIN, WINDOW, Plan, begun, calendar

MINUTE = timedelta(minutes=1)
NOTHING = Counted((), HOUR)
DAY = Following(Delay(hours=24), LocalDays(ZoneInfo("UTC")))
DUE = BEGIN + 24 * HOUR  # noon, inside the window


def step(**what: Any) -> Due:
    """A step that was due at noon, a day after it began to wait."""
    plan = [Plan(delay=24 * HOUR)]
    return replace(begun(plan).due, **dict[str, Any](due_at=DUE, wake_at=DUE, own_delay=DAY, counted=NOTHING) | what)


def paused(due: Due, since: datetime, at: datetime) -> Due:
    """The row after the engine has held it at a moment, for a pause since another, and after the resume."""
    held = replace(due, pause=Pause(since, None, PauseReason.REQUESTED, of=Paused.SEQUENCE))
    assert decide(held, at) == Wait(None, StepReason.PAUSED)
    move = moves.postponed(held, None, StepReason.PAUSED, at)
    return replace(due, blocked_since=due.blocked_since or move.blocked_since, wake_at=None)


@pytest.mark.parametrize(("late", "misfires"), [(15 * MINUTE, False), (15 * MINUTE + timedelta(seconds=1), True)])
def test_a_step_that_no_worker_picked_is_a_misfire_after_a_quarter_of_an_hour(late: timedelta, misfires: bool) -> None:
    assert is_misfire(step(), DUE + late) is misfires
    assert is_misfire(step(wake_at=None), DUE + late) is False, "it was picked in time, and waits for something else"


@pytest.mark.parametrize(("late", "misfires"), [(15 * MINUTE, False), (15 * MINUTE + timedelta(seconds=1), True)])
def test_a_step_that_a_pause_held_is_a_misfire_after_a_quarter_of_an_hour(late: timedelta, misfires: bool) -> None:
    assert is_misfire(paused(step(), BEGIN, DUE), DUE + late) is misfires


def test_a_step_that_fell_due_outside_the_hours_is_late_from_their_begin() -> None:
    night = DUE + 11 * HOUR  # 23:00; it opens at 09:00
    due = step(calendar=calendar(WINDOW, "UTC"), due_at=night, wake_at=night)
    opens = night + 10 * HOUR
    held = paused(due, BEGIN, night)
    assert is_misfire(held, opens) is False
    assert decide(replace(held, misfire=MisfirePolicy.SKIP), night + HOUR) == Wait(opens, StepReason.OUTSIDE_WINDOW)
    assert is_misfire(held, opens + 16 * MINUTE) is True


def test_a_wait_for_hours_a_cap_or_a_text_is_no_misfire() -> None:
    for reason in (StepReason.OUTSIDE_WINDOW, StepReason.CAPPED, StepReason.AI_UNAVAILABLE, Again.CHANGED):
        move = moves.postponed(step(), DUE + 9 * HOUR, reason, DUE)
        assert move.blocked_since is None
    for reason in BLOCKED:
        assert moves.postponed(step(), None, reason, DUE).blocked_since == DUE


def test_what_held_a_step_for_a_moment_is_forgotten_when_it_waits_for_something_else() -> None:
    busy = step(blocked_since=DUE)
    for now, since in ((DUE + 15 * MINUTE, None), (DUE + 16 * MINUTE, DUE)):
        assert moves.postponed(busy, now + 30 * HOUR, StepReason.CAPPED, now).blocked_since == since
    assert moves.postponed(busy, DUE + MINUTE, Again.AFTER_FIRST, DUE).blocked_since == DUE, (
        "it is decided on again at once"
    )


def test_each_policy_has_its_decision() -> None:
    now, held = DUE + 3 * HOUR, paused(step(), DUE - 6 * HOUR, DUE)
    assert isinstance(decide(replace(held, misfire=MisfirePolicy.SEND), now), Send)
    skip = decide(replace(held, misfire=MisfirePolicy.SKIP), now)
    assert isinstance(skip, Skip)
    assert skip.reason is StepReason.MISFIRED
    assert skip.explanation == (
        "Skipped: it was due at 2030-01-08 12:00:00 UTC, nothing could be sent then, and the sequence skips such steps."
    )
    shift = replace(held, misfire=MisfirePolicy.SHIFT)
    assert decide(shift, now) == Shift(now + 6 * HOUR), "six of its 24 hours were left"


def test_a_late_step_is_sent_an_hour_after_the_message_before_it() -> None:
    now, held = DUE + 3 * HOUR, paused(step(counted=None), DUE - HOUR, DUE)
    assert decide(held, now) == Count(), "what was sent to the person must be counted first"
    sent = replace(held, counted=Counted((now - 20 * MINUTE,), HOUR))
    assert decide(sent, now) == Wait(now + 40 * MINUTE, StepReason.CAPPED)
    in_time = step(counted=Counted((DUE - 20 * MINUTE,), HOUR))
    assert isinstance(decide(in_time, DUE), Send)


def test_of_a_step_whose_delay_began_in_the_pause_the_whole_delay_is_left() -> None:
    held = paused(step(misfire=MisfirePolicy.SHIFT), BEGIN - 99 * HOUR, DUE)
    assert decide(held, DUE + 3 * HOUR) == Shift(DUE + 27 * HOUR)


def test_a_step_whose_delay_was_over_is_sent_at_once() -> None:
    blocked = step(misfire=MisfirePolicy.SHIFT, blocked_since=DUE)
    assert isinstance(decide(blocked, DUE + 3 * HOUR), Send)
    no_worker = step(misfire=MisfirePolicy.SHIFT)
    assert isinstance(decide(no_worker, DUE + 3 * HOUR), Send)


def test_a_step_later_than_its_expiry_is_skipped_whatever_the_cause() -> None:
    due = step(wake_at=None, expire_after_hours=2)
    for moment in (timedelta(0), timedelta(milliseconds=40), timedelta(seconds=59)):
        assert isinstance(decide(due, DUE + 2 * HOUR + moment), Send), "the engine never comes at the very moment"
    skip = decide(due, DUE + 2 * HOUR + MINUTE)
    assert isinstance(skip, Skip)
    assert skip.reason is StepReason.EXPIRED
    assert "nothing later than 2 hours after that" in skip.explanation
    of_a_second = replace(due, hour=timedelta(seconds=1))
    assert isinstance(decide(of_a_second, DUE + timedelta(seconds=3)), Skip), "its hours are those of delays"


NEW_YORK = ZoneInfo("America/New_York")


def local(day: int, clock: str) -> datetime:
    """A moment of December 2030 in New York. The 2nd is a Monday, and the 25th a holiday."""
    return datetime.combine(date(2030, 12, day), time.fromisoformat(clock), NEW_YORK)


@pytest.mark.parametrize(
    ("delay", "due", "since", "now", "shifted"),
    [
        pytest.param(
            Delay(days=1, send_at=time(10)), (4, "10:00"), (3, "12:00"), (5, "15:00"), (6, "10:00"), id="a day"
        ),
        pytest.param(
            Delay(days=1, send_at=time(10)), (4, "10:00"), (4, "08:00"), (5, "15:00"), (6, "10:00"), id="hours"
        ),
        pytest.param(
            Delay(days=1, send_at=time(10)), (4, "10:00"), (4, "08:00"), (5, "09:00"), (5, "10:00"), id="today"
        ),
        pytest.param(
            Delay(days=1, send_at=time(10)), (4, "10:00"), (4, "10:00"), (5, "15:00"), (5, "15:00"), id="over"
        ),
        pytest.param(Delay(days=2), (5, "11:15"), (3, "12:00"), (9, "15:00"), (11, "11:15"), id="no time of day"),
        pytest.param(Delay(days=2), (5, "11:15"), (1, "12:00"), (9, "15:00"), (11, "11:15"), id="begun in the pause"),
        pytest.param(Delay(send_at=time(10)), (4, "10:00"), (3, "12:00"), (5, "15:00"), (6, "10:00"), id="only a time"),
        pytest.param(
            Delay(days=1, business_days=True, send_at=time(10)),
            *((6, "10:00"), (5, "12:00"), (6, "15:00"), (9, "10:00")),
            id="over a weekend",
        ),
        pytest.param(
            Delay(days=1, business_days=True, send_at=time(10)),
            *((6, "10:00"), (6, "08:00"), (6, "15:00"), (9, "10:00")),
            id="later on a Friday",
        ),
        pytest.param(
            Delay(days=1, business_days=True),
            (24, "10:00"),
            (23, "12:00"),
            (24, "15:00"),
            (26, "10:00"),
            id="a holiday",
        ),
    ],
)
def test_of_days_as_many_are_left_and_the_time_of_day_stays(
    delay: Delay, due: tuple[int, str], since: tuple[int, str], now: tuple[int, str], shifted: tuple[int, str]
) -> None:
    own = Following(delay, LocalDays(NEW_YORK, ("",)))
    found = own.resumed(local(*due), local(*since), local(*now), 3600.0)
    assert found.astimezone(NEW_YORK) == local(*shifted)


@given(
    days=st.integers(0, 9),
    business_days=st.booleans(),
    clock=st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    begun=st.integers(0, 400),
    since=st.integers(0, 400),
    length=st.integers(1, 900),
)
def test_a_shifted_step_is_due_on_a_day_of_its_delay_and_never_before_now(
    days: int, business_days: bool, clock: time | None, begun: int, since: int, length: int
) -> None:
    delay = Delay(days=days, business_days=business_days and days > 0, send_at=clock)
    own = Following(delay, LocalDays(NEW_YORK, ("",)))
    due = own.due_after(BEGIN + begun * HOUR, 3600.0)
    blocked = BEGIN + since * HOUR
    now = blocked + length * HOUR
    found = own.resumed(due, blocked, now, 3600.0)
    assert found >= now
    if blocked >= due:
        assert found == now
    elif delay.by_calendar:
        assert not (days and business_days) or own.days.is_working(found.astimezone(NEW_YORK).date())
        assert found.minute == due.minute, "the time of day stays, whatever the clocks do"
        assert found - now <= own.due_after(now, 3600.0) - now + timedelta(days=1, hours=1)


@given(
    since=st.integers(-40, 60).map(lambda hours: BEGIN + hours * HOUR),
    length=st.integers(1, 200),
    policy=st.sampled_from(MisfirePolicy),
)
def test_a_pause_loses_nothing_and_shifts_by_no_more_than_itself(
    since: datetime, length: int, policy: MisfirePolicy
) -> None:
    ends = since + length * HOUR
    due = step(misfire=policy)
    if not since <= DUE < ends:
        event("the step does not fall due in the pause")
        assert isinstance(decide(due, DUE), Send)
        return
    held = paused(due, since, DUE)
    event(f"a misfire, {policy}")
    match decide(held, ends):
        case Skip(reason):
            assert (policy, reason) == (MisfirePolicy.SKIP, StepReason.MISFIRED)
        case Shift(due_at):
            assert policy is MisfirePolicy.SHIFT
            assert due_at == DUE + (ends - max(since, BEGIN))
        case decision:
            assert isinstance(decision, Send)
            assert policy is MisfirePolicy.SEND or since >= DUE
