"""When: delays, zones, sending windows and the retry schedule.

Every moment is an aware `datetime`; those computed here are in UTC. Delays are elapsed time. Windows are
read off the clock on the lead's wall, so a day may have 23 or 25 hours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache, reduce
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

BACKOFF_SECONDS = (2, 4, 8, 16, 32, 64, 128, 256, 512, 900)
"""The longest wait after the first failed try, the second, and so on; the last holds for all later ones."""

RETRY_AFTER_SECONDS = (1, 3600)
"""The shortest and the longest wait that a provider's `Retry-After` may ask of us."""

HORIZON = timedelta(days=3)
"""How far ahead an opening is looked for. Zones that have no common hour by then have none to wait for."""

_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
"""From the first moment to the one that is no longer in it."""


# ---------------------------------------------------------------- delays


def rfc3339(moment: datetime) -> str:
    """The moment as callers read it, always UTC: "2026-02-15T10:30:00Z" (RFC 3339)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def after(settled_at: datetime, delay_hours: int, hour_seconds: float) -> datetime:
    """When a step falls due: `delay_hours` of `hour_seconds` seconds after the step before it was settled."""
    return settled_at.astimezone(UTC) + timedelta(seconds=delay_hours * hour_seconds)


def backoff(tries: int, random: float) -> timedelta:
    """The wait after `tries` failed tries (from 1), `random` (0 to 1) of the longest: "full jitter", which
    spreads those who failed together (aws.amazon.com/blogs/architecture, Exponential Backoff And Jitter)."""
    longest = BACKOFF_SECONDS[min(max(tries, 1), len(BACKOFF_SECONDS)) - 1]
    return timedelta(seconds=longest * random)


def clamp_retry_after(seconds: float) -> timedelta:
    """The wait that a provider asks for, within `RETRY_AFTER_SECONDS`; the shortest if it is no number."""
    shortest, longest = RETRY_AFTER_SECONDS
    return timedelta(seconds=min(seconds, longest) if seconds > shortest else shortest)


# ---------------------------------------------------------------- zones


def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of exactly this name. None for anything else: a name is never a path or this machine's zone."""
    return ZoneInfo(name) if name in _zone_names() else None


@cache
def _zone_names() -> frozenset[str]:
    """The names in the tzdata package, the same on every machine. "Factory" means "nobody has set a zone"."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - {"Factory"}


# ---------------------------------------------------------------- windows


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


def opening(now: datetime, window: Window | None, zones: Sequence[ZoneInfo]) -> datetime | None:
    """The first moment from `now` on at which the window is open in all the zones, `now` itself if it is.

    None if that does not happen within `HORIZON`, or if there is no zone to go by: the caller decides then.
    """
    if window is None or window.start == window.end:
        return now
    first = next(iter(_open(now, window, zones)), None)
    return first and (now if first[0] == now else first[0])


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
