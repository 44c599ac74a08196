"""Pausing a lead or one of its enrollments: no automated step of it is sent until the pause ends.

The claim reads the row of the lead and of the enrollment, which is locked here first: after the commit nothing is sent
that was not claimed before it. The waiting steps are postponed in the same transaction, so that each says at once what
it waits for.
"""

from datetime import datetime
from uuid import UUID

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.people.pause import Pause
from app.domain.vocabulary import PauseReason, StepReason
from app.errors import not_found
from app.failpoints import Failpoint
from app.models import Enrollment, Lead
from app.services.checks import Checks
from app.services.idempotency import idempotent, writing

MAX_NAME = 200

_PAUSE = "UPDATE lead SET paused_at = $2, paused_until = $3, pause_reason = $4, paused_by = $5 WHERE id = $1"
# Since when the pause keeps a step from being sent: `misfire.after_hold`. Hours, a cap or the pace may keep it longer.
_BLOCKED_SINCE = """coalesce(blocked_since, greatest({since}, CASE
        WHEN wake_at > due_at THEN wake_at WHEN wake_at IS NULL AND hold_reason = 'SENDER_BUSY' THEN slot_at END))"""
# A step in flight keeps its attempt, and a step that awaits review waits for a person anyway.
_HOLD = f"""
UPDATE enrollment SET hold_reason = $2, wake_at = greatest(due_at, $3),
    blocked_since = {_BLOCKED_SINCE.format(since="$4")}
WHERE lead_id = $1 AND status = 'ACTIVE' AND attempt_id IS NULL AND hold_reason IS DISTINCT FROM 'AWAITING_REVIEW'
  AND ($3::timestamptz IS NULL OR due_at < $3)
"""
# Without an end the step has no alarm: only the end of the pause wakes it.
_HOLD_FOR_GOOD = _HOLD.replace("greatest(due_at, $3)", "NULL")
_RESUME = "UPDATE lead SET paused_at = NULL, paused_until = NULL, pause_reason = NULL, paused_by = NULL WHERE id = $1"
# The late steps of one person then come an hour apart: `domain/engine/misfire.py`.
_WAKE = """
UPDATE enrollment SET hold_reason = NULL, wake_at = greatest(due_at, $2),
                      blocked_since = CASE WHEN due_at <= $2 THEN blocked_since END
WHERE lead_id = $1 AND status = 'ACTIVE' AND attempt_id IS NULL AND hold_reason = ANY($3)
RETURNING wake_at
"""
# A step that is held without an end already is decided again by whatever ends that.
_IS_HELD = """attempt_id IS NULL AND wake_at IS NOT NULL AND hold_reason IS DISTINCT FROM 'AWAITING_REVIEW'
        AND ($3::timestamptz IS NULL OR due_at < $3)"""
_PAUSE_RUN = f"""
UPDATE enrollment SET paused_at = $2, paused_until = $3, paused_by = $4,
    hold_reason = CASE WHEN {_IS_HELD} THEN 'PAUSED' ELSE hold_reason END,
    wake_at = CASE WHEN {_IS_HELD} THEN greatest(due_at, $3) ELSE wake_at END,
    blocked_since = CASE WHEN {_IS_HELD} THEN {_BLOCKED_SINCE.format(since="$2")} ELSE blocked_since END
WHERE id = $1 AND status = 'ACTIVE'
"""
_PAUSE_RUN_FOR_GOOD = _PAUSE_RUN.replace("greatest(due_at, $3)", "NULL")
_RESUME_RUN = """
UPDATE enrollment SET paused_at = NULL, paused_until = NULL, paused_by = NULL,
    hold_reason = CASE WHEN attempt_id IS NULL AND hold_reason = 'PAUSED' THEN NULL ELSE hold_reason END,
    wake_at = CASE WHEN attempt_id IS NULL AND hold_reason = 'PAUSED' THEN greatest(due_at, $2) ELSE wake_at END,
    blocked_since = CASE WHEN due_at <= $2 THEN blocked_since END
WHERE id = $1 AND status = 'ACTIVE' AND paused_at IS NOT NULL
RETURNING wake_at
"""
HELD_BY_PAUSE = (StepReason.PAUSED, StepReason.TAKEN_OVER, StepReason.UNCLEAR_REPLY)
"""The reasons of steps that wait for the end of a lead's pause."""


@idempotent()
async def pause_lead(deps: Deps, partner_id: UUID, lead_id: UUID, until: datetime | None, by: str | None) -> Lead:
    """Pauses every automated step of the person, until a moment or until `resume_lead`.

    Refuses with NOT_FOUND or INVALID_INPUT.
    """
    now = deps.clock.now()
    name = operator_name(by, until, now)
    async with writing(deps) as made:
        lead = await _lock(partner_id, lead_id)
        made(lead)
        await set_pause(lead.id, Pause(now, until, PauseReason.REQUESTED, name))
        failpoints.reach(Failpoint.PAUSED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.PAUSED_AFTER_COMMIT)
    return await _told(deps, lead.id)


