"""When a sender's next message may leave: its rate and daily limit in segments, and the line of steps that wait.

The rate is kept by one virtual clock for each sender (GCRA): `free_at` is when all segments that were claimed have had
their time. Each claim moves it on, whichever process claims, so the rate holds over any number of processes and over
restarts, and a claim that comes late may catch up by at most `CATCH_UP`.

Steps that do not fit wait in the sender's line. A step's rank in the line is a virtual time of its sequence (fair
queueing): the rank before it in its sequence plus its segments. The lowest rank leaves first, so sequences of one
priority get equal shares of the rate, and a short sequence does not wait for the end of a long one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.calendar import zones
from app.domain.values import value

AHEAD = timedelta(seconds=0.6)
"""How much of the rate may be claimed at once, ahead of its time."""

CATCH_UP = timedelta(seconds=0.25)
"""How much of the rate that was not used is not lost: a claim that comes late by less loses nothing.

In any span, messages with at most as many segments leave as the rate gives for the span, `AHEAD` and `CATCH_UP`. That
is less than a second more than the span, and leaves room for the time between a claim and its POST."""

TICK = timedelta(seconds=0.25)
"""Steps of a line leave together at moments that are at least so far apart, so that a batch has many of them. The
moments are the same for all senders."""

DAY = timedelta(days=1)

FARTHEST = timedelta(days=3650)
"""The longest time that a rate and a line are reckoned to take. Steps of many accounts are dealt out in one batch, so
no rate of one sender may lead to a time that the calendar does not have."""


@value
class Pace:
    """The rates of a sender in segments; None is not limited. A day is a calendar day in the account's `zone`."""

    per_second: float | None
    per_day: int | None
    zone: str


@value
class Clock:
    """What a sender has used: see the module for `free_at`; `sent_today` counts segments until `day_ends_at`."""

    free_at: datetime | None = None
    day_ends_at: datetime | None = None
    sent_today: int = 0


def today(clock: Clock, pace: Pace, now: datetime) -> Clock:
    """The clock with the day that `now` is in."""
    if clock.day_ends_at is not None and now < clock.day_ends_at:
        return clock
    return replace(clock, day_ends_at=day_of(now, pace.zone)[1], sent_today=0)


def day_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """When the day in this zone begins and ends. An unknown zone counts as UTC."""
    local = now.astimezone(_zone(zone))
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    end = (begin.replace(tzinfo=None) + DAY).replace(tzinfo=local.tzinfo)
    return begin.astimezone(UTC), end.astimezone(UTC)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return zones.named(name) or ZoneInfo("UTC")


def opens(clock: Clock, pace: Pace, segments: int, now: datetime) -> datetime:
    """The first moment from `now` on at which a message with so many segments may leave, if none leaves before.

    A message with more segments than `AHEAD` gives leaves when the clock is free; one with more than a whole day's
    limit, as the first of its day.
    """
    clock, at = today(clock, pace, now), now
    if pace.per_second is not None and clock.free_at is not None:
        at = max(at, clock.free_at - max(timedelta(0), AHEAD - _time(segments, pace.per_second)))
    if pace.per_day is not None and clock.sent_today and clock.sent_today + segments > pace.per_day:
        at = max(at, clock.day_ends_at or at)
    return at


def take(clock: Clock, pace: Pace, segments: int, now: datetime) -> Clock:
    """The clock after a message with so many segments is claimed. It may have been claimed before its time."""
    clock = today(clock, pace, now)
    sent_today = clock.sent_today + segments
    if pace.per_second is None:
        return replace(clock, free_at=None, sent_today=sent_today)
    free_at = max(clock.free_at or now - CATCH_UP, now - CATCH_UP) + _time(segments, pace.per_second)
    return replace(clock, free_at=min(free_at, now + FARTHEST), sent_today=sent_today)


def room(clock: Clock, pace: Pace, now: datetime, most: int) -> int:
    """How many segments may leave now, at most `most`; at least one if any message may."""
    if opens(clock, pace, 1, now) > now:
        return 0
    clock = today(clock, pace, now)
    if pace.per_second is not None:
        free_at = max(clock.free_at or now - CATCH_UP, now - CATCH_UP)
        most = min(most, math.floor((now + AHEAD - free_at).total_seconds() * pace.per_second + 1e-6))
    if pace.per_day is not None:
        most = min(most, pace.per_day - clock.sent_today)
    return max(1, most)


def next_look(clock: Clock, pace: Pace, segments: int, now: datetime) -> datetime:
    """When the line of a sender is looked at next, whose first message has about so many segments."""
    at = opens(clock, pace, segments, now)
    if pace.per_second is not None and _time(segments, pace.per_second) < TICK:
        at = max(at, _tick_after(now))
    return at


