"""Every row that the engine's moves can meet, and every move that it makes of a row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from itertools import product
from uuid import uuid4
from zoneinfo import ZoneInfo

from app.domain.calendar.delays import Delay, Following, LocalDays
from app.domain.engine import by_person, decide, moves, timeouts
from app.domain.engine.decide import Due
from app.domain.engine.effects import Effect, Meaning
from app.domain.engine.moves import Again, Attempt, Move
from app.domain.engine.timeouts import Timeouts
from app.domain.people.pause import Pause, Paused
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageStatus, PauseReason, StepReason
from tests.domain.engine.model import BEGIN, Plan, Row, begun

TIMEOUTS: Timeouts = timeouts.timeouts(10)
HOUR = timedelta(hours=1)
STEPS = [Plan(), Plan(delay=HOUR)]
NOW = BEGIN + timedelta(minutes=7)
WAKE_AT = BEGIN + timedelta(minutes=5)
TOMORROW = Following(Delay(days=1, send_at=time(10)), LocalDays(ZoneInfo("America/New_York")))


PAUSE = Pause(BEGIN + timedelta(minutes=6), None, PauseReason.REQUESTED, of=Paused.SEQUENCE)


def rows() -> Iterator[Row]:
    """Every row that the database's checks allow, as far as recording looks at it."""
    for status, position, in_flight, attempts, tries in product(
        EnrollmentStatus, (0, 1), (False, True), (1, 2), (0, 2)
    ):
        blocked = BEGIN + timedelta(minutes=1) if attempts == tries else None
        due = replace(
            begun(STEPS, status=status).due,
            due_at=BEGIN,
            position=position,
            attempt_id=uuid4() if in_flight else None,
            attempts=attempts,
            failed_writings=tries,
            failed_preparations=tries,
            looks=1 if in_flight else 0,
            hold_reason=StepReason.OUTCOME_UNKNOWN if in_flight else None,
            blocked_since=blocked,
        )
        asleep = status is not EnrollmentStatus.ACTIVE and not in_flight
        yield Row(due, None if asleep else WAKE_AT, STEPS)


def moves_of(due: Due) -> Iterator[Move]:
    """Every move that the core makes of this row, and the same ones made for a row that has moved on meanwhile."""
    pause = timedelta(seconds=9)
    attempt = Attempt(
        due.enrollment_id,
        due.position,
        due.attempt_id or uuid4(),
        None,
        due.attempts,
        due.looks,
        due.failed_writings,
        due.failed_preparations,
    )
    made = [
        moves.accepted(attempt, NOW, f"SM{attempt.attempt_id.hex}", MessageStatus.QUEUED),
        moves.accepted(replace(attempt, following=TOMORROW), NOW, f"SM{uuid4().hex}", MessageStatus.QUEUED),
        moves.outcome_unknown(replace(attempt, following=TOMORROW), NOW, TIMEOUTS),
        moves.not_taken(attempt, NOW, NOW + pause, StepReason.PROVIDER_BUSY),
        moves.not_taken(attempt, NOW, None, StepReason.SENDER_BLOCKED),
        moves.not_taken(attempt, NOW, NOW + pause, Again.NOT_TAKEN),
        *(moves.rejected(attempt, NOW, 99999, Meaning(effect, "no")) for effect in Effect),
        moves.outcome_unknown(attempt, NOW, TIMEOUTS),
        moves.not_asked(attempt, NOW, TIMEOUTS),
        moves.not_listed(attempt, NOW, TIMEOUTS),
        moves.not_listed(replace(attempt, looks=0), NOW, TIMEOUTS),
        moves.being_looked_up(due, NOW, TIMEOUTS),
    ]
    if due.attempt_id is None:
        made += [
            moves.skipped(due, decide.Skip(StepReason.REPLIED, "The lead replied."), NOW),
            moves.postponed(due, NOW + pause, StepReason.OUTSIDE_WINDOW, NOW),
            moves.postponed(due, NOW + pause, Again.CHANGING, NOW),
            moves.skipped(replace(due, following=TOMORROW), decide.Skip(StepReason.REPLIED, "The lead replied."), NOW),
            moves.postponed(replace(due, pause=PAUSE), None, StepReason.PAUSED, NOW),
            moves.shifted(due, NOW + pause, NOW),
            moves.stopped(due, decide.Stop(CancelReason.OPTED_OUT), NOW),
            moves.broken(due, NOW),
            moves.unwritten(due, NOW, pause),
            by_person.rejected(due.enrollment_id, due.position, None, NOW),
            by_person.rejected(due.enrollment_id, due.position, TOMORROW, NOW),
            by_person.skipped(due.enrollment_id, due.position, None, NOW, "Ann"),
        ]
    yield from made
    yield from (replace(move, position=1 - move.position) for move in made)
    yield from (replace(move, attempt_id=uuid4()) for move in made)
