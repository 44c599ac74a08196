"""Claims what is due: picks rows, decides on each, and commits a claim for every step that may be sent.

Nothing is in flight that is not in a row first: the claim is committed before any message is submitted, and what is
claimed is submitted once. What happens to a process at any point in between is read off the rows.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from app import failpoints
from app.concurrency import WRITING
from app.db import despite_rollbacks
from app.deps import Deps
from app.domain.calendar.caps import Counted
from app.domain.engine import decide, explain, moves
from app.domain.engine.decide import Due
from app.domain.engine.moves import Again, Move
from app.domain.ids import new_id
from app.domain.sms import segments, templates
from app.domain.values import changed
from app.domain.vocabulary import MessageSource, StepReason, StepType
from app.failpoints import Failpoint
from app.observability.metrics import BROKEN, GATED
from app.services.sending import caps, outcomes, store
from app.services.sending.account_rules import on_unchanged_rules
from app.services.sending.pacing import clocks, parking
from app.services.sending.pacing.clocks import FAULT_PAUSE, NOT_TAKEN, Locked
from app.services.sending.pacing.parking import Saturated
from app.services.sending.store import Claim

log = logging.getLogger("nudge.steps")

BATCH = store.MOST_ROWS
TURN = timedelta(seconds=2)
CHANGING = timedelta(seconds=1)
RULES = {StepReason.NO_CONSENT, StepReason.PAUSED}  # holds that end by a change of the account's rules


@dataclass(slots=True)
class Batch:
    """The rows that one transaction picked, by what follows for them."""

    lease_until: datetime
    generation: int = 0  # the highest that this process has seen of the database
    picked: int = 0
    claims: list[Claim] = field(default_factory=list)
    to_write: list[Due] = field(default_factory=list)
    without_room: int = 0
    introduced: set[UUID] = field(default_factory=set)  # leads of whom a first message is claimed
    tried: set[UUID] = field(default_factory=set)  # senders with a hold that is over, of which one step is claimed
    to_look_up: list[Due] = field(default_factory=list)
    endless: list[tuple[Due, StepReason]] = field(default_factory=list)  # held until the lead or the account changes
    capped: list[Due] = field(default_factory=list)  # a cap is in force, and nothing is counted yet
    took_room: set[UUID] = field(default_factory=set)  # leads of whom a capped step is claimed
    by_rules: list[tuple[Due, Move]] = field(default_factory=list)  # holds that a change of the account's rules ends
    moves: list[Move] = field(default_factory=list)
    of_lines: bool = False  # the rows are of the lines of paced senders, and not of those that are due
    parked: int = 0  # how many wait in the lines of their senders
    saturated: list[Saturated] = field(default_factory=list)  # senders with a line, of which more may be due
    looks: list[datetime] = field(default_factory=list)  # when lines are looked at next


Take = Callable[[BaseDBAsyncClient, Batch, datetime], Awaitable[list[Claim]]]


async def claim_due(
    deps: Deps,
    limit: int = BATCH,
    only: Sequence[UUID] | None = None,
    accounts: Sequence[UUID] = (),
    *,
    lines: bool = False,
    ahead: bool = False,
) -> Batch:
    """Picks rows that are due (or these, or a share for each of these accounts), in one transaction, which commits
    before anything is sent. With `lines`, the rows of the lines that are to be looked at now, if there are any. With
    `ahead`, the rows leave before the lines of their senders.

    A step that the database does not take fails alone: then each step of the batch is claimed by a statement of its
    own.
    """

    def claimed(take: Take) -> Awaitable[Batch]:
        return despite_rollbacks(lambda: _claim_due(deps, limit, only, accounts, take, lines=lines, ahead=ahead))

    try:
        return await claimed(_claim_together)
    except NOT_TAKEN:
        log.exception("a batch could not be claimed; its steps are claimed one by one")
        return await claimed(_claim_singly)


async def _claim_due(
    deps: Deps,
    limit: int,
    only: Sequence[UUID] | None,
    accounts: Sequence[UUID],
    take: Take,
    *,
    lines: bool = False,
    ahead: bool = False,
) -> Batch:
    now = deps.clock.now()
    batch = Batch(now + deps.timeouts.lease, deps.generation.known)
    async with in_transaction() as tx:
        locked = await clocks.lock_due_lines(tx, now, limit) if lines else {}
        batch.of_lines = bool(locked)
        rows = await store.pick(tx, now, limit, only, accounts, clocks.rooms(locked), hour_of(deps))
        if not rows and not locked:
            return batch
        failpoints.reach(Failpoint.PICKED)
        batch.picked = len(rows)
        for due in rows:
            if due.caps and due.attempt_id is None:
                batch.capped.append(due)  # nearly all of these are to be counted, and are decided on after that
            else:
                _sort(deps, batch, due, now)
        if batch.capped:
            await _count(deps, tx, batch, now)
        if batch.endless:
            await _hold(deps, tx, batch, now)
        if batch.capped:  # those whose hold is over
            await _count(deps, tx, batch, now)
        await _claim_at_pace(tx, batch, locked, rows, take, now, ahead=ahead)
        if batch.picked == limit and not batch.of_lines:
            batch.saturated = parking.saturated(locked)
        kept = await on_unchanged_rules(tx, [due for due, _ in batch.by_rules])
        ids = {due.enrollment_id for due in kept}
        batch.moves += [move for _, move in batch.by_rules if move.enrollment_id in ids]
        moved = await outcomes.record(tx, batch.moves, deps.settings.hour_seconds)
        failpoints.reach(Failpoint.CLAIMED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.CLAIMED_AFTER_COMMIT)
    claimed = (one for c in batch.claims for one in (c.due.lead_id, c.due.account_id, c.attempt_id))
    deps.events.tell([*claimed, *(one for m in moved for one in (m.lead_id, m.account_id))])
    await deps.queue.wake([*(m.wake_at for m in moved if m.wake_at), *batch.looks])
    return batch


async def _claim_at_pace(
    tx: BaseDBAsyncClient,
    batch: Batch,
    locked: Locked,
    picked: Sequence[Due],
    take: Take,
    now: datetime,
    *,
    ahead: bool,
) -> None:
    """Claims what the pace of the senders lets through, and parks the rest in their lines."""
    ready = batch.claims
    shared = await clocks.deal(tx, ready, locked, picked, now, ahead=ahead)
    batch.claims, wanted = shared.through, len(shared.through)
    batch.claims = await take(tx, batch, now)
    GATED.inc(wanted - len(batch.claims))
    store_clocks = clocks.store_singly if take is _claim_singly else clocks.store
    stored = await store_clocks(tx, locked, ready, batch.claims, now)
    batch.parked, batch.looks = stored.parked, stored.looks
    batch.moves += [moves.postponed(due, now, Again.OTHER_SENDER, now) for due in shared.elsewhere]
    broken = [*shared.broken, *stored.broken]
    batch.moves += [moves.postponed(due, now + FAULT_PAUSE, StepReason.BROKEN, now) for due in broken]


async def _hold(deps: Deps, tx: BaseDBAsyncClient, batch: Batch, now: datetime) -> None:
    """Decides once more on the rows that would be held without an alarm, with the rows locked that can end the hold.

    A row whose lead or account is being changed at this moment is picked again a moment later.
    """
    picked, batch.endless = [due for due, _ in batch.endless], []
    again = {due.enrollment_id: due for due in await store.pick_again(tx, now, picked, hour_of(deps))}
    for due in picked:
        if due.enrollment_id in again:
            _sort(deps, batch, again[due.enrollment_id], now)
        else:
            batch.moves.append(moves.postponed(due, now + CHANGING, Again.CHANGING, now))
    for due, reason in batch.endless:
        hold = moves.postponed(due, None, reason, now)
        if reason in RULES:
            batch.by_rules.append((due, hold))
        else:
            batch.moves.append(hold)


async def _count(deps: Deps, tx: BaseDBAsyncClient, batch: Batch, now: datetime) -> None:
    """Decides on the capped steps by what was sent to the person, with the lead locked against other claims. A step
    whose lead somebody else has locked is picked again."""
    capped, batch.capped = batch.capped, []
    free = await caps.locked(tx, capped)
    failpoints.reach(Failpoint.COUNTING)
    rows = [(due, decide.limits(due, now)) for due in free]
    counted = await caps.count(tx, rows, now, deps.settings.hour_seconds)
    nothing = Counted((), hour_of(deps))
    for due in free:
        _sort(deps, batch, changed(due, counted=counted.get(due.enrollment_id, nothing)), now)


async def _claim_together(tx: BaseDBAsyncClient, batch: Batch, now: datetime) -> list[Claim]:
    return await store.claim(tx, batch.claims, now, batch.lease_until, batch.generation)


async def _claim_singly(tx: BaseDBAsyncClient, batch: Batch, now: datetime) -> list[Claim]:
    taken: list[Claim] = []
    for claim in batch.claims:
        await tx.execute_query("SAVEPOINT one_step")
        try:
            taken += await store.claim(tx, [claim], now, batch.lease_until, batch.generation)
        except NOT_TAKEN:
            BROKEN.inc()
            log.exception("step cannot be claimed", extra={"enrollment": str(claim.due.enrollment_id)})
            await tx.execute_query("ROLLBACK TO SAVEPOINT one_step")
            batch.moves.append(moves.broken(claim.due, now))
    return taken


def _sort(deps: Deps, batch: Batch, due: Due, now: datetime) -> None:
    """Puts a row where it belongs. A step that cannot be made ready fails alone."""
    try:
        _act_on(deps, batch, due, decide.decide(due, now), now)
    except Exception:
        BROKEN.inc()
        log.exception("step cannot be made ready", extra={"enrollment": str(due.enrollment_id)})
        batch.moves.append(moves.broken(due, now))


def _act_on(deps: Deps, batch: Batch, due: Due, decision: decide.Decision, now: datetime) -> None:
    match decision:
        case decide.Send() if due.sender_hold is not None and due.sender_id in batch.tried:
            wake_at = batch.lease_until if due.sender_hold.wakes_at else None
            batch.moves.append(moves.postponed(due, wake_at, due.sender_hold.reason, now))
        case decide.Send() | decide.Wait(reason=StepReason.CAPPED) if due.lead_id in batch.took_room:
            batch.moves.append(moves.postponed(due, now + decide.AFTER_FIRST, Again.AFTER_FIRST, now))
        case decide.Send() if due.lead_id in batch.introduced:
            batch.moves.append(moves.postponed(due, now + decide.AFTER_FIRST, Again.AFTER_FIRST, now))
        case decide.Send(closes):
            _claim(batch, _ready(due, closes, now), now)
        case decide.Write() if len(batch.to_write) < deps.concurrency.writing_room():
            batch.to_write.append(due)
            batch.moves.append(moves.postponed(due, now + deps.timeouts.writing, StepReason.BEING_WRITTEN, now))
        case decide.Write():
            batch.without_room += 1
            turn = now + until_turn(batch.without_room)
            batch.moves.append(moves.postponed(due, turn, StepReason.BEING_WRITTEN, now))
        case decide.Skip():
            batch.moves.append(moves.skipped(due, decision, now))
        case decide.Wait(None, reason) if reason not in explain.BLOCKED:
            batch.endless.append((due, reason))
        case decide.Wait(until, StepReason.CAPPED as reason):
            batch.by_rules.append((due, moves.postponed(due, until, reason, now)))
        case decide.Wait(until, reason):
            batch.moves.append(moves.postponed(due, until, reason, now))
        case decide.Count():
            batch.capped.append(due)
        case decide.Shift(due_at):
            batch.moves.append(moves.shifted(due, due_at, now))
        case decide.LookUp():
            batch.to_look_up.append(due)
            batch.moves.append(moves.being_looked_up(due, now, deps.timeouts))
        case decide.Stop():
            batch.moves.append(moves.stopped(due, decision, now))


def _claim(batch: Batch, claim: Claim, now: datetime) -> None:
    if len(claim.body) > segments.MAX_BODY:
        batch.moves.append(moves.too_long(claim.due, len(claim.body), segments.MAX_BODY, now))
        return
    if decide.is_first(claim.due, now):
        batch.introduced.add(claim.due.lead_id)
    if claim.due.sender_hold is not None:
        batch.tried.add(claim.due.sender_id)
    if claim.due.counted is not None:
        batch.took_room.add(claim.due.lead_id)
    batch.claims.append(claim)


def hour_of(deps: Deps) -> timedelta:
    return timedelta(seconds=deps.settings.hour_seconds)


def until_turn(place: int) -> timedelta:
    """How long a step waits for which the writer had no room, by its place among those: as many come back at a time
    as are written at a time, so that a thousand of them are not picked again and again."""
    return TURN * (1 + (place - 1) // WRITING)


def text_of(due: Due, now: datetime) -> str:
    """The text of the step as it is sent now. What the account adds to a first message was not in a checked draft.

    Raises `ValueError` for a text that is empty.
    """
    if due.step_type is StepType.AI:
        body = due.draft or ""
    else:
        body = templates.render(templates.parse(due.message or ""), due.values)
    if not body.strip():
        raise ValueError("the text is empty")
    return decide.complete(due, body, now)


def source_of(due: Due) -> MessageSource:
    return MessageSource.AI if due.step_type is StepType.AI else MessageSource.SEQUENCE


def _ready(due: Due, closes: datetime | None, now: datetime) -> Claim:
    """The step with its text, to be claimed."""
    body = text_of(due, now)
    return Claim(due, new_id(), body, segments.segment_count(body), source_of(due), closes)
