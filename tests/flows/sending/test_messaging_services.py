"""An account that sends from a Messaging Service: Twilio chooses the number, and everything goes by the service."""

from app.db import connection
from app.domain.vocabulary import MessageStatus, SenderStatus
from app.models import Account, ConsentEvent, Message
from app.services import sending
from app.services.conversations import DeliveryReport, receive_report, reconcile_accounts
from tests.flows.sending.test_several_senders import SERVICE, add, passes, pause, remove, the, two_messages
from tests.world import LEAD, SENDER, World


async def a_service(world: World) -> None:
    """The account sends from a Messaging Service alone."""
    await add(world, SERVICE)
    await remove(world, SENDER)


async def callback(world: World, message: Message, left_from: str | None, status: MessageStatus) -> None:
    report = DeliveryReport(message.id, message.provider_sid or "", status, None, left_from=left_from)
    assert await receive_report(world.deps, report)


async def test_twilio_chooses_the_number_of_a_messaging_service_and_the_callback_tells_it(world: World) -> None:
    await a_service(world)
    await two_messages(world, [LEAD])
    [sent] = world.twilio.ledger
    assert sent.form["MessagingServiceSid"] == SERVICE
    assert "From" not in sent.form
    [message] = await Message.all()
    assert (message.sender, message.left_from) == (SERVICE, None)
    await callback(world, message, None, MessageStatus.QUEUED)
    await callback(world, message, sent.sender, MessageStatus.SENT)
    await callback(world, message, "+15005550199", MessageStatus.DELIVERED)
    assert (await Message.get(id=message.id)).left_from == sent.sender
    assert (await Account.get(id=world.account.id)).phone_number == SENDER, "kept while no sender has a number"


async def test_a_lost_answer_of_a_messaging_service_is_looked_up_whatever_number_it_left_from(world: World) -> None:
    await a_service(world)
    world.twilio.plans.append("accept_then_reset")
    [row] = await two_messages(world, [LEAD])
    for _ in range(4):
        await world.later(minutes=1)
    assert (await world.timeline(row))[0].status.value == "SENT"
    assert world.twilio.posts == 1


async def test_a_reply_to_any_number_of_the_service_reaches_the_account(world: World) -> None:
    await a_service(world)
    await two_messages(world, [LEAD])
    await world.reply("Yes please", to="+15005550123", service=SERVICE)
    assert [one.body for one in await world.messages()] == ["One", "Yes please"]


async def test_a_stop_to_a_number_of_the_service_binds_the_number_and_the_service(world: World) -> None:
    await a_service(world)
    await two_messages(world, [LEAD])
    await world.reply("STOP", to="+15005550123", service=SERVICE)
    bound = await connection().execute_query_dict("SELECT number FROM number_opt_out ORDER BY number")
    assert [row["number"] for row in bound] == ["+15005550123", SERVICE]
    assert (await ConsentEvent.get()).number == "+15005550123"
    await passes(world, days=1)
    assert world.twilio.bodies() == ["One"]
    await world.reply("START", to="+15005550123", service=SERVICE)
    assert not await connection().execute_query_dict("SELECT FROM number_opt_out")


async def test_an_opt_out_that_twilio_tells_binds_the_service(world: World) -> None:
    await a_service(world)
    world.twilio.plans.append("reject:21610")
    await two_messages(world, [LEAD])
    assert (await world.lead()).opted_out_at
    bound = await connection().execute_query_dict("SELECT number FROM number_opt_out")
    assert [row["number"] for row in bound] == [SERVICE]


async def test_a_missed_reply_to_a_number_of_the_service_is_found_in_the_list(world: World) -> None:
    await a_service(world)
    await two_messages(world, [LEAD])
    texted = world.twilio.text(LEAD, "+15005550123", "Call me")
    world.twilio.told_instead[texted.sid] = {"messaging_service_sid": SERVICE}
    world.clock.advance(minutes=5)
    assert await reconcile_accounts(world.deps) == 1
    assert (await world.messages())[-1].body == "Call me"


async def test_the_command_line_resumes_a_messaging_service(world: World) -> None:
    await a_service(world)
    await pause(world, SERVICE)
    before = await sending.resume_sender(SERVICE, world.clock.now())
    assert before is not None
    assert before.status is SenderStatus.PAUSED
    assert (await the(SERVICE)).status is SenderStatus.READY
    assert await sending.resume_sender(SENDER, world.clock.now()) is None, "it was removed"
