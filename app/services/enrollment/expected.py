"""What is expected of the steps that wait: by the rows that the engine would pick, and by its own decisions.

Expected is what becomes of a step if nothing else happens. For a text that the AI has not written yet, that is that it
is written in time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.db import connection, rows
from app.domain.calendar.caps import Counted, Limit
from app.domain.calendar.delays import NO_DELAY, Following, LocalDays
from app.domain.engine import decide, explain, forecast, misfire
from app.domain.engine.decide import Due
from app.domain.engine.forecast import Ahead, Foreseen
from app.domain.people import pause as pauses
from app.domain.people.pause import Pause, Paused
from app.domain.vocabulary import StepReason, StepRunStatus, StepType
from app.models import Enrollment, Step
from app.services import sending

BEFORE_PAUSES = {StepReason.NO_CONSENT, StepReason.AWAITING_REVIEW}
"""Holds that are told although the step is paused too."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The row of a running enrollment, and what is foreseen of its waiting steps, by their positions."""

    due: Due
    days: LocalDays
    steps: Mapping[int, Foreseen] = field(default_factory=dict)


async def outlooks(enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float) -> dict[UUID, Outlook]:
    """The rows of these running enrollments, in one statement, and one more if caps apply; none of an enrollment that
    has ended meanwhile."""
    if not enrollments:
        return {}
    found = await _outlooks(enrollments, now, hour_seconds)
    paused = [key for key, one in found.items() if one.due.pause and one.due.pause.in_force(now)]
    for key, pause in (await _named_pauses(paused)).items():
        found[key] = replace(found[key], due=replace(found[key].due, pause=pause))
    return found


async def next_steps_at(
    enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float
) -> dict[UUID, datetime | None]:
    """When the next step of each of these enrollments is expected, by the enrollment's id; if nobody knows that, when
    it is planned. None once the enrollment has ended."""
    waiting = [run for run in enrollments if run.next_step_at and not run.attempt_id and not run.waits_without_end]
    found = await _outlooks(waiting, now, hour_seconds) if waiting else {}
    return {run.id: _next_step_at(run, found.get(run.id), now) for run in enrollments}


def _next_step_at(run: Enrollment, outlook: Outlook | None, now: datetime) -> datetime | None:
    if outlook is None or run.due_at is None or outlook.due.position != run.position:
        return run.next_step_at
    step = Ahead(replace(outlook.due, due_at=run.due_at, attempt_id=None), NO_DELAY)
    found = _current(step, run, now, [run.replied_at] if run.replied_at else [])
    return run.next_step_at if found.status is StepRunStatus.PENDING else found.at


async def _outlooks(enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float) -> dict[UUID, Outlook]:
    hour = timedelta(seconds=hour_seconds)
    read = await sending.read([enrollment.id for enrollment in enrollments], hour)
    resumed = {key: _resumed(due, now) for key, (due, _) in read.items()}
    capped = {key: limits for key, (due, _) in read.items() if (limits := _limits(due, now, resumed[key]))}
    counted = await sending.count_for_caps(connection(), capped, now, hour_seconds, resumed)
    nothing = Counted((), hour)
    return {key: Outlook(replace(due, counted=counted.get(key, nothing)), days) for key, (due, days) in read.items()}


def _resumed(due: Due, now: datetime) -> datetime:
    """When the pause of the step ends, if it has an end."""
    return max(now, due.pause.until) if due.pause is not None and due.pause.until is not None else now


def _limits(due: Due, now: datetime, resumed: datetime) -> tuple[Limit, ...]:
    """The caps that count for the step now, and that of late steps if it may be late when it is sent."""
    found = decide.limits(due, now)
    may_be_late = resumed > now or due.blocked_since is not None or due.sender_hold is not None
    return (*found, misfire.SPACING) if may_be_late else found


_PAUSES = """
SELECT e.id, l.paused_at, l.paused_until, l.pause_reason, l.paused_by,
       e.paused_at AS run_paused_at, e.paused_until AS run_paused_until, e.paused_by AS run_paused_by,
       q.paused_at AS sequence_paused_at, q.paused_by AS sequence_paused_by,
       q.pause_reason AS sequence_pause_reason,
       a.paused_at AS account_paused_at, a.paused_by AS account_paused_by
FROM enrollment e
JOIN lead l ON l.id = e.lead_id JOIN sequence q ON q.id = e.sequence_id JOIN account a ON a.id = e.account_id
WHERE e.id = ANY($1)
"""


