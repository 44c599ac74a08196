"""Claims keep the pace of their senders: what does not fit waits in the line of its sender.

A fault at one sender holds the steps of that sender for `FAULT_PAUSE`, and no others.

A batch is either of rows that are due or of steps of lines. Both lock the clocks of their senders until the commit. The
clocks and the claims are committed together, so the rate holds over any number of processes, and a process that ends
has used what it had claimed. `domain/engine/pacing.py` decides.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError, OperationalError

from app.db import connection
from app.domain.calendar.hours import Calendar
from app.domain.calendar.windows import LAST_SECONDS
from app.domain.engine import misfire, pacing
from app.domain.engine.decide import Due
from app.domain.engine.pacing import Candidate, Clock, Dealt, Line, Pace, Parked, Share
from app.observability.metrics import BROKEN
from app.services.sending.pacing import lines
from app.services.sending.store import Claim

log = logging.getLogger("nudge.pacing")

NOT_TAKEN = (IntegrityError, OperationalError, UnicodeError)
"""The database refuses a row of a statement: a value of a wrong kind is an OperationalError of Tortoise's."""

FAULT_PAUSE = timedelta(minutes=1)
"""For how long nothing leaves from a sender whose pace could not be reckoned."""


@dataclass(slots=True)
class Paced:
    """A sender whose clock this batch has locked. `looked_at`: the batch is of its line. `is_broken`: its pace could
    not be reckoned."""

    account_id: UUID
    line: Line
    line_at: datetime | None
    room: int = 0
    looked_at: bool = False
    found: int = 0
    dealt: Dealt = field(default_factory=lambda: Dealt((), ()))
    is_broken: bool = False

    def broke(self, sender_id: UUID) -> None:
        """Logs the exception that is being handled."""
        BROKEN.inc()
        log.exception("the pace of a sender cannot be reckoned", extra={"sender": str(sender_id)})
        self.is_broken = True


@dataclass(slots=True)
class Shared:
    """The claims of a batch by what the pace makes of them. `elsewhere`: rows that were in the line of another sender
    than they have now, which are to be decided again. `broken`: rows of senders whose pace could not be reckoned."""

    through: list[Claim] = field(default_factory=list)
    elsewhere: list[Due] = field(default_factory=list)
    broken: list[Due] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """How many steps were parked, when the lines are looked at next, and rows of senders whose pace could not be
    reckoned."""

    parked: int = 0
    looks: list[datetime] = field(default_factory=list)
    broken: list[Due] = field(default_factory=list)


Locked = dict[UUID, Paced]
"""The senders whose clocks this batch has locked, by their ids."""

Place = tuple[UUID, UUID, float, int, datetime, datetime | None]
"""A place in a line, as a row for `lines.STORE`: the enrollment, the sender, the rank, the segments, the slot, and
since when nothing could be sent (`misfire.kept`)."""


async def lock_due_lines(tx: BaseDBAsyncClient, now: datetime, most: int) -> Locked:
    """The senders of which the first step in the line may leave now, those first that have waited longest, with at most
    so many segments in all. Their lines are this batch's until it commits.

    Those beyond that are looked at by the next batch: if they were part of this one, they would be told to have been
    looked at, and lose the part of their rate until the next look.
    """
    _, rows = await tx.execute_query(lines.LOCK_DUE, [now])
    found, room = dict[UUID, Paced](), 0
    for row in rows:
        paced = _looked_at(row, now, most)
        room += paced.room
        if found and room > most:
            break
        found[row["sender_id"]] = paced
    return found


def _looked_at(row: Any, now: datetime, most: int) -> Paced:
    pace, clock = _pace(row), _clock(row)
    paced = Paced(row["account_id"], Line(pace, clock, exists=True), row["line_at"], looked_at=True)
    try:
        paced.room = 1 if row["retry_at"] is not None else max(1, pacing.room(clock, pace, now, most))
    except Exception:
        paced.broke(row["sender_id"])
    return paced


def _pace(row: Any) -> Pace:
    return Pace(row["segments_per_second"], row["segments_per_day"], row["time_zone"])


def _clock(row: Any) -> Clock:
    return Clock(row["free_at"], row["day_ends_at"], row["sent_today"])


