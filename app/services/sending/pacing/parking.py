"""More is due than a sender's rate lets through: the rest is put into its line, many steps at a time.

A step that goes into the line is only read as far as that needs, and decided on when its turn comes. So a campaign of a
hundred thousand steps that fall due together costs little more than the same steps one after the other.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app import failpoints
from app.deps import Deps
from app.domain.calendar.hours import Calendar
from app.domain.engine import misfire, pacing
from app.domain.engine.pacing import Candidate
from app.domain.values import value
from app.failpoints import Failpoint
from app.services.sending.pacing import clocks, lines
from app.services.sending.pacing.clocks import Locked, Place
from app.services.sending.picked import calendar_of

if TYPE_CHECKING:
    from app.services.sending.claim import Batch

log = logging.getLogger("nudge.pacing")

AT_ONCE = 500
"""How many steps one transaction parks. Nothing leaves the line of their sender until it ends."""

TIMES = 16
"""How many such transactions follow each batch at most: what is due of other accounts waits for as long."""


@value
class Step:
    """What is read of a step before it goes into the line."""

    due_at: datetime
    wake_at: datetime | None
    blocked_since: datetime | None
    calendar: Calendar
    hour: timedelta


@dataclass(frozen=True, slots=True)
class Saturated:
    """A sender with a line, of which more is due. `segments` is what its messages have about."""

    sender_id: UUID
    account_id: UUID
    segments: int


def saturated(locked: Locked) -> list[Saturated]:
    """The senders of a full batch of which steps were parked."""
    found = []
    for sender_id, paced in locked.items():
        if (parked := paced.dealt.parked) and not paced.is_broken:
            segments = round(sum(one.candidate.segments for one in parked) / len(parked))
            found.append(Saturated(sender_id, paced.account_id, segments))
    return found


class Parking:
    """The saturated senders of one drain, of which steps are parked after each batch."""

    def __init__(self) -> None:
        self._senders: dict[UUID, Saturated] = {}

    async def go_on(self, deps: Deps, batch: "Batch", until: datetime) -> None:
        """Parks what is due of the senders that this batch or an earlier one has found saturated, one after the other,
        until lines are to be looked at again."""
        self._senders |= {one.sender_id: one for one in batch.saturated}
        for _ in range(TIMES):
            if not self._senders or deps.concurrency.stopping.is_set() or deps.clock.now() >= until:
                return
            sender = self._senders.pop(next(iter(self._senders)))
            try:
                is_full = await park(deps, sender) == AT_ONCE
            except Exception:
                log.exception("due steps cannot be put into a line", extra={"sender": str(sender.sender_id)})
                continue  # the claim decides on each of them
            if is_full:
                self._senders[sender.sender_id] = sender


async def park(deps: Deps, sender: Saturated) -> int:
    """Puts due steps of this sender into its line; how many it has read of those that may wait there: 0 while another
    process has the line."""
    now, hour = deps.clock.now(), timedelta(seconds=deps.settings.hour_seconds)
    async with in_transaction() as tx:
        locked = await clocks.lock(tx, [sender.sender_id], wait=False)
        if sender.sender_id not in locked:
            return 0
        _, rows = await tx.execute_query(lines.PICK_TO_PARK, [now, AT_ONCE, [sender.account_id]])
        await clocks.store_places(tx, locked, _places(locked, sender, rows, now, hour), set(), now)
        failpoints.reach(Failpoint.PARKED_BEFORE_COMMIT)
    failpoints.reach(Failpoint.PARKED_AFTER_COMMIT)
    return len(rows)


def _places(locked: Locked, sender: Saturated, rows: Sequence[Any], now: datetime, hour: timedelta) -> list[Place]:
    """The places of those rows in the line whose hours are open, and on which their sequences have nothing to decide.
    Without a line any more, there are none: the claim has room."""
    line = locked[sender.sender_id].line
    if not line.exists:
        return []
    steps: dict[UUID, tuple[Step, datetime | None]] = {}
    candidates = []
    for row in rows:
        step = Step(row["due_at"], row["wake_at"], row["blocked_since"], calendar_of(row), hour)
        opens, closes = step.calendar.sendable(now)
        if opens is not None and opens <= now and (row["misfire"] == "SEND" or not misfire.is_misfire(step, now)):
            steps[row["id"]] = (step, closes)
            candidates.append(Candidate(row["id"], row["sequence_id"], row["priority"], sender.segments, row["due_at"]))
    return [
        (
            one.candidate.key,
            sender.sender_id,
            one.rank,
            one.candidate.segments,
            clocks.slot_in_hours(step.calendar, closes, one.slot),
            misfire.kept(step, now),
        )
        for one in pacing.deal(line, candidates, now).parked
        for step, closes in [steps[one.candidate.key]]
    ]
