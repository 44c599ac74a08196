"""The worker's loop: claims what is due, has it sent and recorded, and sleeps to the moment of what is due next.

Claiming, sending and recording go on at the same time, so that none waits for another while there is work.
"""

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from app.db import connection
from app.deps import Deps
from app.domain.engine.moves import Move
from app.services.sending import steps, store
from app.services.sending.steps import BATCH, Batch
from app.services.sending.store import Claim

log = logging.getLogger("nudge.outbox")

RECHECK = 0.1
LATELY = 0.2
GATHERING = 0.01


async def drain(deps: Deps, until: datetime) -> int:
    """Sends what is due, and sleeps to the very moment of what falls due before `until`. Answers how many.

    One drain at a time in a process: another call makes the one at work go on for longer. Several processes share
    the rows by SKIP LOCKED.
    """
    deps.concurrency.drain_until = max(deps.concurrency.drain_until, until)
    if deps.concurrency.draining.locked() or deps.concurrency.stopping.is_set():
        return 0
    total = 0
    async with deps.concurrency.draining, Outbox(deps) as outbox:
        while not deps.concurrency.stopping.is_set():
            room = outbox.room()
            if room < max(1, min(BATCH, deps.concurrency.sending_limit) // 4):
                await outbox.wait(RECHECK)
                continue
            batch = await steps.look(deps, min(BATCH, room))
            outbox.put(batch)
            steps.begin_side_work(deps, batch, lambda: drain(deps, deps.clock.now()))
            total += len(batch.claims)
            if batch.claims or len(batch.moves) == batch.looked_at > 0:
                continue
            if not outbox.open and deps.clock.now() >= deps.concurrency.drain_until:
                break
            await outbox.wait(await _until_next(deps))
    return total


async def _until_next(deps: Deps) -> float:
    """Seconds to sleep: to the next due row, but at most to the drain's end and to the next check for new rows."""
    now, until = deps.clock.now(), deps.concurrency.drain_until
    wake_at = await store.next_wake(connection(), now)
    target = min(wake_at or until, max(until, now))
    return min(max((target - now).total_seconds(), 0.0005), RECHECK)


class Outbox:
    """What is claimed: it waits for a lane, is submitted, and its outcome is recorded together with others.

    A little is claimed ahead, so that the lanes never wait for the database: as much as came back in the last fifth
    of a second, at most. So what is claimed waits about that long, however slow the provider is: a claim is the
    last moment at which a reply or a STOP still counts.
    """

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.open = 0  # claimed, and not recorded yet
        self._unsent = 0  # claimed, and not answered yet
        self._waiting: deque[tuple[Claim, datetime]] = deque()
        self._senders = 0
        self._outcomes: list[Move] = []
        self._lately: deque[tuple[float, int]] = deque()
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
        ahead = min(BATCH, self._came_back_lately())
        return min(limit + ahead - self._unsent, limit + 2 * BATCH - self.open)

    def _came_back_lately(self) -> int:
        since = asyncio.get_running_loop().time() - LATELY
        while self._lately and self._lately[0][0] < since:
            self._lately.popleft()
        return sum(count for _, count in self._lately)

    def put(self, batch: Batch) -> None:
        """Has the claimed messages submitted."""
        self.open += len(batch.claims)
        self._unsent += len(batch.claims)
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
        """One lane, for as long as something waits for one."""
        while self._waiting:
            claim, lease_until = self._waiting.popleft()
            try:
                move = await steps.submit(self.deps, claim, lease_until)
                self._outcomes.append(move)  # only now: the list is another one each time outcomes are recorded
            except Exception:
                # Nothing is known of this attempt here: its lease runs out, and then it is looked up.
                log.exception("submitting failed", extra={"enrollment": str(claim.due.enrollment_id)})
                self.open -= 1
            self._unsent -= 1
            self._arrived.set()
        self._senders -= 1

    async def _record(self) -> None:
        """Records outcomes, many at a time: while others are on their way, it waits a moment for them."""
        while True:
            await self._arrived.wait()
            if self._unsent:
                await asyncio.sleep(GATHERING)
            self._arrived.clear()
            outcomes, self._outcomes = self._outcomes, []
            if outcomes:
                await self._recorded_or_logged(outcomes)
                self.open -= len(outcomes)
                self._lately.append((asyncio.get_running_loop().time(), len(outcomes)))
            self._recorded.set()

    async def _recorded_or_logged(self, outcomes: list[Move]) -> None:
        try:
            await steps.record(self.deps, outcomes)
        except Exception:  # the rows keep their lease; when it is over the outcome is looked up
            log.exception("%d outcomes could not be recorded", len(outcomes))


async def waiting_soon(deps: Deps, horizon: timedelta) -> list[datetime]:
    """The seconds within the horizon in which something falls due, to plant alarms for."""
    now = deps.clock.now()
    rows = await connection().execute_query_dict(
        "SELECT DISTINCT date_trunc('second', wake_at) AS slot FROM enrollment WHERE wake_at > $1 AND wake_at < $2",
        [now, now + horizon],
    )
    return [row["slot"] for row in rows]
