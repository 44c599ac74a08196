"""What becomes of a row. Each function takes an attempt and its outcome and returns a `Move`.

`services/sending/outcomes.py` applies a move, in SQL. Nothing here does anything.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.calendar.delays import Following
from app.domain.engine import explain, misfire, restored
from app.domain.engine.decide import Due, Skip, Stop
from app.domain.engine.effects import Effect, Meaning
from app.domain.engine.timeouts import Timeouts
from app.domain.values import changed, value
from app.domain.vocabulary import CancelReason, MessageStatus, StepReason, StepRunStatus

BROKEN_AFTER_TRIES = 3
BROKEN_PAUSE = timedelta(seconds=5)
LOOK_UPS = 2  # absent in the provider's list so often, well apart: the message never arrived there
ATTEMPTS = 2
WRITING_DEADLINE = timedelta(hours=1)  # from the first time that the model was asked in vain


class Kind(StrEnum):
    """What becomes of the row."""

    ADVANCE = "ADVANCE"  # the step has ended; the next step is due after its delay, or the run is complete
    POSTPONE = "POSTPONE"  # the step is not sent yet, and nothing is in flight; decided again at `wake_at`
    LOOK_UP = "LOOK_UP"  # the attempt's outcome is unknown; looked up at `wake_at`
    STOP = "STOP"  # the run ends here


class Again(StrEnum):
    """Why a step that nothing holds is decided on again. The row keeps no reason; the metric of decisions tells it."""

    NOT_TAKEN = "NOT_TAKEN"  # the process or the provider came too late with the message
    NOT_ARRIVED = "NOT_ARRIVED"  # the provider's list does not show the attempt: there is another
    AFTER_FIRST = "AFTER_FIRST"  # another message to the same person leaves first
    OTHER_SENDER = "OTHER_SENDER"  # it waited in the line of another sender than it has now
    CHANGING = "CHANGING"  # its lead or account is being changed at this moment
    CHANGED = "CHANGED"  # what its text is written from has changed meanwhile
    SHIFTED = "SHIFTED"  # the time in which nothing could be sent does not count


@value
class Move:
    """One change of one row, applied only if the row is still as it was seen (position and attempt).

    A postponed step has a `hold_reason` or, if nothing holds it, an `again`. `held_by` is the sender that it waits for.
    `following` is the delay of the next step if the lead's calendar decides it. `due_at`: a postponed step is due then.
    """

    enrollment_id: UUID
    position: int
    attempt_id: UUID | None
    kind: Kind
    at: datetime
    wake_at: datetime | None = None
    hold_reason: StepReason | None = None
    held_by: UUID | None = None
    run_status: StepRunStatus | None = None
    reason: StepReason | None = None
    explanation: str | None = None
    message_status: MessageStatus | None = None
    provider_sid: str | None = None
    error_code: int | None = None
    cancel_reason: CancelReason | None = None
    failed_writings: int = 0
    failed_preparations: int = 0
    looks: int = 0
    following: Following | None = None
    blocked_since: datetime | None = None
    due_at: datetime | None = None
    again: Again | None = None


@value
class Moved:
    """A row that a move has changed, and when the engine picks it next (None: the run has ended)."""

    enrollment_id: UUID
    wake_at: datetime | None
    lead_id: UUID
    account_id: UUID


@value
class Attempt:
    """A claimed step: what is needed to say what follows from its outcome.

    `following` is the delay of the next step if the lead's calendar decides it.
    """

    enrollment_id: UUID
    position: int
    attempt_id: UUID
    following: Following | None
    attempts: int = 1
    looks: int = 0
    failed_writings: int = 0
    failed_preparations: int = 0
    blocked_since: datetime | None = None


def _move(row: Due | Attempt, kind: Kind, at: datetime, **fields: Any) -> Move:
    """The counters and `blocked_since` are kept, unless they are given. A step that has ended takes none along."""
    kept = {
        "failed_writings": row.failed_writings,
        "failed_preparations": row.failed_preparations,
        "blocked_since": row.blocked_since,
    }
    following = row.following if kind is Kind.ADVANCE else None
    return Move(row.enrollment_id, row.position, row.attempt_id, kind, at, following=following, **{**kept, **fields})


def accepted(attempt: Attempt, now: datetime, sid: str, status: MessageStatus) -> Move:
    """The provider has the message: the step is sent."""
    return _move(attempt, Kind.ADVANCE, now, run_status=StepRunStatus.SENT, message_status=status, provider_sid=sid)


def not_taken(
    attempt: Attempt, now: datetime, wake_at: datetime | None, reason: StepReason | Again, sender_id: UUID | None = None
) -> Move:
    """The message was certainly not submitted, and may be later. Nothing is used up.

    `reason` is why the sender cannot send now, or `Again.NOT_TAKEN`. Without `wake_at`, the row is woken when the
    sender is ready again.
    """
    since = attempt.blocked_since or (now if reason in misfire.BLOCKED else None)
    return _move(attempt, Kind.POSTPONE, now, wake_at=wake_at, held_by=sender_id, blocked_since=since, **_why(reason))


def rejected(attempt: Attempt, now: datetime, code: int | None, meaning: Meaning) -> Move:
    """The provider will never take it. Some codes say more about the lead than about the message."""
    explanation = f"Not sent: {meaning.sentence}" + (f" (code {code})." if code else ".")
    failed = {
        "run_status": StepRunStatus.FAILED,
        "message_status": MessageStatus.FAILED,
        "error_code": code,
        "explanation": explanation,
    }
    if meaning.effect is Effect.OPT_OUT:
        return _move(
            attempt, Kind.STOP, now, reason=StepReason.OPTED_OUT, cancel_reason=CancelReason.OPTED_OUT, **failed
        )
    if meaning.effect is Effect.DEAD_NUMBER:
        return _move(
            attempt,
            Kind.STOP,
            now,
            reason=StepReason.INVALID_NUMBER,
            cancel_reason=CancelReason.INVALID_NUMBER,
            **failed,
        )
    reason = StepReason.TOO_LONG if meaning.effect is Effect.TOO_LONG else StepReason.PROVIDER_REFUSED
    return _move(attempt, Kind.ADVANCE, now, reason=reason, **failed)


def outcome_unknown(attempt: Attempt, now: datetime, timeouts: Timeouts) -> Move:
    """Nobody can say whether the provider has the message: it is looked up after longer than any answer can take."""
    return _move(
        attempt,
        Kind.LOOK_UP,
        now,
        wake_at=now + timeouts.first_look_up,
        hold_reason=StepReason.OUTCOME_UNKNOWN,
        message_status=MessageStatus.UNKNOWN,
    )


def not_listed(attempt: Attempt, now: datetime, timeouts: Timeouts) -> Move:
    """The provider's list does not show it. Absent twice, well apart, is proof; then one new attempt."""
    looks = attempt.looks + 1
    if looks < LOOK_UPS:
        return _move(
            attempt,
            Kind.LOOK_UP,
            now,
            wake_at=now + timeouts.next_look_up,
            hold_reason=StepReason.OUTCOME_UNKNOWN,
            looks=looks,
        )
    if attempt.attempts < ATTEMPTS:
        again = Again.NOT_ARRIVED
        return _move(attempt, Kind.POSTPONE, now, wake_at=now, message_status=MessageStatus.FAILED, again=again)
    return _move(
        attempt,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.UNKNOWN,
        reason=StepReason.OUTCOME_UNKNOWN,
        explanation="The provider never confirmed this message and does not list it, "
        "so it was not sent again: when in doubt, do not send.",
    )


