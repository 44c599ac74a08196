"""Each endpoint is a lane of its own: what one receiver does is nothing to the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from app.concurrency import Concurrency
from app.deps import Deps
from app.domain.vocabulary import WebhookDeliveryStatus as Status
from app.domain.webhooks.schedule import Attempt
from app.models import WebhookDelivery
from app.services.webhooks import keep_delivering
from app.services.webhooks.claim import IN_FLIGHT, due_lanes, take
from app.services.webhooks.delivering import FIRST_WIDTH, Delivering, Lane
from tests.clock import YEARS_AHEAD, FixedClock
from tests.deliveries import deliver_due, deliveries, delivers, make_endpoint, make_events
from tests.factories import Holder
from tests.receiver import ReceiverDouble, receiver_double
from tests.waiting import until


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(YEARS_AHEAD)


@pytest.fixture
async def deps(deps: Deps) -> AsyncIterator[Deps]:
    delivering = delivers(deps, seconds=60)
    yield delivering
    await delivering.receivers.close()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as entered:
        yield entered


async def hanging(stack: AsyncExitStack) -> ReceiverDouble:
    """A receiver that answers nothing before its gate is open."""
    receiver = await stack.enter_async_context(receiver_double())
    receiver.script = lambda _: "hang"
    return receiver


async def test_a_receiver_that_hangs_delays_no_other(deps: Deps, partner: Holder, stack: AsyncExitStack) -> None:
    dead, good = await hanging(stack), await stack.enter_async_context(receiver_double())
    endpoints = [await make_endpoint(partner.id, one.url) for one in (dead, good)]
    await make_events(partner.id, 100, *endpoints)
    loop = asyncio.create_task(keep_delivering(deps))
    await until(lambda: _delivered(good, 100))
    await until(lambda: _came(dead, FIRST_WIDTH))
    assert len(dead.ledger) == dead.at_once == FIRST_WIDTH
    deps.concurrency.stop()
    dead.gate.set()
    await loop


async def test_two_processes_together_have_no_more_under_way(
    deps: Deps, partner: Holder, stack: AsyncExitStack
) -> None:
    """They count in the rows."""
    receiver = await stack.enter_async_context(receiver_double())
    receiver.script = lambda _: "accept" if len(receiver.ledger) <= 40 else "hang"
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 100, endpoint)
    processes = [replace(deps, concurrency=Concurrency()) for _ in range(3)]
    loops = [asyncio.create_task(keep_delivering(one)) for one in processes]
    await until(lambda: _came(receiver, 40 + IN_FLIGHT))
    assert await take({endpoint.id: IN_FLIGHT}, deps.clock.now(), Delivering(deps).lease) == []
    receiver.script = None
    receiver.gate.set()
    await until(lambda: _came(receiver, 100))
    for one in processes:
        one.concurrency.stop()
    await asyncio.gather(*loops)
    assert receiver.most_at_once <= IN_FLIGHT
    assert len(receiver.ledger) == 100, "and none of them took what another one had"
    assert await WebhookDelivery.filter(status=Status.DELIVERED).count() == 100


async def test_many_receivers_that_hang_leave_room_for_the_others(
    deps: Deps, partner: Holder, stack: AsyncExitStack
) -> None:
    """However much there is to deliver to them: the less room is left, the less of it a lane gets."""
    dead = [await hanging(stack) for _ in range(4)]
    endpoints = [await make_endpoint(partner.id, one.url) for one in dead]
    await make_events(partner.id, 50, *endpoints)
    good = await stack.enter_async_context(receiver_double())
    async with Delivering(deps, at_once=40) as delivering:
        assert await delivering.begin() == 4 * 5
        assert await delivering.begin() == 0, "half of the room is left"
        await make_events(partner.id, 2, await make_endpoint(partner.id, good.url))
        await until(lambda: _begun(delivering))
        await until(lambda: _delivered(good, 2))
        for one in dead:
            one.gate.set()
        await delivering.finish()
    assert [len(one.ledger) for one in dead] == [5, 5, 5, 5]


def test_a_receiver_without_an_answer_gets_fewer_at_a_time() -> None:
    lane, now = Lane(), YEARS_AHEAD
    widths = []
    for attempt in (*[Attempt(None)] * 6, Attempt(500), *[Attempt(204)] * 6):
        lane.learn(attempt, now)
        widths.append(lane.width)
    assert widths == [2, 1, 1, 1, 1, 1, 1, 2, 4, 8, 16, 20, 20]


def test_a_receiver_that_never_answers_is_asked_now_and_then() -> None:
    lane, now = Lane(), YEARS_AHEAD
    for _ in range(2):
        lane.learn(Attempt(None), now)
    assert not lane.rests(now)
    lane.learn(Attempt(None), now)
    assert lane.rests(now + timedelta(seconds=29))
    assert not lane.rests(now + timedelta(seconds=30))
    lane.learn(Attempt(200), now)
    assert not lane.rests(now)


def test_a_receiver_that_asked_for_time_gets_it_whatever_other_attempts_were_answered() -> None:
    """They were under way when it asked."""
    lane, now = Lane(), YEARS_AHEAD
    lane.learn(Attempt(429, retry_after="60"), now)
    for late in (Attempt(200), Attempt(503, retry_after="1"), Attempt(500), *[Attempt(None)] * 4):
        lane.learn(late, now)
        assert lane.rests(now + timedelta(seconds=59))
    assert not lane.rests(now + timedelta(seconds=60))


async def test_a_receiver_that_asks_for_time_is_left_alone(
    deps: Deps, clock: FixedClock, partner: Holder, stack: AsyncExitStack
) -> None:
    """Also with what else is due, but for five minutes at most: then it is asked with what has waited."""
    receiver = await stack.enter_async_context(receiver_double())
    endpoint = await make_endpoint(partner.id, receiver.url)
    receiver.plans.append("busy:3600")
    async with Delivering(deps) as delivering:
        await make_events(partner.id, 1, endpoint)
        assert await delivering.begin() == 1
        await delivering.finish()
        await make_events(partner.id, 1, endpoint)
        clock.advance(minutes=4, seconds=59)
        assert await delivering.begin() == 0
        clock.advance(seconds=1)
        assert await delivering.begin() == 1
        await delivering.finish()
    assert [row.status for row in await deliveries(endpoint)] == [Status.FAILED, Status.DELIVERED]


async def test_lanes_of_disabled_endpoints_are_not_looked_at(
    deps: Deps, partner: Holder, stack: AsyncExitStack
) -> None:
    receiver = await stack.enter_async_context(receiver_double())
    enabled = await make_endpoint(partner.id, receiver.url)
    disabled = await make_endpoint(partner.id, receiver.url, status="DISABLED")
    idle = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 5, enabled, disabled)
    lanes = await due_lanes(deps.clock.now())
    assert (lanes.endpoints, lanes.oldest) == ([enabled.id], YEARS_AHEAD)
    assert await deliver_due(deps) == 5
    assert (await due_lanes(deps.clock.now())).endpoints == []
    assert await deliveries(idle) == []


async def _delivered(receiver: ReceiverDouble, count: int) -> bool:
    return len(receiver.accepted) >= count


async def _came(receiver: ReceiverDouble, count: int) -> bool:
    return len(receiver.ledger) >= count


async def _begun(delivering: Delivering) -> bool:
    return await delivering.begin() > 0
