"""What became of each step of a run, or is expected of it, and why: an entry a step, with its sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.engine import by_person, decide, explain, forecast
from app.domain.engine.decide import Due
from app.domain.engine.effects import Meaning
from app.domain.engine.forecast import Foreseen
from app.domain.sms import templates
from app.domain.vocabulary import (
    CancelReason,
    EnrollmentStatus,
    MisfirePolicy,
    SenderStatus,
    StepReason,
    StepRunStatus,
)
from app.models import Draft, Enrollment, LeadEvent, Message, Sender, Step, StepRun
from app.services.enrollment.expected import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step of one enrollment: what became of it, or what is planned, and why.

    `expected_at` and `expected_status` are what becomes of a step that waits, if nothing else happens. Without
    `expected_at` nobody knows when: `reason` says what it waits for. `text` is what was written, or would be as the
    lead's data are now. `draft`: the text that waits for a person. `evidence_id`: the reply because of which the step
    is skipped. `by`: the operator who skipped the step, or had it sent now.
    """

    step: Step
    status: StepRunStatus
    explanation: str
    reason: StepReason | None = None
    due_at: datetime | None = None
    settled_at: datetime | None = None
    message_id: UUID | None = None
    expected_at: datetime | None = None
    expected_status: StepRunStatus | None = None
    text: str | None = None
    draft: Draft | None = None
    evidence_id: UUID | None = None
    by: str | None = None


REASONS = {
    CancelReason.REQUESTED: StepReason.CANCELLED,
    CancelReason.OPTED_OUT: StepReason.OPTED_OUT,
    CancelReason.SEQUENCE_DELETED: StepReason.SEQUENCE_DELETED,
    CancelReason.INVALID_NUMBER: StepReason.INVALID_NUMBER,
    CancelReason.EVENT: StepReason.CANCELLED,
    CancelReason.SUPPRESSED: StepReason.SUPPRESSED,
    CancelReason.ERASED: StepReason.CANCELLED,
}


ExplainCode = Callable[[int | None], Meaning]
"""What a provider's stored code means: `Sms.explain`."""


@dataclass(frozen=True, slots=True)
class Run:
    """An enrollment, with all that its timeline is told from.

    `outlook`: of a running one. `draft`: a text that waits for a person, or that could not be written. `sender`: the
    number that cannot send, or in whose line the step waits. `event`: the event that ended it.
    """

    enrollment: Enrollment
    steps: Sequence[Step]
    settled: Mapping[int, StepRun]
    messages: Mapping[UUID, Message]
    outlook: Outlook | None
    draft: Draft | None
    sender: Sender | None
    event: LeadEvent | None


def told(run: Run, now: datetime, explain_code: ExplainCode) -> list[Entry]:
    """The entries of a run, in the order of its steps."""
    return [_with_person(entry, run) for entry in _told(run, now, explain_code)]


def _with_person(entry: Entry, run: Run) -> Entry:
    """The entry with the operator who decided about its step, and with what that operator asked for."""
    settled, enrollment = run.settled.get(entry.step.position), run.enrollment
    is_next = enrollment.status is EnrollmentStatus.ACTIVE and enrollment.decided_position == entry.step.position
    by = settled.decided_by if settled else enrollment.decided_by if is_next else None
    if by is None or entry.status is StepRunStatus.SKIPPED:
        return replace(entry, by=by)
    return replace(entry, by=by, explanation=f"{entry.explanation} {by_person.asked_now(by)}")


def _told(run: Run, now: datetime, explain_code: ExplainCode) -> list[Entry]:
    enrollment, behind = run.enrollment, None
    entries: list[Entry] = []
    for step in run.steps:
        is_current = step.position == enrollment.position
        foreseen = run.outlook.steps.get(step.position) if run.outlook else None
        if (settled := run.settled.get(step.position)) is not None:
            entries.append(_settled(step, settled, run, explain_code))
        elif is_current and enrollment.attempt_id:
            entries.append(_in_flight(step, enrollment, run.messages.get(enrollment.attempt_id)))
        elif foreseen is None or run.outlook is None:
            entries.append(_never(step, run))
        elif is_current:
            entries.append(_current(step, run, run.outlook, foreseen, now))
            behind = _endless(foreseen)
        else:
            entries.append(_future(step, run, run.outlook, foreseen, behind))
            behind = behind or _endless(foreseen)
    return entries


def _endless(foreseen: Foreseen) -> StepReason | None:
    """Why nobody knows when the step ends, if nobody does."""
    return foreseen.reason if foreseen.status is StepRunStatus.PENDING else None


