"""The clock that is played: its hours are those of waiting, and every process shares them."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from app.clock import DatabaseClock, TimeIsReal
from app.db import connection
from app.deps import Deps
from app.errors import Code, Refused
from app.models import Account, Enrollment, Sender, StepRun
from app.providers.simulator.sms import SimulatedSms
from app.services import accounts, sending
from app.services.conversations import look_up_operator_messages, send_message
from app.services.enrollment import enroll_lead
from app.services.simulation import advance_clock, simulate_reply
from tests.clock import FixedClock
from tests.conftest import EMPTY
from tests.factories import Holder, fixed, make_account, make_connection, make_deps, make_partner, make_sequence
from tests.waiting import until

HOURS = 24
PHONES = ("+14155551234", "+14155551235", "+15005550010")
WINDOWS: tuple[dict[str, str], ...] = ({}, {"window_start": "10:00", "window_end": "16:00"}, {"caps": "1/10"})


# ------------------------------------------------------------------ the same outcomes as waiting


@dataclass(frozen=True)
class Plan:
    """Steps with their delays in hours, the account's rules, and what happens at which hour."""

    steps: list[tuple[int, bool]]
    rules: dict[str, str]
    happens: dict[int, tuple[str, str]]

    @classmethod
    def drawn(cls, chance: random.Random) -> Self:
        hours = sorted(chance.sample(range(1, HOURS), 3))
        return cls(
            [(chance.randint(0, 8), chance.random() < 0.5) for _ in range(4)],
            chance.choice(WINDOWS),
            {hour: (chance.choice(("reply", "unclear", "write", "stop")), chance.choice(PHONES)) for hour in hours},
        )


@dataclass
class Story:
    """One account with the simulator, and a clock that a test moves."""

    plan: Plan
    clock: FixedClock = field(default_factory=FixedClock)
    deps: Deps = field(init=False)

    def __post_init__(self) -> None:
        self.deps = make_deps(self.clock, sms=SimulatedSms(), nudge_dev=True)

    async def told(self, wait: Callable[[Deps, FixedClock, int], Awaitable[None]]) -> list[Any]:
        """What becomes of each step if the hours pass in this way."""
        await connection().execute_script(EMPTY)
        partner = await make_partner()
        account = await make_account(self.deps, partner.id)
        rules = {"hour_rules": "NONE", "strict_hours": True, "time_zone": "UTC", "takeover_hours": 5}
        await Account.filter(id=account.id).update(**rules | self.plan.rules)
        steps = [fixed(f"Step {n}", delay_hours=hours, skip_if_replied=skip) for n, (hours, skip) in self.numbered()]
        sequence = await make_sequence(self.deps, partner.id, account.id, steps=steps)
        for phone in PHONES:
            await enroll_lead(self.deps, partner.id, sequence.id, phone)
        passed = 0
        for hour, (what, phone) in sorted(self.plan.happens.items()):
            await wait(self.deps, self.clock, hour - passed)
            passed = hour
            await self.happens(partner, account, what, phone)
        await wait(self.deps, self.clock, HOURS - passed)
        return await self.outcomes()

    def numbered(self) -> list[tuple[int, tuple[int, bool]]]:
        return list(enumerate(self.plan.steps))

    async def happens(self, partner: Holder, account: Account, what: str, phone: str) -> None:
        texts = {"reply": "What is the rate?", "unclear": "Who is this? My lawyer asks", "stop": "STOP"}
        if what in texts:
            await simulate_reply(self.deps, partner.id, account.id, phone, texts[what], None)
            return
        try:
            await send_message(self.deps, partner.id, account.id, phone, "A person here.", "Sam")
        except Refused as refused:
            if refused.refusals[0].code not in (Code.LEAD_OPTED_OUT, Code.OUTSIDE_WINDOW):
                raise

    async def outcomes(self) -> list[Any]:
        found: list[Any] = [self.clock.now()]
        for run in await Enrollment.all().select_related("lead").order_by("lead__phone"):
            rows = await StepRun.filter(enrollment_id=run.id).order_by("position")
            steps = [(row.status, row.reason, row.settled_at, row.explanation) for row in rows]
            found.append((run.lead.phone, run.status, run.due_at, run.wake_at, run.hold_reason, steps))
        return found


