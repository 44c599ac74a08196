"""What caps count, in SQL, and the steps that wait for room under a cap.

The claim may take a capped step only with the lead's row locked against other claims, and by what is counted after
that: whoever had the lock before has committed its messages. So two steps of one person never take the same room. An
outcome that gives room back, such as a refused message, locks the lead before it is recorded and then wakes the steps
that wait: it is counted before a step is held, or it finds the step held.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from app.domain.calendar.caps import Counted, Limit
from app.domain.engine.decide import Due
from app.domain.engine.moves import Kind, Move
from app.domain.vocabulary import MessageStatus
from app.services.sending.rules import COUNTS

Limits = tuple[Limit, ...]

LATEST_ANSWER = timedelta(hours=1)
"""A message is counted from the provider's answer on (`sent_at`), which comes at most so long after the claim."""

# LATERAL and LIMIT: each row is looked up by its key, whatever the planner believes of the tables (see `store`).
LOCK = """
SELECT array_agg(l.id) AS ids FROM unnest($1::uuid[]) AS c(id)
CROSS JOIN LATERAL (SELECT id FROM lead WHERE id = c.id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) l
"""
_SENT = f"""ARRAY(
    SELECT coalesce(sent_at, created_at) FROM message
    WHERE lead_id = {{lead}} AND created_at > {{since}} AND {COUNTS} ORDER BY created_at DESC LIMIT {{most}})"""
# Only the steps for which there is anything to count: for most of them there is not. OFFSET keeps PostgreSQL from
# looking the messages up twice.
COUNT = f"""
SELECT c.id, m.sent, a.ahead, a.ahead_at
FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::int[])
    AS c(id, lead_id, priority, due_at, since, most)
CROSS JOIN LATERAL (SELECT {_SENT.format(lead="c.lead_id", since="c.since", most="c.most")} AS sent OFFSET 0) m
CROSS JOIN LATERAL (
    SELECT count(*) AS ahead, min(CASE o.hold_reason WHEN 'CAPPED' THEN o.wake_at ELSE $7 END) AS ahead_at
    FROM enrollment o
    CROSS JOIN LATERAL (SELECT priority FROM sequence WHERE id = o.sequence_id LIMIT 1) p
    WHERE o.lead_id = c.lead_id AND o.id <> c.id AND o.status = 'ACTIVE' AND o.attempt_id IS NULL AND o.due_at <= $7
      AND (o.wake_at <= $7 OR o.hold_reason IN ('CAPPED', 'BEING_WRITTEN'))
      AND (-p.priority, o.due_at, o.id) < (-c.priority, c.due_at, c.id)) a
WHERE m.sent <> '{{}}' OR a.ahead > 0
"""
_COUNT_FOR_LEAD = f"SELECT {_SENT.format(lead='$1', since='$2', most='$3::int')} AS sent"
# Named rows wait for their leads instead of skipping those that are busy, as `store.AWAIT_LEADS` does.
_AWAIT = "SELECT FROM lead WHERE id IN (SELECT lead_id FROM enrollment WHERE id = ANY($1)) ORDER BY id FOR SHARE"
_WAKE = """
UPDATE enrollment SET wake_at = greatest(due_at, $2), hold_reason = NULL
WHERE lead_id = ANY($1) AND hold_reason = 'CAPPED' AND status = 'ACTIVE' AND attempt_id IS NULL
RETURNING wake_at
"""


async def locked(tx: BaseDBAsyncClient, rows: Sequence[Due]) -> list[Due]:
    """Those of the rows whose leads nobody else has locked. They stay locked until the transaction ends, and what is
    counted after this is all that counts."""
    _, [found] = await tx.execute_query(LOCK, [list({due.lead_id for due in rows})])
    free = set(found["ids"] or ())
    return [due for due in rows if due.lead_id in free]


async def count(
    tx: BaseDBAsyncClient, rows: Sequence[tuple[Due, Limits]], now: datetime, hour_seconds: float
) -> dict[UUID, Counted]:
    """What the caps of these steps count, by the enrollment's id; without those for which there is nothing to count."""
    if not rows:
        return {}
    hour = timedelta(seconds=hour_seconds)
    columns = [
        [due.enrollment_id for due, _ in rows],
        [due.lead_id for due, _ in rows],
        [due.priority for due, _ in rows],
        [due.due_at for due, _ in rows],
        [now - _span(limits, hour) for _, limits in rows],
        [_most(limits) for _, limits in rows],
    ]
    _, found = await tx.execute_query(COUNT, [*columns, now])
    return {row["id"]: Counted(tuple(sorted(row["sent"])), hour, row["ahead"], row["ahead_at"]) for row in found}


async def count_for_lead(
    tx: BaseDBAsyncClient, lead_id: UUID, limits: Limits, now: datetime, hour_seconds: float
) -> Counted:
    """What these caps count for a lead with no due step."""
    hour = timedelta(seconds=hour_seconds)
    if not limits:
        return Counted((), hour)
    _, [row] = await tx.execute_query(_COUNT_FOR_LEAD, [lead_id, now - _span(limits, hour), _most(limits)])
    return Counted(tuple(sorted(row["sent"])), hour)


@lru_cache(maxsize=1024)
def _span(limits: Limits, hour: timedelta) -> timedelta:
    """For how long before now messages count."""
    return max(limit.cap.hours for limit in limits) * hour + LATEST_ANSWER


@lru_cache(maxsize=1024)
def _most(limits: Limits) -> int:
    return max(limit.cap.messages for limit in limits)


def gives_room(move: Move) -> bool:
    """Whether a message that was counted does not count any longer."""
    if move.attempt_id is None or move.kind is Kind.LOOK_UP:
        return False
    return move.message_status in (None, MessageStatus.FAILED, MessageStatus.UNDELIVERED)


async def await_leads(tx: BaseDBAsyncClient, enrollment_ids: Iterable[UUID]) -> None:
    """Locks the leads of these enrollments against claims of capped steps, until the transaction ends."""
    await tx.execute_query(_AWAIT, [list(enrollment_ids)])


async def wake(tx: BaseDBAsyncClient, lead_ids: Iterable[UUID], now: datetime) -> set[datetime]:
    """Wakes the leads' steps that wait for room; the moments to wake the workers at. With the leads locked."""
    _, rows = await tx.execute_query(_WAKE, [list(lead_ids), now])
    return {row["wake_at"] for row in rows}


async def message_gave_room(lead_id: UUID, now: datetime) -> set[datetime]:
    """A message to the lead did not arrive, as the provider reports: wakes the steps that wait for its room; the
    moments to wake the workers at."""
    async with in_transaction() as tx:
        await tx.execute_query("SELECT FROM lead WHERE id = $1 FOR SHARE", [lead_id])
        return await wake(tx, [lead_id], now)