def _settled(step: Step, ended: StepRun, run: Run, explain_code: ExplainCode) -> Entry:
    message = run.messages.get(ended.message_id) if ended.message_id else None
    status, code = (message.status, message.error_code) if message else (None, None)
    sentence = ended.explanation or explain.sent(
        ended.due_at, ended.settled_at, status, code, explain_code(code).sentence
    )
    if message and message.generation and (why := message.generation.get("explanation")):
        sentence = f"{sentence} {why}"
    return Entry(
        step=step,
        status=ended.status,
        due_at=ended.due_at,
        settled_at=ended.settled_at,
        reason=ended.reason,
        explanation=sentence,
        message_id=ended.message_id,
        text=message.body if message else None,
        evidence_id=run.enrollment.reply_id if ended.reason is StepReason.REPLIED else None,
    )


def _in_flight(step: Step, enrollment: Enrollment, message: Message | None) -> Entry:
    if enrollment.hold_reason is StepReason.OUTCOME_UNKNOWN:
        status, reason, sentence = StepRunStatus.UNKNOWN, enrollment.hold_reason, explain.unknown(enrollment.wake_at)
    else:
        since = message.created_at if message else enrollment.started_at
        status, reason, sentence = StepRunStatus.SENDING, None, explain.in_flight(since)
    return Entry(
        step=step,
        status=status,
        due_at=enrollment.due_at,
        reason=reason,
        explanation=sentence,
        message_id=enrollment.attempt_id,
        text=message.body if message else None,
    )


def _never(step: Step, run: Run) -> Entry:
    enrollment, event = run.enrollment, run.event
    why = explain.event(event.name, event.at) if event else None
    return Entry(
        step=step,
        status=StepRunStatus.CANCELLED,
        settled_at=enrollment.ended_at,
        reason=REASONS[enrollment.cancel_reason] if enrollment.cancel_reason else StepReason.CANCELLED,
        explanation=explain.cancelled(enrollment.cancel_reason, enrollment.ended_at, why),
    )


def _waits(
    step: Step, run: Run, foreseen: Foreseen, due_at: datetime, reason: StepReason | None, sentence: str, **more: Any
) -> Entry:
    """A step that waits, with what is expected of it."""
    is_known = foreseen.status is not StepRunStatus.PENDING
    return Entry(
        step=step,
        status=StepRunStatus.PENDING,
        due_at=due_at,
        reason=reason,
        explanation=sentence,
        **{
            "expected_at": foreseen.at if is_known else None,
            "expected_status": foreseen.status if is_known else None,
            "text": foreseen.text,
            "evidence_id": run.enrollment.reply_id if foreseen.reason is StepReason.REPLIED else None,
            **more,
        },
    )


def _current(step: Step, run: Run, outlook: Outlook, foreseen: Foreseen, now: datetime) -> Entry:
    """The step that is next, with the time that `nextStepAt` says."""
    planned_at, hold, draft = run.enrollment.next_step_at or now, run.enrollment.hold_reason, run.draft
    if draft and draft.position != step.position:
        draft = None
    if draft and hold is StepReason.AWAITING_REVIEW:
        sentence = explain.waiting(draft.created_at, draft.note)
        return _waits(step, run, foreseen, planned_at, hold, sentence, draft=draft, text=draft.body or None)
    if foreseen.status is StepRunStatus.SKIPPED:
        sentence = _will_be_skipped(run, outlook.due, foreseen, _held(run, outlook.due, now))
        return _waits(step, run, foreseen, max(planned_at, foreseen.at), foreseen.reason, sentence)
    reason, sentence = _why(step, run, outlook, foreseen, now)
    if foreseen.held_by is not None:
        planned_at = max(planned_at, foreseen.at)
    if draft and draft.note:
        sentence = f"{sentence} {draft.note}"
    return _waits(step, run, foreseen, planned_at, reason, sentence)


def _held(run: Run, due: Due, now: datetime) -> str:
    """Why the current step is held at present, as a sentence's part; empty if it is not."""
    hold, wake_at = run.enrollment.hold_reason, run.enrollment.wake_at
    if hold is None or hold not in explain.HELD_BECAUSE or (wake_at is not None and wake_at <= now):
        return ""
    if due.pause is not None and due.pause.in_force(now) and due.pause.step_reason is hold:
        return explain.paused(due.pause)
    return forecast.rule(hold, due, now) or explain.HELD_BECAUSE[hold]


def _will_be_skipped(run: Run, due: Due, foreseen: Foreseen, held: str = "") -> str:
    reason = foreseen.reason or StepReason.REPLIED
    row = replace(due, due_at=foreseen.due_at, replied_at=run.enrollment.replied_at or foreseen.at)
    return explain.will_be_skipped(foreseen.at, decide.skips_because(row, reason), foreseen.because or held)