def erased(attempt: Attempt, now: datetime) -> Move:
    """The lead was erased while the outcome was unknown: there is neither a phone nor a text to look for."""
    return _move(
        attempt,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.UNKNOWN,
        reason=StepReason.OUTCOME_UNKNOWN,
        explanation="The provider's answer was lost, and the lead was erased before the provider's list was asked.",
    )


def being_looked_up(due: Due, now: datetime, timeouts: Timeouts) -> Move:
    """Reserves an attempt of unknown outcome for the time that looking it up takes."""
    return _move(
        due,
        Kind.LOOK_UP,
        now,
        wake_at=now + timeouts.look_up,
        hold_reason=StepReason.OUTCOME_UNKNOWN,
        message_status=MessageStatus.UNKNOWN,
        looks=due.looks,
    )


def not_asked(attempt: Attempt, now: datetime, timeouts: Timeouts) -> Move:
    """The provider could not be asked."""
    return _move(
        attempt,
        Kind.LOOK_UP,
        now,
        wake_at=now + timeouts.next_look_up,
        hold_reason=StepReason.OUTCOME_UNKNOWN,
        looks=attempt.looks,
    )


def sent_before_restore(attempt: Attempt, at: datetime, sid: str, status: MessageStatus) -> Move:
    """The provider's list has the message of a step that a restored database does not know as sent."""
    return changed(accepted(attempt, at, sid, status), explanation=restored.sent_before(at))


