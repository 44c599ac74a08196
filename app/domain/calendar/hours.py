"""When a lead may be written to: the rules of the lead's place and the account's own week, together.

`Calendar.sendable` is the one place that says so, for the engine, for previews and for a person's message.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.calendar import holidays, places, state_hours, zones
from app.domain.calendar.caps import Limit
from app.domain.calendar.places import Place
from app.domain.calendar.state_hours import Rule, spoken
from app.domain.calendar.windows import LAST_SECONDS, NEVER, Schedule, Span, Times, Window, common, spans
from app.domain.values import value
from app.domain.vocabulary import HourRules, StepReason

HORIZON = 24
"""How many days ahead an opening is looked for."""
KEPT = 64
"""How many days a calendar keeps once they are computed."""
WINTER_AND_SUMMER = (date(2026, 1, 5), date(2026, 7, 6))

ALL_DAY: Times = (Window(time(), time()),)
_DAY = timedelta(days=1)
AREA_CODE_END = 5  # of "+12055550100": all that a place takes from the number


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """An account's hours; compared by identity, since `stored` answers the same object for the same row.

    `week`: the times of each day from Monday on; None: at any hour. `holidays`: nothing is sent on federal holidays.
    `strict`: a first message that somebody asked for now keeps the hours too.
    """

    rules: HourRules
    week: tuple[Times, ...] | None = None
    holidays: bool = False
    strict: bool = False


NONE = Hours(HourRules.NONE)


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """The account's own week, as a schedule."""

    days: tuple[Times, ...]
    on_holidays: bool

    def on(self, day: date) -> Times:
        return NEVER if self._closed_holiday(day) else self.days[day.weekday()]

    def why(self, day: date) -> str:
        if holiday := self._closed_holiday(day):
            return f"the account sends nothing on {holiday}"
        if not self.days[day.weekday()]:
            return f"the account sends nothing on {day:%A}s"
        return f"the account sends from {spoken(self.days[day.weekday()])}"

    def _closed_holiday(self, day: date) -> str | None:
        return None if self.on_holidays else holidays.name_of(day)


@value
class Closed:
    """Why nothing may be sent at a moment: which schedule is closed, as a part of a sentence."""

    reason: StepReason
    sentence: str


Part = tuple[Schedule, tuple[ZoneInfo, ...]]
"""A schedule, and the zones in all of which it must be open."""


