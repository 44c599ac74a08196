"""An event of a lead: it ends the enrollments in sequences that name it, and it may be the goal of a sequence.

In the caller's transaction, with the lead locked. The claim locks the lead too, so after the commit nothing is sent
that was not claimed before it.
"""

from datetime import datetime
from uuid import UUID

from app.db import connection
from app.domain.vocabulary import CancelReason
from app.models import LeadEvent
from app.services.enrollment.cancel import ENDED
from app.services.numbers import LAST_OF_RUN

# The names of the sequence as it is now, and not of the version of the enrollment: `exitOn` holds for running ones too.
_END = f"""
UPDATE enrollment SET {ENDED}, ended_by_id = $3 FROM sequence q
WHERE q.id = sequence_id AND lead_id = $4 AND status = 'ACTIVE' AND $5::text = ANY(q.exit_on)
RETURNING enrollment.id
"""
# The lead's last run of each sequence, active or ended. An event before the run began is no success of the run.
_CONVERT = f"""
WITH run AS (
UPDATE enrollment SET converted_at = $3 FROM (
    SELECT DISTINCT ON (e.sequence_id) e.id FROM enrollment e JOIN sequence q ON q.id = e.sequence_id
    WHERE e.lead_id = $1 AND q.goal = $2 ORDER BY e.sequence_id, e.id DESC) last
WHERE enrollment.id = last.id AND converted_at IS NULL AND started_at <= $3
RETURNING enrollment.id),
marked AS (
    UPDATE message SET converted_at = $3 FROM run WHERE message.id = ({LAST_OF_RUN.format(run="run.id", at="$3")}))
SELECT id FROM run
"""


async def end_by_event(event: LeadEvent, now: datetime) -> list[UUID]:
    """Cancels the lead's active enrollments in sequences whose `exitOn` has this name; their ids."""
    values = [CancelReason.EVENT, now, event.id, event.lead_id, event.name]
    return [row["id"] for row in await connection().execute_query_dict(_END, values)]


async def convert(event: LeadEvent) -> int:
    """Counts the event as the goal of the lead's last run of each sequence with this goal; how many are new."""
    return len(await connection().execute_query_dict(_CONVERT, [event.lead_id, event.name, event.at]))
