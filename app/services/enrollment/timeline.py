"""The timeline of an enrollment: one entry a step, in order, the future ones included."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.db import connection, rows
from app.domain.calendar import caps, delays
from app.domain.engine import explain
from app.domain.engine.effects import Meaning
from app.domain.people import pause as pauses
from app.domain.people.pause import Pause, Paused
from app.domain.sms import custom, templates
from app.domain.vocabulary import CancelReason, EnrollmentStatus, SenderStatus, StepReason, StepRunStatus
from app.models import Draft, Enrollment, Lead, LeadEvent, Message, Sender, Step, StepRun
from app.services import sending


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of one enrollment: what became of it, or what is planned, and why."""

    step: Step
    status: StepRunStatus
    due_at: datetime | None
    settled_at: datetime | None
    reason: StepReason | None
    explanation: str
    message_id: UUID | None


REASONS = {
    CancelReason.REQUESTED: StepReason.CANCELLED,
    CancelReason.OPTED_OUT: StepReason.OPTED_OUT,
    CancelReason.SEQUENCE_DELETED: StepReason.SEQUENCE_DELETED,
    CancelReason.INVALID_NUMBER: StepReason.INVALID_NUMBER,
    CancelReason.EVENT: StepReason.CANCELLED,
    CancelReason.SUPPRESSED: StepReason.SUPPRESSED,
    CancelReason.ERASED: StepReason.CANCELLED,
}


_BY_RULES = {*explain.HOURS, StepReason.CAPPED}  # a capped step may wait for the hours after there is room


ExplainCode = Callable[[int | None], Meaning]
"""What a provider's stored code means: `Sms.explain`."""


async def timelines(
    enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float, explain_code: ExplainCode
) -> dict[UUID, list[Entry]]:
    """The timelines of many enrollments in a few statements, by the enrollment's id."""
    steps = _grouped(await Step.filter(version_id__in={e.version_id for e in enrollments}).order_by("position"))
    runs = {
        (r.enrollment_id, r.position): r for r in await StepRun.filter(enrollment_id__in=[e.id for e in enrollments])
    }
    attempts = [r.message_id for r in runs.values() if r.message_id] + [
        e.attempt_id for e in enrollments if e.attempt_id
    ]
    messages = {m.id: m for m in await Message.filter(id__in=attempts)} if attempts else {}
    drafted = [e.id for e in enrollments if e.hold_reason in (StepReason.AWAITING_REVIEW, StepReason.AI_UNAVAILABLE)]
    drafts = {d.enrollment_id: d for d in await Draft.filter(enrollment_id__in=drafted)} if drafted else {}
    blocked = await _blocked([e for e in enrollments if e.hold_reason in explain.BLOCKED])
    closed = await _closed([e for e in enrollments if e.hold_reason in _BY_RULES], now)
    closed |= await _capped([e for e in enrollments if e.hold_reason is StepReason.CAPPED], closed, now, hour_seconds)
    paced = await _paced([e for e in enrollments if e.is_in_line])
    closed |= await _taken_over([e for e in enrollments if e.hold_reason is StepReason.TAKEN_OVER])
    events = await _events([e.ended_by_id for e in enrollments if e.ended_by_id])
    paused = await _paused(enrollments, now)
    lacking = await _lacking([e for e in enrollments if e.hold_reason is StepReason.MISSING_VARIABLE], steps)
    return {
        e.id: _timeline(
            e,
            steps[e.version_id],
            runs,
            messages,
            drafts.get(e.id),
            paced.get(e.line_of) if e.is_in_line else blocked.get(e.held_by),
            closed.get(e.id),
            events.get(e.ended_by_id),
            lacking.get(e.id),
            paused.get(e.id),
            now,
            hour_seconds,
            explain_code,
        )
        for e in enrollments
    }


