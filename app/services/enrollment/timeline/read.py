"""Reads what the timelines of many enrollments are told from, in a few statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.domain.engine import explain
from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.models import Draft, Enrollment, LeadEvent, Message, Sender, Step, StepRun
from app.services.enrollment.expected import Outlook, foresee, grouped, outlooks
from app.services.enrollment.timeline.entries import Entry, ExplainCode, Run, told


async def timelines(
    enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float, explain_code: ExplainCode
) -> dict[UUID, list[Entry]]:
    """The timelines of many enrollments in a few statements, by the enrollment's id."""
    enrollments, ahead = await _with_outlooks(enrollments, now, hour_seconds)
    versions = {e.version_id for e in [*enrollments, *(one.run for one in ahead.values())]}
    steps = grouped(await Step.filter(version_id__in=versions).order_by("position"))
    settled: dict[UUID, dict[int, StepRun]] = defaultdict(dict)
    for run in await StepRun.filter(enrollment_id__in=[e.id for e in enrollments]):
        settled[run.enrollment_id][run.position] = run
    messages = await _messages(enrollments, [run for runs in settled.values() for run in runs.values()])
    drafted = [e.id for e in enrollments if e.hold_reason in (StepReason.AWAITING_REVIEW, StepReason.AI_UNAVAILABLE)]
    drafts = {d.enrollment_id: d for d in await Draft.filter(enrollment_id__in=drafted)} if drafted else {}
    senders = await _senders(enrollments)
    events = await _events([e.ended_by_id for e in enrollments if e.ended_by_id])
    outlook = foresee(ahead.values(), steps, now, hour_seconds)
    return {
        e.id: told(
            Run(
                e,
                steps[e.version_id],
                settled[e.id],
                messages,
                outlook.get(e.id),
                drafts.get(e.id),
                senders.get(_sender_of(e)),
                events.get(e.ended_by_id),
            ),
            now,
            explain_code,
        )
        for e in enrollments
    }


async def _with_outlooks(
    enrollments: Sequence[Enrollment], now: datetime, hour_seconds: float
) -> tuple[list[Enrollment], dict[UUID, Outlook]]:
    """The enrollments with the rows of those that are running. An enrollment that has ended since it was read is read
    again. What has ended is read after this, so that no step is missing."""
    ahead = await outlooks([e for e in enrollments if e.status is EnrollmentStatus.ACTIVE], now, hour_seconds)
    ended = [e.id for e in enrollments if e.status is EnrollmentStatus.ACTIVE and e.id not in ahead]
    again = {e.id: e for e in await Enrollment.filter(id__in=ended)} if ended else {}
    return [again.get(e.id, e) for e in enrollments], ahead


async def _messages(enrollments: Sequence[Enrollment], runs: Sequence[StepRun]) -> dict[UUID, Message]:
    """The messages of the steps that have ended or are in flight."""
    ids = [run.message_id for run in runs if run.message_id] + [e.attempt_id for e in enrollments if e.attempt_id]
    return {message.id: message for message in await Message.filter(id__in=ids)} if ids else {}


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