def _tick_after(now: datetime) -> datetime:
    """The next of the moments at which steps of lines leave together."""
    into = timedelta(microseconds=now.microsecond) % TICK
    return now - into + TICK


def _time(segments: float, per_second: float) -> timedelta:
    return timedelta(seconds=min(segments / per_second, FARTHEST.total_seconds()))


# ------------------------------------------------------------------ the line


@value
class Share:
    """A sequence with steps in the line: its priority, and the first and last ranks of these steps."""

    priority: int
    first: float
    last: float


@value
class Candidate:
    """A step that could be sent now but for the pace.

    `place`: its rank, if it was in this line before. `in_line`: it was taken from the line for this. `ahead`: it does
    not wait, because a caller waits for it.
    """

    key: UUID
    sequence_id: UUID
    priority: int
    segments: int
    due_at: datetime
    place: float | None = None
    in_line: bool = False
    ahead: bool = False


@value
class Parked:
    """A step that waits in the line, and about when it leaves."""

    candidate: Candidate
    rank: float
    slot: datetime


@dataclass(slots=True)
class Line:
    """A sender with its clock and its line, locked for one batch. `exists`: steps wait in the line."""

    pace: Pace
    clock: Clock
    shares: Mapping[UUID, Share] = field(default_factory=dict)
    exists: bool = False


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a batch does with a line. Both lists are in the order of the line."""

    taken: Sequence[Candidate]
    parked: Sequence[Parked]


def deal(line: Line, candidates: Iterable[Candidate], now: datetime) -> Dealt:
    """Which of the candidates leave now, and where in the line the others wait.

    Who waits in the line goes first: a new candidate leaves only if nobody waits, or if it is `ahead`. After the first
    that does not fit no other leaves, or else long messages would wait for ever.
    """
    each = list(candidates)
    ranks = _ranks(line, each)
    each.sort(key=lambda one: (not one.ahead, -one.priority, ranks[one.key], one.due_at, one.key))
    clock, taken, waiting = line.clock, list[Candidate](), list[Candidate]()
    for one in each:
        may_leave = (one.in_line or not line.exists) and not waiting
        if one.ahead or (may_leave and opens(clock, line.pace, one.segments, now) <= now):
            clock = take(clock, line.pace, one.segments, now)
            taken.append(one)
        else:
            waiting.append(one)
    return Dealt(taken, _parked(line, clock, waiting, ranks, now))


def _ranks(line: Line, each: Sequence[Candidate]) -> dict[UUID, float]:
    """The rank of each candidate. A sequence without steps in the line begins where the line is now."""
    ranks = {one.key: one.place for one in each if one.place is not None}
    last: dict[UUID, float] = {}
    for one in sorted((one for one in each if one.place is None), key=lambda one: (one.due_at, one.key)):
        before = last.get(one.sequence_id)
        if before is None:
            before = _begin(line, one)
        ranks[one.key] = last[one.sequence_id] = before + one.segments
    return ranks


def _begin(line: Line, one: Candidate) -> float:
    share = line.shares.get(one.sequence_id)
    if share is not None:
        return share.last
    return min((other.first for other in line.shares.values() if other.priority == one.priority), default=0.0)


def _parked(
    line: Line, clock: Clock, waiting: Sequence[Candidate], ranks: Mapping[UUID, float], now: datetime
) -> list[Parked]:
    """The waiting candidates with about the time at which each leaves: when those before it have left."""
    before_of_batch, found = 0, []
    for one in waiting:
        rank = ranks[one.key]
        ahead = before_of_batch + sum(_before(share, one.priority, rank) for share in line.shares.values())
        found.append(Parked(one, rank, slot(clock, line.pace, ahead, one.segments, now)))
        before_of_batch += one.segments
    return found


def _before(share: Share, priority: int, rank: float) -> float:
    """About how many segments of this sequence wait in the line before this rank."""
    if share.priority < priority:
        return 0.0
    if share.priority > priority:
        return share.last - share.first + 1
    return max(0.0, min(share.last, rank) - share.first + 1)


def slot(clock: Clock, pace: Pace, ahead: float, segments: int, now: datetime) -> datetime:
    """About when a message with so many segments leaves that has `ahead` segments before it."""
    clock, at = today(clock, pace, now), opens(clock, pace, segments, now)
    if pace.per_second is not None:
        begin = max(now, (clock.free_at or now) - AHEAD)
        at = max(at, begin + _time(ahead + segments, pace.per_second))
    if pace.per_day is not None and clock.day_ends_at is not None:
        over = ahead + segments - (pace.per_day - clock.sent_today)
        if over > 0:
            days, rest = divmod(over - 1, pace.per_day)
            start = clock.day_ends_at + min(days, FARTHEST.days) * DAY
            at = max(at, start + (_time(rest, pace.per_second) if pace.per_second else timedelta(0)))
    return at
