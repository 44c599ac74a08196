"""How long events are kept, and what stays of an erased person's. The triggers of migration 0050 write events."""

from datetime import datetime, timedelta

from app.db import rows
from app.domain.webhooks.catalogue import PERSONAL

ROWS_AT_ONCE = 2_000
MOST_PARTS = 50

_PERSONAL = ", ".join(f"('{kind}', '{name}')" for kind, name in PERSONAL)
# Ids and facts stay, so that what is not delivered yet still is. A receiver's answer may repeat what it was told.
ERASE_EVENTS = (
    f"""UPDATE webhook_event e SET data = (
            SELECT jsonb_object_agg(key, CASE WHEN (e.type, key) IN ({_PERSONAL}) THEN 'null' ELSE value END)
            FROM jsonb_each(e.data))
        WHERE lead_id = $1""",
    # An attempt that is under way records nothing: its answer may repeat the data too. It is made again.
    """UPDATE webhook_delivery SET last_answer = NULL, last_error = NULL, attempt_id = NULL
       WHERE event_id IN (SELECT id FROM webhook_event WHERE lead_id = $1)""",
)
"""The statements that erase a lead from its events: $1 is the lead's id."""

_FORGET = """
WITH old AS ({old} LIMIT $1), gone AS (DELETE FROM {table} WHERE id IN (SELECT id FROM old) RETURNING id)
SELECT count(*) AS count FROM gone
"""
# Deliveries first: an event is kept as long as a delivery of it. A delivery that is due is kept, unless its endpoint is
# deleted.
_OF_DELETED = _FORGET.format(
    table="webhook_delivery",
    old="SELECT d.id FROM webhook_endpoint w JOIN webhook_delivery d ON d.endpoint_id = w.id"
    " WHERE w.deleted_at IS NOT NULL",
)
_SETTLED = _FORGET.format(
    table="webhook_delivery", old="SELECT id FROM webhook_delivery WHERE next_at IS NULL AND id < id_before($2)"
)
_EVENTS = _FORGET.format(
    table="webhook_event",
    old="SELECT id FROM webhook_event e WHERE id < id_before($2)"
    " AND NOT EXISTS (SELECT FROM webhook_delivery WHERE event_id = e.id) ORDER BY id",
)
_ENDPOINTS = """
DELETE FROM webhook_endpoint w
WHERE deleted_at < $1 AND NOT EXISTS (SELECT FROM webhook_delivery WHERE endpoint_id = w.id)
"""


async def forget_events(now: datetime, kept_for: timedelta) -> int:
    """Forgets the settled deliveries and the events that are older, and what is left of deleted endpoints; how many
    events."""
    await _in_parts(_OF_DELETED)
    await _in_parts(_SETTLED, kept_for)
    await rows(_ENDPOINTS, now - kept_for)
    return await _in_parts(_EVENTS, kept_for)


async def _in_parts(statement: str, *values: timedelta) -> int:
    forgotten = 0
    for _ in range(MOST_PARTS):
        [row] = await rows(statement, ROWS_AT_ONCE, *values)
        forgotten += row["count"]
        if row["count"] < ROWS_AT_ONCE:
            break
    return forgotten
