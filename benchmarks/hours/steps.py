"""Steps that fall due at any moment of a year, and when the engine sends them: for the bench and for the tests."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.domain.calendar.caps import Counted
from app.domain.calendar.hours import Calendar
from app.domain.engine.decide import Due, Send, Wait, decide
from app.domain.engine.misfire import HOUR
from app.domain.vocabulary import EnrollmentStatus, StepReason, StepType

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)


def a_step(phone: str, calendar: Calendar, due_at: datetime) -> Due:
    """A first step that nothing but its calendar holds."""
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
        sender_id=NOBODY,
        sender="+15005550006",
        sender_hold=None,
        rules_version=0,
        calendar=calendar,
        at_once=False,
        values={},
        counted=Counted((), HOUR),
    )


def sent_at(step: Due, reason: StepReason) -> tuple[datetime, datetime | None]:
    """When the engine sends it, looking again whenever it said it would, and when its hours then end. `reason` is the
    only one for which it may wait."""
    now = step.due_at
    for _ in range(4):
        match decide(step, now):
            case Send(closes):
                return now, closes
            case Wait(until, held) if held is reason and until is not None:
                assert until > now
                now = until
            case other:
                raise AssertionError(f"neither sent nor held by the hours: {other}")
    raise AssertionError("held again and again")


def moments(dice: random.Random, count: int, changes: Sequence[datetime]) -> list[datetime]:
    """Half of them anywhere in the year, half within a day and a half of something that changes."""
    anywhere = [YEAR + timedelta(seconds=dice.uniform(0, 365 * 86400)) for _ in range(count // 2)]
    around = [dice.choice(changes) + timedelta(seconds=dice.uniform(-130_000, 130_000)) for _ in range(count // 2)]
    return sorted(anywhere + around)  # neighbors share what the calendar has computed
