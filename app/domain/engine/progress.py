"""What to do with a step that is due, and what follows from how it went. Decisions are values.

`decide` looks at a row that is due and answers Send | Write | Skip | Wait | Settle | Stop.
`settle` looks at an attempt and its outcome and answers with a `Move`. Nothing here does anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.calendar import timing
from app.domain.engine import explain
from app.domain.provider_codes import Effect, meaning
from app.domain.sms import phones
from app.domain.values import value
from app.domain.vocabulary import (
    CancelReason,
    EnrollmentStatus,
    MessageStatus,
    StepReason,
    StepRunStatus,
    StepType,
)

BROKEN_AFTER_TRIES = 3
BROKEN_PAUSE = timedelta(seconds=5)
SETTLE_LOOKS = 2
ATTEMPTS = 2
# A number with more candidate zones than this is one that may be anywhere (toll-free: 42), and tells nothing.
ANYWHERE = 12
WRITING_DEADLINE = timedelta(hours=1)  # from the first time that the model was asked in vain
VALIDITY_LIMIT = 36_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the engine waits before it draws a conclusion. Each figure is longer than what it waits for."""

    answer: timedelta  # the longest that the provider's answer to one request may take
    margin: timedelta  # what of the lease must be left after that answer
    lease: timedelta  # how long a claimed message may be in flight
    first_look: timedelta  # from an unknown outcome to asking the provider
    next_look: timedelta  # between two looks: "well apart"
    settling: timedelta  # for one look, before another process takes over
    writing: timedelta  # for one text by the model, its retries included, before another process takes over


@cache
def pace(answer_seconds: float) -> Pace:
    """The pace at a provider that answers within so many seconds or not at all; 10 unless somebody is in a hurry."""
    answer = timedelta(seconds=answer_seconds)
    return Pace(answer, answer / 2, answer * 2, answer * 2, answer * 6, answer * 6, answer * 9)


@value
class Due:
    """A row that the engine looks at: the enrolment, its step, and all that is needed to write the message."""

    enrollment_id: UUID
    account_id: UUID
    lead_id: UUID
    position: int
    status: EnrollmentStatus
    due_at: datetime
    tries: int
    attempt_id: UUID | None
    attempts: int
    looks: int
    hold_reason: StepReason | None
    replied_at: datetime | None
    step_type: StepType
    message: str | None
    skip_if_replied: bool
    opted_out_at: datetime | None
    inbound_count: int
    draft: str | None
    draft_inbound_count: int | None
    phone: str
    sender: str
    window: timing.Window | None
    lead_zone: str | None
    account_zone: str
    values: Mapping[str, str | None]


@value
class Send:
    """Its time has come. `closes` is when the sending window closes, if there is one."""

    closes: datetime | None


@dataclass(frozen=True, slots=True)
class Write:
    """An AI step without a text that is up to date."""


@dataclass(frozen=True, slots=True)
class Skip:
    reason: StepReason
    explanation: str


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime
    reason: StepReason


@dataclass(frozen=True, slots=True)
class Settle:
    """An attempt whose lease is over, or whose outcome is unknown and is to be looked up."""


@dataclass(frozen=True, slots=True)
class Stop:
    reason: CancelReason | None


Decision = Send | Write | Skip | Wait | Settle | Stop


def decide(due: Due, now: datetime) -> Decision:
    """What to do with this row now."""
    if due.attempt_id is not None:
        return Settle()
    if due.status is not EnrollmentStatus.ACTIVE:
        return Stop(None)
    if due.opted_out_at is not None:
        return Stop(CancelReason.OPTED_OUT)
    if due.skip_if_replied and due.replied_at is not None:
        return Skip(StepReason.REPLIED, explain.replied(due.replied_at))
    zones = zones_of(due, now) if due.window else ()
    opens = timing.opening(now, due.window, zones)
    if opens is not None and opens > now:
        return Wait(opens, StepReason.OUTSIDE_WINDOW)
    if due.step_type is StepType.AI and not draft_is_fresh(due):
        return Write()
    return Send(timing.closes(now, due.window, zones))


def draft_is_fresh(due: Due) -> bool:
    """Whether there is a text, and the lead has written nothing since the conversation was read for it."""
    return due.draft is not None and due.draft_inbound_count == due.inbound_count