_PAUSES = """
SELECT e.id, l.paused_at, l.paused_until, l.pause_reason, l.paused_by, q.paused_at AS sequence_paused_at,
       q.paused_by AS sequence_paused_by, a.paused_at AS account_paused_at, a.paused_by AS account_paused_by
FROM enrollment e
JOIN lead l ON l.id = e.lead_id JOIN sequence q ON q.id = e.sequence_id JOIN account a ON a.id = e.account_id
WHERE e.id = ANY($1) AND e.status = 'ACTIVE'
  AND coalesce(e.paused_at, l.paused_at, q.paused_at, a.paused_at) IS NOT NULL
"""


async def _paused(enrollments: Sequence[Enrollment], now: datetime) -> dict[UUID, Pause]:
    """The pause that the next step of each enrollment waits for, or will wait for."""
    by_id = {e.id: e for e in enrollments}
    found: dict[UUID, Pause] = {}
    for row in await rows(_PAUSES, list(by_id)):
        pause = pauses.last_to_end(
            pauses.stored(row["paused_at"], row["paused_until"], row["pause_reason"], row["paused_by"]),
            by_id[row["id"]].pause,
            pauses.requested(Paused.SEQUENCE, row["sequence_paused_at"], None, row["sequence_paused_by"]),
            pauses.requested(Paused.ACCOUNT, row["account_paused_at"], None, row["account_paused_by"]),
        )
        if pause and pause.in_force(now):
            found[row["id"]] = pause
    return found


async def _closed(postponed: Sequence[Enrollment], now: datetime) -> dict[UUID, str]:
    """Which rule, or which of the account's own times, the steps wait for that are outside their hours."""
    if not postponed:
        return {}
    wanted = Lead.filter(id__in={e.lead_id for e in postponed}).select_related("account")
    calendars = {lead.id: lead.calendar(lead.account) for lead in await wanted}
    return {
        e.id: calendars[e.lead_id].closed(now).sentence
        for e in postponed
        if calendars[e.lead_id].sendable(now)[0] != now
    }


async def _capped(
    postponed: Sequence[Enrollment], closed: Mapping[UUID, str], now: datetime, hour_seconds: float
) -> dict[UUID, str]:
    """Which cap the steps wait for. A step that has room by now, and waits for the hours, is left out."""
    if not postponed:
        return {}
    wanted = Lead.filter(id__in={e.lead_id for e in postponed}).select_related("account")
    limits = {lead.id: lead.limits(lead.account, now) for lead in await wanted}
    capped = {e.id: limits[e.lead_id] for e in postponed if limits[e.lead_id]}
    counted = await sending.count_for_caps(connection(), capped, now, hour_seconds)
    found = {key: caps.full(capped[key], counted[key], now) for key in counted}
    # A step with room had left it to another step of the person, and is decided on again within a second.
    last = {key: full.limit if full else capped[key][0] for key, full in found.items() if full or key not in closed}
    return {key: limit.sentence for key, limit in last.items()}


async def _taken_over(held: Sequence[Enrollment]) -> dict[UUID, str]:
    """Who took the conversations over that the steps wait for, where a name was given."""
    leads = Lead.filter(id__in={e.lead_id for e in held}, paused_by__isnull=False) if held else None
    names = {lead.id: str(lead.paused_by) for lead in await leads} if leads is not None else {}
    return {e.id: explain.taken_over(names[e.lead_id]) for e in held if e.lead_id in names}


async def _blocked(postponed: Sequence[Enrollment]) -> dict[UUID | None, Sender]:
    """The senders that the steps wait for because they cannot send, by their ids."""
    ids = {e.held_by for e in postponed if e.held_by}
    return (
        {sender.id: sender for sender in await Sender.filter(id__in=ids).exclude(status=SenderStatus.READY)}
        if ids
        else {}
    )


async def _paced(in_line: Sequence[Enrollment]) -> dict[UUID | None, Sender]:
    """The senders in whose lines steps wait, by their ids."""
    return {sender.id: sender for sender in await Sender.filter(id__in={e.line_of for e in in_line})} if in_line else {}


async def _events(ids: Sequence[UUID]) -> dict[UUID | None, LeadEvent]:
    """The events that ended enrollments, by their ids."""
    return {event.id: event for event in await LeadEvent.filter(id__in=ids)} if ids else {}


