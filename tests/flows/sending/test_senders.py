"""The provider's refusals are the sender's: it is asked less and less, its steps are held, and nothing is burnt."""

from dataclasses import replace

import pytest

from app.concurrency import Concurrency
from app.domain.vocabulary import EnrollmentStatus, MessageStatus, SenderStatus, StepReason
from app.errors import Refused
from app.models import Enrollment, Message, Sender, StepRun
from app.providers.sms import Accepted, Rejected
from app.providers.twilio import codes
from app.services import sending
from app.services.conversations import DeliveryReport, receive_report
from app.services.sending import claim
from app.services.sending.record import move_after, record
from tests.world import SENDER, World, fixed

MINUTES = 60
PHONES = [f"+1415555{number:04d}" for number in range(1000, 1020)]


async def all_due(world: World, phones: list[str]) -> list[Enrollment]:
    """A step for each phone, which falls due at the same moment in an hour."""
    sequence = await world.sequence(fixed("Hello", 1), fixed("Again", 24))
    rows = [await world.enrolled(sequence, phone) for phone in phones]
    world.clock.advance(hours=1)
    return rows


async def the_sender() -> Sender:
    return await Sender.get(phone_number=SENDER)


async def reasons(world: World, rows: list[Enrollment]) -> set[StepReason | None]:
    return {(await world.timeline(row))[0].reason for row in rows}


async def test_a_busy_provider_is_asked_less_and_less_for_the_whole_sender(world: World) -> None:
    rows = await all_due(world, PHONES)
    world.twilio.plans.extend(["busy"] * 1000)
    for _ in range(10 * MINUTES // 5):
        await world.later(seconds=5)
    # All that was claimed at the first moment, and then one message at a time: after 2, 4, 8 … seconds, and half of
    # each at the least.
    assert len(PHONES) <= world.twilio.posts <= len(PHONES) + 10
    assert await reasons(world, rows) == {StepReason.PROVIDER_BUSY}
    assert (await the_sender()).refusals >= 6

    world.twilio.plans.clear()
    for _ in range(20):
        await world.later(minutes=1)
    assert sorted(sent.to for sent in world.twilio.ledger) == PHONES
    assert (await the_sender()).refusals == 0


async def test_a_held_step_says_why_its_number_cannot_send_and_that_it_is_tried_again(world: World) -> None:
    [row] = await all_due(world, PHONES[:1])
    world.twilio.plans.append("reject:30034")
    await world.work()
    held, later = await world.timeline(row)
    assert held.explanation == (
        "Held, because the account's number cannot send at present: the sender's number is not registered for this "
        "traffic: add it to an A2P 10DLC campaign (code 30034). One message is tried now and then; the step is sent "
        "once the provider takes one."
    )
    assert later.explanation.endswith("A step before it is held until the number can send.")


async def test_a_proxy_that_refuses_is_not_told_as_a_busy_provider(world: World) -> None:
    [row] = await all_due(world, PHONES[:1])
    world.twilio.plans.extend(["page:407"] * 2)
    await world.work()
    assert "busy or could not be reached" in (await world.timeline(row))[0].explanation
    with pytest.raises(Refused, match="busy or cannot be reached"):
        await world.write("Hello")


async def test_a_step_that_falls_due_while_the_provider_is_busy_is_not_asked_for(world: World) -> None:
    await all_due(world, PHONES[:1])
    world.twilio.plans.append("busy")
    world.twilio.retry_after = "600"
    await world.work()
    late = await world.enrolled(await world.sequence(fixed("Late")), PHONES[1])
    await world.later(minutes=5)
    assert world.twilio.posts == 1
    assert (await world.timeline(late))[0].reason is StepReason.PROVIDER_BUSY
    await world.later(minutes=5)
    assert len(world.twilio.ledger) == 2


BLOCKS = [30034, 30032, 30033, 30035, 30863, 21606, 21603, 21659, 21660, 21661, 21609, 21212]


@pytest.mark.parametrize("code", BLOCKS)
async def test_a_fault_of_our_number_holds_its_steps_and_burns_none(world: World, code: int) -> None:
    phones, hours = (PHONES, 48) if code == BLOCKS[0] else (PHONES[:3], 2)
    rows = await all_due(world, phones)
    world.twilio.plans.extend([f"reject:{code}"] * 1000)
    for _ in range(hours):
        await world.later(hours=1)
    assert await reasons(world, rows) == {StepReason.SENDER_BLOCKED}
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE, position=0).count() == len(rows)
    assert world.twilio.posts <= len(rows) + hours, "one message is tried each hour"
    sender = await the_sender()
    assert (sender.status, sender.status_code) == (SenderStatus.BLOCKED, code)
    assert sender.status_reason
    assert not await Message.all().exists(), "what was not taken leaves no message behind"

    world.twilio.plans.clear()
    assert await sending.resume_sender(SENDER, world.clock.now())
    await world.work()
    assert sorted(sent.to for sent in world.twilio.ledger) == phones