def zones_of(due: Due, now: datetime) -> tuple[ZoneInfo, ...]:
    """The zones in all of which the window must be open for this lead."""
    return zones_for(due.phone, due.lead_zone, due.account_zone, due.window, now)


def zones_for(
    phone: str, lead_zone: str | None, account_zone: str, window: timing.Window | None, now: datetime
) -> tuple[ZoneInfo, ...]:
    """The zones in all of which the window must be open: the lead's own, else its number's, else the account's.

    A zone guessed from a number counts only when every candidate zone has an hour in common with the others.
    """
    own = timing.zone(lead_zone) if lead_zone else None
    if own is not None:
        return (own,)
    guessed = phones.zones_of(phone)
    if 0 < len(guessed) <= ANYWHERE and timing.opening(now, window, guessed) is not None:
        return guessed
    return (timing.zone(account_zone) or ZoneInfo("UTC"),)


def zone_told(phone: str, lead_zone: str | None, account_zone: str, now: datetime) -> ZoneInfo:
    """The zone of which the model is told that it is the lead's: a guess only where there is but one."""
    zones = zones_for(phone, lead_zone, account_zone, None, now)
    return zones[0] if len(zones) == 1 else timing.zone(account_zone) or ZoneInfo("UTC")


def in_time(now: datetime, lease_until: datetime, pace: Pace) -> bool:
    """Whether a claimed message may still be submitted: its answer, at the latest, comes well within the lease."""
    return now + pace.answer + pace.margin <= lease_until


def validity_seconds(now: datetime, closes: datetime | None) -> int | None:
    """After how many seconds the provider is to drop the message, or None for its own default."""
    if closes is None:
        return None
    left = int((closes - now).total_seconds())
    return max(1, left) if left <= VALIDITY_LIMIT else None


class Kind(StrEnum):
    """What becomes of the row."""

    ADVANCE = "ADVANCE"  # the step is settled; the next one is due after its delay, or the run is complete
    RETRY = "RETRY"  # the step is not settled and nothing was submitted; looked at again at `wake_at`
    HOLD = "HOLD"  # the attempt's outcome is unknown; looked at again at `wake_at`
    STOP = "STOP"  # the run ends here


@value
class Move:
    """One change of one row, applied only if the row is still as it was seen (position and attempt)."""

    enrollment_id: UUID
    position: int
    attempt_id: UUID | None
    kind: Kind
    at: datetime
    wake_at: datetime | None = None
    hold_reason: StepReason | None = None
    run_status: StepRunStatus | None = None
    reason: StepReason | None = None
    explanation: str | None = None
    message_status: MessageStatus | None = None
    provider_sid: str | None = None
    error_code: int | None = None
    cancel_reason: CancelReason | None = None
    tries: int = 0
    looks: int = 0


@value
class Attempt:
    """A claimed step: what is needed to say what follows from its outcome."""

    enrollment_id: UUID
    position: int
    attempt_id: UUID
    attempts: int = 1
    looks: int = 0
    tries: int = 0


def _move(row: Due | Attempt, kind: Kind, at: datetime, **what: Any) -> Move:
    return Move(row.enrollment_id, row.position, row.attempt_id, kind, at, **what)


def accepted(attempt: Attempt, now: datetime, sid: str, status: MessageStatus) -> Move:
    """The provider has the message: the step is sent."""
    return _move(attempt, Kind.ADVANCE, now, run_status=StepRunStatus.SENT, message_status=status, provider_sid=sid)


def busy(attempt: Attempt, now: datetime, pause: timedelta) -> Move:
    """The provider did not take it and may later. No try is used up."""
    return _move(
        attempt, Kind.RETRY, now, wake_at=now + pause, hold_reason=StepReason.PROVIDER_BUSY, tries=attempt.tries
    )


def rejected(attempt: Attempt, now: datetime, code: int | None) -> Move:
    """The provider will never take it. Some codes say more about the lead than about the message."""
    what = meaning(code)
    told = f"Not sent: {what.sentence}" + (f" (code {code})." if code else ".")
    failed = {
        "run_status": StepRunStatus.FAILED,
        "message_status": MessageStatus.FAILED,
        "error_code": code,
        "explanation": told,
    }
    if what.effect is Effect.OPT_OUT:
        return _move(
            attempt, Kind.STOP, now, reason=StepReason.OPTED_OUT, cancel_reason=CancelReason.OPTED_OUT, **failed
        )
    if what.effect is Effect.DEAD_NUMBER:
        return _move(
            attempt,
            Kind.STOP,
            now,
            reason=StepReason.INVALID_NUMBER,
            cancel_reason=CancelReason.INVALID_NUMBER,
            **failed,
        )
    return _move(attempt, Kind.ADVANCE, now, reason=StepReason.PROVIDER_REFUSED, **failed)


