"""Records how steps went: many outcomes in one statement, each only if its row is still as it was claimed."""

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import datetime

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine import moves, retry
from app.domain.engine.moves import Attempt, Move, Moved
from app.domain.engine.timeouts import Timeouts
from app.failpoints import Failpoint
from app.providers.sms import Accepted, Outcome, Rejected, TryLater, Unclear
from app.services.sending import store
from app.services.sending.store import Claim

log = logging.getLogger("nudge.steps")

RECORD_TRIES = 8


def move_after(claim: Claim, outcome: Outcome, now: datetime, timeouts: Timeouts) -> Move:
    """What becomes of a claimed step after this outcome."""
    due = claim.due
    attempt = Attempt(due.enrollment_id, due.position, claim.attempt_id, tries=due.tries)
    match outcome:
        case Accepted(sid, status):
            return moves.accepted(attempt, now, sid, status)
        case TryLater(after=after):
            pause = retry.backoff(due.tries, random.random()) if after is None else retry.clamp_retry_after(after)  # noqa: S311
            return moves.busy(attempt, now, pause)
        case Rejected(code, meaning):
            return moves.rejected(attempt, now, code, meaning)
        case Unclear():
            return moves.outcome_unknown(attempt, now, timeouts)


async def record(deps: Deps, made: Sequence[Move]) -> None:
    """Records the moves in one statement, and goes on trying while the database is away.

    A commit that was applied but reported as failed is no harm: the second one compares, and changes nothing.
    """
    for tries in range(1, RECORD_TRIES + 1):
        try:
            failpoints.reach(Failpoint.BEFORE_RECORD)
            moved = await apply(deps, made)
            break
        except Exception:
            log.exception("could not record %d outcomes, try %d", len(made), tries)
            if len(made) > 1 and tries > 1:
                for move in made:
                    await record(deps, [move])
                return
            await asyncio.sleep(min(5.0, 0.2 * 2**tries))
    else:
        return  # the rows keep their lease; when it is over the outcome is looked up
    failpoints.reach(Failpoint.RECORDED)
    deps.events.tell((one for m in moved for one in (m.lead_id, m.account_id)), (m.attempt_id for m in made))
    await deps.queue.wake(m.wake_at for m in moved if m.wake_at)


async def apply(deps: Deps, made: Sequence[Move]) -> list[Moved]:
    """Applies the moves: in one statement, but for those that say something about the lead too. Each of these takes
    its lead along, in a transaction of its own."""
    hour = deps.settings.hour_seconds
    moved = await store.record(connection(), [m for m in made if not m.cancel_reason], hour)
    for move in made:
        if move.cancel_reason:
            moved += await deps.handlers.record_with_lead(move, deps.clock.now(), hour)
    return moved
