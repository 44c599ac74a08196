"""What is expected of the steps that wait: by the rows that the engine would pick, and by its own decisions.

Expected is what becomes of a step if nothing else happens. For a text that the AI has not written yet, that is that it
is written in time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.concurrency import GiveWay
from app.db import connection, rows
from app.deps import Deps
from app.domain.calendar.caps import Counted, Limit
from app.domain.calendar.delays import NO_DELAY, Following, LocalDays
from app.domain.engine import decide, explain, forecast, misfire
from app.domain.engine.decide import Due
from app.domain.engine.forecast import Ahead, Course, Foreseen, Past
from app.domain.people import pause as pauses
from app.domain.people.pause import Pause, Paused
from app.domain.values import changed
from app.domain.vocabulary import EnrollmentStatus, StepReason, StepRunStatus, StepType
from app.models import Enrollment, Step
from app.services import sending
from app.services.checks import FARTHEST

BEFORE_PAUSES = {StepReason.NO_CONSENT, StepReason.AWAITING_REVIEW}
"""Holds that are told although the step is paused too."""


MOST_BESIDE = 500
"""How many other enrollments of the leads of a list are read, because they share the room under a cap."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A running enrollment and its row, and what is foreseen of its waiting steps, by their positions."""

    run: Enrollment
    due: Due
    days: LocalDays
    steps: Mapping[int, Foreseen] = field(default_factory=dict)


async def outlooks(enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float) -> dict[UUID, Outlook]:
    """The rows of these running enrollments, and of the others of their leads with which they share the room under a
    cap: in one statement, and up to three more if caps apply. None of an enrollment that has ended meanwhile."""
    if not enrollments:
        return {}
    found = await _outlooks(enrollments, now, hour_seconds)
    paused = [run.id for run in enrollments if run.id in found and _is_paused(found[run.id].due, now)]
    for key, pause in (await _named_pauses(paused)).items():
        found[key] = replace(found[key], due=changed(found[key].due, pause=pause))
    return found


def _is_paused(due: Due, now: datetime) -> bool:
    return due.pause is not None and due.pause.in_force(now)


async def next_steps_at(deps: Deps, enrollments: Sequence[Enrollment]) -> dict[UUID, datetime | None]:
    """When the next step of each of these enrollments is expected, by the enrollment's id; if nobody knows that, when
    it is planned. None once the enrollment has ended."""
    now, hour_seconds = deps.clock.now(), deps.settings.hour_seconds
    give_way = giving_way(deps, enrollments)
    waiting = [run for run in enrollments if run.next_step_at and not run.attempt_id and not run.waits_without_end]
    found = await _outlooks(waiting, now, hour_seconds) if waiting else {}
    groups, shared = _by_lead(found.values()), sharing(found.values(), now)
    steps = grouped(await Step.filter(version_id__in=shared).order_by("position")) if shared else {}
    asked, next_at = {run.id for run in waiting}, dict[UUID, datetime | None]()
    for group in groups:
        past = _past(group)
        courses = [_course(one, steps.get(one.run.version_id, ()), past, now, hour_seconds) for one in group]
        wanted = {one.run: course for one, course in zip(group, courses, strict=True) if one.run.id in asked}
        await foreseen_together(courses, hour_seconds, give_way, [*wanted.values()])
        next_at |= {run.id: _next_step_at(run, course.found) for run, course in wanted.items()}
    return {run.id: next_at.get(run.id, run.next_step_at) for run in enrollments}


def _next_step_at(run: Enrollment, found: Sequence[Foreseen]) -> datetime | None:
    return run.next_step_at if not found or found[0].status is StepRunStatus.PENDING else found[0].at


async def _outlooks(enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float) -> dict[UUID, Outlook]:
    hour, runs = timedelta(seconds=hour_seconds), {run.id: run for run in enrollments}
    read = await sending.read([*runs], hour)
    if sharing := {due.lead_id for due, _ in read.values() if _shares(due, now)}:
        others = Enrollment.filter(lead_id__in=sharing, status=EnrollmentStatus.ACTIVE).exclude(id__in=[*runs])
        if beside := {run.id: run for run in await others.order_by("due_at").limit(MOST_BESIDE)}:
            runs, read = runs | beside, read | await sending.read([*beside], hour)
    capped = [(due, limits) for due, _ in read.values() if (limits := _limits(due, now))]
    counted = await sending.count_for_caps(connection(), capped, now, hour_seconds)
    nothing = Counted((), hour)
    return {
        key: Outlook(runs[key], changed(due, counted=counted.get(key, nothing)), days)
        for key, (due, days) in read.items()
    }


def _shares(due: Due, now: datetime) -> bool:
    """Whether messages of other enrollments of the lead change when a step is sent, or its text."""
    return due.first_message is not None or bool(_limits(due, now))


def _limits(due: Due, now: datetime) -> tuple[Limit, ...]:
    """The caps that count for the step now, and that of late steps if it may be late when it is sent."""
    found = decide.limits(due, now)
    may_be_late = _is_paused(due, now) or due.blocked_since is not None or due.sender_hold is not None
    return (*found, misfire.SPACING) if may_be_late else found


