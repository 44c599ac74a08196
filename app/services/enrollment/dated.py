"""New runs whose first step falls due by the lead's calendar: a whole batch in two statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection
from app.domain.calendar.delays import REAL_HOUR, Pace
from app.services.sending import following

_FIRST_STEPS = """
SELECT l.phone, l.time_zone, l.state, l.postal_code, a.time_zone AS account_zone,
       s.delay_hours, s.delay_minutes, s.delay_days, s.business_days, s.send_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, place)
JOIN enrollment e ON e.id = w.id
JOIN step s ON s.version_id = e.version_id AND s.position = 0
JOIN lead l ON l.id = e.lead_id
JOIN account a ON a.id = e.account_id
ORDER BY w.place
"""

_SET_DUE = """
UPDATE enrollment e
SET due_at = d.due_at,
    wake_at = CASE WHEN d.due_at > $3 THEN d.due_at ELSE e.wake_at END,
    at_once = e.at_once AND d.due_at <= $3
FROM unnest($1::uuid[], $2::timestamptz[]) AS d(id, due_at)
WHERE e.id = d.id
RETURNING {columns}
"""


async def set_due(new_runs: Sequence[UUID], columns: Sequence[str], now: datetime, pace: Pace) -> dict[UUID, Any]:
    """Sets when the first steps of these runs fall due, in the order in which they begin; the rows, by their ids.

    In the transaction that begins the runs.
    """
    rows = await connection().execute_query_dict(_FIRST_STEPS, [list(new_runs)])
    due = [following(row).due_after(pace.after(place).start, REAL_HOUR) for place, row in enumerate(rows)]
    update = _SET_DUE.format(columns=", ".join(f"e.{column}" for column in columns))
    changed = await connection().execute_query_dict(update, [list(new_runs), due, now])
    return {row["id"]: row for row in changed}
