"""A sequence pauses itself when too many leads opt out after its messages.

Decided in the transaction that stores the opt-out. After a resume it counts anew: only messages from then on.
"""

import logging
from datetime import datetime
from uuid import UUID

from app.db import connection
from app.domain import ids

log = logging.getLogger("nudge.numbers")

# One opt-out of a sequence at a time, so that of two at once the second counts the first.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('guardrail ' || $1::text, 0))"
_PAUSE = """
UPDATE sequence q SET paused_at = $2, paused_by = NULL, pause_reason = 'OPT_OUTS', resumed_at = NULL, updated_at = $2
FROM account a
WHERE q.id = $1 AND a.id = q.account_id AND q.paused_at IS NULL AND q.deleted_at IS NULL
  AND a.guardrail_share * a.guardrail_sends < (
    SELECT count(*) FILTER (WHERE sent.opted_out_at IS NOT NULL) FROM (
        SELECT m.opted_out_at FROM unnest(ARRAY['QUEUED', 'SENT', 'DELIVERED', 'UNDELIVERED']) AS s(status)
        CROSS JOIN LATERAL (
            SELECT id, created_at, opted_out_at FROM message
            WHERE account_id = a.id AND sequence_id = $1 AND status = s.status AND NOT superseded
              AND created_at >= coalesce(q.guarded_since, '-infinity')
            ORDER BY created_at DESC, id DESC LIMIT a.guardrail_sends) m
        ORDER BY m.created_at DESC, m.id DESC LIMIT a.guardrail_sends) sent)
RETURNING a.id, a.guardrail_sends AS sends
"""


async def pause_if_too_many_opt_out(sequence_id: UUID, now: datetime) -> UUID | None:
    """Pauses the sequence if more of its last messages were followed by an opt-out than its account allows; the account
    then, whose rules the caller changes. In the transaction that has stored an opt-out."""
    await connection().execute_query(_ONE_AT_A_TIME, [str(sequence_id)])
    for row in await connection().execute_query_dict(_PAUSE, [sequence_id, now]):
        name, account_id = ids.encode(ids.SEQUENCE, sequence_id), UUID(str(row["id"]))
        log.warning("sequence %s pauses itself: too many opt-outs after its last %d messages", name, row["sends"])
        return account_id
    return None
