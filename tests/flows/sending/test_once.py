"""Each step is submitted once, whatever the provider, the process and the clock do."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from app.db import connection
from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageStatus, StepReason
from app.models import Enrollment, Message
from app.providers.twilio.sms import TwilioSms
from app.services import sending
from app.services.conversations import DeliveryReport, receive_report
from app.services.conversations.delivery_reports import apply_report
from app.services.enrollment import enroll_leads
from app.services.sending import outcomes
from app.services.sending.claim import claim_due
from app.services.sending.drain import submitted
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN
from tests.waiting import until
from tests.world import LEAD, World, fixed


async def a_due_step(world: World, phone: str = LEAD) -> Enrollment:
    """An enrollment whose only step is due now, and that nobody drives."""
    sequence = await world.sequence(fixed("Hello", 1))
    enrollment = await world.enrolled(sequence, phone)
    world.clock.advance(hours=1)
    return enrollment


async def only(enrollment: Enrollment) -> Message:
    return await Message.get(enrollment_id=enrollment.id, superseded=False)


async def test_many_workers_at_once_send_each_step_once(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    phones = [f"+1415555{number:04d}" for number in range(200)]
    await enroll_leads(world.deps, world.partner_id, sequence.id, phones)
    world.clock.advance(hours=1)

    batches = await asyncio.gather(*(claim_due(world.deps, 40) for _ in range(8)))
    claimed = [claim for batch in batches for claim in batch.claims]
    assert len({claim.due.enrollment_id for claim in claimed}) == len(claimed)
    for batch in batches:
        for claim in batch.claims:
            assert batch.lease_until is not None
            await sending.record(world.deps, [await submitted(world.deps, claim, batch.lease_until)])
    await world.work()

    assert sorted(sent.to for sent in world.twilio.ledger) == phones
    assert await Enrollment.filter(status=EnrollmentStatus.COMPLETED).count() == 200


async def test_outcomes_that_come_in_while_others_are_recorded_are_recorded_too(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    for number in range(40):
        await world.enroll(sequence, f"+1415555{number:04d}")
    world.clock.advance(hours=1)
    world.twilio.plans.extend(["accept"] + ["wait"] * 39)
    drain = asyncio.create_task(sending.drain(world.deps, world.clock.now()))
    await until(lambda: Message.filter(status=MessageStatus.QUEUED).exists())
    world.twilio.gate.set()

    assert await drain == 40
    assert await Message.filter(status=MessageStatus.QUEUED).count() == 40
    assert await Enrollment.filter(status=EnrollmentStatus.COMPLETED).count() == 40


async def test_a_drain_that_is_called_again_goes_on_for_longer(world: World) -> None:
    """Two alarms of neighboring seconds overlap: the first must not end in the middle of the second's."""
    enrollment = await world.enrolled(await world.sequence(fixed("Hello", 1)))
    world.clock.advance(minutes=59, seconds=55)
    first = asyncio.create_task(sending.drain(world.deps, world.clock.now() + timedelta(seconds=1)))
    await until(lambda: asyncio.sleep(0, world.deps.concurrency.draining.locked()))
    assert await sending.drain(world.deps, world.clock.now() + timedelta(seconds=10)) == 0
    world.clock.advance(seconds=5)
    await until(lambda: Message.filter(enrollment_id=enrollment.id).exists())
    world.clock.advance(seconds=5)
    assert await first == 1


async def test_a_busy_provider_is_asked_again_and_no_try_is_used_up(world: World) -> None:
    world.twilio.plans.extend(["busy"] * 5)
    world.twilio.retry_after = "30"
    enrollment = await a_due_step(world)
    for _ in range(5):
        await world.work()
        [held] = await world.timeline(enrollment)
        assert held.status.value == "PENDING"
        assert held.reason is StepReason.PROVIDER_BUSY
        assert await Message.filter(enrollment_id=enrollment.id).count() == 0
        world.clock.advance(seconds=40)
    await world.work()

    assert world.twilio.bodies() == ["Hello"]
    assert await world.statuses(enrollment) == ["SENT"]


async def test_a_provider_that_cannot_be_reached_has_nothing(world: World) -> None:
    enrollment = await a_due_step(world)
    nowhere = TwilioSms(ACCOUNT_SID, AUTH_TOKEN, "https://nudge.example", "http://127.0.0.1:9")
    await sending.drain(replace(world.deps, sms=nowhere), world.clock.now())
    assert (await world.timeline(enrollment))[0].reason is StepReason.PROVIDER_BUSY
    await world.later(minutes=15)
    assert world.twilio.bodies() == ["Hello"]


