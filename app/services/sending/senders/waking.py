"""How the steps that waited for a sender go on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.models import Sender
from app.services.sending.pacing import clocks

POSTPONED = "hold_reason IN ('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'SENDER_PAUSED')"

# A message that the provider takes shows that it accepts the account, whichever sender of the account it left from.
_TAKEN = """
UPDATE sender SET status = 'READY', status_code = NULL, status_reason = NULL, hold_reason = NULL, refusals = 0,
                  retry_at = NULL
WHERE id IN (
    SELECT id FROM sender
    WHERE retry_at IS NOT NULL AND (id = $1 OR (
        hold_reason = 'ACCOUNT_BLOCKED' AND account_id = (SELECT account_id FROM sender WHERE id = $1)))
    ORDER BY id FOR NO KEY UPDATE)
RETURNING id
"""
_RESUME = """
UPDATE sender SET status = 'READY', status_code = NULL, status_reason = NULL, hold_reason = NULL, refusals = 0,
                  retry_at = NULL, resumed_at = $2
WHERE id = $1 AND removed_at IS NULL AND (retry_at IS NOT NULL OR status <> 'READY')
RETURNING id
"""
_IN_USE = "SELECT id FROM sender WHERE address = $1 AND removed_at IS NULL"
# Only steps without a sooner time of their own. A lead without a sender of its own may have one that is ready by now.
_WAKE = f"""
UPDATE enrollment e SET wake_at = $2, hold_reason = NULL
FROM sender s
WHERE s.id = ANY($1) AND e.account_id = s.account_id AND e.{POSTPONED} AND e.status = 'ACTIVE' AND e.attempt_id IS NULL
  AND (e.wake_at IS NULL OR e.wake_at > $2)
  AND (e.held_by = s.id OR (SELECT sender_id IS NULL FROM lead WHERE id = e.lead_id))
"""
# The steps in the line of a sender that paces them.
_LEAVE_LINE = """
UPDATE enrollment SET wake_at = $2, hold_reason = NULL
WHERE line_of = $1 AND hold_reason = 'SENDER_BUSY' AND wake_at IS NULL AND status = 'ACTIVE'
"""


async def ready(deps: Deps, sender_id: UUID) -> None:
    """The provider takes this sender's messages: the steps that it postponed go on at once.

    Two statements, so that none waits for enrollments while it keeps the sender locked. The sweep wakes the steps
    that are postponed between them, and all of them if the process ends there.
    """
    now = deps.clock.now()
    rows = await connection().execute_query_dict(_TAKEN, [sender_id])
    if rows:
        await wake([row["id"] for row in rows], now)
        await deps.queue.wake([now])


async def make_ready(sender_id: UUID, now: datetime) -> bool:
    """A person says that the cause is mended, or ends the pause: each step that waited for the sender goes on, once.
    Whether the sender was not ready before."""
    rows = await connection().execute_query_dict(_RESUME, [sender_id, now])
    await wake([row["id"] for row in rows], now)
    return bool(rows)


async def wake(sender_ids: Sequence[UUID], now: datetime) -> None:
    """Has the steps decided again that wait for these senders."""
    if sender_ids:
        await connection().execute_query(_WAKE, [list(sender_ids), now])


async def free(sender_id: UUID, now: datetime) -> None:
    """Has every step decided again that waits for a sender which is removed, also the steps in its line."""
    await wake([sender_id], now)
    await connection().execute_query(_LEAVE_LINE, [sender_id, now])


async def resume(address: str, now: datetime) -> Sender | None:
    """The same for the sender in use with this number or SID. None if no account has it; else the sender as it was
    before."""
    rows = await connection().execute_query_dict(_IN_USE, [address])
    if not rows:
        return None
    sender = await Sender.get(id=rows[0]["id"])
    await make_ready(sender.id, now)
    return sender


# The postponed steps of each sender that is ready or removed, and one step of each sender that is to be tried. Steps
# that a former release postponed name no sender.
_WAKE_POSTPONED = f"""
WITH free AS (
    SELECT e.id FROM sender s JOIN enrollment e ON e.held_by = s.id
    WHERE ((s.status = 'READY' AND s.retry_at IS NULL) OR s.removed_at IS NOT NULL)
      AND e.{POSTPONED} AND e.wake_at IS NULL
    UNION ALL
    SELECT id FROM enrollment WHERE held_by IS NULL AND {POSTPONED} AND wake_at IS NULL),
tried AS (
    SELECT e.id FROM sender s
    CROSS JOIN LATERAL (SELECT id FROM enrollment WHERE held_by = s.id AND {POSTPONED} AND wake_at IS NULL
                        AND status = 'ACTIVE' LIMIT 1) e
    WHERE s.retry_at <= $1 AND s.status <> 'PAUSED')
UPDATE enrollment SET wake_at = $1
WHERE id IN (SELECT id FROM free UNION SELECT id FROM tried) AND status = 'ACTIVE' AND wake_at IS NULL
"""


async def wake_postponed(deps: Deps) -> int:
    """Wakes the steps that no alarm wakes: those of senders that are ready again or removed, and one step for each
    sender that is to be tried. Returns how many."""
    now = deps.clock.now()
    await clocks.heal(now)
    count, _ = await connection().execute_query(_WAKE_POSTPONED, [now])
    if count:
        await deps.queue.wake([now])
    return int(count)
