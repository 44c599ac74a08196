"""While the webhooks' door was closed people went on writing: what they wrote is found in the provider's list."""

import asyncio
from datetime import timedelta

import pytest

from app.db import connection
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


@pytest.mark.parametrize(
    "told",
    [{"num_media": "many"}, {"from": None}, {"to": None}, {"sid": None}, {"sid": ""}, {"body": None},
     {"date_created": "yesterday"}, {"date_created": None}, {"from": ""}, {"body": "\x00"}, {"from": "whatsapp:+1415"}],
    ids=str,
)  # fmt: skip
async def test_a_message_that_the_list_tells_oddly_keeps_no_stop_waiting(
    world: World, told: dict[str, str | None]
) -> None:
    sid = await missed(world, "Hello", OTHER, seconds=20)
    world.twilio.told_instead[sid] = told
    await missed(world, "STOP", minutes=5)
    await found(world)
    assert (await world.lead()).opted_out_at is not None


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
    real, http.api = http.api, Origin("http://127.0.0.1:9", timeout=1, connect_timeout=1, idle_seconds=1)
    assert await found(world) == 0
    http.api = real
    world.clock.advance(hours=6)
    assert await found(world) == 1


async def test_two_workers_ask_once_and_a_webhook_that_comes_after_all_changes_nothing(world: World) -> None:
    sid = await missed(world, "Hello", minutes=2)
    assert sorted(await asyncio.gather(reconcile_accounts(world.deps), reconcile_accounts(world.deps))) == [0, 1]
    late = InboundSms(sid=sid, sender=LEAD, to=SENDER, body="Hello")
    assert await receive_sms(world.deps, late) is None
    assert await bodies() == ["Hello"]


async def test_media_that_cannot_be_listed_keep_no_message_and_no_stop_from_being_stored(world: World) -> None:
    pictured = world.twilio.text(OTHER, SENDER, "My papers", f"{world.twilio.url}/1")
    world.twilio.without_media.add(pictured.sid)
    await missed(world, "STOP", minutes=2)
    assert await found(world) == 2
    assert await bodies() == ["My papers", "STOP"]
    assert (await world.lead()).opted_out_at is not None


async def test_media_that_could_not_be_listed_are_listed_again_later(world: World) -> None:
    file = "/2010-04-01/Accounts/AC/Messages/MM/Media/ME"
    pictured = world.twilio.text(OTHER, SENDER, "My papers", file)
    world.twilio.without_media.add(pictured.sid)
    world.clock.advance(minutes=2)
    assert await found(world) == 1
    world.clock.advance(minutes=20)
    assert await found(world) == 0
    assert (await Message.get(provider_sid=pictured.sid)).media is None

    world.twilio.without_media.clear()
    world.clock.advance(minutes=20)
    assert await found(world) == 0
    message = await Message.get(provider_sid=pictured.sid)
    assert (message.media, message.media_look_at) == ([f"https://api.twilio.com{file}"], None)


async def test_media_that_can_never_be_listed_are_asked_for_during_a_day(world: World) -> None:
    pictured = world.twilio.text(OTHER, SENDER, "My papers", f"{world.twilio.url}/1")
    world.twilio.without_media.add(pictured.sid)
    for _ in range(26):
        await found(world)
        world.clock.advance(hours=1)
    assert (await Message.get(provider_sid=pictured.sid)).media_look_at is None
    assert (await Message.get(provider_sid=pictured.sid)).media is None


_REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW WHEN (NEW.body = 'poison') EXECUTE FUNCTION refuse()
"""


async def test_a_message_that_cannot_be_stored_delays_no_other_and_is_not_forgotten(world: World) -> None:
    await connection().execute_script(_REFUSE)
    try:
        poison = await missed(world, "poison", OTHER, seconds=10)
        await missed(world, "STOP", minutes=2)
        assert await found(world) == 1
        assert (await world.lead()).opted_out_at is not None
        await missed(world, "Hello again", "+14155550003", hours=5)
        assert await found(world) == 1
    finally:
        await connection().execute_script("DROP TRIGGER refuse ON message; DROP FUNCTION refuse")
    assert await found(world) == 1
    assert await Message.filter(provider_sid=poison).exists()


async def test_one_list_serves_every_account(world: World) -> None:
    for number in range(5):
        await Account.create(
            partner_id=world.partner_id,
            name="Idle",
            company_name="Idle",
            phone_number=f"+1500555020{number}",
            time_zone="UTC",
            created_at=world.clock.now(),
        )
    world.twilio.text(LEAD, "+15005550203", "To an idle one")
    world.twilio.text(LEAD, "+15005559999", "To a number of nobody's")
    await missed(world, "To ours", minutes=2)
    assert await found(world) == 2
    assert world.twilio.listings == 1


async def test_a_missed_stop_from_a_number_that_looks_impossible_is_found(world: World) -> None:
    await missed(world, "STOP", "+5215512345678", minutes=2)
    assert await found(world) == 1
    assert (await Lead.get(phone="+525512345678")).opted_out_at is not None


async def test_where_there_is_no_account_nothing_is_asked(world: World) -> None:
    await connection().execute_script("TRUNCATE account CASCADE")
    assert await found(world) == 0
    assert world.twilio.listings == 0
