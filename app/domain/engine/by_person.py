"""A person decides about the step that waits: it is skipped, or it is sent now. The gates of every step still apply."""

from datetime import datetime
from uuid import UUID

from app.domain.calendar.delays import Following
from app.domain.engine import explain
from app.domain.engine.moves import Kind, Move
from app.domain.vocabulary import EnrollmentStatus, StepReason, StepRunStatus


def rejected(enrollment_id: UUID, position: int, following: Following | None, now: datetime) -> Move:
    """The person does not want the text of the AI to be sent."""
    sentence = "Skipped: a person rejected the text."
    return _skipped(enrollment_id, position, following, now, StepReason.REJECTED_BY_PERSON, sentence)


def skipped(enrollment_id: UUID, position: int, following: Following | None, now: datetime, by: str) -> Move:
    """The person does not want the step to be sent."""
    return _skipped(enrollment_id, position, following, now, StepReason.SKIPPED_BY_PERSON, f"Skipped by {by}.")


def _skipped(
    enrollment_id: UUID, position: int, following: Following | None, now: datetime, reason: StepReason, sentence: str
) -> Move:
    return Move(
        enrollment_id,
        position,
        None,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.SKIPPED,
        reason=reason,
        following=following,
        explanation=sentence,
    )


def asked_now(by: str) -> str:
    """That an operator had the step sent now, as a sentence after that of the step."""
    return f"{by} asked to send it now."


def too_late(
    position: int,
    current: int,
    status: EnrollmentStatus,
    ended: StepRunStatus | None,
    settled_at: datetime | None,
) -> str:
    """Why nobody can decide about this step any longer, or yet, as a sentence. `ended` and `settled_at`: how and when
    the step has ended, if it has. `current`: the position of the step that is next."""
    if ended is not None and settled_at is not None:
        return f"{_ENDED[ended]} at {explain.utc(settled_at)}."
    if status is not EnrollmentStatus.ACTIVE:
        return "The enrollment has ended: no step of it is sent."
    if position == current:
        return "The step is being sent at this moment."
    return f"The step is not the next one: the enrollment is at the step with the order {current}."


_ENDED = {
    StepRunStatus.SENT: "The step was sent",
    StepRunStatus.SKIPPED: "The step was skipped",
    StepRunStatus.FAILED: "The step failed",
    StepRunStatus.UNKNOWN: "The step was given up, because nobody knows whether its message was sent,",
}
