"""What a resumed sequence or account held goes on: its steps get an alarm again, some thousands at a time.

A pause writes nothing to the enrollments: a step is held, without an alarm, when it falls due while the pause is in
force. A resume writes `sequence.resumed_at`, and this wakes the held steps after its commit, those first that were due
first, each chunk in a transaction of its own. A process that dies in between leaves the rest to the next sweep.
"""

import logging
from datetime import datetime
from uuid import UUID

from app.db import connection
from app.deps import Deps

log = logging.getLogger("nudge.resuming")

CHUNK = 2000
CHUNKS = 50
"""How many chunks one call wakes at most: 100,000 steps."""
BEFORE_THE_ANSWER = 2
"""How many of them a resume waits for."""

# A step that something else holds without an end stays held: whoever ends that wakes it. The index `enrollment_paused`
# has the steps of a sequence that have no alarm, in the order in which they were due.
_HELD = """
SELECT e.id, e.due_at FROM enrollment e JOIN lead l ON l.id = e.lead_id
WHERE e.sequence_id = $1 AND e.hold_reason = 'PAUSED' AND e.wake_at IS NULL
  AND e.status = 'ACTIVE' AND e.attempt_id IS NULL
  AND NOT (e.paused_at IS NOT NULL AND e.paused_until IS NULL)
  AND NOT (l.paused_at IS NOT NULL AND l.paused_until IS NULL)
ORDER BY e.due_at
"""
# A microsecond apart, after the $4 steps that were woken before: the engine picks them in the order in which they were
# due.
_WAKE = f"""
WITH held AS ({_HELD} LIMIT $3 FOR UPDATE OF e SKIP LOCKED),
numbered AS (SELECT id, due_at, row_number() OVER (ORDER BY due_at) AS place FROM held)
UPDATE enrollment e
SET hold_reason = NULL,
    wake_at = greatest(e.due_at, $2::timestamptz - interval '1 s' + ($4::bigint + n.place) * interval '1 microsecond')
FROM numbered n WHERE e.id = n.id RETURNING e.id
"""
_RESUMED = """
SELECT q.id, q.resumed_at FROM sequence q JOIN account a ON a.id = q.account_id
WHERE q.resumed_at IS NOT NULL AND a.paused_at IS NULL AND ($1::uuid IS NULL OR a.id = $1) ORDER BY q.resumed_at
"""
_DONE = f"UPDATE sequence SET resumed_at = NULL WHERE id = $1 AND resumed_at = $2 AND NOT EXISTS ({_HELD})"


async def go_on(deps: Deps, account_id: UUID) -> None:
    """After the commit of a resume: wakes the first steps that were held, and goes on with the others afterwards."""
    if not await _wake_some(deps, BEFORE_THE_ANSWER, account_id):
        deps.concurrency.start(_rest(deps, account_id))


async def go_on_everywhere(deps: Deps) -> None:
    """After the commit that lets a restored copy go on: wakes the first steps of all accounts that it held. The sweep
    wakes the others."""
    await _wake_some(deps, BEFORE_THE_ANSWER, None)


async def wake_resumed(deps: Deps, chunk: int = CHUNK) -> None:
    """Wakes steps that were held by pauses which have ended: what a process left that ended before it woke them all."""
    await _wake_some(deps, CHUNKS, None, chunk)


async def _rest(deps: Deps, account_id: UUID) -> None:
    try:
        while not deps.concurrency.stopping.is_set() and not await _wake_some(deps, 1, account_id):
            pass
    except Exception:
        log.exception("steps of an account that was resumed could not be woken; the next sweep wakes them")


async def _wake_some(deps: Deps, most: int, account_id: UUID | None, chunk: int = CHUNK) -> bool:
    """Wakes at most so many chunks; whether that were all. The sequences take turns."""
    waiting = [(row["id"], row["resumed_at"]) for row in await connection().execute_query_dict(_RESUMED, [account_id])]
    now, total = deps.clock.now(), 0
    while waiting and most:
        sequence_id, resumed_at = waiting.pop(0)
        most -= 1
        woken = await _wake(deps, sequence_id, chunk, now, total)
        total += woken
        if woken == chunk:
            waiting.append((sequence_id, resumed_at))
        else:
            await connection().execute_query(_DONE, [sequence_id, resumed_at])
    return not waiting


async def _wake(deps: Deps, sequence_id: UUID, chunk: int, now: datetime, before: int) -> int:
    _, woken = await connection().execute_query(_WAKE, [sequence_id, now, chunk, before])
    if woken:
        await deps.queue.wake([now])
    return len(woken)
