"""Pausing a lead: no automated step is sent to the person until the pause ends.

The claim reads the lead's row, which is locked here first: after the commit nothing is sent that was not claimed
before it. The waiting steps are postponed in the same transaction, so that each says at once what it waits for.
"""

from datetime import datetime
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain.people.pause import Pause
from app.domain.vocabulary import PauseReason, StepReason
from app.errors import Code, not_found
from app.models import Lead
from app.services.checks import Checks
from app.services.idempotency import idempotent, writing

MAX_NAME = 200

_PAUSE = "UPDATE lead SET paused_at = $2, paused_until = $3, pause_reason = $4, paused_by = $5 WHERE id = $1"
# A step in flight keeps its attempt, and a step that awaits review waits for a person anyway.
_HOLD = """
UPDATE enrollment SET hold_reason = $2, wake_at = greatest(due_at, $3)
WHERE lead_id = $1 AND status = 'ACTIVE' AND attempt_id IS NULL AND hold_reason IS DISTINCT FROM 'AWAITING_REVIEW'
  AND ($3::timestamptz IS NULL OR due_at < $3)
"""
# Without an end the step has no alarm: only the end of the pause wakes it.
_HOLD_FOR_GOOD = _HOLD.replace("greatest(due_at, $3)", "NULL")
_RESUME = "UPDATE lead SET paused_at = NULL, paused_until = NULL, pause_reason = NULL, paused_by = NULL WHERE id = $1"
# Of several overdue steps of the person, each waits an hour for the one before it: the end of a pause is no burst.
_WAKE = """
UPDATE enrollment e
SET hold_reason = NULL, wake_at = greatest(e.due_at, $2::timestamptz + (w.place - 1) * interval '1 hour')
FROM (
    SELECT id, row_number() OVER (ORDER BY due_at, id) AS place FROM enrollment
    WHERE lead_id = $1 AND status = 'ACTIVE' AND attempt_id IS NULL AND hold_reason = ANY($3)) w
WHERE e.id = w.id AND e.attempt_id IS NULL AND e.status = 'ACTIVE'
RETURNING e.wake_at
"""
HELD_BY_PAUSE = (StepReason.PAUSED, StepReason.TAKEN_OVER, StepReason.UNCLEAR_REPLY)
"""The reasons of steps that wait for the end of a lead's pause."""


@idempotent()
async def pause_lead(deps: Deps, partner_id: UUID, lead_id: UUID, until: datetime | None, by: str | None) -> Lead:
    """Pauses every automated step of the person, until a moment or until `resume_lead`.

    Refuses with NOT_FOUND or INVALID_INPUT.
    """
    now = deps.clock.now()
    checks = Checks(())
    name = checks.optional(by, "The name", MAX_NAME, "by")
    if until is not None and until <= now:
        checks.refuse(Code.INVALID_INPUT, "`until` must be later than now.", "until")
    checks.done()
    async with writing(deps) as made:
        lead = await _lock(partner_id, lead_id)
        made(lead)
        await set_pause(lead.id, Pause(now, until, PauseReason.REQUESTED, name))
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
    await deps.queue.wake(alarms)
    return await _told(deps, lead.id)


async def set_pause(lead_id: UUID, pause: Pause) -> None:
    """Pauses the lead and postpones the waiting steps. In the caller's transaction, with the lead locked."""
    await connection().execute_query(_PAUSE, [lead_id, pause.since, pause.until, pause.reason, pause.by])
    hold = _HOLD if pause.until else _HOLD_FOR_GOOD
    await connection().execute_query(hold, [lead_id, pause.step_reason, pause.until])


async def end_pause(lead_id: UUID, now: datetime) -> set[datetime]:
    """Ends the pause; the moments to wake the workers at. In the caller's transaction, with the lead locked."""
    await connection().execute_query(_RESUME, [lead_id])
    rows = await connection().execute_query_dict(_WAKE, [lead_id, now, list(HELD_BY_PAUSE)])
    return {row["wake_at"] for row in rows}


async def _lock(partner_id: UUID, lead_id: UUID) -> Lead:
    if not await Lead.of(partner_id).filter(id=lead_id).exists():
        raise not_found("lead", "id")
    lead = await Lead.filter(id=lead_id).select_for_update(no_key=True).get()
    if lead.erased_at is not None:
        raise not_found("lead", "id")
    return lead


async def _told(deps: Deps, lead_id: UUID) -> Lead:
    lead = await Lead.get(id=lead_id)
    deps.events.tell([lead.id])
    return lead
