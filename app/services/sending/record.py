"""Records how steps went: many outcomes in one statement, each only if its row is still as it was claimed."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine import misfire, moves
from app.domain.engine.moves import Attempt, Move, Moved
from app.failpoints import Failpoint
from app.providers.sms import Accepted, Outcome, Rejected, TryLater, Unclear
from app.services.sending import caps, outcomes
from app.services.sending.senders import holds, waking
from app.services.sending.senders.refusals import refusal_of
from app.services.sending.store import Claim
from app.services.sending.submit import TooLate

log = logging.getLogger("nudge.steps")

RECORD_TRIES = 8
AGAIN = timedelta(seconds=1)  # after which a step is picked again that this process was too late with


async def move_after(deps: Deps, claim: Claim, outcome: Outcome | TooLate) -> Move:
    """What becomes of a claimed step after this outcome, and of its sender."""
    due, now = claim.due, deps.clock.now()
    attempt = Attempt(
        due.enrollment_id,
        due.position,
        claim.attempt_id,
        due.following,
        failed_writings=due.failed_writings,
        failed_preparations=due.failed_preparations,
        blocked_since=misfire.blocked_since(due, now),
    )
    if not isinstance(outcome, TooLate) and (refusal := await refusal_of(deps, due.sender_id, outcome)):
        refusals = due.sender_hold.refusals if due.sender_hold else 0
        hold = await holds.refused(deps, due.sender_id, refusals, refusal, claim.attempt_id)
        return moves.not_taken(attempt, now, hold.wakes_at, hold.reason, due.sender_id)
    match outcome:
        case Accepted(sid, status):
            if due.sender_hold is not None:
                await waking.ready(deps, due.sender_id)
            return moves.accepted(attempt, now, sid, status)
        case Rejected(code, meaning):
            return moves.rejected(attempt, now, code, meaning)
        case Unclear():
            return moves.outcome_unknown(attempt, now, deps.timeouts)
        case TryLater() | TooLate():
            return moves.not_taken(attempt, now, now + AGAIN, moves.Again.NOT_TAKEN)


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
    its lead along, in a transaction of its own. So do, together, those whose message counts for no cap any longer."""
    hour, now = deps.settings.hour_seconds, deps.clock.now()
    alone = [m for m in made if not m.cancel_reason]
    moved = await outcomes.record(connection(), [m for m in alone if not caps.gives_room(m)], hour)
    if giving := [m for m in alone if caps.gives_room(m)]:
        moved += await _record_with_room(deps, giving, now)
    for move in made:
        if move.cancel_reason:
            moved += await deps.handlers.record_with_lead(move, now, hour)
    return moved


async def _record_with_room(deps: Deps, made: Sequence[Move], now: datetime) -> list[Moved]:
    """Applies moves that give room under a cap back, and wakes the steps that wait for it."""
    async with in_transaction() as tx:
        await caps.await_leads(tx, [m.enrollment_id for m in made])
        moved = await outcomes.record(tx, made, deps.settings.hour_seconds)
        alarms = await caps.wake(tx, {m.lead_id for m in moved}, now)
    await deps.queue.wake(alarms)
    return moved
