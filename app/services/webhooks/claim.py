"""Claims deliveries that are due.

Each endpoint is a lane of its own: at most `IN_FLIGHT` deliveries of it are under way, in all processes together, and
what waits in one lane is never read on the way to another. A claim is a lease, which ends at the row's `next_at`: what
a dead process had is due again by then. So a receiver may see an event twice, with the same id, and none is lost.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import rows
from app.domain.ids import new_id
from app.domain.values import value
from app.failpoints import Failpoint

IN_FLIGHT = 20
"""Deliveries of one endpoint that are under way at the same time."""

# A walk from endpoint to endpoint along the index of what is to be done (a loose index scan): it costs a few page reads
# for each endpoint that has anything to do, however much that is.
_LANES = """
WITH RECURSIVE lane AS (
  (SELECT endpoint_id FROM webhook_delivery WHERE next_at IS NOT NULL ORDER BY endpoint_id LIMIT 1)
  UNION ALL
  SELECT (SELECT d.endpoint_id FROM webhook_delivery d WHERE d.next_at IS NOT NULL AND d.endpoint_id > lane.endpoint_id
          ORDER BY d.endpoint_id LIMIT 1)
  FROM lane WHERE lane.endpoint_id IS NOT NULL
)
SELECT lane.endpoint_id, due.next_at
FROM lane
CROSS JOIN LATERAL (SELECT d.next_at FROM webhook_delivery d
                    WHERE d.endpoint_id = lane.endpoint_id AND d.next_at <= $1 ORDER BY d.next_at LIMIT 1) due
JOIN webhook_endpoint e ON e.id = lane.endpoint_id AND e.status = 'ENABLED'
"""
# The lock is held for the claim only. It makes two processes count one after the other what is under way.
_LOCK = "SELECT id FROM webhook_endpoint WHERE id = ANY($1) AND status = 'ENABLED' FOR NO KEY UPDATE SKIP LOCKED"
_TAKE = """
WITH taken AS (
  SELECT due.id FROM unnest($3::uuid[], $4::int[]) AS lane (id, width)
  CROSS JOIN LATERAL (
    SELECT d.id FROM webhook_delivery d WHERE d.endpoint_id = lane.id AND d.next_at <= $1
    ORDER BY d.next_at, d.id
    LIMIT greatest(0, lane.width - (
      SELECT count(*) FROM webhook_delivery f
      WHERE f.endpoint_id = lane.id AND f.next_at > $1 AND f.next_at <= $2 AND f.attempt_id IS NOT NULL))
    FOR UPDATE SKIP LOCKED
  ) due
)
UPDATE webhook_delivery d SET attempt_id = $5, lease_until = $2, next_at = $2
FROM taken, webhook_event v, webhook_endpoint e
WHERE d.id = taken.id AND v.id = d.event_id AND e.id = d.endpoint_id
RETURNING d.id, d.endpoint_id, d.attempts, d.attempt_id, d.lease_until,
          e.url, e.secret, e.former_secret, e.former_until, e.failing_since,
          e.partner_id, v.id AS event_id, v.type, v.account_id, v."order", v.data, v.created_at
"""


@value
class StoredEvent:
    """An event as `catalogue.body_of` reads it. `data` is JSON."""

    id: UUID
    type: str
    account_id: UUID | None
    order: int
    data: str
    created_at: datetime


@value
class Taken:
    """A delivery that this process may make until `lease_until`, with its event and endpoint as they are now.
    `attempts` are those before this one."""

    id: UUID
    endpoint_id: UUID
    partner_id: UUID
    attempts: int
    attempt_id: UUID
    lease_until: datetime
    url: str
    secret: str
    former_secret: str | None
    former_until: datetime | None
    failing_since: datetime | None
    event: StoredEvent


@value
class Lanes:
    """The endpoints with deliveries that are due, and since when the oldest of those has been due."""

    endpoints: list[UUID]
    oldest: datetime | None


async def due_lanes(now: datetime) -> Lanes:
    """Finds them, without a lock."""
    found = await rows(_LANES, now)
    return Lanes([row.endpoint_id for row in found], min((row.next_at for row in found), default=None))


async def take(widths: Mapping[UUID, int], now: datetime, lease: timedelta) -> list[Taken]:
    """Claims deliveries of these endpoints: for each as many as may be under way (`widths`) beside those that are.
    An endpoint from which another process is claiming at this moment is left to it."""
    async with in_transaction():
        locked = [row.id for row in await rows(_LOCK, list(widths))]
        if not locked:
            return []
        values = [now, now + lease, locked, [widths[lane] for lane in locked], new_id()]
        taken = [_taken(row) for row in await rows(_TAKE, *values)]
        failpoints.reach(Failpoint.DELIVERIES_TAKEN_BEFORE_COMMIT)
    failpoints.reach(Failpoint.DELIVERIES_TAKEN_AFTER_COMMIT)
    return sorted(taken, key=lambda one: one.event.order)


def _taken(row: Any) -> Taken:
    event = StoredEvent(row.event_id, row.type, row.account_id, row.order, row.data, row.created_at)
    return Taken(
        row.id,
        row.endpoint_id,
        row.partner_id,
        row.attempts,
        row.attempt_id,
        row.lease_until,
        row.url,
        row.secret,
        row.former_secret,
        row.former_until,
        row.failing_since,
        event,
    )
