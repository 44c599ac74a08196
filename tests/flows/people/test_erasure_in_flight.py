"""A person is erased while a message to them is on its way: it is recorded, and its words are not."""

import asyncio

from app.domain.vocabulary import (
    CancelReason,
    MessageStatus,
    StepReason,
    StepRunStatus,
)
from app.models import (
    ConsentEvent,
    Draft,
    Enrollment,
    Message,
    StepRun,
)
from app.providers.webhooks import DeliveryReport
from app.services.conversations import receive_report
from tests.flows.people.persons import (
    OPERATOR_WROTE,
    erase,
    imported,
    nothing_is_left,
)
from tests.world import World, ai, fixed


async def test_a_message_in_flight_is_recorded_without_its_words(world: World, redis_url: str) -> None:
    await imported(world)
    world.twilio.plans.append("wait")
    work = asyncio.create_task(world.enroll(await world.sequence(fixed("Hi {{first_name}}"), fixed("Two", 1))))
    await world.twilio.arrived.wait()
    await erase(world)
    world.twilio.gate.set()
    await work
    [message] = await Message.all()
    assert (message.status, message.body) == (MessageStatus.QUEUED, "")
    assert await StepRun.filter(status=StepRunStatus.SENT).count() == 1
    await world.later(days=1)
    assert world.twilio.posts == 1
    await nothing_is_left(redis_url)


async def test_an_outcome_that_nobody_heard_is_not_looked_for_and_a_callback_still_tells_it(world: World) -> None:
    await imported(world)
    world.twilio.plans.append("accept_then_fail")
    run = await world.enroll(await world.sequence(fixed("Hi {{first_name}}"), fixed("Two", 1)))
    [message] = await Message.all()
    assert message.status is MessageStatus.UNKNOWN
    await erase(world)
    listed = world.twilio.listings
    await world.later(hours=1)
    entry, _ = await world.timeline(run.enrollment)
    assert (entry.status, entry.reason) == (StepRunStatus.UNKNOWN, StepReason.OUTCOME_UNKNOWN)
    assert "the lead was erased" in entry.explanation
    assert (world.twilio.posts, world.twilio.listings) == (1, listed)
    row = await Enrollment.get(id=run.enrollment.id)
    assert (row.wake_at, row.attempt_id, row.cancel_reason) == (None, None, CancelReason.ERASED)

    sid = world.twilio.ledger[0].sid
    assert await receive_report(world.deps, DeliveryReport(message.id, sid, MessageStatus.DELIVERED, None))
    assert (await Message.get(id=message.id)).status is MessageStatus.DELIVERED


async def test_a_callback_that_comes_before_the_look_up_settles_the_step(world: World) -> None:
    await imported(world)
    world.twilio.plans.append("accept_then_fail")
    run = await world.enroll(await world.sequence(fixed("Hi {{first_name}}")))
    [message] = await Message.all()
    await erase(world)
    report = DeliveryReport(message.id, world.twilio.ledger[0].sid, MessageStatus.DELIVERED, None)
    assert await receive_report(world.deps, report)
    await world.later(hours=1)
    assert await world.statuses(run.enrollment) == ["SENT"]


async def test_an_operators_message_of_unknown_outcome_stays_unknown(world: World, redis_url: str) -> None:
    await imported(world)
    world.twilio.plans.append("accept_then_fail")
    await world.write(OPERATOR_WROTE)
    await erase(world)
    await world.later(hours=1)
    [message] = await Message.all()
    assert (message.status, message.look_at, message.body) == (MessageStatus.UNKNOWN, None, "")
    await nothing_is_left(redis_url)


async def test_an_opt_out_that_the_provider_reports_later_stores_nothing(world: World, redis_url: str) -> None:
    await imported(world)
    await world.enroll(await world.sequence(fixed("Hi {{first_name}}")))
    [message] = await Message.all()
    await erase(world)
    report = DeliveryReport(message.id, world.twilio.ledger[0].sid, MessageStatus.UNDELIVERED, 21610)
    assert await receive_report(world.deps, report)
    assert await ConsentEvent.all().count() == 0
    await nothing_is_left(redis_url)


async def test_a_text_that_is_being_written_is_not_stored(world: World, redis_url: str) -> None:
    await imported(world)
    await world.enroll(await world.sequence(ai("Ask.", 1)))
    world.claude.texts.append("!wait")
    world.clock.advance(hours=1)
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    await erase(world)
    world.claude.gate.set()
    await work
    assert (await Draft.all().count(), world.twilio.posts) == (0, 0)
    await nothing_is_left(redis_url)
