"""One enrollment's row as a value, and what recording a move does to it: what `outcomes.RECORD` says in SQL.

The state machine plays on this one, and `tests/flows/sending/test_the_model_and_the_sql.py` holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from app.domain.calendar import hours
from app.domain.calendar.delays import REAL_HOUR
from app.domain.calendar.places import Place
from app.domain.calendar.windows import Window
from app.domain.engine.decide import Due
from app.domain.engine.moves import Kind, Move
from app.domain.vocabulary import EnrollmentStatus, HourRules, StepType

BEGIN = datetime(2030, 1, 7, 12, 0, tzinfo=UTC)
WINDOW = Window(time(9), time(20))


@dataclass(frozen=True)
class Plan:
    """A step, as far as the engine's decisions go."""

    type: StepType = StepType.FIXED
    skip_if_replied: bool = False
    delay: timedelta = timedelta()


@dataclass(frozen=True)
class Row:
    """The row, with what it is joined to; when it is looked at next; and the steps of its version."""

    due: Due
    wake_at: datetime | None
    steps: Sequence[Plan]


def calendar(window: Window | None, *zones: str) -> hours.Calendar:
    """The calendar of an account with this window every day, for a lead in these zones."""
    own = hours.Hours(HourRules.NONE, ((window,),) * 7 if window else None)
    return hours.calendar(own, Place(True, (), (), tuple(map(ZoneInfo, zones))), "UTC")


def begun(steps: Sequence[Plan], *, window: bool = False, **what: Any) -> Row:
    """An enrollment that began just now."""
    due_at = BEGIN + steps[0].delay
    due = Due(
        enrollment_id=uuid4(),
        account_id=uuid4(),
        lead_id=uuid4(),
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
        step_type=steps[0].type,
        message="Hello",
        skip_if_replied=steps[0].skip_if_replied,
        opted_out_at=None,
        suppressed=False,
        requires_consent=False,
        has_consent=False,
        pause=None,
        inbound_count=0,
        draft_id=None,
        draft=None,
        draft_inbound_count=None,
        phone="+14155551234",
        sender_id=uuid4(),
        sender="+15005550006",
        sender_hold=None,
        rules_version=0,
        calendar=calendar(WINDOW if window else None, "UTC"),
        at_once=False,
        values={},
    )
    return Row(replace(due, **what), due_at, steps)


def record(row: Row, move: Move) -> Row | None:
    """Compare, and set; None when the row is no longer what the move was made for."""
    due, active = row.due, row.due.status is EnrollmentStatus.ACTIVE
    if (due.position, due.attempt_id) != (move.position, move.attempt_id):
        return None
    if not active and move.attempt_id is None:
        return None
    advances = move.kind is Kind.ADVANCE
    position = due.position + (advances or move.run_status is not None)
    following = row.steps[move.position + 1] if advances and move.position + 1 < len(row.steps) else None
    due_at = move.due_at or due.due_at
    if following:
        dated = move.following and move.following.due_after(move.at, REAL_HOUR)
        due_at = dated or move.at + following.delay
    step = row.steps[min(position, len(row.steps) - 1)]
    kept = position == due.position
    changed = replace(
        due,
        status=_status(due, move, over=advances and following is None),
        position=position,
        due_at=due_at,
        attempt_id=due.attempt_id if move.kind is Kind.LOOK_UP else None,
        attempts=_attempts(due, move),
        failed_writings=0 if advances else move.failed_writings,
        failed_preparations=0 if advances else move.failed_preparations,
        looks=move.looks if move.kind is Kind.LOOK_UP else 0,
        blocked_since=_blocked_since(due, move),
        hold_reason=move.hold_reason if move.kind in (Kind.LOOK_UP, Kind.POSTPONE) else None,
        step_type=step.type,
        skip_if_replied=step.skip_if_replied,
        draft=due.draft if kept else None,
        draft_inbound_count=due.draft_inbound_count if kept else None,
    )
    return Row(changed, _wake_at(move, active, due_at if following else None), row.steps)


def _status(due: Due, move: Move, *, over: bool) -> EnrollmentStatus:
    if due.status is not EnrollmentStatus.ACTIVE:
        return due.status
    if move.kind is Kind.STOP:
        return EnrollmentStatus.CANCELLED
    return EnrollmentStatus.COMPLETED if over else due.status


def _attempts(due: Due, move: Move) -> int:
    if move.kind is Kind.ADVANCE:
        return 0
    unused = move.kind is Kind.POSTPONE and move.attempt_id is not None and move.message_status is None
    return due.attempts - unused


def _blocked_since(due: Due, move: Move) -> datetime | None:
    if move.kind is Kind.POSTPONE:
        return move.blocked_since
    return due.blocked_since if move.kind is Kind.LOOK_UP else None


def _wake_at(move: Move, active: bool, next_due_at: datetime | None) -> datetime | None:
    if move.kind is Kind.LOOK_UP:
        return move.wake_at
    if not active or move.kind is Kind.STOP:
        return None
    return move.wake_at if move.kind is Kind.POSTPONE else next_due_at
