"""More is due than a sender's rate lets through: the rest is put into its line, many steps at a time.

A step that goes into the line is only read as far as that needs, and decided on when its turn comes. So a campaign of a
hundred thousand steps that fall due together costs little more than the same steps one after the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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

AT_ONCE = 2000
"""How many steps one transaction parks."""

TIMES = 4
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

    async def go_on(self, deps: Deps, batch: "Batch") -> None:
        """Parks what is due of the senders that this batch or an earlier one has found saturated."""
        self._senders |= {one.sender_id: one for one in batch.saturated}
        for _ in range(TIMES):
            if not self._senders or deps.concurrency.stopping.is_set():
                return
            parked = await park(deps, list(self._senders.values()))
            self._senders = {key: one for key, one in self._senders.items() if parked[key]}


async def park(deps: Deps, senders: Sequence[Saturated]) -> dict[UUID, int]:
    """Puts due steps of these senders into their lines: how many of each."""
    now = deps.clock.now()
    each = max(1, AT_ONCE // len(senders))
    async with in_transaction() as tx:
        locked = await clocks.lock(tx, [one.sender_id for one in senders])
        by_account = {one.account_id: one for one in senders if one.sender_id in locked}
        _, rows = await tx.execute_query(lines.PICK_TO_PARK, [now, each, list(by_account)])
        places = list[Place]()
        for account_id, own in _by_account(rows).items():
            sender = by_account[account_id]
            places += _places(locked, sender, own, now)
        await clocks.store_places(tx, locked, places, set(), now)
    counts = dict.fromkeys((one.sender_id for one in senders), 0)
    for _, sender_id, *_ in places:
        counts[sender_id] += 1
    return counts


def _by_account(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found = defaultdict[UUID, list[Any]](list)
    for row in rows:
        found[row["account_id"]].append(row)
    return found


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