async def test_a_refusal_from_before_the_resume_does_not_block_the_sender_again(world: World) -> None:
    """Three messages are in flight. One is refused, a person resumes the sender, and the others are refused after it:
    at once, and by a report."""
    await all_due(world, PHONES[:3])
    deps, refused = world.deps, Rejected(30034, codes.explain(30034), "refused")
    batch = await claim.claim_due(deps)
    first, second, third = batch.claims
    moves = [await move_after(deps, first, refused)]
    assert (await the_sender()).status is SenderStatus.BLOCKED
    world.clock.advance(seconds=1)
    assert await sending.resume_sender(SENDER, world.clock.now())
    moves += [await move_after(deps, second, refused), await move_after(deps, third, Accepted("SM" + "1" * 32))]
    await record(deps, moves)
    report = DeliveryReport(third.attempt_id, "SM" + "1" * 32, MessageStatus.UNDELIVERED, 30034)
    assert await receive_report(deps, report)
    sender = await the_sender()
    assert (sender.status, sender.retry_at) == (SenderStatus.READY, None)

    await world.work()
    assert sorted(sent.to for sent in world.twilio.ledger) == sorted([first.due.phone, second.due.phone])
    world.clock.advance(hours=24)
    world.twilio.plans.extend(["reject:30034"] * 3)
    await world.work()
    assert (await the_sender()).status is SenderStatus.BLOCKED, "a refusal from after the resume counts"


async def test_what_is_held_goes_on_by_itself_when_a_try_succeeds(world: World) -> None:
    await all_due(world, PHONES)
    world.twilio.plans.extend(["reject:30034"] * len(PHONES))
    await world.work()
    assert world.twilio.ledger == []
    await world.later(minutes=59)
    assert world.twilio.ledger == []
    await world.later(minutes=2)
    assert sorted(sent.to for sent in world.twilio.ledger) == PHONES
    assert (await the_sender()).status is SenderStatus.READY


async def test_refused_credentials_hold_the_account_and_are_tried_after_1_5_15_and_60_minutes(world: World) -> None:
    rows = await all_due(world, PHONES[:3])
    world.twilio.plans.extend(["reject:20003/401"] * 1000)
    await world.work()
    begun, tried = world.clock.now(), []
    for _ in range(3 * 60):
        before = world.twilio.posts
        await world.later(minutes=1)
        if world.twilio.posts > before:
            tried.append((world.clock.now() - begun).total_seconds() / 60)
    assert [round(at) for at in tried][:4] == [1, 6, 21, 81]
    assert await reasons(world, rows) == {StepReason.ACCOUNT_BLOCKED}

    world.twilio.plans.clear()
    await world.later(hours=1)
    assert len(world.twilio.ledger) == 3


@pytest.mark.parametrize(("code", "hours"), [(20008, 48), (20006, 2), (30002, 2), (30037, 2)])
async def test_a_fault_of_the_twilio_account_holds_its_steps_and_burns_none(
    world: World, code: int, hours: int
) -> None:
    rows = await all_due(world, PHONES[:3])
    world.twilio.plans.extend([f"reject:{code}"] * 1000)
    for _ in range(hours):
        await world.later(hours=1)
    assert await reasons(world, rows) == {StepReason.ACCOUNT_BLOCKED}
    assert not await Message.all().exists()
    world.twilio.plans.clear()
    await world.later(hours=1)
    assert len(world.twilio.ledger) == 3


@pytest.mark.parametrize("status", [401, 403, 404, 407])
async def test_the_page_of_a_proxy_is_never_final(world: World, status: int) -> None:
    [row] = await all_due(world, PHONES[:1])
    world.twilio.plans.append(f"page:{status}")
    await world.work()
    assert (await world.timeline(row))[0].reason is StepReason.PROVIDER_BUSY
    await world.later(minutes=1)
    assert world.twilio.bodies() == ["Hello"]


@pytest.mark.parametrize("status", [400, 413])
async def test_a_page_that_may_come_after_twilio_is_looked_up(world: World, status: int) -> None:
    [row] = await all_due(world, PHONES[:1])
    world.twilio.plans.append(f"page:{status}")
    await world.work()
    assert (await world.timeline(row))[0].reason is StepReason.OUTCOME_UNKNOWN
    for _ in range(4):
        await world.later(minutes=1)
    assert world.twilio.bodies() == ["Hello"]
    assert world.twilio.posts == 2


async def test_a_code_that_nobody_knows_burns_a_few_steps_and_then_holds_the_sender(world: World) -> None:
    rows = await all_due(world, PHONES)
    world.twilio.plans.extend(["reject:21999"] * 1000)
    for _ in range(12):
        await world.later(hours=1)
    sender = await the_sender()
    assert (sender.status, sender.status_code) == (SenderStatus.BLOCKED, 21999)
    firsts = [(await world.timeline(row))[0] for row in rows]
    failed = [one for one in firsts if one.status.value == "FAILED"]
    assert len(failed) < 5
    assert {one.explanation for one in failed} <= {"Not sent: the provider refused it (code 21999)."}
    [told] = {one.explanation for one in firsts if one not in failed}
    assert "5 messages in a row were refused with a code that Nudge does not know" in told
    assert "(code 21999)" in told

    world.twilio.plans.clear()
    assert await sending.resume_sender(SENDER, world.clock.now())
    await world.work()
    assert len({sent.to for sent in world.twilio.ledger if sent.body == "Hello"}) == len(PHONES) - len(failed)


