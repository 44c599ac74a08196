"""What waits to be sent, for the metrics of a worker and the health of the installation."""

from datetime import datetime

from app.db import rows
from app.observability.metrics import HELD, OLDEST_DUE, SENDERS, STEPS_DUE

MOST_COUNTED = 100_000

_OLDEST = (
    "SELECT coalesce(extract(epoch FROM $1 - min(wake_at)), 0)::float8 AS seconds FROM enrollment WHERE wake_at < $1"
)
_DUE = f"SELECT count(*) AS number FROM (SELECT FROM enrollment WHERE wake_at < $1 LIMIT {MOST_COUNTED}) due"
# The condition is that of the index `enrollment_held`.
_HELD = f"""
SELECT hold_reason AS reason, count(*) AS number FROM (
    SELECT hold_reason FROM enrollment
    WHERE hold_reason IN ('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'SENDER_PAUSED')
    LIMIT {MOST_COUNTED}) held
GROUP BY hold_reason
"""
_SENDERS = "SELECT status, count(*) AS number FROM sender WHERE removed_at IS NULL GROUP BY status"


async def oldest_due_seconds(now: datetime) -> float:
    """For how long the step that has waited longest has been due; 0 when none is."""
    [row] = await rows(_OLDEST, now)
    return float(row.seconds)


async def measure(now: datetime) -> None:
    """Sets the gauges of what waits. Counts end at 100,000."""
    OLDEST_DUE.set(await oldest_due_seconds(now))
    [due] = await rows(_DUE, now)
    STEPS_DUE.set(due.number)
    HELD.clear()
    for held in await rows(_HELD):
        HELD.labels(held.reason).set(held.number)
    SENDERS.clear()
    for sender in await rows(_SENDERS):
        SENDERS.labels(sender.status).set(sender.number)
