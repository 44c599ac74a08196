"""A step's way: pick, draft, claim, send, record. The worker's jobs and an enrolment's first step share it.

Nothing is in flight that is not in a row first: the claim is committed before any message is submitted, and
what is claimed is submitted once. What happens to a process at any point in between is read off the rows.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.db import connection
from app.deps import Deps
from app.domain.engine import decide, moves, retry, timeouts
from app.domain.engine.decide import Due
from app.domain.engine.moves import Kind, Move
from app.domain.engine.timeouts import Timeouts
from app.domain.ids import new_id
from app.domain.provider_codes import status_of
from app.domain.sms import segments, templates
from app.domain.vocabulary import MessageSource, StepType
from app.failpoints import Failpoint
from app.observability.metrics import BROKEN, GATED, LATENESS, OUTCOMES
from app.providers.sms import Accepted, Outcome, Outgoing, Rejected, TryLater, Unclear
from app.services.ai import drafts
from app.services.conversations import consent
from app.services.sending import look_up as settling
from app.services.sending import store
from app.services.sending.store import Claim

log = logging.getLogger("nudge.steps")

BATCH = 500
RECORD_TRIES = 8


@dataclass(slots=True)
class Batch:
    """What one transaction made of the rows it looked at."""

    lease_until: datetime
    looked_at: int = 0
    claims: list[Claim] = field(default_factory=list)
    to_write: list[Due] = field(default_factory=list)
    put_off: int = 0
    to_settle: list[Due] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)


def pace(deps: Deps) -> Timeouts:
    """How long to wait for what, by how long the provider's answer may take."""
    return timeouts.timeouts(deps.sms.timeout_seconds)


# ------------------------------------------------------------------ pick, draft, claim


async def look(deps: Deps, limit: int = BATCH, only: Sequence[UUID] | None = None) -> Batch:
    """Looks at the rows that are due (or at these) in one transaction. Commits before anything is sent."""
    now = deps.clock.now()
    batch = Batch(now + pace(deps).lease)
    async with in_transaction() as tx:
        rows = await store.pick(tx, now, limit, only)
        if not rows:
            return batch
        failpoints.reach(Failpoint.PICKED)
        batch.looked_at = len(rows)
        for due in rows:
            _plan(deps, batch, due, now)
        wanted = len(batch.claims)
        batch.claims = await store.claim(tx, batch.claims, now, batch.lease_until)
        GATED.inc(wanted - len(batch.claims))
        moved = await store.record(tx, batch.moves, deps.settings.hour_seconds)
        failpoints.reach(Failpoint.CLAIMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.CLAIMED_AFTER_COMMIT)
    deps.events.tell([*(c.due.lead_id for c in batch.claims), *(m.lead_id for m in moved)])
    await deps.queue.wake(m.wake_at for m in moved if m.wake_at)
    return batch


def _plan(deps: Deps, batch: Batch, due: Due, now: datetime) -> None:
    """Puts a row where it belongs. One that cannot be made ready fails alone."""
    try:
        _act_on(deps, batch, due, decide.decide(due, now), now)
    except Exception:
        BROKEN.inc()
        log.exception("step cannot be made ready", extra={"enrollment": str(due.enrollment_id)})
        batch.moves.append(moves.broken(due, now))


def _act_on(deps: Deps, batch: Batch, due: Due, decision: decide.Decision, now: datetime) -> None:
    match decision:
        case decide.Send(closes):
            batch.claims.append(_ready(due, closes))
        case decide.Write() if len(batch.to_write) < deps.concurrency.writing_room():
            batch.to_write.append(due)
            batch.moves.append(moves.postponed(due, now + pace(deps).writing, due.hold_reason, now))
        case decide.Write():
            batch.put_off += 1
            batch.moves.append(moves.postponed(due, now + drafts.until_turn(batch.put_off), due.hold_reason, now))
        case decide.Skip():
            batch.moves.append(moves.skipped(due, decision, now))
        case decide.Wait(until, reason):
            batch.moves.append(moves.postponed(due, until, reason, now))
        case decide.LookUp():
            batch.to_settle.append(due)
            batch.moves.append(moves.being_looked_up(due, now, pace(deps)))
        case decide.Stop():
            batch.moves.append(moves.stopped(due, decision, now))


def _ready(due: Due, closes: datetime | None) -> Claim:
    """The step with its text, to be claimed."""
    if due.step_type is StepType.AI:
        body, source = due.draft or "", MessageSource.AI
    else:
        body, source = templates.render(templates.parse(due.message or ""), due.values), MessageSource.SEQUENCE
    if not body.strip():
        raise ValueError("the text is empty")
    return Claim(due, new_id(), body, segments.segment_count(body), source, closes)


# ------------------------------------------------------------------ send, record

_COUNTED = {kind: OUTCOMES.labels(kind.__name__.lower()) for kind in (Accepted, TryLater, Rejected, Unclear)}


