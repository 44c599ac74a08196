"""What would become of every step, if a run began at some moment and the lead replied at some others.

The engine decides (`decide.decide`) and the renderer writes, as for a run that is real; only the clock is handed
on from one decision to the next, and a message that may be sent counts as sent at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.calendar import delays
from app.domain.calendar.delays import Delay, LocalDays
from app.domain.engine import decide, explain, misfire
from app.domain.engine.decide import Due
from app.domain.sms import templates
from app.domain.sms.segments import MAX_BODY
from app.domain.vocabulary import CancelReason, StepReason, StepRunStatus, StepType

MOST_WAITS = 100
"""How many waits of one step are followed. A step that waits still then is told as waiting without an end."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step as the engine would see it, and its delay after the step before it."""

    due: Due
    delay: Delay


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a step: `at` is when, `due_at` when its delay is over. Without a text nothing is sent, or
    it is not known yet what.

    PENDING: the step waits for something that has no time; `at` is the earliest time. `held_by` is the reason of the
    last of its waits after `due_at`, and `because` says it as a part of a sentence.
    """

    due_at: datetime
    at: datetime
    status: StepRunStatus
    explanation: str
    reason: StepReason | None = None
    text: str | None = None
    held_by: StepReason | None = None
    because: str = ""


def forecast(
    steps: Sequence[Ahead], begins: datetime, replies: Sequence[datetime], hour_seconds: float, days: LocalDays
) -> list[Foreseen]:
    """Every step of a run that begins at a moment. A reply counts from the moment it comes in, if the run has begun."""
    return onward(steps, begins, sorted(reply for reply in replies if reply >= begins), hour_seconds, days)


def onward(
    steps: Sequence[Ahead],
    since: datetime,
    replies: Sequence[datetime],
    hour_seconds: float,
    days: LocalDays,
    before: Sequence[Foreseen] = (),
) -> list[Foreseen]:
    """The steps in order, the first of which has its delay begin at `since`. `before` are the steps before them, as far
    as they are foreseen too. The replies are in their order."""
    found = list(before)
    for step in steps:
        due_at = delays.after(since, step.delay, days, hour_seconds)
        due = replace(carried(step.due, found), due_at=due_at)
        found.append(foresee(replace(step, due=due), due_at, replies))
        since = found[-1].at
    return found[len(before) :]


def carried(due: Due, before: Sequence[Foreseen]) -> Due:
    """The row of a step after the steps before it have gone as foreseen: what their messages change for it."""
    sent = tuple(one.at for one in before if one.status is StepRunStatus.SENT)
    counted = due.counted and replace(due.counted, sent=(*due.counted.sent, *sent))
    return replace(due, last_automated_at=sent[-1] if sent else due.last_automated_at, counted=counted)


def foresee(step: Ahead, now: datetime, replies: Sequence[datetime]) -> Foreseen:
    """The moment and the reason of a step that the engine looks at for the first time at `now`, if nothing else
    happens than these replies, in their order."""
    held: decide.Wait | None = None
    waited = ""
    for _ in range(MOST_WAITS):
        replied_at = replies[0] if replies and replies[0] <= now else None
        decision = decide.decide(replace(step.due, replied_at=replied_at), now)
        match decision:
            case decide.Wait(until, reason) if until is not None:
                held, waited = decision, because(step.due, reason, now)
                step, now = _held(step, reason, until, now)
            case decide.Shift(due_at):
                waited = explain.shifted(waited)
                due = replace(step.due, due_at=due_at, wake_at=due_at, blocked_since=None)
                step, now = replace(step, due=due), due_at
            case _:
                break
    found = _ended(step, decision, now, waited)
    return replace(found, held_by=held.reason, because=waited) if held else found


def _held(step: Ahead, reason: StepReason, until: datetime, now: datetime) -> tuple[Ahead, datetime]:
    """The step as it is held, and when it is decided on again. With a cap that is when the person's steps that are sent
    before it have taken their room."""
    due = replace(step.due, blocked_since=misfire.after_hold(step.due, reason, now))
    again = max(now, until)
    if reason is StepReason.CAPPED and (full := decide.full_at(step.due, now)):
        again = decide.again_after(due, full.until)
        due = replace(due, counted=due.counted and replace(due.counted, ahead=0))
    return replace(step, due=replace(due, wake_at=again)), again


def _ended(step: Ahead, decision: decide.Decision, now: datetime, waited: str) -> Foreseen:
    due_at = step.due.due_at
    match decision:
        case decide.Wait(None, StepReason.MISSING_VARIABLE as reason):
            return Foreseen(due_at, now, StepRunStatus.PENDING, explain.would_lack(why_lacking(step.due)), reason)
        case decide.Wait(_, reason):
            sentence = explain.would_wait(reason, because(step.due, reason, now))
            return Foreseen(due_at, now, StepRunStatus.PENDING, sentence, reason)
        case decide.Skip(reason, explanation):
            return Foreseen(due_at, now, StepRunStatus.SKIPPED, explanation, reason)
        case decide.Write() if step.due.ai_review:
            reason = StepReason.AWAITING_REVIEW
            return Foreseen(due_at, now, StepRunStatus.PENDING, explain.would_await_review(now), reason)
        case decide.Write():
            return Foreseen(due_at, now, StepRunStatus.SENT, explain.would_write(now))
        case decide.Send():
            return _sent(step, now, waited)
        case decide.Stop(CancelReason.SUPPRESSED):
            return _never(step, now, StepReason.SUPPRESSED)
        case _:
            return _never(step, now, StepReason.OPTED_OUT)


def _never(step: Ahead, now: datetime, reason: StepReason) -> Foreseen:
    return Foreseen(step.due.due_at, now, StepRunStatus.CANCELLED, explain.would_not(reason), reason)


def why_lacking(due: Due) -> str:
    """What a fixed step lacks, as a sentence's part."""
    names = decide.lacking(due)
    return explain.lacking(names, [name for name in names if name in due.values])


def because(due: Due, reason: StepReason, now: datetime) -> str:
    """Why a step waits at `now`, as a part of a sentence."""
    if reason is StepReason.CAPPED and (full := decide.full_at(due, now)):
        return full.limit.sentence
    if reason in explain.HOURS:
        return due.calendar.closed(now).sentence
    if due.pause is not None and due.pause.step_reason is reason and due.pause.in_force(now):
        return explain.paused(due.pause)
    return explain.HELD_BECAUSE[reason]


def _sent(step: Ahead, now: datetime, waited: str) -> Foreseen:
    due = step.due
    if due.step_type is StepType.AI:
        text = due.draft or ""
    else:
        text = templates.render(templates.parse(due.message or ""), due.values)
    if not text.strip():
        sentence = explain.would_not(StepReason.BROKEN)
        return Foreseen(due.due_at, now, StepRunStatus.FAILED, sentence, StepReason.BROKEN)
    text = decide.complete(due, text, now)
    if len(text) > MAX_BODY:
        sentence = f"Would not be sent: {explain.too_long(len(text), MAX_BODY)}."
        return Foreseen(due.due_at, now, StepRunStatus.FAILED, sentence, StepReason.TOO_LONG, text)
    sentence = explain.would_send(due.due_at, now, step.delay, due.position, waited)
    return Foreseen(due.due_at, now, StepRunStatus.SENT, sentence, text=text)
