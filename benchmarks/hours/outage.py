"""Steps for people of every state that fell due while nothing could be sent for three days, and the days after it.

The real engine on a real PostgreSQL with a clock set by hand, and a sender with a rate. The provider keeps a ledger,
and the oracle reads it.
"""

import time
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.build import deps as built
from app.clock import TimeIsReal
from app.db import connection, migrate
from app.deps import Deps
from app.domain.vocabulary import EnrollmentStatus
from app.models import Enrollment
from app.providers.simulator.sms import SimulatedSms
from app.providers.sms import Outcome, Outgoing
from app.services import sending
from app.services.enrollment import timelines
from app.settings import Settings
from benchmarks.figures import Figure, most, say
from benchmarks.hours import oracle
from benchmarks.stage import empty_stores

BEGAN = datetime(2026, 11, 23, 10, tzinfo=UTC)
OVER = BEGAN + timedelta(days=3)  # Thanksgiving
EACH = 4
"""How many steps of each person are overdue, each of a sequence of its own."""
CAPS = [(2, 24), (3, 48)]
SAMPLE = 500
RATE = 225.0
"""Segments a second of the sender. Each message has one."""
SPAN = timedelta(seconds=10)
MOST_IN_SPAN = RATE * (SPAN.total_seconds() + 1)
RULES = (" allows ", " sends at most ", " gets one in an hour")
"""One of these is in the sentence of each step that waits: a law or a cap, the rate, or the distance of late steps."""

_CROWD = """
INSERT INTO partner (id, name, created_at) VALUES (gen_random_uuid(), 'P', now());
INSERT INTO account (id, partner_id, name, company_name, phone_number, time_zone, created_at, hour_rules, strict_hours,
                     caps)
    SELECT gen_random_uuid(), id, 'A', 'Demo Lending', '+15005550006', 'UTC', now(), 'US_STATES', true, '2/24,3/48'
    FROM partner;
INSERT INTO sequence (id, account_id, name, is_active, is_default, version, priority, created_at, updated_at)
    SELECT gen_random_uuid(), a.id, 'S', true, false, 1, n, now(), now() FROM account a, generate_series(1, 4) n;
INSERT INTO sequence_version (id, sequence_id, version, created_at)
    SELECT gen_random_uuid(), id, 1, now() FROM sequence;
INSERT INTO step (id, version_id, position, type, message, delay_hours, skip_if_replied)
    SELECT gen_random_uuid(), id, 0, 'FIXED', 'Hello', 1, true FROM sequence_version
"""
_PEOPLE = """
WITH l AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT gen_random_uuid(), a.id, p.phone, $2 FROM account a, unnest($1::text[]) AS p(phone) RETURNING id, account_id)
INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at, wake_at)
SELECT gen_random_uuid(), r.account_id, r.id, r.sequence_id, r.version_id, 'ACTIVE', $2, 0, r.at, r.at
FROM (SELECT l.*, v.id AS version_id, v.sequence_id, $2::timestamptz + random() * interval '3 days' AS at
      FROM l CROSS JOIN sequence_version v) r
"""

_NEXT = """
SELECT least((SELECT min(wake_at) FROM enrollment), (SELECT min(line_at) FROM sender_pace)) AS at
"""
A_MOMENT = timedelta(milliseconds=1)
"""The clock never stands still, should a row be due that is being decided on again."""


@dataclass
class HandSet:
    """A clock that stands still until it is set."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def real(self) -> datetime:
        return self.moment

    async def play(self, by: timedelta) -> bool:
        raise TimeIsReal


class Ledger(SimulatedSms):
    """Takes every message, and keeps when each phone was sent one."""

    def __init__(self, clock: HandSet) -> None:
        super().__init__()
        self.clock, self.sent = clock, defaultdict[str, list[datetime]](list)

    async def send(self, message: Outgoing) -> Outcome:
        self.sent[message.to].append(self.clock.now())
        return await super().send(message)


def phones(count: int) -> list[str]:
    """Of every area code of the country in turn."""
    codes = [code for code, (states, _) in oracle.area_codes().items() if states]
    return [f"+1{codes[n % len(codes)]}{2_000_000 + n // len(codes)}" for n in range(count)]


async def outage(count: int) -> list[Figure]:
    """So many overdue steps, until all of them are sent."""
    say(f"\nan outage of three days, {count:,} overdue steps of people in all states")
    clock = HandSet(OVER)
    async with empty_stores() as stores:
        await migrate(stores.database_url)
        settings = Settings(_env_file=None)
        async with built(settings, stores.database_url, stores.redis_url) as real:
            ledger = Ledger(clock)
            deps = replace(real, clock=clock, sms=ledger)
            await connection().execute_script(_CROWD)
            await connection().execute_query("UPDATE sender SET segments_per_second = $1", [RATE])
            await connection().execute_query(_PEOPLE, [phones(count // EACH), BEGAN])
            await connection().execute_script("ANALYZE enrollment, lead")
            unexplained = await _play(deps, clock)
    return _figures(ledger, count, unexplained)


async def _play(deps: Deps, clock: HandSet) -> int:
    """The clock goes from one waking to the next; how many of the waiting steps say no reason or name no rule."""
    began, unexplained = time.monotonic(), 0
    for number in range(20_000):
        await sending.drain(deps, clock.now())
        [row] = await connection().execute_query_dict(_NEXT)
        if row["at"] is None:
            return unexplained
        if number % 200 == 0:
            unexplained += await _unexplained(deps)
            say(f"  {clock.moment:%a %d %b %H:%M:%S}: {await _waiting():,} wait, {time.monotonic() - began:.0f} s")
        clock.moment = max(row["at"], clock.moment + A_MOMENT)
    raise RuntimeError("steps still wait after so many looks")


async def _waiting() -> int:
    return await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count()


async def _unexplained(deps: Deps) -> int:
    waiting = await Enrollment.filter(status=EnrollmentStatus.ACTIVE).order_by("id").limit(SAMPLE)
    lines = await timelines(deps, waiting)
    entries = [entry for line in lines.values() for entry in line]
    return sum(entry.reason is not None and not any(rule in entry.explanation for rule in RULES) for entry in entries)


def _most_in_span(moments: list[datetime]) -> int:
    """The most messages in any ten seconds."""
    moments.sort()
    return max(bisect_left(moments, begin + SPAN) - place for place, begin in enumerate(moments))


def _figures(ledger: Ledger, count: int, unexplained: int) -> list[Figure]:
    sent = sum(map(len, ledger.sent.values()))
    where = {phone: oracle.by_area_code(phone[2:5]) for phone in ledger.sent}
    outside = sum(not oracle.permits(at, where[phone]) for phone, each in ledger.sent.items() for at in each)
    over = sum(oracle.exceeded(each, [*CAPS, *oracle.caps_of(where[phone])]) for phone, each in ledger.sent.items())
    last = max(max(each) for each in ledger.sent.values())
    most_sent = _most_in_span([at for each in ledger.sent.values() for at in each])
    say(f"  {sent:,} sent, the last {(last - OVER) / timedelta(hours=1):.0f} hours after the outage")
    return [
        most("an outage: duplicated or lost", abs(count - sent), 0, ""),
        most(f"an outage: most segments in 10 s, at {RATE:.0f} a second", most_sent, MOST_IN_SPAN, ""),
        most("an outage: outside the hours", outside, 0, ""),
        most("an outage: more than a cap allows", over, 0, ""),
        most("an outage: waiting without the rule in its sentence", unexplained, 0, ""),
    ]