async def submit(deps: Deps, claim: Claim, lease_until: datetime) -> Move:
    """Submits one claimed message, once, and says what follows from the outcome."""
    async with deps.concurrency.sending:
        failpoints.reach(Failpoint.BEFORE_POST)
        now = deps.clock.now()
        if not timeouts.in_time(now, lease_until, pace(deps)):
            outcome: Outcome = TryLater("the lease was nearly over before the message could be submitted", 0)
        else:
            LATENESS.observe(max(0.0, (now - claim.due.due_at).total_seconds()))
            outcome = await deps.sms.send(outgoing(deps, claim, now))
            failpoints.reach(Failpoint.AFTER_POST)
    _COUNTED[type(outcome)].inc()
    if not isinstance(outcome, Accepted):
        log.warning("attempt %s: %s (%s)", claim.attempt_id, type(outcome).__name__.lower(), outcome.detail)
    return follow(claim, outcome, deps.clock.now(), pace(deps))


def outgoing(deps: Deps, claim: Claim, now: datetime) -> Outgoing:
    """The claimed message as it is submitted; its callback URL names the attempt."""
    return Outgoing(
        attempt_id=claim.attempt_id,
        to=claim.due.phone,
        sender=claim.due.sender,
        body=claim.body,
        callback_url=f"{deps.settings.base_url}/webhooks/twilio/status/{claim.attempt_id}",
        validity_seconds=timeouts.seconds_left(now, claim.closes),
    )


def follow(claim: Claim, outcome: Outcome, now: datetime, pace: Timeouts) -> Move:
    """What follows from an outcome."""
    due = claim.due
    attempt = moves.Attempt(due.enrollment_id, due.position, claim.attempt_id, tries=due.tries)
    match outcome:
        case Accepted(sid, status):
            return moves.accepted(attempt, now, sid, status_of(status))
        case TryLater(after=after):
            pause = retry.backoff(due.tries, random.random()) if after is None else retry.clamp_retry_after(after)  # noqa: S311
            return moves.busy(attempt, now, pause)
        case Rejected(code):
            return moves.rejected(attempt, now, code)
        case Unclear():
            return moves.outcome_unknown(attempt, now, pace)


async def record(deps: Deps, moves: Sequence[Move]) -> None:
    """Writes down how messages went, in one statement, and goes on trying while the database is away.

    A commit that was applied but reported as failed is no harm: the second one compares, and changes nothing.
    """
    for tries in range(1, RECORD_TRIES + 1):
        try:
            failpoints.reach(Failpoint.BEFORE_RECORD)
            moved = await _written_down(deps, moves)
            break
        except Exception:
            log.exception("could not record %d outcomes, try %d", len(moves), tries)
            if len(moves) > 1 and tries > 1:
                for move in moves:
                    await record(deps, [move])
                return
            await asyncio.sleep(min(5.0, 0.2 * 2**tries))
    else:
        return  # the rows keep their lease; when it is over the outcome is looked up
    failpoints.reach(Failpoint.RECORDED)
    deps.events.tell((one for m in moved for one in (m.lead_id, m.account_id)), (m.attempt_id for m in moves))
    await deps.queue.wake(m.wake_at for m in moved if m.wake_at)


async def _written_down(deps: Deps, moves: Sequence[Move]) -> list[store.Moved]:
    """One statement for all of them; those that say something about the lead too take that lead along, each alone."""
    hour = deps.settings.hour_seconds
    moved = await store.record(connection(), [m for m in moves if not m.cancel_reason], hour)
    for move in moves:
        if move.cancel_reason:
            moved += await consent.ended_by_provider(move, deps.clock.now(), hour)
    return moved


async def run_one(deps: Deps, enrollment_id: UUID) -> list[Move]:
    """Takes one enrolment through its step now, whatever that needs; answers with what became of it."""
    batch = await look(deps, 1, [enrollment_id])
    for due in batch.to_write:
        if (instead := await drafts.prepare(deps, due)) is None:
            return await run_one(deps, enrollment_id)
        await record(deps, instead)
        return instead
    moves = [await submit(deps, claim, batch.lease_until) for claim in batch.claims]
    if moves:
        await record(deps, moves)
    return batch.moves + moves


async def write(deps: Deps, due: Due, then: Callable[[], Awaitable[object]]) -> None:
    """Has the text of an AI step prepared. Once it is stored, the step is due like any other: then whoever sends in
    batches is told.

    What follows instead is written down without an alarm for it: the sweep plants those that are far enough away.
    """
    instead = await drafts.prepare(deps, due)
    moved = await _written_down(deps, instead or [])
    deps.events.tell([due.lead_id, *(m.account_id for m in moved)])
    if instead is None or any(move.kind is Kind.ADVANCE for move in instead):
        await then()


async def settle(deps: Deps, due: Due) -> None:
    """Asks what became of an attempt, and writes it down."""
    move = await settling.look_up(deps, due)
    failpoints.reach(Failpoint.LOOKED_UP)
    await record(deps, [move])


def begin_side_work(deps: Deps, batch: Batch, then: Callable[[], Awaitable[object]]) -> None:
    """Starts what is slow, outside the sending lane: writing by the model, and asking after attempts. `then` is
    called each time a step has become due by it."""
    for due in batch.to_settle:
        deps.concurrency.start(_logged(settle(deps, due)))
    for due in batch.to_write:
        deps.concurrency.start(_logged(write(deps, due, then)))


async def _logged(work: Coroutine[Any, Any, object]) -> None:
    # The row is reserved for a time only, so a failure here is looked at again by itself.
    try:
        await work
    except Exception:
        log.exception("side work failed")
