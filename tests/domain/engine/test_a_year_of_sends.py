"""Steps fall due at any moment of a year, for leads in every zone of the US: none is sent outside its window."""

import random
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.domain.calendar import hours
from app.domain.calendar.windows import Window
from app.domain.engine.decide import Due, Send, Wait, decide
from app.domain.vocabulary import EnrollmentStatus, HourRules, StepReason, StepType

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = [datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC)]
SENDS = 6000
WINDOWS = [
    Window(time(8), time(21)),
    Window(time(9, 30), time(17)),
    Window(time(1, 30), time(2, 30)),
    Window(time(22), time(6)),
]
NOBODY = UUID(int=0)
UNKNOWN, SEVERAL = "+18005551234", "+19075551234"
ZONES = """
America/New_York America/Detroit America/Kentucky/Louisville America/Indiana/Indianapolis America/Chicago
America/Menominee America/North_Dakota/Center America/Denver America/Boise America/Phoenix America/Los_Angeles
America/Anchorage America/Adak Pacific/Honolulu America/Puerto_Rico Pacific/Guam Pacific/Pago_Pago
""".split()


def daily(window: Window) -> hours.Hours:
    return hours.Hours(HourRules.NONE, ((window,),) * 7)


def a_step(due_at: datetime, window: Window, phone: str, lead_zone: str | None, account_zone: str) -> Due:
    return Due(
        enrollment_id=NOBODY,
        account_id=NOBODY,
        lead_id=NOBODY,
        position=0,
        status=EnrollmentStatus.ACTIVE,
        due_at=due_at,
        failed_writings=0,
        failed_preparations=0,
        attempt_id=None,
        attempts=0,
        looks=0,
        hold_reason=None,
        replied_at=None,
        step_type=StepType.FIXED,
        message="Hello",
        skip_if_replied=False,
        opted_out_at=None,
        suppressed=False,
        requires_consent=False,
        has_consent=False,
        pause=None,
        inbound_count=0,
        draft_id=None,
        draft=None,
        draft_inbound_count=None,
        phone=phone,
        sender_id=UUID(int=1),
        sender="+15005550006",
        sender_hold=None,
        rules_version=0,
        calendar=hours.of_lead(phone, lead_zone, None, None, daily(window), account_zone),
        at_once=False,
        values={},
    )


def moments(dice: random.Random) -> list[datetime]:
    """Half of them anywhere in the year, half within a day and a half of a change of the clocks."""
    anywhere = [YEAR + timedelta(seconds=dice.uniform(0, 365 * 86400)) for _ in range(SENDS // 2)]
    around = [dice.choice(CHANGES) + timedelta(seconds=dice.uniform(-130_000, 130_000)) for _ in range(SENDS // 2)]
    return sorted(anywhere + around)  # neighbors share what the calendar has computed


def sent_at(step: Due) -> tuple[datetime, datetime | None]:
    """When the engine sends it, looking again whenever it said it would, and when the window then closes."""
    now = step.due_at
    for _ in range(3):
        match decide(step, now):
            case Send(closes):
                return now, closes
            case Wait(until, reason):
                assert reason is StepReason.OUTSIDE_WINDOW
                assert until is not None
                assert now < until < now + timedelta(days=2)
                now = until
            case other:
                pytest.fail(f"neither sent nor held: {other}")
    pytest.fail("held again and again")


def is_open(moment: datetime, window: Window, zone: ZoneInfo) -> bool:
    """By the clock on the wall, and nothing else."""
    clock = moment.astimezone(zone).time()
    if window.start < window.end:
        return window.start <= clock < window.end
    return clock >= window.start or clock < window.end


@pytest.mark.parametrize("name", ZONES)
def test_none_is_sent_outside_the_window(name: str) -> None:
    zone, dice = ZoneInfo(name), random.Random(name)
    for due_at in moments(dice):
        window = dice.choice(WINDOWS)
        moment, closes = sent_at(a_step(due_at, window, UNKNOWN, name, "UTC"))
        assert is_open(moment, window, zone), (due_at, moment, window)
        assert closes is not None
        assert is_open(closes - timedelta(microseconds=1), window, zone), (due_at, closes, window)
        assert not is_open(closes, window, zone) or closes - moment >= timedelta(days=2)


def test_there_are_a_hundred_thousand_of_them() -> None:
    assert len(ZONES) * SENDS >= 100_000


def test_a_number_that_may_be_in_several_zones_waits_for_all_of_them() -> None:
    dice, window = random.Random(1), Window(time(8), time(21))
    for due_at in moments(dice)[::3]:
        moment, _ = sent_at(a_step(due_at, window, SEVERAL, None, "America/New_York"))
        assert is_open(moment, window, ZoneInfo("America/Anchorage"))
        assert is_open(moment, window, ZoneInfo("America/Adak"))


def test_a_number_that_may_be_anywhere_goes_by_the_accounts_zone() -> None:
    dice, window = random.Random(2), Window(time(8), time(21))
    for due_at in moments(dice)[::60]:
        moment, _ = sent_at(a_step(due_at, window, UNKNOWN, None, "America/New_York"))
        assert is_open(moment, window, ZoneInfo("America/New_York"))
