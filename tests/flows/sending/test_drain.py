"""How many steps are claimed beyond those in flight: none at a silent provider, a few at a provider that answers."""

import asyncio
from dataclasses import replace

from app.concurrency import Concurrency
from app.models import Enrollment, Message
from app.services import sending
from app.services.sending.claim import claim_due
from app.services.sending.drain import InFlight
from tests.waiting import until
from tests.world import World, fixed

SENDING = 8


async def due(world: World, count: int) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    for number in range(count):
        await world.enroll(sequence, f"+1415555{number:04d}")
    world.clock.advance(hours=1)


def narrow(world: World) -> World:
    return replace(world, deps=replace(world.deps, concurrency=Concurrency(sending_limit=SENDING)))


async def test_at_a_silent_provider_no_more_is_claimed_than_can_be_in_flight(world: World) -> None:
    world = narrow(world)
    await due(world, 5 * SENDING)
    world.twilio.plans.extend(["wait"] * 5 * SENDING)
    drain = asyncio.create_task(sending.drain(world.deps, world.clock.now()))
    await until(lambda: asyncio.sleep(0, world.twilio.posts == SENDING))

    assert await Message.all().count() == SENDING
    assert await Enrollment.filter(attempt_id__not_isnull=True).count() == SENDING
    world.twilio.gate.set()
    assert await drain == 5 * SENDING
    assert len({sent.to for sent in world.twilio.ledger}) == len(world.twilio.ledger) == 5 * SENDING


async def test_what_came_back_lately_is_how_much_is_claimed_ahead(world: World) -> None:
    world = narrow(world)
    await due(world, 3 * SENDING)
    async with InFlight(world.deps) as box:
        assert box.room() == SENDING
        box.put(await claim_due(world.deps, SENDING))
        assert box.room() == 0
        await until(lambda: asyncio.sleep(0, not box.open))
        assert box.room() == 2 * SENDING

        world.twilio.plans.extend(["wait"] * 2 * SENDING)
        box.put(await claim_due(world.deps, 2 * SENDING))
        assert box.room() <= 0
        world.twilio.gate.set()
    assert len(world.twilio.ledger) == 3 * SENDING


async def test_a_step_that_cannot_be_submitted_does_not_hold_up_the_end(world: World) -> None:
    world = narrow(world)
    await due(world, SENDING)
    async with InFlight(world.deps) as box:
        batch = await claim_due(world.deps, SENDING)
        batch.claims[0].body = None  # type: ignore[misc, assignment]
        box.put(batch)
    assert len(world.twilio.ledger) == SENDING - 1
    assert not box.open
