"""Sending windows: when a message may be sent, by the clock on the lead's wall.

Every moment is an aware `datetime`; those computed here are in UTC. A window is read off local clocks, so a day may
have 23 or 25 hours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache, reduce
from itertools import pairwise
from zoneinfo import ZoneInfo

HORIZON = timedelta(days=3)
"""How far ahead an opening is looked for. Zones that share no open hour by then never will."""

LAST_MINUTE = timedelta(seconds=60)
"""Nothing is sent in the last minute of a window: the carrier would have less time than a message takes."""

_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
"""From the first moment to the first that is no longer in it."""


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` until just before `end`, by the local clock: over midnight if `end` is the earlier of the two,
    the whole day if they are the same."""

    start: time
    end: time


def parse_clock(text: str) -> time | None:
    """The time that "08:00" is, from "00:00" to "23:59"; None for anything else."""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
    return time(int(found[1]), int(found[2])) if found else None


@lru_cache(maxsize=512)
def stored(start: str | None, end: str | None) -> Window | None:
    """An account's sending window as it is stored, "08:00" and "21:00", as a value."""
    return None if start is None or end is None else Window(time.fromisoformat(start), time.fromisoformat(end))


def opening(now: datetime, window: Window | None, zones: Sequence[ZoneInfo]) -> datetime | None:
    """The first moment from `now` on at which the window is open in all the zones, `now` itself if it is.

    None if that does not happen within `HORIZON`, or if there is no zone to go by: the caller decides then.
    """
    if window is None or window.start == window.end:
        return now
    first = next(iter(_open(now, window, zones)), None)
    return first and (now if first[0] == now else first[0])


def sendable(
    now: datetime, window: Window | None, zones: Sequence[ZoneInfo]
) -> tuple[datetime | None, datetime | None]:
    """When a message may be sent, from `now` on, and when the window closes after that.

    The first is None if that does not happen within `HORIZON`; the second if the window never closes. A window that
    closes within `LAST_MINUTE` counts as closed, so the first is its next opening.
    """
    if window is None or window.start == window.end:
        return now, None
    for begins, ends in _open(now, window, zones):
        if ends - begins >= LAST_MINUTE:
            return (now if begins == now else begins), ends
    return None, None


def closes(now: datetime, window: Window | None, zones: Sequence[ZoneInfo]) -> datetime | None:
    """When the window that is open at `now` closes in the first of the zones; None if it never does, or is not open."""
    if window is None or window.start == window.end:
        return None
    first = next(iter(_open(now, window, zones)), None)
    return first[1] if first and first[0] == now else None


def _open(now: datetime, window: Window, zones: Sequence[ZoneInfo]) -> list[Span]:
    """The spans from `now` to the horizon in which the window is open in all the zones, in order."""
    begin = now.astimezone(UTC)
    each = [_spans(begin, begin + HORIZON, window, zone) for zone in dict.fromkeys(zones)]
    return reduce(_common, each) if each else []


def _common(left: list[Span], right: list[Span]) -> list[Span]:
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in left for b in right)
    return [span for span in both if span[0] < span[1]]


def _spans(begin: datetime, end: datetime, window: Window, zone: ZoneInfo) -> list[Span]:
    """The spans in which the clock of one zone shows a time in the window, joined where they meet."""
    spans: list[Span] = []
    for since, until, offset in _offsets(begin, end, zone):
        for start, stop in _days(since, until, window, offset):
            opened, closed = max(start, since), min(stop, until)
            if opened < closed and spans and spans[-1][1] == opened:  # the clock was put on or back meanwhile
                spans[-1] = spans[-1][0], closed
            elif opened < closed:
                spans.append((opened, closed))
    return spans


def _days(since: datetime, until: datetime, window: Window, offset: timedelta) -> Iterator[Span]:
    """The window of each local day, at this offset from UTC, that may reach into the time from `since` to `until`."""
    start, end = _since_midnight(window.start), _since_midnight(window.end)
    end += _DAY if end < start else timedelta()
    midnight = datetime.combine((since + offset).date(), time(), UTC) - offset - _DAY
    while midnight < until:
        yield midnight + start, midnight + end
        midnight += _DAY


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