async def _lacking(held: Sequence[Enrollment], steps: Mapping[UUID, list[Step]]) -> dict[UUID, str]:
    """What the held steps lack, as a sentence's part, by the enrollment."""
    if not held:
        return {}
    metadata = dict(await Lead.filter(id__in={e.lead_id for e in held}).values_list("id", "metadata"))
    return {
        e.id: explain.lacking(*_names_lacking(step, custom.read(e.variables, metadata[e.lead_id])))
        for e in held
        for step in steps[e.version_id]
        if step.position == e.position
    }


def _names_lacking(step: Step, values: Mapping[str, str | None]) -> tuple[list[str], list[str]]:
    """The custom variables that the step's text lacks, and those of them that have a value which may not be sent."""
    names = templates.lacking(templates.parse(step.message or step.fallback_message or ""), values)
    return names, [name for name in names if name in values]


def _grouped(steps: Iterable[Step]) -> dict[UUID, list[Step]]:
    by_version: dict[UUID, list[Step]] = defaultdict(list)
    for step in steps:
        by_version[step.version_id].append(step)
    return by_version


def _timeline(
    enrollment: Enrollment,
    steps: list[Step],
    runs: dict[tuple[UUID, int], StepRun],
    messages: dict[UUID, Message],
    draft: Draft | None,
    sender: Sender | None,
    closed: str | None,
    event: LeadEvent | None,
    lacking: str | None,
    pause: Pause | None,
    now: datetime,
    hour_seconds: float,
    explain_code: ExplainCode,
) -> list[Entry]:
    entries: list[Entry] = []
    if pause and not _waits_for(pause, enrollment):
        pause = None
    # Later steps are planned from when the current one is: after its hold or the look-up of its outcome, and never from
    # a moment that is over.
    is_unknown = enrollment.hold_reason is StepReason.OUTCOME_UNKNOWN
    at = max((enrollment.wake_at if is_unknown else enrollment.next_step_at) or now, now)
    behind = enrollment.hold_reason if enrollment.waits_without_end else None
    if pause:
        at = max(at, pause.until or at)
        behind = None if pause.until else pause.step_reason
    for step in steps:
        run = runs.get((enrollment.id, step.position))
        if run is not None:
            entries.append(_settled(step, run, messages.get(run.message_id) if run.message_id else None, explain_code))
        elif step.position == enrollment.position and enrollment.attempt_id:
            entries.append(_in_flight(step, enrollment, messages.get(enrollment.attempt_id)))
        elif enrollment.status is not EnrollmentStatus.ACTIVE:
            entries.append(_never(step, enrollment, event))
        elif step.position == enrollment.position and draft and enrollment.hold_reason is StepReason.AWAITING_REVIEW:
            entries.append(_waiting(step, enrollment, draft))
        elif step.position == enrollment.position and pause:
            entries.append(_held(step, enrollment, pause, now))
        elif step.position == enrollment.position:
            entries.append(_current(step, enrollment, draft, sender, closed, lacking, now))
        else:
            at = delays.elapsed(at, step.delay, hour_seconds)
            entries.append(_future(step, enrollment, at, behind))
    return entries


def _settled(step: Step, run: StepRun, message: Message | None, explain_code: ExplainCode) -> Entry:
    status, code = (message.status, message.error_code) if message else (None, None)
    sentence = run.explanation or explain.sent(run.due_at, run.settled_at, status, code, explain_code(code).sentence)
    if message and message.generation and (why := message.generation.get("explanation")):
        sentence = f"{sentence} {why}"
    return Entry(step, run.status, run.due_at, run.settled_at, run.reason, sentence, run.message_id)


def _in_flight(step: Step, enrollment: Enrollment, message: Message | None) -> Entry:
    if enrollment.hold_reason is StepReason.OUTCOME_UNKNOWN:
        status, reason, sentence = StepRunStatus.UNKNOWN, enrollment.hold_reason, explain.unknown(enrollment.wake_at)
    else:
        since = message.created_at if message else enrollment.started_at
        status, reason, sentence = StepRunStatus.SENDING, None, explain.in_flight(since)
    return Entry(step, status, enrollment.due_at, None, reason, sentence, enrollment.attempt_id)