async def test_refused_messages_fail_with_the_code_and_the_run_goes_on(world: World) -> None:
    world.twilio.plans.append("reject:30007")
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.later(hours=1)

    first, second = await world.timeline(enrollment)
    assert (first.status.value, first.reason) == ("FAILED", StepReason.PROVIDER_REFUSED)
    assert first.explanation == "Not sent: the carrier filtered the message (code 30007)."
    assert second.status.value == "SENT"
    failed = (await world.messages())[0]
    assert (failed.status, failed.error_code) == (MessageStatus.FAILED, 30007)


async def test_wrong_credentials_lose_no_step(world: World) -> None:
    world.twilio.plans.append("reject:20003/401")
    enrollment = await a_due_step(world)
    await world.work()
    assert await world.statuses(enrollment) == ["PENDING"]
    await world.later(minutes=5)
    assert world.twilio.bodies() == ["Hello"]


async def test_the_providers_stop_list_opts_the_lead_out_everywhere(world: World) -> None:
    other = await world.enrolled(await world.sequence(fixed("Other", 5)))
    world.twilio.plans.append("reject:21610")
    enrollment = await a_due_step(world)
    await world.work()

    assert (await world.lead()).opted_out_at is not None
    for row in (enrollment, other):
        assert (await Enrollment.get(id=row.id)).cancel_reason is CancelReason.OPTED_OUT
    assert (await world.timeline(enrollment))[0].reason is StepReason.OPTED_OUT


async def test_a_dead_number_ends_its_enrollments(world: World) -> None:
    world.twilio.plans.append("reject:21211")
    enrollment = await a_due_step(world)
    await world.work()
    assert (await Enrollment.get(id=enrollment.id)).cancel_reason is CancelReason.INVALID_NUMBER
    assert "not a valid phone number" in (await world.timeline(enrollment))[0].explanation


async def test_accepted_but_answered_with_500_is_found_in_the_list_and_not_sent_again(world: World) -> None:
    for plan in ("accept_then_fail", "accept_then_reset"):
        world.twilio.plans.append(plan)
        enrollment = await a_due_step(world)
        await world.work()
        [unknown] = await world.timeline(enrollment)
        assert (unknown.status.value, unknown.reason) == ("UNKNOWN", StepReason.OUTCOME_UNKNOWN)
        assert (await only(enrollment)).status is MessageStatus.UNKNOWN

        await world.later(seconds=20)
        assert await world.statuses(enrollment) == ["SENT"]
        assert (await only(enrollment)).provider_sid == world.twilio.ledger[-1].sid
    assert len(world.twilio.ledger) == 2


async def test_never_accepted_is_absent_twice_and_then_sent_once_more(world: World) -> None:
    world.twilio.plans.append("fail")
    enrollment = await a_due_step(world)
    await world.work()
    await world.later(seconds=20)
    assert await world.statuses(enrollment) == ["UNKNOWN"]
    await world.later(seconds=60)

    assert world.twilio.bodies() == ["Hello"]
    assert world.twilio.posts == 2
    assert await world.statuses(enrollment) == ["SENT"]
    assert [m.superseded for m in await Message.filter(enrollment_id=enrollment.id).order_by("id")] == [True, False]


async def test_twice_absent_twice_stays_unknown_and_the_run_goes_on(world: World) -> None:
    world.twilio.plans.extend(["fail", "fail"])
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    for seconds in (20, 60, 20, 60):
        await world.later(seconds=seconds)
    assert await world.statuses(enrollment) == ["UNKNOWN", "PENDING"]
    assert "when in doubt, do not send" in (await world.timeline(enrollment))[0].explanation
    await world.later(hours=1)
    assert world.twilio.bodies() == ["Two"]


async def test_a_callback_settles_what_the_answer_did_not(world: World) -> None:
    world.twilio.plans.append("accept_then_fail")
    enrollment = await a_due_step(world)
    await world.work()
    attempt = await only(enrollment)
    [sent] = world.twilio.ledger
    report = DeliveryReport(attempt.id, sent.sid, MessageStatus.DELIVERED, None)
    assert await receive_report(world.deps, report)
    assert await receive_report(world.deps, report)

    assert await world.statuses(enrollment) == ["SENT"]
    assert (await only(enrollment)).status is MessageStatus.DELIVERED
    await world.later(hours=1)
    assert world.twilio.posts == 1


async def test_a_report_that_was_noted_and_not_settled_is_believed_whatever_the_list_shows(
    world: World,
) -> None:
    """The API died between the two; and the provider's list lags behind its reports."""
    world.twilio.plans.append("fail")  # so it is in no list
    enrollment = await a_due_step(world)
    await world.work()
    message = await only(enrollment)
    report = DeliveryReport(message.id, f"SM{uuid4().hex}", MessageStatus.DELIVERED, None)
    await apply_report(report, world.clock.now())

    await world.later(minutes=5)
    assert await world.statuses(enrollment) == ["SENT"]
    assert (await only(enrollment)).status is MessageStatus.DELIVERED
    assert world.twilio.posts == 1


