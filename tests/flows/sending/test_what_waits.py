"""The metrics say what waits and why, and what was decided on each step."""

from prometheus_client import REGISTRY

from app.models import Sender
from app.services import accounts, sending
from tests.world import World, fixed
from workers import metrics  # noqa: F401 - what a worker alone reports


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


async def test_the_oldest_step_that_is_due_says_how_late_the_service_is(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    for number in range(3):
        await world.enrolled(sequence, f"+1415555{1000 + number}")
    await sending.measure(world.clock.now())
    assert (value("nudge_oldest_due_seconds"), value("nudge_steps_due")) == (0, 0)

    world.clock.advance(hours=1, seconds=90)
    await sending.measure(world.clock.now())
    assert (value("nudge_oldest_due_seconds"), value("nudge_steps_due")) == (90, 3)
    before = value("nudge_steps_total", status="SENT", reason="")
    await world.work()
    await sending.measure(world.clock.now())
    assert (value("nudge_oldest_due_seconds"), value("nudge_steps_due")) == (0, 0)
    assert value("nudge_steps_total", status="SENT", reason="") == before + 3


async def test_a_blocked_sender_and_its_steps_are_counted_until_it_is_resumed(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    for number in range(3):
        await world.enrolled(sequence, f"+1415555{1000 + number}")
    world.clock.advance(hours=1)
    world.twilio.plans.extend(["reject:30034"] * 3)
    await world.work()
    await world.later(seconds=30)
    await sending.measure(world.clock.now())
    assert value("nudge_senders", status="BLOCKED") == 1
    assert value("nudge_steps_held", reason="SENDER_BLOCKED") == 3

    world.twilio.plans.clear()
    await accounts.resume_sender(world.deps, world.partner_id, (await Sender.get()).id)
    await world.later(seconds=30)
    await sending.measure(world.clock.now())
    assert (value("nudge_senders", status="BLOCKED"), value("nudge_senders", status="READY")) == (0, 1)
    assert value("nudge_steps_held", reason="SENDER_BLOCKED") == 0


async def test_a_step_that_is_tried_again_is_counted_with_the_reason(world: World) -> None:
    before = {one: value("nudge_steps_total", status="POSTPONE", reason=one) for one in ("NOT_ARRIVED", "")}
    await world.enrolled(await world.sequence(fixed("Hello", 1)), "+14155551000")
    world.clock.advance(hours=1)
    world.twilio.plans.append("fail")
    await world.work()
    for _ in range(3):
        await world.later(minutes=10)
    assert world.twilio.bodies() == ["Hello"]
    assert value("nudge_steps_total", status="POSTPONE", reason="NOT_ARRIVED") == before["NOT_ARRIVED"] + 1
    assert value("nudge_steps_total", status="POSTPONE", reason="") == before[""]
