"""A person writes to a lead: through the gates of every message, once, and settled whatever becomes of the process."""

import asyncio

import pytest

from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageSource, MessageStatus
from app.errors import Code, Refused
from app.models import Enrollment, Lead, Message
from app.services.conversations import DeliveryReport, operator_messages, receive_report
from tests.fakes import TwilioDouble
from tests.world import LEAD, World, ai, fixed


async def refused(world: World, body: str = "Hello", phone: str = LEAD) -> tuple[Code, str]:
    with pytest.raises(Refused) as caught:
        await world.write(body, phone)
    [refusal] = caught.value.refusals
    return refusal.code, refusal.message


async def only() -> Message:
    return await Message.get(direction="OUTBOUND")


async def reported(world: World, status: MessageStatus) -> None:
    [sent] = world.twilio.ledger
    report = DeliveryReport((await only()).id, sent.sid, status, None)
    assert await receive_report(world.deps, report)


async def test_it_is_sent_at_once_to_a_lead_who_may_be_new(world: World) -> None:
    message = await world.write("  Hi, this is Ann.\n")
    assert (message.status, message.source) == (MessageStatus.QUEUED, MessageSource.OPERATOR)
    assert message.sent_at == world.clock.now()
    [sent] = world.twilio.ledger
    assert (sent.to, sent.body, sent.sid) == (LEAD, "Hi, this is Ann.", message.provider_sid)
    assert sent.callback == f"https://nudge.example/webhooks/twilio/status/{message.id}"
    await reported(world, MessageStatus.DELIVERED)
    assert (await only()).status is MessageStatus.DELIVERED


