"""Enrolling a lead, cancelling, and the timeline that explains itself."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain import phones, timing
from app.domain.ids import new_id
from app.domain.vocabulary import CancelReason, EnrollmentAction, EnrollmentStatus, StepRunStatus
from app.errors import Code, not_found, refuse
from app.failpoints import Failpoint
from app.models import Enrollment, Lead, Sequence, SequenceVersion, Step, StepRun
from app.services import endings, steps
from app.services.idempotency import idempotent, writing
from app.services.timeline import Entry
from app.services.timeline import timelines as timeline

__all__ = ["Enrolled", "Entry", "cancel", "cancel_all", "enroll", "first_step", "start", "timeline"]

log = logging.getLogger("nudge.enrollments")

FIRST_STEP_PATIENCE = 4.0
GRACE = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The answer to an enrolment; `message_sent` tells whether the provider has the first message already."""

    action: EnrollmentAction
    enrollment: Enrollment
    message_sent: bool


async def _as_it_stands(done: Enrolled) -> Enrolled:
    """What an earlier call with the same key made. That call was not answered, so this answer tells of its message."""
    sent = StepRun.filter(enrollment_id=done.enrollment.id, position=0, status=StepRunStatus.SENT)
    begun = done.action is not EnrollmentAction.ALREADY_ENROLLED
    return replace(done, message_sent=begun and await sent.exists())


@idempotent(again=_as_it_stands)
async def enroll(deps: Deps, partner_id: UUID, sequence_id: UUID, phone: str) -> Enrolled:
    """Enrols the lead with this phone, who is created if unknown.

    Refuses with NOT_FOUND, INVALID_PHONE, SEQUENCE_INACTIVE or LEAD_OPTED_OUT. Two calls at once enrol once.
    """
    sequence = await _visible(partner_id, sequence_id)
    number = phones.normalise(phone, phones.region_of(sequence.account.phone_number))
    if number is None:
        raise invalid_phone("phone")
    now = deps.clock.now()
    async with writing(deps) as made:
        sequence = await _open_for_enrolment(sequence.id)
        lead = await lead_for_update(sequence.account_id, number, now)
        if lead.opted_out_at is not None:
            raise refuse(
                Code.LEAD_OPTED_OUT, "The lead has opted out and is not written to until they text START.", "phone"
            )
        live = await Enrollment.filter(lead_id=lead.id, sequence_id=sequence.id, status=EnrollmentStatus.ACTIVE).first()
        if live is not None:
            return made(Enrolled(EnrollmentAction.ALREADY_ENROLLED, live, message_sent=False))
        action = await _action(lead, sequence)
        enrollment = await start(deps, lead, sequence, now)
        made(Enrolled(action, enrollment, message_sent=False))
        failpoints.reach(Failpoint.ENROLLED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.ENROLLED_AFTER_COMMIT)
    sent = await first_step(deps, enrollment)
    return Enrolled(action, await Enrollment.get(id=enrollment.id), sent)


def invalid_phone(*path: str) -> Exception:
    """The refusal of a phone that is none."""
    return refuse(
        Code.INVALID_PHONE,
        "This is no phone number: write it as E.164, like +14155551234, or as ten digits of the account's country.",
        *path,
    )


async def _visible(partner_id: UUID, sequence_id: UUID) -> Sequence:
    sequence = (
        await Sequence.of(partner_id).filter(id=sequence_id, deleted_at__isnull=True).select_related("account").first()
    )
    if sequence is None:
        raise not_found("sequence", "sequenceId")
    return sequence


async def _open_for_enrolment(sequence_id: UUID) -> Sequence:
    """The sequence, locked against a delete or an edit until the enrolment is committed."""
    rows = await connection().execute_query_dict(
        "SELECT id FROM sequence WHERE id = $1 AND deleted_at IS NULL FOR SHARE", [sequence_id]
    )
    if not rows:
        raise not_found("sequence", "sequenceId")
    sequence = await Sequence.get(id=sequence_id)
    if not sequence.is_active:
        raise refuse(
            Code.SEQUENCE_INACTIVE, "The sequence is not active: set isActive to true to enrol leads.", "sequenceId"
        )
    return sequence


async def lead_for_update(account_id: UUID, phone: str, now: datetime) -> Lead:
    """The lead with this phone, made if there is none, locked until the transaction ends."""
    await connection().execute_query(
        "INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (account_id, phone) DO NOTHING",
        [new_id(), account_id, phone, now],
    )
    return await Lead.filter(account_id=account_id, phone=phone).select_for_update(no_key=True).get()


async def _action(lead: Lead, sequence: Sequence) -> EnrollmentAction:
    last = await Enrollment.filter(lead_id=lead.id, sequence_id=sequence.id).order_by("-id").first()
    cancelled = last is not None and last.status is EnrollmentStatus.CANCELLED
    return EnrollmentAction.REACTIVATED if cancelled else EnrollmentAction.ENROLLED


async def start(deps: Deps, lead: Lead, sequence: Sequence, now: datetime) -> Enrollment:
    """A new run, from the first of today's steps. Inside the caller's transaction, the lead's row locked."""
    version = await SequenceVersion.get(sequence_id=sequence.id, version=sequence.version)
    first = await Step.get(version_id=version.id, position=0)
    due_at = timing.after(now, first.delay_hours, deps.settings.hour_seconds)
    return await Enrollment.create(
        account_id=lead.account_id,
        lead_id=lead.id,
        sequence_id=sequence.id,
        version_id=version.id,
        status=EnrollmentStatus.ACTIVE,
        started_at=now,
        due_at=due_at,
        # The process that answers the call sends a first step itself; the workers step in if it dies.
        wake_at=now + GRACE if due_at <= now else due_at,
    )


async def first_step(deps: Deps, enrollment: Enrollment) -> bool:
    """Takes a first step without delay through the engine now; whether the provider has it within a few seconds.

    Giving up waiting is not giving up the send: the work goes on, and behind it stand the workers.
    """
    if enrollment.wake_at is not None:
        await deps.queue.wake([enrollment.wake_at])
    if enrollment.due_at is None or enrollment.due_at > deps.clock.now():
        return False
    work = deps.lanes.start(steps.run_one(deps, enrollment.id))
    done, _ = await asyncio.wait({work}, timeout=FIRST_STEP_PATIENCE)
    if not done:
        return False
    if work.exception() is not None:
        log.error("the first step goes on in a worker", exc_info=work.exception())
        return False
    return any(move.run_status is StepRunStatus.SENT for move in work.result())


@idempotent()
async def cancel(deps: Deps, partner_id: UUID, enrollment_id: UUID) -> Enrollment:
    """Cancels an active enrolment. One that has ended stays as it is: asking twice is no error."""
    async with writing(deps) as made:
        enrollment = await Enrollment.of(partner_id).get_or_none(id=enrollment_id)
        if enrollment is None:
            raise not_found("enrolment", "id")
        made(enrollment)
        await endings.cancel(CancelReason.REQUESTED, deps.clock.now(), "id", enrollment_id)
    enrollment = await Enrollment.get(id=enrollment_id)
    deps.events.tell([enrollment.lead_id])
    return enrollment


async def cancel_all(sequence_id: UUID, reason: CancelReason, now: datetime) -> int:
    """Cancels the sequence's active enrolments; how many. Inside the caller's transaction, the sequence locked."""
    return await endings.cancel(reason, now, "sequence_id", sequence_id)
