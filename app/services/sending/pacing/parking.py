"""More is due than a sender's rate lets through: the rest is put into its line, many steps at a time.

A step that goes into the line is only read as far as that needs, and decided on when its turn comes. So a campaign of a
hundred thousand steps that fall due together costs little more than the same steps one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.transactions import in_transaction

from app.deps import Deps
from app.domain.calendar.hours import Calendar
from app.domain.engine import pacing
from app.domain.engine.pacing import Candidate
from app.services.sending.pacing import clocks, lines
from app.services.sending.pacing.clocks import Locked, Place
from app.services.sending.picked import calendar_of

if TYPE_CHECKING:
    from app.services.sending.claim import Batch

AT_ONCE = 500
"""How many steps one transaction parks. Nothing leaves the line of their sender until it ends."""

TIMES = 16
"""How many such transactions follow each batch at most: what is due of other accounts waits for as long."""


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
        if parked := paced.dealt.parked:
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
            if await park(deps, sender) == AT_ONCE:
                self._senders[sender.sender_id] = sender


async def park(deps: Deps, sender: Saturated) -> int:
    """Puts due steps of this sender into its line; how many it has read of those that may wait there: 0 while another
    process has the line."""
    now = deps.clock.now()
    async with in_transaction() as tx:
        locked = await clocks.lock(tx, [sender.sender_id], wait=False)
        if sender.sender_id not in locked:
            return 0
        _, rows = await tx.execute_query(lines.PICK_TO_PARK, [now, AT_ONCE, [sender.account_id]])
        await clocks.store_places(tx, locked, _places(locked, sender, rows, now), set(), now)
    return len(rows)


def _places(locked: Locked, sender: Saturated, rows: Sequence[Any], now: datetime) -> list[Place]:
    """The places of those rows in the line whose hours are open. Without a line any more, there are none: the claim has
    room."""
    line = locked[sender.sender_id].line
    if not line.exists:
        return []
    hours: dict[UUID, tuple[Calendar, datetime | None]] = {}
    candidates = []
    for row in rows:
        calendar = calendar_of(row)
        opens, closes = calendar.sendable(now)
        if opens is not None and opens <= now:
            hours[row["id"]] = (calendar, closes)
            candidates.append(Candidate(row["id"], row["sequence_id"], row["priority"], sender.segments, row["due_at"]))
    return [
        (
            one.candidate.key,
            sender.sender_id,
            one.rank,
            one.candidate.segments,
            clocks.slot_in_hours(*hours[one.candidate.key], one.slot),
        )
        for one in pacing.deal(line, candidates, now).parked
    ]