def _why(step: Step, run: Run, outlook: Outlook, foreseen: Foreseen, now: datetime) -> tuple[StepReason | None, str]:
    """The one reason for which the current step waits, and its sentence: of several holds, the one that ends last."""
    enrollment = run.enrollment
    due_at, wake_at, hold = enrollment.due_at or now, enrollment.wake_at, enrollment.hold_reason
    endless, pause = _endless(foreseen), outlook.due.pause
    holds = pause is not None and pause.in_force(now) and pause.step_reason in (endless, foreseen.held_by, hold)
    if pause is not None and holds and pause.until in (None, foreseen.at):
        return pause.step_reason, explain.held_by_pause(pause)
    if endless is not None and endless in explain.HELD_BECAUSE:
        hold, wake_at = endless, None
    elif foreseen.held_by is not None:
        sentence = explain.held_until(foreseen.at, foreseen.because)
        if hold is None and foreseen.at > now:
            sentence = explain.held_later(foreseen.at, due_at, step.delay, step.position, foreseen.because)
        return foreseen.held_by, sentence + _paused_before(outlook.due, due_at, foreseen.at, now)
    if hold in explain.BLOCKED and run.sender and run.sender.status is not SenderStatus.READY and wake_at is None:
        return hold, explain.blocked(hold, run.sender.status_reason, run.sender.status_code)
    if enrollment.is_in_line and run.sender:
        sender, slot_at = run.sender, enrollment.slot_at or now
        return hold, explain.paced(slot_at, sender.segments_per_second, sender.segments_per_day)
    if hold in explain.HELD_BECAUSE and hold is not StepReason.BEING_WRITTEN and wake_at and wake_at <= now:
        return None, explain.pending(wake_at, wake_at, step.delay, step.position, None, now)  # the hold is over
    if hold is StepReason.MISSING_VARIABLE:
        return hold, explain.held_for_values(_lacking(step, outlook))
    rule = forecast.rule(hold, outlook.due, now)
    sentence = explain.pending(due_at, wake_at, step.delay, step.position, hold, now, rule)
    if endless is StepReason.AWAITING_REVIEW:
        sentence = f"{sentence} {explain.THEN_REVIEWED}"
    if hold is None and due_at > now:
        return StepReason.NOT_DUE, _shifting(outlook, sentence)
    return hold, sentence


def _paused_before(due: Due, due_at: datetime, at: datetime, now: datetime) -> str:
    """The pause that holds the step until a time before `at`, as a sentence of its own; empty without such a pause."""
    if (pause := due.pause) and pause.until and pause.in_force(now) and due_at < pause.until < at:
        return f" It is held by a pause too, until {explain.utc(pause.until)}: {explain.paused(pause)}."
    return ""


def _shifting(outlook: Outlook, sentence: str) -> str:
    """A sentence that says a delay, with what its sequence does in a pause."""
    return f"{sentence} {explain.SHIFTS}" if outlook.due.misfire is MisfirePolicy.SHIFT else sentence


def _lacking(step: Step, outlook: Outlook) -> str:
    """What the text of a held step lacks, as a sentence's part."""
    values = outlook.due.values
    names = templates.lacking(templates.parse(step.message or step.fallback_message or ""), values)
    return explain.lacking(names, [name for name in names if name in values])


def _future(step: Step, run: Run, outlook: Outlook, foreseen: Foreseen, behind: StepReason | None) -> Entry:
    """A step after the current one. `behind`: why a step before it has no time, if it has none."""
    unknown: dict[str, Any] = {"expected_at": None, "expected_status": None} if behind else {}
    if foreseen.status is StepRunStatus.SKIPPED:
        sentence = _will_be_skipped(run, outlook.due, foreseen)
        return _waits(step, run, foreseen, foreseen.at, foreseen.reason, sentence, **unknown)
    if foreseen.held_by is not None and behind is None:
        sentence = explain.held_later(foreseen.at, foreseen.due_at, step.delay, step.position, foreseen.because)
        return _waits(step, run, foreseen, foreseen.at, foreseen.held_by, sentence)
    sentence = _shifting(outlook, explain.planned(foreseen.at, step.delay, behind))
    if _endless(foreseen) is StepReason.AWAITING_REVIEW:
        sentence = f"{sentence} {explain.THEN_REVIEWED}"
    return _waits(step, run, foreseen, foreseen.at, StepReason.NOT_DUE, sentence, **unknown)