_PAUSES = """
SELECT e.id, l.paused_at, l.paused_until, l.pause_reason, l.paused_by,
       e.paused_at AS run_paused_at, e.paused_until AS run_paused_until, e.paused_by AS run_paused_by,
       q.paused_at AS sequence_paused_at, q.paused_by AS sequence_paused_by,
       q.pause_reason AS sequence_pause_reason,
       a.paused_at AS account_paused_at, a.paused_by AS account_paused_by,
       (SELECT restored_at FROM installation) AS restored_at
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
            pauses.requested(Paused.INSTALLATION, row["restored_at"]),
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


async def foresee(
    outlooks: Iterable[Outlook],
    steps: Mapping[UUID, Sequence[Step]],
    now: datetime,
    hour_seconds: float,
    give_way: GiveWay,
    first_of: Collection[UUID] = (),
) -> dict[UUID, Outlook]:
    """The outlooks with what is foreseen of the steps that wait, or as far as is needed for the first of them in each
    of some runs. `steps`: those of each version, in their order."""
    found = dict[UUID, Outlook]()
    for group in _by_lead(outlooks):
        past = _past(group)
        courses = [_course(one, steps[one.run.version_id], past, now, hour_seconds) for one in group]
        firsts = [course for one, course in zip(group, courses, strict=True) if one.run.id in first_of]
        await foreseen_together(courses, hour_seconds, give_way, firsts)
        for one, course in zip(group, courses, strict=True):
            each = zip(course.steps, course.found, strict=not firsts)
            found[one.run.id] = replace(one, steps={step.due.position: foreseen for step, foreseen in each})
    return found


async def foreseen_together(
    courses: Sequence[Course], hour_seconds: float, give_way: GiveWay, first_of: Sequence[Course] = ()
) -> None:
    """Foresees the runs of one lead as `forecast.together` does, in parts between which the event loop is free."""
    for _ in forecast.looks(courses, hour_seconds, first_of):
        await give_way()


def giving_way(deps: Deps, enrollments: Sequence[Enrollment]) -> GiveWay:
    """How a plan of these enrollments gives way: those of one account take turns."""
    return deps.concurrency.turns.of(enrollments[0].account_id if enrollments else None)


def sharing(outlooks: Iterable[Outlook], now: datetime) -> set[UUID]:
    """The versions of the runs of leads whose messages change when another run's step is sent, or its text."""
    groups = [group for group in _by_lead(outlooks) if any(_shares(one.due, now) for one in group)]
    return {one.run.version_id for group in groups for one in group}


def grouped(steps: Iterable[Step]) -> dict[UUID, list[Step]]:
    """Steps by their version."""
    by_version: dict[UUID, list[Step]] = defaultdict(list)
    for step in steps:
        by_version[step.version_id].append(step)
    return by_version


def _by_lead(outlooks: Iterable[Outlook]) -> list[list[Outlook]]:
    groups: dict[UUID, list[Outlook]] = defaultdict(list)
    for one in outlooks:
        groups[one.due.lead_id].append(one)
    return [*groups.values()]


def _past(group: Sequence[Outlook]) -> Past:
    """What was sent to the lead. Each row has the newest messages that its own caps count, so the longest list has
    those of all."""
    sent = max((one.due.counted.sent for one in group if one.due.counted), key=len, default=())
    return Past(sent, max((at for one in group if (at := one.due.last_automated_at)), default=None))


def _course(outlook: Outlook, steps: Sequence[Step], past: Past, now: datetime, hour_seconds: float) -> Course:
    """The run from now on, or its current step alone if no steps are given."""
    run = outlook.run
    replies = [run.replied_at] if run.replied_at else []
    ahead = [Ahead(_as_row(outlook, run, step), step.delay) for step in steps if step.position >= run.position]
    if not steps and outlook.due.position == run.position:
        due, due_at = outlook.due, run.due_at or outlook.due.due_at
        if (due.due_at, due.attempt_id) != (due_at, None):
            due = changed(due, due_at=due_at, attempt_id=None)
        ahead = [Ahead(due, NO_DELAY)]
    if run.attempt_id:
        course = Course(ahead[1:], now, replies, outlook.days, past)
        course.begins_at(_answered(run, now), hour_seconds)
        return course
    course = Course(ahead, _looked_at(run, now), replies, outlook.days, past)
    if ahead and (waits := _waits_without_end(course, run, hour_seconds)) is not None:
        course.goes_on(waits, hour_seconds)
    return course


def _as_row(outlook: Outlook, run: Enrollment, step: Step) -> Due:
    """The step as the engine would see it in its turn."""
    due = outlook.due
    row = changed(
        due,
        position=step.position,
        step_type=StepType(step.type),
        message=step.message,
        skip_if_replied=step.skip_if_replied,
        attempt_id=None,
        own_delay=Following(step.delay, outlook.days),
    )
    if step.position == run.position and due.position == run.position:
        return changed(row, due_at=run.due_at or due.due_at)
    return changed(
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


def _waits_without_end(course: Course, run: Enrollment, hour_seconds: float) -> Foreseen | None:
    """The current step, if nobody knows when it ends. A hold without a time ends when its cause does: then the row is
    woken."""
    hold = run.hold_reason if run.waits_without_end else None
    if hold is None or hold in explain.BLOCKED:
        return None
    alone = Course(course.steps[:1], course.at, course.replies, course.days, replace(course.past))
    forecast.together([alone], hour_seconds)
    [found] = alone.found
    if found.status is StepRunStatus.PENDING and hold not in BEFORE_PAUSES:
        return found
    return Foreseen(course.step.due.due_at, course.at, StepRunStatus.PENDING, "", hold)


def _looked_at(run: Enrollment, now: datetime) -> datetime:
    """When the engine decides on the row next. A step that is being written is decided on when its text is there, and
    a first step that a call has just begun is not left to the workers. No later time is reckoned with than `FARTHEST`
    from now."""
    due_at = max(run.due_at or now, now)
    if run.hold_reason is StepReason.BEING_WRITTEN or (run.at_once and run.position == 0 and run.hold_reason is None):
        return due_at
    wakes_at = (run.slot_at if run.is_in_line else run.wake_at) or due_at
    return max(min(wakes_at, now + FARTHEST), due_at)