def doubtful_since_restore(row: Due | Attempt, at: datetime, listed: MessageStatus | None) -> Move:
    """Nobody can say whether the step was sent after the copy was made: it has ended at this time.

    `listed` is the status of the message of then that the provider's list has; None: the provider could not be asked.
    """
    return _move(
        row,
        Kind.ADVANCE,
        at,
        run_status=StepRunStatus.UNKNOWN,
        reason=StepReason.OUTCOME_UNKNOWN,
        explanation=restored.doubtful(at if listed else None),
        message_status=listed,
    )


def skipped(due: Due, skip: Skip, now: datetime) -> Move:
    return _move(
        due,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.SKIPPED,
        reason=skip.reason,
        explanation=skip.explanation,
    )


def postponed(due: Due, until: datetime | None, reason: StepReason | Again, now: datetime) -> Move:
    return _move(
        due,
        Kind.POSTPONE,
        now,
        wake_at=until,
        held_by=due.sender_id,
        blocked_since=misfire.after_hold(due, None if isinstance(reason, Again) else reason, now),
        **_why(reason),
    )


def _why(reason: StepReason | Again) -> dict[str, Any]:
    return {"again": reason} if isinstance(reason, Again) else {"hold_reason": reason}


def shifted(due: Due, due_at: datetime, now: datetime) -> Move:
    """The step is due later, as if the time in which nothing could be sent had not been."""
    return _move(due, Kind.POSTPONE, now, wake_at=due_at, due_at=due_at, blocked_since=None, again=Again.SHIFTED)


def stopped(due: Due, stop: Stop, now: datetime) -> Move:
    return _move(due, Kind.STOP, now, cancel_reason=stop.reason)


def broken(due: Due, now: datetime) -> Move:
    """The step cannot be made ready. It fails alone, after a few tries, and the run goes on."""
    tries = due.failed_preparations + 1
    if tries < BROKEN_AFTER_TRIES:
        return _move(
            due,
            Kind.POSTPONE,
            now,
            wake_at=now + BROKEN_PAUSE * tries,
            hold_reason=StepReason.BROKEN,
            failed_preparations=tries,
        )
    return _move(
        due,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.FAILED,
        reason=StepReason.BROKEN,
        explanation=f"Not sent: the step could not be made ready in {tries} tries. The fault is ours and is logged.",
    )


def too_long(due: Due, length: int, limit: int, now: datetime) -> Move:
    """The text has more characters than the provider takes, after its values were filled in."""
    return _move(
        due,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.FAILED,
        reason=StepReason.TOO_LONG,
        explanation=f"Not sent: {explain.too_long(length, limit)}.",
    )


def unwritten(due: Due, now: datetime, pause: timedelta) -> Move:
    """The model gave no text: it is asked again. How long that goes on is for `WRITING_DEADLINE` to say."""
    return _move(
        due,
        Kind.POSTPONE,
        now,
        wake_at=now + pause,
        hold_reason=StepReason.AI_UNAVAILABLE,
        failed_writings=due.failed_writings + 1,
    )
