"""A year of steps that fall due at any moment, for people of every state: when the engine sends each, by the oracle."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.calendar import hours
from app.domain.calendar.hours import Calendar
from app.domain.vocabulary import HourRules, StepReason
from benchmarks.figures import Figure, most, say
from benchmarks.hours import oracle
from benchmarks.hours.oracle import Whereabouts
from benchmarks.hours.steps import YEAR, a_step, moments, sent_at

CHANGES = [
    datetime(2026, 3, 8, 8, tzinfo=UTC),  # clocks go forward
    datetime(2026, 10, 18, 4, tzinfo=UTC),  # the rule of Pennsylvania begins
    datetime(2026, 11, 1, 7, tzinfo=UTC),  # clocks go back
    datetime(2026, 11, 26, 12, tzinfo=UTC),  # a holiday
]
RULES = hours.Hours(HourRules.US_STATES)


@dataclass(frozen=True, slots=True)
class Person:
    phone: str
    zone: str | None
    state: str | None
    where: Whereabouts

    @property
    def calendar(self) -> Calendar:
        return hours.of_lead(self.phone, self.zone, self.state, None, RULES, "America/New_York")


def people(dice: random.Random) -> list[Person]:
    """Those of every area code of the country, and of every state with a zone and a number from elsewhere."""
    found = [
        Person(f"+1{code}5550100", None, None, oracle.by_area_code(code))
        for code, (states, _) in oracle.area_codes().items()
        if states
    ]
    for state, zones in oracle.states().items():
        zone = dice.choice(zones.split())
        found.append(Person("+18005550100", zone, state, Whereabouts((state,), (zone,))))
    return found


def a_year(count: int, first_of: int, seed: int = 7) -> tuple[int, int]:
    """How many of the sends are outside the hours, and how many, of one in `first_of`, are later than need be."""
    dice, outside, late = random.Random(seed), 0, 0  # noqa: S311
    everybody = people(dice)
    for number, due_at in enumerate(moments(dice, count, CHANGES)):
        person = dice.choice(everybody)
        at, _ = sent_at(a_step(person.phone, person.calendar, due_at), StepReason.QUIET_HOURS)
        outside += not oracle.permits(at, person.where)
        if number % first_of == 0:
            late += at != oracle.first_minute(due_at, person.where)
    return outside, late


def look_up(count: int = 20_000) -> float:
    """Microseconds to look up when a person may be written to, at a moment that nobody has asked for yet."""
    dice = random.Random(1)  # noqa: S311
    some = [dice.choice(people(dice)) for _ in range(500)]

    def run(minutes: int) -> float:
        began = time.perf_counter()
        for number in range(count):
            person, now = some[number % len(some)], YEAR + timedelta(minutes=minutes + number // len(some))
            person.calendar.sendable(now)
        return (time.perf_counter() - began) / count * 1e6

    run(0)
    return min(run(1000), run(2000), run(3000))


async def year(count: int) -> list[Figure]:
    """A simulated year, and the look-up of an opening."""
    say(f"\na year of {count:,} sends over all states and area codes")
    outside, late = a_year(count, first_of=50)
    return [
        most("a year of sends: outside the hours", outside, 0, ""),
        most("a year of sends: later than need be", late, 0, ""),
        most("an opening is looked up in", look_up(), 50, "us"),
    ]