def rooms(locked: Locked) -> dict[UUID, int]:
    """How many segments may leave now of each line."""
    return {sender_id: paced.room for sender_id, paced in locked.items()}


async def deal(
    tx: BaseDBAsyncClient, claims: Sequence[Claim], locked: Locked, picked: Sequence[Due], now: datetime, *, ahead: bool
) -> Shared:
    """Which of the claims the pace lets through now. Those that do not fit are in `locked`, for `store`. With `ahead`
    everything leaves, and takes its time from what comes after it."""
    by_sender, shared = defaultdict[UUID, list[Claim]](list), Shared()
    is_of_lines = bool(locked)
    for due in picked if is_of_lines else ():
        if due.line_of in locked:
            locked[due.line_of].found += 1
    for claim in claims:
        if claim.due.pace is None:
            shared.through.append(claim)
        elif is_of_lines and claim.due.sender_id not in locked:
            shared.elsewhere.append(claim.due)
        else:
            by_sender[claim.due.sender_id].append(claim)
    if by_sender and not is_of_lines:
        locked |= await lock(tx, by_sender)
    for sender_id, own in by_sender.items():
        if (paced := locked.get(sender_id)) is None:
            shared.through += own
            continue
        if paced.is_broken:
            shared.broken += [claim.due for claim in own]
            continue
        try:
            paced.dealt = pacing.deal(paced.line, [_candidate(claim, paced, ahead) for claim in own], now)
        except Exception:
            paced.broke(sender_id)
            shared.broken += [claim.due for claim in own]
            continue
        taken = {candidate.key for candidate in paced.dealt.taken}
        shared.through += [claim for claim in own if claim.attempt_id in taken]
    return shared


async def lock(tx: BaseDBAsyncClient, sender_ids: Iterable[UUID], *, wait: bool = True) -> Locked:
    """Locks the clocks of these senders, of which those without a rate have none. Waits for those that another process
    has, or leaves them out."""
    _, rows = await tx.execute_query(lines.LOCK if wait else lines.LOCK_FREE, [list(sender_ids)])
    shares = defaultdict[UUID, dict[UUID, Share]](dict)
    for row in rows:
        if row["sequence_id"] is not None:
            share = Share(row["priority"], row["first_rank"], row["last_rank"])
            shares[row["sender_id"]][row["sequence_id"]] = share
    found: Locked = {}
    for row in rows:
        line = Line(_pace(row), _clock(row), shares[row["sender_id"]], exists=row["line_at"] is not None)
        found[row["sender_id"]] = Paced(row["account_id"], line, row["line_at"])
    return found


def _candidate(claim: Claim, paced: Paced, ahead: bool) -> Candidate:
    due = claim.due
    return Candidate(
        claim.attempt_id,
        due.sequence_id or due.enrollment_id,
        due.priority,
        claim.segments,
        due.due_at,
        due.line_rank,
        in_line=paced.looked_at,
        ahead=ahead,
    )


async def store(
    tx: BaseDBAsyncClient, locked: Locked, claims: Sequence[Claim], won: Sequence[Claim], now: datetime
) -> Stored:
    """Moves the clocks on by what was claimed (`won`), and parks what did not fit of the claims that were wanted."""
    stored = Stored()
    if not locked:
        return stored
    by_attempt, claimed = {claim.attempt_id: claim for claim in claims}, {claim.attempt_id for claim in won}
    places = list[Place]()
    for sender_id, paced in locked.items():
        try:
            places += [_place(by_attempt[one.candidate.key], sender_id, one, now) for one in paced.dealt.parked]
        except Exception:
            paced.broke(sender_id)
            stored.broken += _waiting(paced, by_attempt)
    stored.parked, stored.looks = len(places), await store_places(tx, locked, places, claimed, now)
    return stored


async def store_singly(
    tx: BaseDBAsyncClient, locked: Locked, claims: Sequence[Claim], won: Sequence[Claim], now: datetime
) -> Stored:
    """`store` by a statement for each sender, after the database has refused the statement for all of them. A sender
    for which it is refused again is paused."""
    stored, by_attempt = Stored(), {claim.attempt_id: claim for claim in claims}
    for sender_id, paced in locked.items():
        await tx.execute_query("SAVEPOINT one_sender")
        try:
            one = await store(tx, {sender_id: paced}, claims, won, now)
        except NOT_TAKEN:
            await tx.execute_query("ROLLBACK TO SAVEPOINT one_sender")
            paced.broke(sender_id)
            one = Stored(broken=_waiting(paced, by_attempt))
            await tx.execute_query(lines.PAUSE, [sender_id, now + FAULT_PAUSE])
        stored.parked, stored.looks = stored.parked + one.parked, stored.looks + one.looks
        stored.broken += one.broken
    return stored


