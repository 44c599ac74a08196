"""Long computations give way: to everything else that is ready, and to each other."""

import asyncio
from contextlib import suppress

from app.concurrency import TURN_SECONDS, Turns
from app.deps import Deps
from app.models import Enrollment
from app.services.enrollment import enroll_leads, next_steps_at, timelines, upcoming_steps
from app.services.paging import Window
from app.services.sequences import NewStep
from tests.clock import FixedClock
from tests.factories import Holder, fixed, make_account, make_sequence

PHONES = [f"+1415555{number}" for number in range(2000, 2008)]


class Parts:
    """A clock that a whole turn goes by at each reading, so that each part has a turn of its own, and the parts that
    were computed between two turns of the loop."""

    def __init__(self) -> None:
        self.read, self.most = 0, 0
        self._ticks = asyncio.get_running_loop().create_task(self._tick())

    def clock(self) -> float:
        self.read += 1
        return self.read * TURN_SECONDS

    async def _tick(self) -> None:
        while True:
            before = self.read
            await asyncio.sleep(0)
            self.most = max(self.most, self.read - before)

    async def end(self) -> None:
        self._ticks.cancel()
        with suppress(asyncio.CancelledError):
            await self._ticks


async def test_many_computations_leave_the_loop_to_others_after_each_turn() -> None:
    parts = Parts()
    turns, order = Turns(parts.clock), list[tuple[str, int]]()

    async def computation(key: str, size: int) -> None:
        for part in range(size):
            order.append((key, part))
            await turns.of(key)()

    await asyncio.gather(*(computation("many", 20) for _ in range(30)), computation("one", 3))
    await parts.end()
    assert parts.most <= 3, "a turn ends with a reading, begins with another, and one may be at its first part"
    assert len(order) == 603
    assert order.index(("one", 2)) < 50, "a line of one has every second turn, however long the other line is"


async def test_a_turn_lasts_for_many_short_parts() -> None:
    turns, passed = Turns(lambda: 0.0), list[int]()
    passing = asyncio.get_running_loop().create_task(asyncio.sleep(0))
    for part in range(100):
        await turns.of("a")()
        passed.append(part)
    assert not passing.done(), "no turn of the loop is lost to parts that take no time"


async def test_a_canceled_computation_keeps_nobody_waiting() -> None:
    parts = Parts()
    turns, done = Turns(parts.clock), list[int]()

    async def computation(number: int) -> None:
        for _ in range(5):
            await turns.of(number % 2)()
        done.append(number)

    tasks = [asyncio.create_task(computation(number)) for number in range(6)]
    await asyncio.sleep(0)
    for task in tasks[:4]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await parts.end()
    assert done == [4, 5]


def long_plan(count: int) -> list[NewStep]:
    return [fixed(f"Step {number}", delay_hours=1) for number in range(count)]


async def test_plans_of_many_enrollments_are_made_in_parts(deps: Deps, partner: Holder, clock: FixedClock) -> None:
    account = await make_account(deps, partner.id)
    sequence = await make_sequence(deps, partner.id, account.id, steps=long_plan(10))
    await enroll_leads(deps, partner.id, sequence.id, PHONES)
    runs = await Enrollment.filter(sequence_id=sequence.id)
    parts = Parts()
    deps.concurrency.turns = Turns(parts.clock)
    await asyncio.gather(*(timelines(deps, runs) for _ in range(5)))
    assert parts.read >= 5 * len(PHONES) * 10, "each step is a part"
    before = parts.read
    await next_steps_at(deps, runs)
    await parts.end()
    assert parts.read - before >= len(PHONES)
    assert parts.most <= 6, "five of them may be at their first part"


async def test_what_is_upcoming_takes_the_same_work_however_long_the_sequences_are(
    deps: Deps, partner: Holder, clock: FixedClock
) -> None:
    work = list[int]()
    for count in (1, 10):
        account = await make_account(deps, partner.id)
        sequence = await make_sequence(deps, partner.id, account.id, steps=long_plan(count))
        await enroll_leads(deps, partner.id, sequence.id, PHONES)
        parts = Parts()
        deps.concurrency.turns = Turns(parts.clock)
        before = clock.now().replace(year=clock.now().year + 1)
        part = await upcoming_steps(deps, partner.id, account.id, before, None, Window(50))
        await parts.end()
        assert [one.entry.text for one in part.rows] == ["Step 0"] * len(PHONES)
        work.append(parts.read)
    assert work[0] == work[1] > 0