async def played(deps: Deps, clock: FixedClock, hours: int) -> None:
    await advance_clock(deps, hours)


async def waited(deps: Deps, clock: FixedClock, hours: int) -> None:
    """A worker that looks every hour, at the full hour: everything in a plan happens at one."""
    await _work(deps)
    for _ in range(hours):
        clock.advance(hours=1)
        await _work(deps)


async def _work(deps: Deps) -> None:
    await sending.wake_postponed(deps)
    while await sending.drain(deps, deps.clock.now()):
        pass
    await look_up_operator_messages(deps)
    await deps.concurrency.finish(10)


async def test_a_sequence_that_is_played_ends_as_one_that_was_waited_for() -> None:
    settled = set[Any]()
    for seed in range(3):
        plan = Plan.drawn(random.Random(seed))
        found = await Story(plan).told(played)
        assert found == await Story(plan).told(waited), plan
        settled |= {(seed, at) for run in found[1:] for _, _, at, _ in run[5]}
    assert len(settled) > 6, "little happens in time"


async def test_hours_add_up_and_nothing_is_jumped_over(deps: Deps, clock: FixedClock, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    steps = [fixed(str(n), delay_hours=24) for n in range(3)]
    sequence = await make_sequence(deps, partner.id, account.id, steps=steps)
    run = (await enroll_lead(deps, partner.id, sequence.id, PHONES[0])).enrollment
    began = clock.now()
    assert await advance_clock(deps, 0.5) == began + timedelta(minutes=30)
    assert await advance_clock(deps, 99.5) == began + timedelta(hours=100)
    settled = await StepRun.filter(enrollment_id=run.id).order_by("position").values_list("settled_at", flat=True)
    assert settled == [began + timedelta(days=day) for day in (1, 2, 3)]


class TickingClock(FixedClock):
    """A little time passes whenever somebody looks."""

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


async def test_what_falls_due_while_something_is_done_is_not_left_for_the_next_moment(partner: Holder) -> None:
    """Thirty times, a step falls due some milliseconds after another one."""
    clock = TickingClock()
    deps = make_deps(clock, sms=SimulatedSms(), nudge_dev=True)
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed("One", delay_hours=2)])
    began, wanted = clock.moment, dict[UUID, datetime]()
    for number in range(60):
        pair, second = divmod(number, 2)
        run = (await enroll_lead(deps, partner.id, sequence.id, f"+1415555{2000 + number}")).enrollment
        wanted[run.id] = began + timedelta(minutes=60 + pair, milliseconds=3 * pair * second)
        await Enrollment.filter(id=run.id).update(due_at=wanted[run.id], wake_at=wanted[run.id])
    await advance_clock(deps, 3)
    found = {row.enrollment_id: row.settled_at for row in await StepRun.filter(status="SENT")}
    assert found.keys() == wanted.keys()
    assert max(found[run] - due_at for run, due_at in wanted.items()) < timedelta(seconds=20)


class WatchedClock(FixedClock):
    """Counts how often somebody looks."""

    looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return self.moment


LINE = "UPDATE sender_pace SET line_at = $1 RETURNING sender_id"


