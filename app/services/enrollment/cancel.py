"""Ending enrollments before their last step.

After the commit nothing is sent that was not claimed before it. A message in flight is still recorded.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain.vocabulary import CancelReason
from app.errors import not_found
from app.models import Enrollment
from app.services.idempotency import idempotent, writing

ENDED = """status = 'CANCELLED', cancel_reason = $1, ended_at = $2, hold_reason = NULL,
        wake_at = CASE WHEN attempt_id IS NULL THEN NULL ELSE wake_at END"""
"""The columns of a canceled enrollment, as the SET of an update. A message in flight keeps its attempt and its
`wake_at`, so that its outcome is recorded."""
_CANCEL = f"""
WITH ended AS (
    UPDATE enrollment SET {ENDED} WHERE {{column}} = $3 AND status = 'ACTIVE' RETURNING id)
SELECT count(*) AS ended FROM ended
"""
_BY_ID = _CANCEL.format(column="id")
_OF_LEAD = _CANCEL.format(column="lead_id")
_OF_LEADS = _CANCEL.format(column="lead_id").replace("lead_id = $3", "lead_id = ANY($3)")
_OF_SEQUENCE = _CANCEL.format(column="sequence_id")


@idempotent()
async def cancel_enrollment(deps: Deps, partner_id: UUID, enrollment_id: UUID) -> Enrollment:
    """Cancels an active enrollment; one that has ended stays as it is. Refuses with NOT_FOUND."""
    async with writing(deps) as made:
        enrollment = await Enrollment.of(partner_id).get_or_none(id=enrollment_id)
        if enrollment is None:
            raise not_found("enrollment", "id")
        made(enrollment)
        await _cancel(_BY_ID, enrollment_id, CancelReason.REQUESTED, deps.clock.now())
    enrollment = await Enrollment.get(id=enrollment_id)
    deps.events.tell([enrollment.lead_id, enrollment.account_id])
    return enrollment


async def cancel_of_lead(lead_id: UUID, reason: CancelReason, now: datetime) -> int:
    """Cancels the lead's active enrollments; how many. In the caller's transaction, with the lead locked."""
    return await _cancel(_OF_LEAD, lead_id, reason, now)


async def cancel_of_leads(lead_ids: Sequence[UUID], reason: CancelReason, now: datetime) -> int:
    """Cancels the active enrollments of these leads; how many. In the caller's transaction, with the leads locked."""
    return await _cancel(_OF_LEADS, list(lead_ids), reason, now)


async def cancel_of_sequence(sequence_id: UUID, reason: CancelReason, now: datetime) -> int:
    """Cancels the sequence's active enrollments; how many. In the caller's transaction, with the sequence locked."""
    return await _cancel(_OF_SEQUENCE, sequence_id, reason, now)


async def _cancel(sql: str, row_id: UUID | list[UUID], reason: CancelReason, now: datetime) -> int:
    [row] = await connection().execute_query_dict(sql, [reason, now, row_id])
    return int(row["ended"])
