"""A year of steps that fall due at any moment, for people of every state: when the engine sends each, by the oracle."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.domain.calendar import hours
from app.domain.calendar.caps import Counted
from app.domain.engine.decide import Due, Send, Wait, decide
from app.domain.vocabulary import EnrollmentStatus, HourRules, StepReason, StepType
from benchmarks.figures import Figure, most, say
from benchmarks.hours import oracle
from benchmarks.hours.oracle import Whereabouts

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = [
    datetime(2026, 3, 8, 8, tzinfo=UTC),  # clocks go forward
    datetime(2026, 10, 18, 4, tzinfo=UTC),  # the rule of Pennsylvania begins
    datetime(2026, 11, 1, 7, tzinfo=UTC),  # clocks go back
    datetime(2026, 11, 26, 12, tzinfo=UTC),  # a holiday
]
RULES = hours.Hours(HourRules.US_STATES)
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Person:
    phone: str
    zone: str | None
    state: str | None
    where: Whereabouts


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


def a_step(person: Person, due_at: datetime) -> Due:
    return Due(
        enrollment_id=NOBODY,
        account_id=NOBODY,
        lead_id=NOBODY,
        position=0,
        status=EnrollmentStatus.ACTIVE,
        due_at=due_at,
        failed_writings=0,
        failed_preparations=0,
        attempt_id=None,
        attempts=0,
        looks=0,
        hold_reason=None,
        replied_at=None,
        step_type=StepType.FIXED,
        message="Hello",
        skip_if_replied=False,
        opted_out_at=None,
        suppressed=False,
        requires_consent=False,
        has_consent=False,
        pause=None,
        inbound_count=0,
        draft_id=None,
        draft=None,
        draft_inbound_count=None,
        phone=person.phone,
        sender_id=NOBODY,
        sender="+15005550006",
        sender_hold=None,
        rules_version=0,
        calendar=hours.of_lead(person.phone, person.zone, person.state, None, RULES, "America/New_York"),
        at_once=False,
        values={},
        counted=Counted((), timedelta(hours=1)),
    )


def sent_at(step: Due) -> datetime:
    """When the engine sends it, looking again whenever it said it would."""
    now = step.due_at
    for _ in range(4):
        match decide(step, now):
            case Send():
                return now
            case Wait(until, StepReason.QUIET_HOURS) if until is not None:
                now = until
            case other:
                raise RuntimeError(f"neither sent nor held by the hours: {other}")
    raise RuntimeError("held again and again")


def moments(dice: random.Random, count: int) -> list[datetime]:
    """Half of them anywhere in the year, half within a day and a half of something that changes."""
    anywhere = [YEAR + timedelta(seconds=dice.uniform(0, 365 * 86400)) for _ in range(count // 2)]
    around = [dice.choice(CHANGES) + timedelta(seconds=dice.uniform(-130_000, 130_000)) for _ in range(count // 2)]
    return sorted(anywhere + around)


def a_year(count: int, first_of: int, seed: int = 7) -> tuple[int, int]:
    """How many of the sends are outside the hours, and how many, of one in `first_of`, are later than need be."""
    dice, outside, late = random.Random(seed), 0, 0  # noqa: S311
    everybody = people(dice)
    for number, due_at in enumerate(moments(dice, count)):
        person = dice.choice(everybody)
        at = sent_at(a_step(person, due_at))
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
            hours.of_lead(person.phone, person.zone, person.state, None, RULES, "America/New_York").sendable(now)
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