async def test_it_is_no_reply_and_the_model_reads_it(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One", 1, skip=True), ai("Ask.", 1)))
    await world.write("Ann here, call me any time.")
    await world.later(hours=1)
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SENT", "SENT"]
    assert "Ann here, call me any time." in world.claude.said()
    assert [m.body for m in await world.messages()][:2] == ["Ann here, call me any time.", "One"]


async def test_it_is_in_its_row_before_it_is_submitted(world: World) -> None:
    world.twilio.plans.append("wait")
    writing = asyncio.create_task(world.write("Hello"))
    await world.twilio.arrived.wait()
    assert (await only()).status is MessageStatus.SENDING
    world.twilio.gate.set()
    assert (await writing).status is MessageStatus.QUEUED


async def test_a_caller_that_gives_up_does_not_cut_it(world: World) -> None:
    world.twilio.plans.append("wait")
    writing = asyncio.create_task(world.write("Hello"))
    await world.twilio.arrived.wait()
    writing.cancel()
    world.twilio.gate.set()
    await world.deps.concurrency.finish(10)
    assert (await only()).status is MessageStatus.QUEUED


async def test_a_lead_who_opted_out_is_not_written_to(world: World) -> None:
    await world.reply("STOP")
    assert (await refused(world))[0] is Code.LEAD_OPTED_OUT
    assert world.twilio.posts == 0


async def test_outside_the_window_it_is_refused_with_the_hour_of_the_opening(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    await world.account.save()
    world.clock.advance(hours=12)  # 05:00 UTC: 21:00 in San Francisco, closed since just now
    code, sentence = await refused(world)
    assert code is Code.OUTSIDE_WINDOW
    assert "the account sends from 8:00 to 21:00 (America/Los_Angeles)" in sentence
    assert "It may be sent from 2036-03-04 16:00:00 UTC." in sentence
    assert world.twilio.posts == 0
    assert await Lead.all().count() == 0

    world.clock.advance(hours=16)  # 13:00 in San Francisco
    await world.write("Hello")
    [sent] = world.twilio.ledger
    assert sent.form["ValidityPeriod"] == str(8 * 3600)


@pytest.mark.parametrize(
    ("body", "phone", "code"),
    [
        (" \n", LEAD, Code.INVALID_INPUT),
        ("a\x00b", LEAD, Code.INVALID_INPUT),
        ("x" * 1601, LEAD, Code.INVALID_INPUT),
        ("Hello", "somebody", Code.INVALID_PHONE),
    ],
)
async def test_what_cannot_be_sent_is_refused(world: World, body: str, phone: str, code: Code) -> None:
    assert (await refused(world, body, phone))[0] is code
    assert await Message.all().count() == 0


async def test_a_busy_provider_has_nothing_and_the_caller_may_try_again(world: World) -> None:
    world.twilio.plans.append("busy")
    assert (await refused(world))[0] is Code.PROVIDER_BUSY
    assert await Message.all().count() == 0
    await world.write("Hello")
    assert world.twilio.bodies() == ["Hello"]


async def test_a_busy_provider_whose_answer_nobody_awaits_leaves_a_failed_message(world: World) -> None:
    world.twilio.plans.append("wait_then_busy")
    writing = asyncio.create_task(world.write("Hello"))
    await world.twilio.arrived.wait()
    writing.cancel()
    world.twilio.gate.set()
    await world.deps.concurrency.finish(10)
    assert (await only()).status is MessageStatus.FAILED


async def test_a_refused_message_has_failed_with_the_code(world: World) -> None:
    world.twilio.plans.append("reject:30007")
    message = await world.write("Hello")
    assert (message.status, message.error_code) == (MessageStatus.FAILED, 30007)


@pytest.mark.parametrize(("code", "reason"), [(21610, CancelReason.OPTED_OUT), (21211, CancelReason.INVALID_NUMBER)])
async def test_what_the_provider_says_of_the_lead_holds_for_every_enrollment(
    world: World, code: int, reason: CancelReason
) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One", 1)))
    world.twilio.plans.append(f"reject:{code}")
    assert (await world.write("Hello")).status is MessageStatus.FAILED
    row = await Enrollment.get(id=enrollment.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, reason)
    assert ((await world.lead()).opted_out_at is not None) is (reason is CancelReason.OPTED_OUT)


async def test_a_lost_answer_is_found_in_the_providers_list(world: World) -> None:
    world.twilio.plans.append("accept_then_reset")
    assert (await world.write("Hello")).status is MessageStatus.UNKNOWN
    await world.later(seconds=60)
    message = await only()
    assert (message.status, message.provider_sid) == (MessageStatus.QUEUED, world.twilio.ledger[0].sid)
    await world.later(hours=1)
    assert world.twilio.posts == 1


async def test_what_the_list_does_not_show_twice_stays_unknown_and_is_not_repeated(world: World) -> None:
    world.twilio.plans.append("fail")
    await world.write("Hello")
    await world.later(seconds=60)
    assert (await only()).status is MessageStatus.UNKNOWN
    await world.later(seconds=60)
    await world.later(hours=1)
    assert (await only()).status is MessageStatus.UNKNOWN
    assert (await only()).look_at is None
    assert world.twilio.posts == 1


async def test_a_callback_settles_what_nobody_heard(world: World) -> None:
    world.twilio.plans.append("accept_then_fail")
    await world.write("Hello")
    await reported(world, MessageStatus.DELIVERED)
    assert (await only()).status is MessageStatus.DELIVERED
    await world.later(hours=1)
    assert (await only()).status is MessageStatus.DELIVERED


async def test_a_late_callback_proves_that_it_got_there_after_all(world: World) -> None:
    world.twilio.plans.append("accept_then_fail")
    await world.write("Hello")
    await Message.all().update(status=MessageStatus.FAILED, look_at=None)
    await reported(world, MessageStatus.DELIVERED)
    assert (await only()).status is MessageStatus.DELIVERED


async def test_a_process_that_died_before_the_post_leaves_an_unknown_outcome(world: World) -> None:
    await operator_messages._committed(world.deps, world.account, LEAD, "Hello")  # and then it died
    await world.later(seconds=5)
    assert (await only()).status is MessageStatus.SENDING
    for _ in range(3):
        await world.later(seconds=60)
    assert (await only()).status is MessageStatus.UNKNOWN
    assert world.twilio.posts == 0


async def test_a_process_that_was_frozen_does_not_post_when_its_lease_is_nearly_over(world: World) -> None:
    message = await operator_messages._committed(world.deps, world.account, LEAD, "Hello")
    world.clock.advance(seconds=5)
    await operator_messages._submitted(world.deps, message)
    assert world.twilio.posts == 0
    assert (await only()).status is MessageStatus.FAILED


async def test_stop_and_a_persons_message_at_the_same_moment(world: World) -> None:
    """Either the message was committed first, or it is refused: never a POST for a row that came after the STOP."""
    for number in range(40):
        phone = f"+1415555{number:04d}"
        await asyncio.gather(world.reply("STOP", phone), world.write("Hello", phone), return_exceptions=True)
        lead = await world.lead(phone)
        written = await Message.filter(lead_id=lead.id, direction="OUTBOUND").count()
        assert written == _posts(world.twilio, phone)
    assert all([(await refused(world, phone=f"+1415555{n:04d}"))[0] is Code.LEAD_OPTED_OUT for n in range(40)])


def _posts(twilio: TwilioDouble, phone: str) -> int:
    return len([sent for sent in twilio.ledger if sent.to == phone])
