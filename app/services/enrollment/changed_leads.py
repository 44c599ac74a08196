"""Deciding again on the waiting steps of a lead about whom something changed.

In the caller's transaction, with the lead locked. A step in flight keeps its attempt.
"""

from datetime import datetime
from uuid import UUID

from app.db import connection
from app.services.enrollment.variables import wake_lacking

# A text that was written from what changed is written anew; one that waits for a person leaves the review.
_TEXTS = """
WITH stale AS (
    UPDATE draft d SET inbound_count = -1 FROM enrollment e
    WHERE e.lead_id = $1 AND e.status = 'ACTIVE' AND e.attempt_id IS NULL
      AND d.enrollment_id = e.id AND d.position = e.position AND d.state IN ('READY', 'WAITING')
    RETURNING e.id)
UPDATE enrollment e SET hold_reason = NULL, wake_at = greatest(e.due_at, $2) FROM stale
WHERE e.id = stale.id AND e.hold_reason = 'AWAITING_REVIEW'
RETURNING e.wake_at
"""
_HOURS = """
UPDATE enrollment SET hold_reason = NULL, wake_at = greatest(due_at, $2)
WHERE lead_id = $1 AND status = 'ACTIVE' AND attempt_id IS NULL
  AND hold_reason IN ('OUTSIDE_WINDOW', 'QUIET_HOURS', 'CAPPED')
RETURNING wake_at
"""


async def decide_again(lead_id: UUID, now: datetime, *, texts: bool, hours: bool) -> set[datetime]:
    """Makes stored texts stale, and wakes the steps that wait for a value of their text, for an hour or for room
    under a cap; the moments to wake the workers at."""
    found = await wake_lacking([lead_id], now) if texts else set()
    for wanted, statement in ((texts, _TEXTS), (hours, _HOURS)):
        if wanted:
            found |= {row["wake_at"] for row in await connection().execute_query_dict(statement, [lead_id, now])}
    return found
