"""Random schedules over changes of the clocks and holidays keep the lead's calendar and the hours.

NUDGE_SCHEDULES=10000 plays that many, as `make schedules` does.
"""

import os
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from app.domain.calendar import hours, places
from app.domain.calendar.caps import Counted
from app.domain.calendar.delays import REAL_HOUR, Delay, LocalDays
from app.domain.calendar.hours import Hours
from app.domain.calendar.windows import Window
from app.domain.engine.forecast import Ahead, Foreseen, forecast
from app.domain.vocabulary import HourRules, StepRunStatus
from tests.domain.engine.model import Plan, begun

SCHEDULES = int(os.environ.get("NUDGE_SCHEDULES", "300"))
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = (datetime(2026, 3, 8, 9, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC))
HOLIDAYS = (datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC), datetime(2026, 12, 25, tzinfo=UTC))
LEADS = (
    ("+12055550100", None),  # Alabama
    ("+18505550100", None),  # Florida, in two zones
    ("+15045550100", None),  # Louisiana, with holidays of its own
    ("+19155550100", None),  # El Paso
    ("+18005550100", None),  # anywhere
    ("+18005550100", "Pacific/Honolulu"),
    ("+442079460100", "Europe/London"),
)
WEEK = (Window(time(9), time(17, 30)),)
ACCOUNTS = (Hours(HourRules.US_STATES), Hours(HourRules.FEDERAL, (WEEK,) * 5 + ((), ())), Hours(HourRules.NONE))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True)
class Schedule:
    phone: str
    zone: str | None
    account: Hours
    begins: datetime
    delays: list[Delay]


def a_schedule(chance: random.Random) -> Schedule:
    phone, zone = chance.choice(LEADS)
    near = chance.choice((*CHANGES, *CHANGES, *HOLIDAYS, YEAR + chance.uniform(0, 365) * DAY))
    begins = near + timedelta(hours=chance.uniform(-60, 6))
    return Schedule(phone, zone, chance.choice(ACCOUNTS), begins, [a_delay(chance) for _ in range(3)])


def a_delay(chance: random.Random) -> Delay:
    days = chance.choice((0, 0, 1, 1, 2, 5))
    return Delay(
        chance.choice((0, 0, 1, 26)),
        chance.choice((0, 0, 45)),
        days,
        days > 0 and chance.random() < 0.5,
        chance.choice((None, None, time(2, 30), time(10), time(22, 15))),
    )


def test_random_schedules_keep_the_lead_s_calendar_and_the_hours() -> None:
    chance = random.Random(20261126)
    changed = held = 0
    for _ in range(SCHEDULES):
        schedule = a_schedule(chance)
        place = places.of_lead(schedule.phone, schedule.zone, None, None)
        days = places.days_of(place, "America/New_York")
        calendar = hours.of_lead(schedule.phone, schedule.zone, None, None, schedule.account, "America/New_York")
        row = replace(begun([Plan()]).due, calendar=calendar, counted=Counted((), HOUR))
        found = forecast([Ahead(row, delay) for delay in schedule.delays], schedule.begins, [], REAL_HOUR, days)
        since = schedule.begins
        for delay, step in zip(schedule.delays, found, strict=True):
            assert step.status is StepRunStatus.SENT, schedule
            changed += _is_as_the_calendar_says(since, delay, days, step, schedule)
            if schedule.account.rules is not HourRules.NONE and schedule.phone.startswith("+1"):
                for zone in place.zones or places.CONTINENTAL:
                    assert 8 <= step.at.astimezone(zone).hour < 21, schedule
            if schedule.account.week and place.zones:
                assert all(step.at.astimezone(zone).weekday() < 5 for zone in place.zones), schedule
            held += step.at > step.due_at
            since = step.at
    assert changed > SCHEDULES // 50, "few steps are due on a day on which the clocks are changed"
    assert held > SCHEDULES // 3


def _is_as_the_calendar_says(since: datetime, delay: Delay, days: LocalDays, step: Foreseen, case: Schedule) -> bool:
    """Checks the moment by counting days one by one. Whether the clocks are changed on that day."""
    start = since + timedelta(hours=delay.hours, minutes=delay.minutes)
    if not delay.by_calendar:
        assert step.due_at == start, case
        return False
    first, last = start.astimezone(days.zone), step.due_at.astimezone(days.zone)
    wanted = delay.send_at or first.time()
    is_changed = last.utcoffset() != (step.due_at - DAY / 2).astimezone(days.zone).utcoffset()
    if last.time() != wanted:  # a time that the clocks skip
        assert is_changed, case
        assert datetime.combine(last.date(), wanted) + HOUR == last.replace(tzinfo=None), case
    assert step.due_at >= start, case
    passed = [first.date() + number * DAY for number in range(1, (last.date() - first.date()).days + 1)]
    if delay.business_days:
        assert sum(map(days.is_working, passed)) == delay.days, case
        assert days.is_working(last.date()), case
    elif delay.days:
        assert len(passed) == delay.days, case
    else:
        assert timedelta(0) < step.due_at - start < DAY + 2 * HOUR, case
    return is_changed