@dataclass(slots=True, eq=False)
class Calendar:
    """When one kind of lead may be written to, and how often. Without parts: at any hour.

    `capping`: the rules that have a cap.
    """

    parts: tuple[Part, ...]
    capping: tuple[Rule, ...]
    _answered_at: datetime | None = None
    _answer: tuple[datetime | None, datetime | None] = (None, None)
    _days: dict[date, list[Span]] = field(default_factory=dict)
    _ahead: dict[tuple[int, str, date], list[Span]] = field(default_factory=dict)
    _reasons: dict[datetime, StepReason] = field(default_factory=dict)

    def sendable(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """When a message may be sent, from `now` on, and when that time ends.

        The first is None if there is no such time within `HORIZON` days; the second if it does not end within that. A
        time that ends within `LAST_SECONDS` counts as over, so the first is the beginning of the next.
        """
        if not self.parts:
            return now, None
        if now != self._answered_at:  # a batch asks for every lead of the place at the same moment
            self._answer, self._answered_at = self._search(now), now
        return self._answer

    def _search(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        today = now.astimezone(UTC).date()
        for number in range(HORIZON):
            day = today + number * _DAY
            for begins, ends in self._open(day):
                opens, closes = max(begins, now), self._end(day, ends)
                if closes is None or closes - opens >= LAST_SECONDS:
                    return (now if opens == now else opens), closes
        return None, None

    def closed(self, now: datetime) -> Closed:
        """Why nothing may be sent at `now`, when `sendable` says so: the schedule that opens last."""
        begin = now.astimezone(UTC)
        each = [
            (self._next(number, zone, begin), schedule, zone)
            for number, (schedule, among) in enumerate(self.parts)
            for zone in among
        ]
        opens, schedule, zone = max(each, key=lambda one: one[0])
        day, opening = now.astimezone(zone).date(), opens.astimezone(zone).date()
        sentence = schedule.why(opening if isinstance(schedule, Rule) and schedule.on(day) else day)
        if isinstance(schedule, Rule):
            return Closed(StepReason.QUIET_HOURS, f"{sentence} ({zone.key}, rules of {state_hours.version()})")
        return Closed(StepReason.OUTSIDE_WINDOW, f"{sentence} ({zone.key})")

    def reason(self, now: datetime, opens: datetime | None) -> StepReason:
        """The reason of a step that waits for `opens`. Steps that wait for the same time share it: it is looked up
        once for all of them."""
        until = opens or now.replace(hour=0, minute=0, second=0, microsecond=0)
        return _kept(self._reasons, until, lambda: self.closed(now).reason)

    def limits(self, now: datetime) -> tuple[Limit, ...]:
        """The caps of the lead's states that are in force."""
        if not self.capping:
            return ()
        day = now.astimezone(self.parts[0][1][0]).date()
        return tuple(found for rule in self.capping if (found := rule.limit(day)))

    def _open(self, day: date) -> list[Span]:
        """The open spans of a day of UTC."""
        return _kept(self._days, day, lambda: _shared(self.parts, day, 1))

    def _end(self, day: date, ends: datetime) -> datetime | None:
        """When a span ends that may go on after the day; None if not within the horizon."""
        for number in range(1, HORIZON):
            if ends < _midnight(day + number * _DAY):
                return ends
            following = self._open(day + number * _DAY)
            if not following or following[0][0] > ends:
                return ends
            ends = following[0][1]
        return None

    def _next(self, number: int, zone: ZoneInfo, begin: datetime) -> datetime:
        """When the schedule of a part opens in a zone, from `begin` (UTC) on; the end of the horizon if it does not."""
        horizon = begin + HORIZON * _DAY
        for start, end in self._spans_ahead(number, zone, begin.date()):
            opens = max(start, begin)
            if min(end, horizon) - opens >= LAST_SECONDS:
                return opens
        return horizon

    def _spans_ahead(self, number: int, zone: ZoneInfo, day: date) -> list[Span]:
        """The open spans of a part in a zone, from a day of UTC on until the horizon of its last moment."""
        schedule, begin = self.parts[number][0], _midnight(day)
        end = begin + (HORIZON + 1) * _DAY
        return _kept(self._ahead, (number, zone.key, day), lambda: spans(begin, end, schedule, zone))


K = TypeVar("K")
V = TypeVar("V")


def _kept(found: dict[K, V], key: K, compute: Callable[[], V]) -> V:
    """The value of this key, computed once; the oldest of `KEPT` goes."""
    if (value := found.get(key)) is None:
        while len(found) >= KEPT:
            found.pop(next(iter(found)), None)
        value = found[key] = compute()
    return value


def _shared(parts: tuple[Part, ...], day: date, days: int) -> list[Span]:
    """The spans in which every part is open, from the beginning of a day of UTC on."""
    begin, end = _midnight(day), _midnight(day + days * _DAY)
    each = [spans(begin, end, schedule, zone) for schedule, among in parts for zone in among]
    return reduce(common, each)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@lru_cache(maxsize=4096)
def calendar(hours: Hours, place: Place, account_zone: str) -> Calendar:
    """The calendar of a lead at this place, of an account with these hours."""
    own = zones.named(account_zone) or ZoneInfo("UTC")
    rules = _rules(hours.rules, place)
    parts: list[Part] = [(rule, place.zones or places.CONTINENTAL) for rule in rules]
    if hours.week is not None or hours.holidays:
        days = tuple(tuple(sorted(day, key=lambda span: span.start)) for day in hours.week or (ALL_DAY,) * 7)
        parts.append((Week(days, not hours.holidays), place.zones or (own,)))
    if parts and not any(_shared(tuple(parts), day, 7) for day in WINTER_AND_SUMMER):
        parts = [(schedule, (own,)) for schedule, _ in parts]  # the zones share no hour
    return Calendar(tuple(parts), tuple(rule for rule in rules if rule.ever_caps))


@lru_cache(maxsize=1024)
def stored(
    rules: HourRules, start: str | None, end: str | None, week: str | None, holidays: bool, strict: bool
) -> Hours:
    """An account's hours as they are stored: `start` and `end` ("08:00") for every day, or else the `week`: the times
    of each day from Monday on, "09:00-17:00", separated by commas."""
    if week is not None:
        return Hours(rules, tuple(map(_times, week.split(","))), holidays, strict)
    every = (Window(time.fromisoformat(start), time.fromisoformat(end)),) if start and end else None
    return Hours(rules, (every,) * 7 if every else None, holidays, strict)


def _times(text: str) -> Times:
    each = (span.split("-") for span in text.split("+") if span)
    return tuple(Window(time.fromisoformat(start), time.fromisoformat(end)) for start, end in each)


@lru_cache(maxsize=65536)
def _of_lead(
    number: str, zone: str | None, state: str | None, postal_code: str | None, hours: Hours, account_zone: str
) -> Calendar:
    return calendar(hours, places.of_lead(number, zone, state, postal_code), account_zone)


def of_lead(
    phone: str, zone: str | None, state: str | None, postal_code: str | None, hours: Hours, account_zone: str
) -> Calendar:
    """The calendar of the lead with this phone, zone, state and postal code."""
    number = phone[:AREA_CODE_END] if phone.startswith("+1") else phone
    return _of_lead(number, zone, state, postal_code, hours, account_zone)


def _rules(wanted: HourRules, place: Place) -> tuple[Rule, ...]:
    if wanted is HourRules.NONE or not place.in_us_plan:
        return ()
    if wanted is HourRules.FEDERAL:
        return (state_hours.federal(),)
    return state_hours.of_place(place.states, place.number_states)


def shares_an_hour(hours: Hours) -> bool:
    """Whether the account's own week leaves any time that federal law and the states without an entry permit."""
    found = calendar(hours, Place(True, (), (), (ZoneInfo("UTC"),)), "UTC")
    return found.sendable(datetime(2026, 1, 5, tzinfo=UTC))[0] is not None