async def test_a_callback_may_come_before_the_answer(world: World) -> None:
    world.twilio.plans.append("wait")
    enrollment = await a_due_step(world)
    work = asyncio.create_task(world.work())
    await world.twilio.arrived.wait()
    attempt = await only(enrollment)
    sid = f"SM{uuid4().hex}"
    assert await receive_report(world.deps, DeliveryReport(attempt.id, sid, MessageStatus.SENT, None))
    world.twilio.gate.set()
    await work
    assert (await only(enrollment)).status is MessageStatus.SENT
    assert await world.statuses(enrollment) == ["SENT"]


async def test_statuses_only_move_forward(world: World) -> None:
    enrollment = await a_due_step(world)
    await world.work()
    attempt, sid = await only(enrollment), world.twilio.ledger[0].sid
    for word in ("SENT", "QUEUED", "DELIVERED", "SENDING", "SENT", "FAILED"):
        await receive_report(world.deps, DeliveryReport(attempt.id, sid, MessageStatus(word), None))
    assert (await only(enrollment)).status is MessageStatus.DELIVERED


async def test_a_process_that_dies_before_the_post_is_made_up_for(world: World) -> None:
    enrollment = await a_due_step(world)
    batch = await claim_due(world.deps)  # claimed and committed, then the process is gone
    assert len(batch.claims) == 1
    await world.later(seconds=5)
    assert world.twilio.posts == 0
    assert await world.statuses(enrollment) == ["SENDING"]

    await world.later(seconds=30)  # the lease is over: absent once
    await world.later(seconds=60)  # absent twice
    assert world.twilio.bodies() == ["Hello"]
    assert await world.statuses(enrollment) == ["SENT"]


async def test_a_process_that_dies_after_the_post_sends_nothing_twice(world: World) -> None:
    enrollment = await a_due_step(world)
    batch = await claim_due(world.deps)
    assert batch.lease_until is not None
    await submitted(world.deps, batch.claims[0], batch.lease_until)  # then the process is gone, unrecorded
    await world.later(seconds=30)
    assert world.twilio.posts == 1
    assert await world.statuses(enrollment) == ["SENT"]


async def test_a_frozen_worker_does_not_post_when_its_lease_is_nearly_over(world: World) -> None:
    enrollment = await a_due_step(world)
    batch = await claim_due(world.deps)
    assert batch.lease_until is not None
    world.clock.advance(seconds=10)  # frozen: 10 of 13 seconds of the lease are gone
    await sending.record(world.deps, [await submitted(world.deps, batch.claims[0], batch.lease_until)])
    assert world.twilio.posts == 0
    await world.later(seconds=1)
    assert world.twilio.bodies() == ["Hello"]
    assert await world.statuses(enrollment) == ["SENT"]


async def test_a_frozen_workers_late_record_changes_nothing(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    world.clock.advance(hours=1)
    batch = await claim_due(world.deps)
    assert batch.lease_until is not None
    late = await submitted(world.deps, batch.claims[0], batch.lease_until)
    await world.later(seconds=30)  # another worker settled the attempt by the provider's list
    before = await Enrollment.get(id=enrollment.id)
    await sending.record(world.deps, [late])
    after = await Enrollment.get(id=enrollment.id)
    assert (after.position, after.due_at) == (before.position, before.due_at)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two"]


async def test_a_record_that_is_applied_twice_advances_once(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One", 1), fixed("Two", 1)))
    world.clock.advance(hours=1)
    batch = await claim_due(world.deps)
    assert batch.lease_until is not None
    move = await submitted(world.deps, batch.claims[0], batch.lease_until)
    first = await outcomes.record(connection(), [move], 3600.0)
    again = await outcomes.record(connection(), [move], 3600.0)
    assert (len(first), len(again)) == (1, 0)
    assert (await Enrollment.get(id=enrollment.id)).position == 1


async def test_a_poison_step_fails_alone(world: World) -> None:
    sound = await a_due_step(world, "+14155550001")
    poisoned = await world.enrolled(await world.sequence(fixed("{{", 0)), "+14155550002")
    for _ in range(4):
        await world.later(seconds=20)
    assert await world.statuses(sound) == ["SENT"]
    [entry] = await world.timeline(poisoned)
    assert (entry.status.value, entry.reason) == ("FAILED", StepReason.BROKEN)
    assert world.twilio.bodies() == ["Hello"]


async def test_the_worker_makes_up_for_an_api_that_died_after_the_commit(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    enrollment = await world.enrolled(sequence)
    # as `start` leaves it when the first step has no delay, and the process then dies
    now = world.clock.now()
    await Enrollment.filter(id=enrollment.id).update(due_at=now, wake_at=now + timedelta(seconds=6))
    await world.work()
    assert world.twilio.posts == 0
    await world.later(seconds=6)
    assert world.twilio.bodies() == ["Hello"]
