"""When a step falls due after the step before it, and when the runs of one call begin.

Hours and minutes are elapsed time: they do not change when the clocks do. Days are days of the lead's own calendar.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.calendar import holidays
from app.domain.values import value

REAL_HOUR = 3600.0
"""How many seconds an hour has that is an hour. In a demo it has fewer, and then there are no hours of the day."""

_DAY = timedelta(days=1)
MINUTES_OF_DAY = 24 * 60
_SATURDAY = 5


@value
class LocalDays:
    """The days of the place where a lead lives: their clock, and the lists of holidays that count there."""

    zone: ZoneInfo
    holidays: tuple[str, ...] = ()

    def is_working(self, day: date) -> bool:
        """Whether the day is no Saturday, no Sunday and no holiday."""
        return day.weekday() < _SATURDAY and not any(holidays.name_of(day, region) for region in self.holidays)


@value
class Delay:
    """How long a step waits. Hours and minutes come first, then days, then the time of day.

    `business_days`: the days are working days. `send_at`: at this time of the day that is reached; without days, the
    next time that the clock shows it, which is on the next day if it shows it now.
    """

    hours: int = 0
    minutes: int = 0
    days: int = 0
    business_days: bool = False
    send_at: time | None = None

    @property
    def by_calendar(self) -> bool:
        """Whether the lead's calendar decides when it ends."""
        return self.days > 0 or self.send_at is not None


NO_DELAY = Delay()


@lru_cache(maxsize=4096)
def stored(hours: int, minutes: int, days: int, business_days: bool, send_at: str | None) -> Delay:
    """A delay as it is stored: `send_at` is "10:00"."""
    return Delay(hours, minutes, days, business_days, time.fromisoformat(send_at) if send_at else None)


def of_step(row: Any) -> Delay:
    """The delay of a row of the table `step`, the ORM's or a plain one."""
    return stored(row.delay_hours, row.delay_minutes, row.delay_days, row.business_days, row.send_at)


def after(since: datetime, delay: Delay, days: LocalDays, hour_seconds: float) -> datetime:
    """When a step falls due whose delay began at `since`: when the step before it was recorded, or the enrollment.

    The same time of day as at the beginning, unless `send_at` says another. A time of day that the clocks skip is read
    as if they had not been changed yet, so it comes an hour later; of one that they show twice, it is the first.
    `hour_seconds` is how long an hour lasts. Where that is not 3600 there are no hours of the day: see `elapsed`.
    """
    if hour_seconds != REAL_HOUR or not delay.by_calendar:
        return elapsed(since, delay, hour_seconds)
    begun = since.astimezone(UTC) + timedelta(hours=delay.hours, minutes=delay.minutes)
    local = begun.astimezone(days.zone)
    day, clock = _forward(local.date(), delay, days), delay.send_at or local.time()
    due = _at(day, clock, days.zone)
    return due if due > begun else _at(day + _DAY, clock, days.zone)


def elapsed(since: datetime, delay: Delay, hour_seconds: float) -> datetime:
    """When a delay ends that is only elapsed time; each of its days has 24 hours.

    `services/sending/rules.py` says the same in SQL.
    """
    minutes = (delay.days * 24 + delay.hours) * 60 + delay.minutes
    return since.astimezone(UTC) + timedelta(seconds=minutes * hour_seconds / 60)


def unheeded(delay: Delay, hour_seconds: float) -> str | None:
    """A sentence about what of this delay is ignored where an hour has another length; None if nothing is."""
    if hour_seconds == REAL_HOUR or not (delay.business_days or delay.send_at):
        return None
    return (
        f"HOUR_SECONDS is {hour_seconds:g} on this server, so there are no hours of the day: a day of delayDays lasts "
        "24 of these hours, and businessDays and sendAt are ignored."
    )


def _forward(day: date, delay: Delay, days: LocalDays) -> date:
    if not delay.business_days:
        return day + delay.days * _DAY
    left = delay.days
    while left:
        day += _DAY
        left -= days.is_working(day)
    return day


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


@value
class Following:
    """The delay of a step, and the days by which it counts for this lead."""

    delay: Delay
    days: LocalDays

    def due_after(self, since: datetime, hour_seconds: float) -> datetime:
        return after(since, self.delay, self.days, hour_seconds)

    def resumed(self, due_at: datetime, since: datetime, now: datetime, hour_seconds: float) -> datetime:
        """When a step that was due at `due_at` is due if its delay stood still from `since` to `now`: what was left of
        it then is left now.

        Of days, as many are left as there were, and the time of day stays. A delay that began after `since` has all of
        its time left, and one that was over before has none.
        """
        if since >= due_at:
            return now
        if hour_seconds != REAL_HOUR or not self.delay.by_calendar:
            return now + min(due_at - since, elapsed(since, self.delay, hour_seconds) - since)
        left = self._days_between(since, due_at)
        found = self._at_clock_of(due_at, left, now)
        if self.delay.business_days and not self.days.is_working(found.astimezone(self.days.zone).date()):
            return self._at_clock_of(due_at, 1, now)
        return found

    def _days_between(self, since: datetime, until: datetime) -> int:
        """How many of the days that the delay counts are between the days of these moments, at most as many as the
        delay has."""
        zone, found = self.days.zone, 0
        day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        most = self.delay.days + ceil((self.delay.hours * 60 + self.delay.minutes) / MINUTES_OF_DAY)
        while day < last and found < most:
            day += _DAY
            found += not self.delay.business_days or self.days.is_working(day)
        return found

    def _at_clock_of(self, moment: datetime, days: int, now: datetime) -> datetime:
        """So many days from now, at the time of day of this moment; without days, the next time that it is that."""
        clock = moment.astimezone(self.days.zone).time()
        return after(now, Delay(days=days, business_days=self.delay.business_days, send_at=clock), self.days, REAL_HOUR)


@dataclass(frozen=True, slots=True)
class Pace:
    """When new runs begin: the first at `start`, and each further run `every` after the run before it."""

    start: datetime
    every: timedelta = timedelta(0)

    def after(self, runs: int) -> "Pace":
        """The pace of what follows so many runs."""
        return Pace(self.start + runs * self.every, self.every)


def pace(start: datetime, per_hour: int | None, hour_seconds: float) -> Pace:
    """The pace of so many runs in an hour of `hour_seconds`; without a number, all begin at `start`."""
    return Pace(start, timedelta(seconds=hour_seconds / per_hour) if per_hour else timedelta(0))