@pytest.mark.parametrize("has", ["a step", "a line"])
async def test_the_clock_waits_for_what_a_worker_is_deciding_on(partner: Holder, has: str) -> None:
    """A worker has picked what is due, and has not committed yet what becomes of it."""
    clock = WatchedClock()
    deps = make_deps(clock, sms=SimulatedSms(), nudge_dev=True)
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=[fixed("One", delay_hours=2)])
    run = (await enroll_lead(deps, partner.id, sequence.id, PHONES[0])).enrollment
    if has == "a line":
        await Sender.filter(account_id=account.id).update(segments_per_second=1)
        assert await connection().execute_query_dict(LINE, [clock.moment])
    else:
        await Enrollment.filter(id=run.id).update(due_at=clock.moment, wake_at=clock.moment)
    began, locked, done = clock.moment, asyncio.Event(), asyncio.Event()

    async def worker() -> None:
        async with in_transaction() as tx:
            await tx.execute_query(f"SELECT FROM {'enrollment' if has == 'a step' else 'sender_pace'} FOR UPDATE")
            locked.set()
            await done.wait()

    working = asyncio.create_task(worker())
    await locked.wait()
    advancing = asyncio.create_task(advance_clock(deps, 3))
    clock.looks = 0

    async def is_looked_at() -> bool:
        return clock.looks > 30 or advancing.done()

    try:
        await until(is_looked_at)
        assert clock.moment == began
    finally:
        done.set()
        await working
    assert await advancing == began + timedelta(hours=3)
    assert await StepRun.filter(enrollment_id=run.id, status="SENT").count() == 1


async def test_hours_are_those_of_delays(clock: FixedClock) -> None:
    short = make_deps(clock, sms=SimulatedSms(), nudge_dev=True, hour_seconds=0.5)
    began = clock.now()
    assert await advance_clock(short, 24) == began + timedelta(seconds=12)


# ------------------------------------------------------------------ the clock of all processes


@pytest.fixture
async def real_time(database: None) -> AsyncIterator[None]:
    """The row of the installation stays when the database is emptied, so it is put back."""
    yield
    await connection().execute_query("UPDATE installation SET clock_ahead = '0'")


def ahead(clock: DatabaseClock) -> timedelta:
    return clock.now() - clock.real()


DAY = timedelta(days=1)
LITTLE = timedelta(seconds=5)


async def a_clock(*, is_played: bool = True) -> DatabaseClock:
    clock = DatabaseClock(is_played=is_played)
    await clock.measure()
    return clock


async def test_every_process_shares_the_hours_and_a_new_one_too(real_time: None) -> None:
    api, worker = await a_clock(), await a_clock()
    assert await api.play(DAY)
    assert DAY - LITTLE < ahead(api) < DAY + LITTLE
    assert ahead(worker) < LITTLE
    await worker.follow()
    assert DAY - LITTLE < ahead(worker) < DAY + LITTLE
    assert DAY - LITTLE < ahead(await a_clock()) < DAY + LITTLE, "it was started again"
    assert ahead(await a_clock(is_played=False)) < LITTLE, "a process that is not of nudge dev with the simulator"


async def test_of_two_who_move_the_clock_the_second_looks_again(real_time: None) -> None:
    one, other = await a_clock(), await a_clock()
    assert await one.play(DAY)
    assert not await other.play(DAY)
    assert ahead(other) < DAY + LITTLE
    assert await other.play(DAY)
    await one.follow()
    assert 2 * DAY - LITTLE < ahead(one) < 2 * DAY + LITTLE


async def test_with_real_credentials_the_time_is_real(
    real_time: None, deps: Deps, account: Account, partner: Holder
) -> None:
    clock = await a_clock()
    assert await clock.play(DAY)
    await make_connection(deps, account.id, "AC" + "b" * 32, "token")
    with pytest.raises(TimeIsReal):
        await clock.play(DAY)
    await clock.follow()
    assert ahead(clock) < LITTLE
    with pytest.raises(TimeIsReal):
        await (await a_clock(is_played=False)).play(DAY)


async def test_an_account_is_not_connected_once_the_clock_was_moved(
    real_time: None, deps: Deps, account: Account, partner: Holder
) -> None:
    await (await a_clock()).play(DAY)
    with pytest.raises(Refused) as refused:
        await accounts.connect(deps, partner.id, account.id, "AC" + "b" * 32, "0" * 32)
    assert refused.value.refusals[0].code is Code.NOT_CONFIGURED
