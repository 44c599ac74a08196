"""The worker's loop: it claims due steps, submits them, records the outcomes, and sleeps until the next step is due.

Claiming, submitting and recording go on at the same time, so that none waits for another while there is work.
"""

import asyncio
import logging
import time
from collections import deque
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from app.concurrency import LONG_AGO
from app.db import connection
from app.deps import Deps
from app.domain.engine import pacing
from app.domain.engine.moves import Move
from app.observability import tracing
from app.services.sending import side_work, store
from app.services.sending.claim import BATCH, Batch, claim_due
from app.services.sending.pacing.parking import Parking
from app.services.sending.pacing.shares import Shares
from app.services.sending.record import move_after, record
from app.services.sending.store import Claim
from app.services.sending.submit import Submission, submit

log = logging.getLogger("nudge.drain")

RECHECK = 0.1
RECENTLY = 0.2
GATHERING = 0.01


async def drain(deps: Deps, until: datetime) -> int:
    """Sends what is due, and sleeps to the very moment of what falls due before `until`. Answers how many.

    One drain at a time in a process: another call makes the one at work go on for longer. Several processes share
    the rows by SKIP LOCKED.
    """
    deps.concurrency.drain_until = max(deps.concurrency.drain_until, until)
    if deps.concurrency.draining.locked() or deps.concurrency.stopping.is_set():
        return 0
    total, shares, is_full, looks, parking = 0, Shares(), False, Looks(), Parking()
    async with deps.concurrency.draining, InFlight(deps) as in_flight:
        while not deps.concurrency.stopping.is_set():
            room = in_flight.room()
            if room < max(1, min(BATCH, deps.concurrency.sending_limit) // 4):
                await in_flight.wait(RECHECK)
                continue
            limit = min(BATCH, room)
            accounts = await shares.accounts(connection(), deps.clock.now(), limit) if is_full else []
            now, began = deps.clock.now(), time.time_ns()
            batch = await claim_due(deps, limit, accounts=accounts, lines=now >= looks.next_at)
            if batch.picked:
                tracing.tell("batch", began, picked=batch.picked, claimed=len(batch.claims), moved=len(batch.moves))
            looks.done(batch, now)
            in_flight.put(batch)
            await parking.go_on(deps, batch, looks.next_at)
            is_full = batch.picked == limit and not accounts and not batch.of_lines
            side_work.start(deps, batch, lambda: drain(deps, deps.clock.now()))
            total += len(batch.claims)
            # Another process may have the rows of these accounts: what else is due is looked for at once.
            if accounts or batch.claims or batch.of_lines or len(batch.moves) + batch.parked == batch.picked > 0:
                continue
            if not in_flight.open and deps.clock.now() >= deps.concurrency.drain_until:
                break
            await in_flight.wait(await _until_next(deps, looks))
    return total


class Looks:
    """When this drain looks at the lines of paced senders next."""

    def __init__(self) -> None:
        self.next_at = LONG_AGO

    def done(self, batch: Batch, now: datetime) -> None:
        """After a batch: if there was a line to look at, there may be more of them."""
        if batch.of_lines:
            self.next_at = now
        elif now >= self.next_at:
            self.next_at = now + pacing.TICK

    def expect(self, line_at: datetime | None) -> None:
        self.next_at = min(self.next_at, line_at or self.next_at)


async def _until_next(deps: Deps, looks: Looks) -> float:
    """Seconds to sleep: to the next due row, but at most to the drain's end and to the next check for new rows."""
    now, until = deps.clock.now(), deps.concurrency.drain_until
    wake_at, line_at = await store.next_wake(connection(), now)
    looks.expect(line_at)
    target = min(wake_at or until, line_at or until, max(until, now))
    return min(max((target - now).total_seconds(), 0.0005), RECHECK)


class InFlight:
    """The claimed messages of one drain: each waits for a sender, is submitted, and is recorded together with others.

    A little is claimed ahead, so that the senders never wait for the database: at most as many as were answered in the
    last fifth of a second. So a claimed message waits about that long, however slow the provider is: the claim is the
    last moment at which a reply or a STOP still counts.
    """

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.open = 0  # claimed, and not recorded yet
        self._unanswered = 0  # claimed, and not answered yet
        self._waiting: deque[tuple[Claim, datetime]] = deque()
        self._senders = 0
        self._outcomes: list[Move] = []
        self._answered: deque[tuple[float, int]] = deque()
        self._arrived = asyncio.Event()
        self._recorded = asyncio.Event()
        self._recorder: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._recorder = asyncio.create_task(self._record())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self.open:
            await self.wait(None)
        if self._recorder:
            self._recorder.cancel()

    def room(self) -> int:
        """How many more may be claimed now."""
        limit = self.deps.concurrency.sending_limit
        ahead = min(BATCH, self._answered_lately())
        return min(limit + ahead - self._unanswered, limit + 2 * BATCH - self.open)

    def _answered_lately(self) -> int:
        since = asyncio.get_running_loop().time() - RECENTLY
        while self._answered and self._answered[0][0] < since:
            self._answered.popleft()
        return sum(count for _, count in self._answered)

    def put(self, batch: Batch) -> None:
        """Has the claimed messages submitted."""
        self.open += len(batch.claims)
        self._unanswered += len(batch.claims)
        self._waiting.extend((claim, batch.lease_until) for claim in batch.claims)
        for _ in range(min(len(self._waiting), self.deps.concurrency.sending_limit - self._senders)):
            self._senders += 1
            self.deps.concurrency.start(self._send())

    async def wait(self, seconds: float | None) -> None:
        """Until something was recorded, or so long."""
        try:
            await asyncio.wait_for(self._recorded.wait(), seconds)
        except TimeoutError:
            return
        self._recorded.clear()

    async def _send(self) -> None:
        """Submits one message after the other, for as long as any waits."""
        while self._waiting:
            claim, lease_until = self._waiting.popleft()
            try:
                move = await submitted(self.deps, claim, lease_until)
                self._outcomes.append(move)  # only now: the list is another one each time outcomes are recorded
            except Exception:
                # Nothing is known of this attempt here: its lease runs out, and then it is looked up.
                log.exception("submitting failed", extra={"enrollment": str(claim.due.enrollment_id)})
                self.open -= 1
            self._unanswered -= 1
            self._arrived.set()
        self._senders -= 1

    async def _record(self) -> None:
        """Records outcomes, many at a time: while others are on their way, it waits a moment for them."""
        while True:
            await self._arrived.wait()
            if self._unanswered:
                await asyncio.sleep(GATHERING)
            self._arrived.clear()
            outcomes, self._outcomes = self._outcomes, []
            if outcomes:
                await self._recorded_or_logged(outcomes)
                self.open -= len(outcomes)
                self._answered.append((asyncio.get_running_loop().time(), len(outcomes)))
            self._recorded.set()

    async def _recorded_or_logged(self, outcomes: list[Move]) -> None:
        try:
            await record(self.deps, outcomes)
        except Exception:  # the rows keep their lease; when it is over the outcome is looked up
            log.exception("%d outcomes could not be recorded", len(outcomes))


async def seconds_due(deps: Deps, horizon: timedelta) -> list[datetime]:
    """The seconds within the horizon in which something falls due, to plant alarms for."""
    now = deps.clock.now()
    rows = await connection().execute_query_dict(
        "SELECT date_trunc('second', wake_at) AS slot FROM enrollment WHERE wake_at > $1 AND wake_at < $2"
        " UNION SELECT date_trunc('second', line_at) FROM sender_pace WHERE line_at > $1 AND line_at < $2",
        [now, now + horizon],
    )
    return [row["slot"] for row in rows]


async def submitted(deps: Deps, claim: Claim, lease_until: datetime) -> Move:
    """Submits a claimed step; what becomes of it."""
    due = claim.due
    message = Submission(
        claim.attempt_id,
        due.phone,
        due.sender,
        claim.body,
        claim.closes,
        lease_until,
        due.due_at,
        connection_id=due.connection_id,
    )
    return await move_after(deps, claim, await submit(deps, message))


# ------------------------------------------------------------------ one step, now


async def run_one(deps: Deps, enrollment_id: UUID, *, ahead: bool = True) -> list[Move]:
    """Carries out the current step of one enrollment now: writes its text if it needs one, submits it, records it.

    For a first step that a caller waits for, a text that a person has approved, and a step that a person has sent now.
    With `ahead` it leaves before the line of its sender.
    """
    batch = await claim_due(deps, 1, [enrollment_id], ahead=ahead)
    for due in batch.to_write:
        if (instead := await deps.handlers.write_draft(deps, due)) is None:
            deps.events.tell([due.lead_id, due.account_id])  # the text may wait for a person: then nothing is claimed
            return await run_one(deps, enrollment_id, ahead=ahead)
        await record(deps, instead)
        return instead
    moves = [await submitted(deps, one, batch.lease_until) for one in batch.claims]
    if moves:
        await record(deps, moves)
    return batch.moves + moves
