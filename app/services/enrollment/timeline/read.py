"""Reads what the timelines of many enrollments are told from, in a few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.deps import Deps
from app.domain.engine import explain
from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.models import Draft, Enrollment, LeadEvent, Message, Sender, Step, StepRun
from app.services.enrollment.expected import Outlook, foresee, giving_way, grouped, outlooks, sharing
from app.services.enrollment.timeline.entries import Entry, Run, told

ROWS_AT_ONCE = 500
"""Rows that are read at once: each takes some hundredths of a millisecond of the event loop."""


async def timelines(deps: Deps, enrollments: Sequence[Enrollment]) -> dict[UUID, list[Entry]]:
    """The timelines of many enrollments in a few statements, by the enrollment's id."""
    return await _read(deps, enrollments, only_next=False)


async def next_entries(deps: Deps, enrollments: Sequence[Enrollment]) -> dict[UUID, Entry]:
    """The entry of the step at which each of these enrollments is, by the enrollment's id. The steps after it are
    foreseen only where they share the room under a cap with it."""
    found = await _read(deps, enrollments, only_next=True)
    return {run: entry for run, [entry] in found.items()}


async def _read(deps: Deps, enrollments: Sequence[Enrollment], *, only_next: bool) -> dict[UUID, list[Entry]]:
    now, hour_seconds = deps.clock.now(), deps.settings.hour_seconds
    give_way, at = giving_way(deps, enrollments), {run.id: run.position for run in enrollments}
    enrollments, ahead = await _with_outlooks(enrollments, now, hour_seconds)
    versions = {e.version_id for e in [*enrollments, *(one.run for one in ahead.values())]}
    of_versions = Step.filter(version_id__in=versions).order_by("position")
    positions = set(at.values()) if only_next else set[int]()
    if only_next:
        shared = sharing(ahead.values(), now)
        of_versions = of_versions.filter(Q(position__in=positions) | Q(version_id__in=shared))
    steps = grouped(await of_versions)
    settled: dict[UUID, dict[int, StepRun]] = defaultdict(dict)
    for part in _parts(enrollments, steps):
        for run in await _runs(part, positions):
            settled[run.enrollment_id][run.position] = run
        await give_way()
    ids = [run.message_id for runs in settled.values() for run in runs.values() if run.message_id]
    ids += [e.attempt_id for e in enrollments if e.attempt_id]
    messages = dict[UUID, Message]()
    for first in range(0, len(ids), ROWS_AT_ONCE):
        some = Message.filter(id__in=ids[first : first + ROWS_AT_ONCE])
        messages |= {message.id: message for message in await some}
        await give_way()
    drafted = [e.id for e in enrollments if e.hold_reason in (StepReason.AWAITING_REVIEW, StepReason.AI_UNAVAILABLE)]
    drafts = {d.enrollment_id: d for d in await Draft.filter(enrollment_id__in=drafted)} if drafted else {}
    senders = await _senders(enrollments)
    events = await _events([e.ended_by_id for e in enrollments if e.ended_by_id])
    first_of = set(at) if only_next else ()
    outlook = await foresee(ahead.values(), steps, now, hour_seconds, give_way, first_of)
    found = dict[UUID, list[Entry]]()
    for e in enrollments:
        shown = [one for one in steps[e.version_id] if not only_next or one.position == at[e.id]]
        told_from = Run(
            e,
            shown,
            settled[e.id],
            messages,
            outlook.get(e.id),
            drafts.get(e.id),
            senders.get(_sender_of(e)),
            events.get(e.ended_by_id),
        )
        found[e.id] = told(told_from, now, deps.sms.explain)
        await give_way()
    return found


async def _with_outlooks(
    enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float
) -> tuple[list[Enrollment], dict[UUID, Outlook]]:
    """The enrollments with the rows of those that are running. An enrollment that has ended since it was read is read
    again. What has ended is read after this, so that no step is missing."""
    ahead = await outlooks([e for e in enrollments if e.status is EnrollmentStatus.ACTIVE], now, hour_seconds)
    ended = [e.id for e in enrollments if e.status is EnrollmentStatus.ACTIVE and e.id not in ahead]
    again = {e.id: e for e in await Enrollment.filter(id__in=ended)} if ended else {}
    return [again.get(e.id, e) for e in enrollments], ahead


def _parts(enrollments: Sequence[Enrollment], steps: Mapping[UUID, Sequence[Step]]) -> list[list[Enrollment]]:
    """The enrollments in parts whose steps, as far as they are told, are at most `ROWS_AT_ONCE`."""
    parts, rows = list[list[Enrollment]](), ROWS_AT_ONCE
    for e in enrollments:
        rows += len(steps.get(e.version_id, ()))
        if rows > ROWS_AT_ONCE or not parts:
            parts.append([])
            rows = len(steps.get(e.version_id, ()))
        parts[-1].append(e)
    return parts


def _runs(enrollments: Sequence[Enrollment], positions: set[int]) -> QuerySet[StepRun]:
    """Their steps that have ended, at these positions only if there are any."""
    found = StepRun.filter(enrollment_id__in=[e.id for e in enrollments])
    return found.filter(position__in=positions) if positions else found


def _sender_of(run: Enrollment) -> UUID | None:
    """The sender that cannot send, or in whose line the step waits."""
    if run.is_in_line:
        return run.line_of
    return run.held_by if run.hold_reason in explain.BLOCKED else None


async def _senders(enrollments: Sequence[Enrollment]) -> dict[UUID | None, Sender]:
    """The senders that steps wait for, by their ids."""
    ids = {found for run in enrollments if (found := _sender_of(run))}
    return {sender.id: sender for sender in await Sender.filter(id__in=ids)} if ids else {}


async def _events(ids: Sequence[UUID]) -> dict[UUID | None, LeadEvent]:
    """The events that ended enrollments, by their ids."""
    return {event.id: event for event in await LeadEvent.filter(id__in=ids)} if ids else {}
