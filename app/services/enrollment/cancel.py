"""How enrolments end before their last step."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from app.db import connection
from app.domain.vocabulary import CancelReason

# A message in flight keeps its attempt and its place in the timer: what became of it is still recorded.
_CANCEL = """
WITH ended AS (
    UPDATE enrollment
    SET status = 'CANCELLED', cancel_reason = $1, ended_at = $2, hold_reason = NULL,
        wake_at = CASE WHEN attempt_id IS NULL THEN NULL ELSE wake_at END
    WHERE {column} = $3 AND status = 'ACTIVE'
    RETURNING id)
SELECT count(*) AS ended FROM ended
"""


async def cancel(
    reason: CancelReason, now: datetime, what: Literal["id", "lead_id", "sequence_id"], value: UUID
) -> int:
    """Cancels every active enrolment of one lead, of one sequence, or just one; answers how many.

    Inside the caller's transaction. After its commit nothing that was not claimed before is sent.
    """
    rows = await connection().execute_query_dict(_CANCEL.format(column=what), [reason, now, value])
    return int(rows[0]["ended"])