@idempotent()
async def resume_lead(deps: Deps, partner_id: UUID, lead_id: UUID) -> Lead:
    """Ends the lead's pause, whatever its reason: waiting steps are sent at their time, overdue ones now.

    A lead without a pause stays as it is. Refuses with NOT_FOUND.
    """
    async with writing(deps) as made:
        lead = await _lock(partner_id, lead_id)
        made(lead)
        alarms = await end_pause(lead.id, deps.clock.now())
        failpoints.reach(Failpoint.RESUMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.RESUMED_AFTER_COMMIT)
    await deps.queue.wake(alarms)
    return await _told(deps, lead.id)


@idempotent()
async def pause_enrollment(
    deps: Deps, partner_id: UUID, enrollment_id: UUID, until: datetime | None, by: str | None
) -> Enrollment:
    """Pauses the steps of one enrollment, until a moment or until `resume_enrollment`. The enrollments of the same lead
    in other sequences go on. An enrollment that has ended stays as it is. Refuses with NOT_FOUND or INVALID_INPUT."""
    now = deps.clock.now()
    name = operator_name(by, until, now)
    async with writing(deps) as made:
        enrollment = await _own(partner_id, enrollment_id)
        made(enrollment)
        pause = _PAUSE_RUN if until else _PAUSE_RUN_FOR_GOOD
        await connection().execute_query(pause, [enrollment.id, now, until, name])
        failpoints.reach(Failpoint.PAUSED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.PAUSED_AFTER_COMMIT)
    deps.events.tell([enrollment.lead_id, enrollment.account_id])
    return await Enrollment.get(id=enrollment.id)


@idempotent()
async def resume_enrollment(deps: Deps, partner_id: UUID, enrollment_id: UUID) -> Enrollment:
    """Ends the pause of one enrollment. An enrollment without a pause stays as it is. Refuses with NOT_FOUND."""
    async with writing(deps) as made:
        enrollment = await _own(partner_id, enrollment_id)
        made(enrollment)
        rows = await connection().execute_query_dict(_RESUME_RUN, [enrollment.id, deps.clock.now()])
        failpoints.reach(Failpoint.RESUMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.RESUMED_AFTER_COMMIT)
    await deps.queue.wake(row["wake_at"] for row in rows if row["wake_at"])
    deps.events.tell([enrollment.lead_id, enrollment.account_id])
    return await Enrollment.get(id=enrollment.id)


def operator_name(by: str | None, until: datetime | None = None, now: datetime | None = None) -> str | None:
    """The name of the operator who pauses. Refuses one that is too long, and a pause that ends before it begins, with
    INVALID_INPUT."""
    checks = Checks(())
    name = checks.optional(by, "The name", MAX_NAME, "by")
    if now is not None:
        checks.ends(until, now, "until")
    checks.done()
    return name


async def set_pause(lead_id: UUID, pause: Pause) -> None:
    """Pauses the lead and postpones the waiting steps. In the caller's transaction, with the lead locked."""
    await connection().execute_query(_PAUSE, [lead_id, pause.since, pause.until, pause.reason, pause.by])
    hold = _HOLD if pause.until else _HOLD_FOR_GOOD
    await connection().execute_query(hold, [lead_id, pause.step_reason, pause.until, pause.since])


async def end_pause(lead_id: UUID, now: datetime) -> set[datetime]:
    """Ends the pause; the moments to wake the workers at. In the caller's transaction, with the lead locked."""
    await connection().execute_query(_RESUME, [lead_id])
    rows = await connection().execute_query_dict(_WAKE, [lead_id, now, list(HELD_BY_PAUSE)])
    return {row["wake_at"] for row in rows}


async def _own(partner_id: UUID, enrollment_id: UUID) -> Enrollment:
    if enrollment := await Enrollment.of(partner_id).get_or_none(id=enrollment_id):
        return enrollment
    raise not_found("enrollment", "id")


async def _lock(partner_id: UUID, lead_id: UUID) -> Lead:
    if not await Lead.of(partner_id).filter(id=lead_id).exists():
        raise not_found("lead", "id")
    lead = await Lead.filter(id=lead_id).select_for_update(no_key=True).get()
    if lead.erased_at is not None:
        raise not_found("lead", "id")
    return lead


async def _told(deps: Deps, lead_id: UUID) -> Lead:
    lead = await Lead.get(id=lead_id)
    deps.events.tell([lead.id, lead.account_id])
    return lead