def _waiting(paced: Paced, by_attempt: Mapping[UUID, Claim]) -> list[Due]:
    return [by_attempt[one.candidate.key].due for one in paced.dealt.parked]


def _place(claim: Claim, sender_id: UUID, parked: Parked, now: datetime) -> Place:
    slot = slot_in_hours(claim.due.calendar, claim.closes, parked.slot)
    since = misfire.kept(claim.due, now)
    return claim.due.enrollment_id, sender_id, parked.rank, parked.candidate.segments, slot, since


async def store_places(
    tx: BaseDBAsyncClient, locked: Locked, places: Sequence[Place], claimed: set[UUID], now: datetime
) -> list[datetime]:
    """Stores the places in the lines, and the clocks after what was claimed."""
    clocks = [_after(sender_id, paced, claimed, now) for sender_id, paced in locked.items()]
    _, rows = await tx.execute_query(lines.STORE, [*_columns(places, 6), *_columns(clocks, 6)])
    return [row["line_at"] for row in rows if row["line_at"] is not None]


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(count)]


def slot_in_hours(calendar: Calendar, closes: datetime | None, slot: datetime) -> datetime:
    """About when a step leaves whose hours close at `closes`. A slot after that becomes one as long after the next
    opening."""
    if closes is None or slot <= closes - LAST_SECONDS:
        return slot
    opens, next_closes = calendar.sendable(closes)
    if opens is None:
        return slot
    later = opens + (slot - (closes - LAST_SECONDS))
    return later if next_closes is None or later <= next_closes - LAST_SECONDS else opens


def _after(sender_id: UUID, paced: Paced, claimed: set[UUID], now: datetime) -> tuple[Any, ...]:
    """The sender's clock and line after this batch, as a row for `lines.STORE`. From a sender whose pace could not be
    reckoned nothing leaves for a while, which is never more than its rate permits."""
    if not paced.is_broken:
        try:
            return sender_id, *_clock_after(paced, claimed, now)
        except Exception:
            paced.broke(sender_id)
    clock, again = paced.line.clock, now + FAULT_PAUSE
    sent = sum(one.segments for one in paced.dealt.taken if one.key in claimed)
    line_at = again if paced.looked_at or paced.line.exists else None
    return sender_id, again, clock.day_ends_at, clock.sent_today + sent, line_at, False


def _clock_after(paced: Paced, claimed: set[UUID], now: datetime) -> tuple[Any, ...]:
    line, clock, segments = paced.line, paced.line.clock, 1
    for candidate in paced.dealt.taken:
        if candidate.key in claimed:
            clock, segments = pacing.take(clock, line.pace, candidate.segments, now), candidate.segments
    if paced.dealt.parked:
        segments = paced.dealt.parked[0].candidate.segments
    clock = pacing.today(clock, line.pace, now)
    looks_empty = paced.looked_at and not paced.found
    line_at = None
    if paced.looked_at or (paced.dealt.parked and not line.exists):
        line_at = pacing.next_look(clock, line.pace, segments, now)
    elif line.exists:
        line_at = paced.line_at
    return clock.free_at, clock.day_ends_at, clock.sent_today, line_at, looks_empty


async def take(account_id: UUID, address: str, segments: int, now: datetime) -> None:
    """A message that a person sends from this address takes its time from the steps after it, in the caller's
    transaction. It is never refused for the pace."""
    for row in await connection().execute_query_dict(lines.LOCK_CLOCK, [account_id, address]):
        clock = pacing.take(_clock(row), _pace(row), segments, now)
        values = [row["sender_id"], clock.free_at, clock.day_ends_at, clock.sent_today]
        await connection().execute_query(lines.TAKE, values)


async def heal(now: datetime) -> None:
    """Has the line of each step looked at again that waits in a line, should its sender not have been."""
    await connection().execute_query(lines.HEAL, [now])
