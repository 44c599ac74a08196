"""While the webhooks' door was closed people went on writing: what they wrote is found in the provider's list."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.vocabulary import ConsentChange
from app.models import Account, ConsentEvent, Lead, Message
from app.providers.twilio.transport import Origin
from app.services.conversations import InboundSms, receive_sms, reconcile_accounts
from tests.world import LEAD, SENDER, World, fixed

OTHER = "+14155550002"


@pytest.fixture(autouse=True)
async def an_account_of_yesterday(world: World) -> None:
    await Account.filter(id=world.account.id).update(created_at=world.clock.now() - timedelta(days=1))


async def missed(world: World, body: str, phone: str = LEAD, **after: float) -> str:
    """Somebody writes, and no webhook comes; then so much time goes by."""
    texted = world.twilio.text(phone, SENDER, body)
    world.clock.advance(**after)
    return texted.sid


async def found(world: World) -> int:
    world.clock.advance(minutes=2)
    return await reconcile_accounts(world.deps)


async def bodies() -> list[str]:
    return [message.body for message in await Message.filter(direction="INBOUND").order_by("created_at")]


async def test_what_was_missed_is_stored_once_as_of_when_it_came_in(world: World) -> None:
    came_in = world.clock.now()
    await missed(world, "Are you there?", minutes=5)
    assert await found(world) == 1
    assert await found(world) == 0
    message = await Message.get()
    assert (message.body, message.created_at) == ("Are you there?", came_in)
    assert (await Lead.get(phone=LEAD)).inbound_count == 1


async def test_a_missed_stop_ends_everything(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    said_at = world.clock.now()
    sid = await missed(world, "please stop texting me", minutes=5)
    await found(world)
    assert (await world.lead()).opted_out_at == said_at
    event = await ConsentEvent.get()
    assert (event.change, event.created_at) == (ConsentChange.OPT_OUT, said_at)
    assert event.message_id == (await Message.get(provider_sid=sid)).id
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SENT", "CANCELLED"]


async def test_a_missed_reply_skips_the_step_of_a_run_that_had_begun(world: World) -> None:
    before = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    await missed(world, "Yes, call me", minutes=1)
    after = await world.enrolled(await world.sequence(fixed("Three"), fixed("Four", 1, skip=True)))
    await found(world)
    await world.later(hours=1)
    assert await world.statuses(before) == ["SENT", "SKIPPED"]
    assert await world.statuses(after) == ["SENT", "SENT"]


async def test_several_are_read_in_the_order_in_which_they_came(world: World) -> None:
    await missed(world, "STOP", seconds=20)
    await missed(world, "START", seconds=20)
    await missed(world, "STOP", OTHER, seconds=20)
    assert await found(world) == 3
    assert await bodies() == ["STOP", "START", "STOP"]
    assert (await world.lead()).opted_out_at is None
    assert (await world.lead(OTHER)).opted_out_at is not None


async def test_a_missed_start_does_not_undo_a_later_stop(world: World) -> None:
    await world.reply("STOP")
    world.clock.advance(minutes=1)
    await missed(world, "START", minutes=1)
    await world.reply("STOP")
    await found(world)
    assert (await world.lead()).opted_out_at is not None


async def test_a_missed_stop_does_not_undo_a_later_start(world: World) -> None:
    await missed(world, "STOP", minutes=1)
    await world.reply("STOP")
    world.clock.advance(minutes=1)
    await world.reply("START")
    await found(world)
    assert (await world.lead()).opted_out_at is None


async def test_a_message_whose_webhook_may_still_come_is_left_to_it(world: World) -> None:
    world.clock.advance(minutes=2)
    sid = await missed(world, "Just now", seconds=30)
    assert await reconcile_accounts(world.deps) == 0
    await world.reply("Just now", sid=sid)
    assert await found(world) == 0
    assert await bodies() == ["Just now"]


async def test_many_pages_media_and_senders_that_are_no_person(world: World) -> None:
    world.twilio.page_limit = 3
    for number in range(10):
        await missed(world, f"Text {number}", seconds=1)
    await missed(world, "Your code is 1234", "22395")
    world.twilio.text(LEAD, SENDER, "", f"{world.twilio.url}/1", "/2010-04-01/Accounts/AC/Messages/MM/Media/ME")
    assert await found(world) == 11
    assert (await bodies())[:10] == [f"Text {number}" for number in range(10)]
    pictured = await Message.get(body="")
    assert pictured.media[1] == "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME"


async def test_a_provider_that_cannot_be_asked_is_asked_from_there_on_later(world: World) -> None:
    await missed(world, "Hello", minutes=1)
    http = world.deps.sms._http  # type: ignore[attr-defined]
    real, http.origin = http.origin, Origin("http://127.0.0.1:9", timeout=1, connect_timeout=1, idle_seconds=1)
    assert await found(world) == 0
    http.origin = real
    world.clock.advance(hours=6)
    assert await found(world) == 1


async def test_two_workers_ask_once_and_a_webhook_that_comes_after_all_changes_nothing(world: World) -> None:
    sid = await missed(world, "Hello", minutes=2)
    assert sorted(await asyncio.gather(reconcile_accounts(world.deps), reconcile_accounts(world.deps))) == [0, 1]
    late = InboundSms(sid=sid, sender=LEAD, to=SENDER, body="Hello")
    assert await receive_sms(world.deps, late) is None
    assert await bodies() == ["Hello"]