async def test_unknown_codes_among_messages_that_are_taken_hold_nobody(world: World) -> None:
    rows = await all_due(world, PHONES)
    world.deps.concurrency.sending_limit = 1
    world.twilio.plans.extend(["reject:21999", "reject:21999", "reject:21998", "accept"] * 5)
    await world.work()
    assert (await the_sender()).status is SenderStatus.READY
    assert [(await world.timeline(row))[0].status.value for row in rows].count("FAILED") == 15


async def test_a_message_that_another_process_sent_between_ends_the_series(world: World) -> None:
    other = replace(world, deps=replace(world.deps, concurrency=Concurrency()))
    rows = await all_due(world, PHONES[:12])
    for row in rows:
        world.twilio.plans.extend(["reject:21999", "accept"])
        await sending.run_one(world.deps, row.id)
        await other.write("Hello", "+14155559999")
    assert (await the_sender()).status is SenderStatus.READY


async def test_a_sender_that_is_held_for_an_unknown_code_burns_nothing_after_a_restart(world: World) -> None:
    await all_due(world, PHONES)
    world.twilio.plans.extend(["reject:21999"] * 1000)
    await world.work()
    failed = await StepRun.all().count()
    assert failed < 5
    again = replace(world, deps=replace(world.deps, concurrency=Concurrency()))
    posts = world.twilio.posts
    for _ in range(10):
        await again.later(hours=1)
    assert world.twilio.posts > posts, "one message is tried each hour"
    assert await StepRun.all().count() == failed
    assert (await the_sender()).status is SenderStatus.BLOCKED


async def test_a_country_that_is_not_allowed_fails_the_step_and_names_the_mend(world: World) -> None:
    [row] = await all_due(world, PHONES[:1])
    world.twilio.plans.append("reject:21408")
    await world.work()
    await world.later(days=1)
    first, second = await world.timeline(row)
    assert (first.status.value, first.reason) == ("FAILED", StepReason.PROVIDER_REFUSED)
    assert "geo permissions" in first.explanation
    assert second.status.value == "SENT"
    assert (await the_sender()).status is SenderStatus.READY


async def test_a_report_of_an_unregistered_number_blocks_the_sender(world: World) -> None:
    await all_due(world, PHONES[:1])
    await world.work()
    [message] = await Message.all()
    report = DeliveryReport(message.id, message.provider_sid or "", MessageStatus.UNDELIVERED, 30034)
    assert await receive_report(world.deps, report)
    assert (await the_sender()).status is SenderStatus.BLOCKED
    await world.later(days=1)
    assert world.twilio.posts == 2, "the next step is tried, once an hour"


async def test_reports_of_a_queue_that_overflowed_are_one_refusal_of_the_sender(world: World) -> None:
    await all_due(world, PHONES[:5])
    await world.work()
    for message in await Message.all():
        report = DeliveryReport(message.id, message.provider_sid or "", MessageStatus.UNDELIVERED, 30001)
        assert await receive_report(world.deps, report)
    sender = await the_sender()
    assert (sender.status, sender.hold_reason) == (SenderStatus.READY, StepReason.PROVIDER_BUSY)
    assert sender.refusals == 1
    late = await world.enrolled(await world.sequence(fixed("Late")), PHONES[5])
    assert (await world.timeline(late))[0].reason is StepReason.PROVIDER_BUSY
    await world.later(minutes=1)
    assert world.twilio.bodies()[-1] == "Late"


async def test_a_carrier_that_filters_one_in_twenty_blocks_the_sender(world: World) -> None:
    await all_due(world, PHONES)
    await world.work()
    messages = await Message.all()
    first, second = messages[0], messages[1]
    report = DeliveryReport(first.id, first.provider_sid or "", MessageStatus.UNDELIVERED, 30007)
    await Message.filter(id=second.id).delete()
    await receive_report(world.deps, report)
    assert (await the_sender()).status is SenderStatus.READY, "one of nineteen says nothing yet"
    await world.enrolled(await world.sequence(fixed("One more")), "+14155552000")
    await receive_report(world.deps, report)
    assert (await the_sender()).status is SenderStatus.BLOCKED


async def test_a_persons_message_says_why_nothing_can_be_sent(world: World) -> None:
    world.twilio.plans.extend(["reject:30034"] * 2)
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await world.write("Hello")
        assert "not registered" in str(refused.value)
    assert world.twilio.posts == 1, "the second is refused before it is submitted"
    assert not await Message.all().exists()


async def test_a_persons_message_that_is_taken_ends_a_busy_spell(world: World) -> None:
    await all_due(world, PHONES)
    world.twilio.plans.extend(["busy"] * len(PHONES))
    world.twilio.retry_after = "3600"
    await world.work()
    await world.write("Hello")
    await world.work()
    assert len(world.twilio.ledger) == len(PHONES) + 1