def _never(step: Step, enrollment: Enrollment, event: LeadEvent | None) -> Entry:
    why = explain.event(event.name, event.at) if event else None
    reason = REASONS[enrollment.cancel_reason] if enrollment.cancel_reason else StepReason.CANCELLED
    sentence = explain.cancelled(enrollment.cancel_reason, enrollment.ended_at, why)
    return Entry(step, StepRunStatus.CANCELLED, None, enrollment.ended_at, reason, sentence, None)


def _waiting(step: Step, enrollment: Enrollment, draft: Draft) -> Entry:
    sentence = explain.waiting(draft.created_at, draft.note)
    return Entry(step, StepRunStatus.PENDING, enrollment.next_step_at, None, StepReason.AWAITING_REVIEW, sentence, None)


def _waits_for(pause: Pause, enrollment: Enrollment) -> bool:
    """Whether the pause holds the current step, or will hold it when it falls due. What is decided before a pause, and
    a text that waits for a person, come first."""
    if enrollment.attempt_id or enrollment.hold_reason in (StepReason.NO_CONSENT, StepReason.AWAITING_REVIEW):
        return False
    return pause.until is None or enrollment.due_at is None or enrollment.due_at < pause.until


def _held(step: Step, enrollment: Enrollment, pause: Pause, now: datetime) -> Entry:
    at = enrollment.next_step_at or now
    at = max(at, pause.until) if pause.until else at
    return Entry(step, StepRunStatus.PENDING, at, None, pause.step_reason, explain.held_by_pause(pause), None)


def _current(
    step: Step,
    enrollment: Enrollment,
    draft: Draft | None,
    sender: Sender | None,
    closed: str | None,
    lacking: str | None,
    now: datetime,
) -> Entry:
    """The step that is next, with the time that `nextStepAt` says. A draft that could not be written may say what has
    to be mended, and so do a sender that cannot send and a text that lacks a value. `closed`: which hours it waits
    for."""
    due_at, planned_at = enrollment.due_at or now, enrollment.next_step_at or now
    if (enrollment.hold_reason is None or enrollment.is_in_line) and _is_skipped(step, enrollment):
        return _will_be_skipped(step, enrollment, planned_at)
    hold = enrollment.hold_reason
    if hold and sender and hold in explain.BLOCKED and enrollment.wake_at is None:
        sentence = explain.blocked(hold, sender.status_reason, sender.status_code)
    elif sender and enrollment.is_in_line:
        sentence = explain.paced(planned_at, sender.segments_per_second, sender.segments_per_day)
    elif lacking:
        sentence = explain.held_for_values(lacking)
    else:
        sentence = explain.pending(due_at, enrollment.wake_at, step.delay, step.position, hold, now, closed)
    if draft and draft.position == step.position and draft.note:
        sentence = f"{sentence} {draft.note}"
    reason = hold or (StepReason.NOT_DUE if due_at > now else None)
    return Entry(step, StepRunStatus.PENDING, planned_at, None, reason, sentence, None)


def _future(step: Step, enrollment: Enrollment, at: datetime, behind: StepReason | None) -> Entry:
    if _is_skipped(step, enrollment):
        return _will_be_skipped(step, enrollment, at)
    sentence = explain.planned(at, step.delay, behind)
    return Entry(step, StepRunStatus.PENDING, at, None, StepReason.NOT_DUE, sentence, None)


def _is_skipped(step: Step, enrollment: Enrollment) -> bool:
    """What `decide.decide` will say of the step, unless the run ends before."""
    return step.skip_if_replied and enrollment.replied_at is not None


def _will_be_skipped(step: Step, enrollment: Enrollment, at: datetime) -> Entry:
    sentence = explain.will_be_skipped(at, enrollment.replied_at or at)
    return Entry(step, StepRunStatus.PENDING, at, None, StepReason.REPLIED, sentence, None)
