"""What subscribers hear while a campaign runs: told through a real Valkey, by whichever process made the change."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from redis.asyncio import Redis

from app.deps import Deps
from app.domain.vocabulary import EnrollmentStatus, MessageDirection, MessageStatus, StepRunStatus
from app.errors import Refused
from app.models import Enrollment, Message
from app.providers.redis.events import RedisEvents
from app.services import sequences, subscriptions
from app.services.conversations import DeliveryReport, InboundSms, receive_report, receive_sms
from app.services.enrollment import cancel_enrollment
from tests.factories import make_account, make_partner
from tests.world import LEAD, World, fixed

OTHER = "+14155559999"


@asynccontextmanager
async def another_process(world: World, redis_url: str) -> AsyncIterator[Deps]:
    """The API, when the world is a worker: it shares nothing with it but the stores."""
    events = RedisEvents(redis_url)
    try:
        yield replace(world.deps, events=events)
    finally:
        await events.close()


T = TypeVar("T")


@pytest.fixture
async def api(world: World, redis_url: str) -> AsyncIterator[Deps]:
    async with another_process(world, redis_url) as deps:
        yield deps


async def following(rows: AsyncGenerator[T, None]) -> T:
    async with asyncio.timeout(20):
        return await anext(rows)


async def heard(rows: AsyncGenerator[Enrollment, None], status: EnrollmentStatus) -> Enrollment:
    """The first state with this status."""
    while (row := await following(rows)).status is not status:
        pass
    return row


async def test_an_enrollment_is_told_at_once_and_after_each_change(world: World, api: Deps) -> None:
    run = await world.enrolled(await world.sequence(fixed("One."), fixed("Two.", 24)))
    async with aclosing(subscriptions.enrollment_updates(api, world.partner_id, run.id)) as states:
        assert (await following(states)).position == 1
        await world.later(hours=24)
        assert (await heard(states, EnrollmentStatus.COMPLETED)).position == 2


async def test_a_cancel_a_reply_and_a_delete_are_heard(world: World, api: Deps) -> None:
    kept, deleted = [await world.sequence(fixed("One."), fixed("Two.", 24)) for _ in range(2)]
    one, two = await world.enrolled(kept), await world.enrolled(deleted)
    async with (
        aclosing(subscriptions.enrollment_updates(api, world.partner_id, one.id)) as ones,
        aclosing(subscriptions.enrollment_updates(api, world.partner_id, two.id)) as twos,
    ):
        await following(ones)
        await following(twos)
        await world.reply("What is it about?")
        assert (await following(ones)).replied_at is not None
        assert (await following(twos)).replied_at is not None
        await cancel_enrollment(world.deps, world.partner_id, one.id)
        await sequences.delete(world.deps, world.partner_id, deleted.id)
        assert (await heard(ones, EnrollmentStatus.CANCELLED)).id == one.id
        assert (await heard(twos, EnrollmentStatus.CANCELLED)).id == two.id


async def test_an_opt_out_is_heard_by_every_enrollment_of_the_lead(world: World, api: Deps) -> None:
    runs = [await world.enrolled(await world.sequence(fixed("One.", 1))) for _ in range(2)]
    listening = [subscriptions.enrollment_updates(api, world.partner_id, run.id) for run in runs]
    for states in listening:
        await following(states)
    await world.reply("STOP")
    for states in listening:
        await heard(states, EnrollmentStatus.CANCELLED)
        await states.aclose()


async def test_a_delivery_is_heard_though_the_enrollment_itself_stays_as_it_is(world: World, api: Deps) -> None:
    run = await world.enrolled(await world.sequence(fixed("One.")))
    [message] = await world.messages()
    async with aclosing(subscriptions.enrollment_updates(api, world.partner_id, run.id)) as states:
        await following(states)
        report = DeliveryReport(message.id, message.provider_sid or "", MessageStatus.DELIVERED, None)
        assert await receive_report(world.deps, report)
        await following(states)
        [entry] = await world.timeline(run)
        assert entry.status is StepRunStatus.SENT
        assert (await world.messages())[0].status is MessageStatus.DELIVERED


async def test_nothing_is_told_of_what_did_not_change(world: World, api: Deps) -> None:
    run = await world.enrolled(await world.sequence(fixed("One.", 1)))
    async with aclosing(subscriptions.enrollment_updates(api, world.partner_id, run.id)) as states:
        await following(states)
        api.events.tell([run.lead_id])
        api.events.tell([run.sequence_id])
        await cancel_enrollment(world.deps, world.partner_id, run.id)
        assert (await following(states)).status is EnrollmentStatus.CANCELLED


@pytest.mark.parametrize("whose", ["another partner's", "nobody's"])
async def test_an_id_of_somebody_else_is_an_unknown_id(world: World, whose: str) -> None:
    run = await world.enrolled(await world.sequence(fixed("One.")))
    stranger = (await make_partner(f"Stranger {world.partner_id}")).id
    enrollment_id, account_id = (run.id, world.account.id) if whose == "another partner's" else (stranger, stranger)
    for rows in (
        subscriptions.enrollment_updates(world.deps, stranger, enrollment_id),
        subscriptions.new_messages(world.deps, stranger, account_id, None),
    ):
        with pytest.raises(Refused) as refused:
            await following(rows)
        assert [one.code.value for one in refused.value.refusals] == ["NOT_FOUND"]


# ---------------------------------------------------------------- messages


async def begun(rows: AsyncGenerator[Message, None]) -> "asyncio.Task[Message]":
    """The first message, waited for: what is added from here on counts."""
    first = asyncio.ensure_future(following(rows))
    await asyncio.sleep(0)
    return first


async def test_each_message_of_an_account_is_told_once(world: World, api: Deps) -> None:
    sequence = await world.sequence(fixed("One."), fixed("Two.", 24))
    rows = subscriptions.new_messages(api, world.partner_id, world.account.id, None)
    async with aclosing(rows):
        first = await begun(rows)
        await world.enrolled(sequence)
        told = [await first]
        await world.reply("Tell me more")
        told.append(await following(rows))
        await world.write("Gladly.")
        told.append(await following(rows))
        await world.later(hours=24)
        told.append(await following(rows))
        assert [(one.direction, one.body) for one in told] == [
            (MessageDirection.OUTBOUND, "One."),
            (MessageDirection.INBOUND, "Tell me more"),
            (MessageDirection.OUTBOUND, "Gladly."),
            (MessageDirection.OUTBOUND, "Two."),
        ]
        assert {one.status for one in told} == {MessageStatus.QUEUED, MessageStatus.RECEIVED}


async def test_a_phone_hears_its_own_conversation_only(world: World, api: Deps) -> None:
    rows = subscriptions.new_messages(api, world.partner_id, world.account.id, "(415) 555-9999")
    async with aclosing(rows):
        first = await begun(rows)
        await world.reply("Not for these ears")
        await world.reply("For these", phone=OTHER)
        assert (await first).body == "For these"


async def test_another_accounts_messages_are_not_heard(world: World, api: Deps) -> None:
    other = await make_account(world.deps, world.partner_id)
    rows = subscriptions.new_messages(api, world.partner_id, other.id, None)
    async with aclosing(rows):
        first = await begun(rows)
        await world.reply("Of the first account")
        sms = InboundSms(sid="SM1", sender=LEAD, to=other.phone_number, body="Of the other")
        await receive_sms(world.deps, sms)
        assert (await first).body == "Of the other"


async def test_a_phone_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(Refused) as refused:
        await following(subscriptions.new_messages(world.deps, world.partner_id, world.account.id, "call me"))
    assert [one.code.value for one in refused.value.refusals] == ["INVALID_PHONE"]


async def test_a_report_that_comes_again_tells_no_message_twice(world: World, api: Deps) -> None:
    rows = subscriptions.new_messages(api, world.partner_id, world.account.id, None)
    async with aclosing(rows):
        first = await begun(rows)
        await world.enrolled(await world.sequence(fixed("One.")))
        message = await first
        for status in (MessageStatus.SENT, MessageStatus.DELIVERED):
            await receive_report(world.deps, DeliveryReport(message.id, message.provider_sid or "", status, None))
        await world.reply("Thanks")
        assert (await following(rows)).body == "Thanks"


async def test_what_was_added_while_nothing_could_be_heard_is_read_from_the_table(
    world: World, api: Deps, redis_url: str
) -> None:
    rows = subscriptions.new_messages(api, world.partner_id, world.account.id, None)
    async with aclosing(rows):
        first = await begun(rows)
        await world.reply("Before")
        assert (await first).body == "Before"
        deaf = replace(world.deps, events=Mute())
        for number in range(3):
            sms = InboundSms(f"SM{number}", LEAD, world.account.phone_number, f"In the gap {number}")
            await receive_sms(deaf, sms)
        await lose_connections(redis_url)
        assert [(await following(rows)).body for _ in range(3)] == [f"In the gap {number}" for number in range(3)]
        await world.reply("After")
        assert (await following(rows)).body == "After"


async def lose_connections(redis_url: str) -> None:
    """Redis cuts the connection of everybody who listens."""
    async with Redis.from_url(redis_url) as redis:
        await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")


class Mute(RedisEvents):
    """A sender that dies between its commit and its PUBLISH."""

    def __init__(self) -> None:
        super().__init__("redis://127.0.0.1:1")

    def tell(self, *_: Any) -> None: ...