async def _named_pauses(paused: Sequence[UUID]) -> dict[UUID, Pause]:
    """The pauses that these enrollments wait for, with the names of those who began them, which the engine does not
    read."""
    found: dict[UUID, Pause] = {}
    for row in await rows(_PAUSES, list(paused)) if paused else ():
        pause = pauses.last_to_end(
            pauses.stored(row["paused_at"], row["paused_until"], row["pause_reason"], row["paused_by"]),
            pauses.requested(Paused.ENROLLMENT, row["run_paused_at"], row["run_paused_until"], row["run_paused_by"]),
            pauses.requested(
                Paused.SEQUENCE,
                row["sequence_paused_at"],
                None,
                row["sequence_paused_by"],
                row["sequence_pause_reason"],
            ),
            pauses.requested(Paused.ACCOUNT, row["account_paused_at"], None, row["account_paused_by"]),
        )
        if pause is not None:
            found[row["id"]] = pause
    return found


def foresee(outlook: Outlook, run: Enrollment, steps: Sequence[Step], now: datetime, hour_seconds: float) -> Outlook:
    """The outlook with what is foreseen of the steps that wait."""
    ahead = [Ahead(_as_row(outlook, run, step), step.delay) for step in steps if step.position >= run.position]
    if not ahead:
        return outlook
    replies = [run.replied_at] if run.replied_at else []
    before = [] if run.attempt_id else [_current(ahead[0], run, now, replies)]
    since = before[0].at if before else _answered(run, now)
    after = forecast.onward(ahead[1:], since, replies, hour_seconds, outlook.days, before)
    each = zip(ahead[1 - len(before) :], [*before, *after], strict=True)
    return replace(outlook, steps={step.due.position: found for step, found in each})


def _as_row(outlook: Outlook, run: Enrollment, step: Step) -> Due:
    """The step as the engine would see it in its turn."""
    due = outlook.due
    row = replace(
        due,
        position=step.position,
        step_type=StepType(step.type),
        message=step.message,
        skip_if_replied=step.skip_if_replied,
        attempt_id=None,
        own_delay=Following(step.delay, outlook.days),
    )
    if step.position == run.position and due.position == run.position:
        return replace(row, due_at=run.due_at or due.due_at)
    return replace(
        row,
        draft_id=None,
        draft=None,
        draft_inbound_count=None,
        hold_reason=None,
        at_once=False,
        wake_at=None,
        blocked_since=None,
    )


def _answered(run: Enrollment, now: datetime) -> datetime:
    """When the outcome of the step in flight is known: at once, or when the provider's list is asked."""
    is_unknown = run.hold_reason is StepReason.OUTCOME_UNKNOWN
    return max(run.wake_at or now, now) if is_unknown else now


def _current(step: Ahead, run: Enrollment, now: datetime, replies: Sequence[datetime]) -> Foreseen:
    """The step that is next. A hold without a time ends when its cause does: then the row is woken."""
    begins = _looked_at(run, now)
    found = forecast.foresee(step, begins, replies)
    hold = run.hold_reason if run.waits_without_end else None
    if hold is None or hold in explain.BLOCKED:
        return found
    if found.status is StepRunStatus.PENDING and hold not in BEFORE_PAUSES:
        return found
    return Foreseen(step.due.due_at, begins, StepRunStatus.PENDING, "", hold)


def _looked_at(run: Enrollment, now: datetime) -> datetime:
    """When the engine decides on the row next. A step that is being written is decided on when its text is there, and
    a first step that a call has just begun is not left to the workers."""
    due_at = max(run.due_at or now, now)
    if run.hold_reason is StepReason.BEING_WRITTEN or (run.at_once and run.position == 0 and run.hold_reason is None):
        return due_at
    return max((run.slot_at if run.is_in_line else run.wake_at) or due_at, due_at)
