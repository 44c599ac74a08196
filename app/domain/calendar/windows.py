"""Schedules: the times of each day at which a message may be sent, by the clock on the lead's wall.

Every moment is an aware `datetime`; those computed here are in UTC. A schedule is read off local clocks, so a day
may have 23 or 25 hours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

LAST_SECONDS = timedelta(seconds=45)
"""Nothing is sent in the last seconds of a window: the carrier would have less time than a message takes. Less than a
minute, because steps are planned for whole minutes and the engine comes a moment later: a step of 20:59 leaves before
21:00."""

_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
"""From the first moment to the first that is no longer in it."""


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` until just before `end`, by the local clock: over midnight if `end` is the earlier of the two,
    the whole day if they are the same."""

    start: time
    end: time


Times = tuple[Window, ...]
NEVER: Times = ()


def parse_clock(text: str) -> time | None:
    """The time that "08:00" is, from "00:00" to "23:59"; None for anything else."""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
    return time(int(found[1]), int(found[2])) if found else None


class Schedule(Protocol):
    """Times for each day, in their order. `why` says which times of a day it permits, as a part of a sentence."""

    def on(self, day: date) -> Times: ...

    def why(self, day: date) -> str: ...


def common(left: list[Span], right: list[Span]) -> list[Span]:
    """The time that is in both, in order."""
    found, rest = list[Span](), iter(right)
    other = next(rest, None)
    for begin, end in left:
        while other is not None and other[0] < end:
            if begin < other[1]:
                found.append((max(begin, other[0]), min(end, other[1])))
            if other[1] > end:
                break
            other = next(rest, None)
    return found


def spans(begin: datetime, end: datetime, schedule: Schedule, zone: ZoneInfo) -> list[Span]:
    """The spans from `begin` to `end` in which the clock of a zone shows a time of the schedule, joined where they
    meet."""
    found: list[Span] = []
    for since, until, offset in _offsets(begin, end, zone):
        for start, stop in _days(since, until, schedule, offset):
            opened, closed = max(start, since), min(stop, until)
            if opened < closed and found and found[-1][1] >= opened:  # meets, or the clock was changed meanwhile
                found[-1] = found[-1][0], max(found[-1][1], closed)
            elif opened < closed:
                found.append((opened, closed))
    return found


def _days(since: datetime, until: datetime, schedule: Schedule, offset: timedelta) -> Iterator[Span]:
    """The times of each local day, at this offset from UTC, that may reach into the time from `since` to `until`."""
    midnight = datetime.combine((since + offset).date(), time(), UTC) - offset - _DAY
    while midnight < until:
        for window in schedule.on((midnight + offset).date()):
            yield midnight + _since_midnight(window.start), midnight + _last(window)
        midnight += _DAY


def _last(window: Window) -> timedelta:
    end = _since_midnight(window.end)
    return end + _DAY if window.end <= window.start else end


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _offsets(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time from `begin` to `end` in pieces during which the zone's offset from UTC stays the same."""
    days = [begin + number * _DAY for number in range((end - begin) // _DAY + 1)]
    changes = [_change(a, b, zone) for a, b in pairwise(days) if _offset(a, zone) != _offset(b, zone)]
    for since, until in pairwise([begin, *changes, end]):
        yield since, until, _offset(since, zone)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the offset changes, to the microsecond, by halving the time in which it does."""
    old = _offset(before, zone)
    while after - before > timedelta.resolution:
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