def unclear(attempt: Attempt, now: datetime, pace: Pace) -> Move:
    """Nobody can say whether the provider has it: looked up after longer than any answer can take."""
    return _move(
        attempt,
        Kind.HOLD,
        now,
        wake_at=now + pace.first_look,
        hold_reason=StepReason.OUTCOME_UNKNOWN,
        message_status=MessageStatus.UNKNOWN,
    )


def not_listed(attempt: Attempt, now: datetime, pace: Pace) -> Move:
    """The provider's list does not show it. Absent twice, well apart, is proof; then one new attempt."""
    looks = attempt.looks + 1
    if looks < SETTLE_LOOKS:
        return _move(
            attempt, Kind.HOLD, now, wake_at=now + pace.next_look, hold_reason=StepReason.OUTCOME_UNKNOWN, looks=looks
        )
    if attempt.attempts < ATTEMPTS:
        return _move(attempt, Kind.RETRY, now, wake_at=now, message_status=MessageStatus.FAILED)
    return _move(
        attempt,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.UNKNOWN,
        reason=StepReason.OUTCOME_UNKNOWN,
        explanation="The provider never confirmed this message and does not list it, "
        "so it was not sent again: when in doubt, do not send.",
    )


def lease_over(due: Due, now: datetime, pace: Pace) -> Move:
    """Reserves an attempt of unknown outcome for the time that looking it up takes."""
    return _move(
        due,
        Kind.HOLD,
        now,
        wake_at=now + pace.settling,
        hold_reason=StepReason.OUTCOME_UNKNOWN,
        message_status=MessageStatus.UNKNOWN,
        looks=due.looks,
        tries=due.tries,
    )


def look_again(attempt: Attempt, now: datetime, pace: Pace) -> Move:
    """The provider could not be asked."""
    return _move(
        attempt,
        Kind.HOLD,
        now,
        wake_at=now + pace.next_look,
        hold_reason=StepReason.OUTCOME_UNKNOWN,
        looks=attempt.looks,
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


def waits(due: Due, until: datetime, reason: StepReason | None, now: datetime) -> Move:
    return _move(
        due,
        Kind.RETRY,
        now,
        wake_at=until,
        hold_reason=reason,
        tries=due.tries,
    )


def stopped(due: Due, stop: Stop, now: datetime) -> Move:
    return _move(due, Kind.STOP, now, cancel_reason=stop.reason)


def broken(due: Due, now: datetime) -> Move:
    """The step cannot be made ready. It fails alone, after a few tries, and the run goes on."""
    tries = due.tries + 1
    if tries < BROKEN_AFTER_TRIES:
        return _move(
            due,
            Kind.RETRY,
            now,
            wake_at=now + BROKEN_PAUSE * tries,
            hold_reason=StepReason.BROKEN,
            tries=tries,
        )
    return _move(
        due,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.FAILED,
        reason=StepReason.BROKEN,
        explanation=f"Not sent: the step could not be made ready in {tries} tries. The fault is ours and is logged.",
    )


def unwritten(due: Due, now: datetime, pause: timedelta) -> Move:
    """The model gave no text: it is asked again. How long that goes on is for `WRITING_DEADLINE` to say."""
    return _move(
        due,
        Kind.RETRY,
        now,
        wake_at=now + pause,
        hold_reason=StepReason.AI_UNAVAILABLE,
        tries=due.tries + 1,
    )


def refused_by_person(enrollment_id: UUID, position: int, now: datetime) -> Move:
    """A person does not want the text to be sent: the step is skipped."""
    return Move(
        enrollment_id,
        position,
        None,
        Kind.ADVANCE,
        now,
        run_status=StepRunStatus.SKIPPED,
        reason=StepReason.AI_REJECTED,
        explanation="Skipped: a person rejected the text.",
    )
