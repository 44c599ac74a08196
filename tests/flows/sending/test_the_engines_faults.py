"""Faults that were seen on the running program, each with its input. The letters are those of the list of faults."""

import asyncio
from dataclasses import replace
from uuid import uuid4

from app import failpoints
from app.db import connection
from app.domain.calendar.windows import LAST_SECONDS
from app.domain.vocabulary import EnrollmentStatus, MessageStatus, StepReason
from app.models import Account, Draft, Enrollment, Message, Sender, StepRun
from app.services import sending
from app.services.conversations import DeliveryReport, receive_report
from app.services.sending.look_up import folded
from tests.world import LEAD, World, ai, fixed

OTHER = "+14155550002"


async def test_an_unknown_outcome_is_looked_up_under_the_number_it_left_from(world: World) -> None:
    """E4: after a change of the account's number the step went out twice."""
    world.twilio.plans.append("accept_then_fail")
    enrollment = await world.enrolled(await world.sequence(fixed("Hello")))
    await Account.filter(id=world.account.id).update(phone_number="+15005550009")
    for _ in range(5):
        await world.later(minutes=1)
    assert world.twilio.posts == 1
    assert await world.statuses(enrollment) == ["SENT"]


async def test_a_persons_message_is_looked_up_under_the_number_it_left_from(world: World) -> None:
    """E4: an operator's accepted message became FAILED."""
    world.twilio.plans.append("accept_then_fail")
    await world.write("Hello")
    await Account.filter(id=world.account.id).update(phone_number="+15005550009")
    for _ in range(3):
        await world.later(minutes=1)
    assert [message.status for message in await world.messages()] == [MessageStatus.QUEUED]


async def test_an_outage_of_the_model_and_a_fault_of_ours_do_not_add_up(world: World) -> None:
    """E6: two "model unavailable" and one exception of ours failed the step for good."""
    enrollment = await world.enrolled(await world.sequence(ai("Write.", delay_hours=1)))
    world.claude.texts.extend(["!overloaded"] * 6)
    await world.later(hours=1)
    for _ in range(3):
        await world.later(minutes=1)
    row = await Enrollment.get(id=enrollment.id)
    assert row.failed_writings >= 2
    assert row.failed_preparations == 0
    world.claude.texts.clear()
    failpoints.arm("DRAFT_WRITTEN=raise:1")
    try:
        await world.later(minutes=2)
        assert (await Enrollment.get(id=enrollment.id)).failed_preparations == 1
        assert await world.statuses(enrollment) == ["PENDING"]
    finally:
        failpoints.arm("")
    await world.later(minutes=1)
    assert await world.statuses(enrollment) == ["SENT"]


async def test_a_frozen_writer_does_not_touch_the_next_steps_draft(world: World) -> None:
    """E7: what it remembered, or its text, replaced the next step's waiting draft; the run then waited for ever."""
    await world.voice(review=True)
    enrollment = await world.enrolled(await world.sequence(ai("First."), ai("Second.", delay_hours=1)))
    await world.work()
    [first] = await world.drafts()
    await Draft.filter(id=first.id).delete()
    await Enrollment.filter(id=enrollment.id).update(wake_at=world.clock.now(), hold_reason=None)
    world.claude.texts.extend(["!hang"])  # the writer of the first step is frozen in the model's call
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    # Meanwhile a person's decision, seen from another process, has moved the run on, and the next text waits.
    await Enrollment.filter(id=enrollment.id).update(position=1, wake_at=None, hold_reason=StepReason.AWAITING_REVIEW)
    await Draft.filter(enrollment_id=enrollment.id).delete()
    kept = await Draft.create(
        enrollment_id=enrollment.id,
        position=1,
        body="The second text.",
        inbound_count=0,
        generation={},
        state="WAITING",
    )
    world.claude.gate.set()
    await work
    found = await Draft.get(enrollment_id=enrollment.id)
    assert (found.id, found.position, found.body) == (kept.id, 1, "The second text.")
    row = await Enrollment.get(id=enrollment.id)
    assert (row.position, row.hold_reason) == (1, StepReason.AWAITING_REVIEW)


async def test_a_text_over_1600_characters_is_refused_before_it_is_claimed(world: World) -> None:
    """E10: it left as it was, and previews called it SENT."""
    sequence = await world.sequence(fixed("word " * 312 + "{{property_address}}", 1), fixed("Short", 1))
    enrollment = await world.enrolled(sequence)
    lead = await world.lead()
    lead.property_address = "12 Long Street " * 12
    await lead.save()
    await world.later(hours=1)
    await world.later(hours=1)
    first, second = await world.timeline(enrollment)
    assert (first.status.value, first.reason) == ("FAILED", StepReason.TOO_LONG)
    assert "1,600" in first.explanation
    assert second.status.value == "SENT"
    assert world.twilio.bodies() == ["Short"]


async def test_an_attempt_taken_for_absent_that_arrived_is_told(world: World) -> None:
    """E15: it stayed FAILED and unseen."""
    world.twilio.plans.append("fail")  # the provider has it all the same, and its list does not show it
    enrollment = await world.enrolled(await world.sequence(fixed("Hello")))
    attempt = (await Message.get(enrollment_id=enrollment.id)).id
    for _ in range(4):
        await world.later(minutes=1)
    assert world.twilio.posts == 2
    assert await receive_report(world.deps, DeliveryReport(attempt, f"SM{uuid4().hex}", MessageStatus.DELIVERED, None))
    assert (await Message.get(id=attempt)).status is MessageStatus.DELIVERED
    [entry] = await world.timeline(enrollment)
    assert entry.status.value == "SENT"
    assert "the lead may have this message twice" in entry.explanation


async def test_nothing_is_submitted_in_the_last_seconds_of_the_window(world: World) -> None:
    """E19: a message left after its window had closed, valid for one second."""
    enrollment = await world.enrolled(await world.sequence(fixed("Hello", 1)))
    lead = await world.lead()
    lead.time_zone = "UTC"
    await lead.save()
    due = world.clock.now().replace(second=0, microsecond=0)
    ends = due.replace(hour=(due.hour + 2) % 24, minute=0)
    starts = ends.replace(hour=(ends.hour - 3) % 24)
    await Account.filter(id=world.account.id).update(window_start=f"{starts:%H:%M}", window_end=f"{ends:%H:%M}")
    await Enrollment.all().update(due_at=world.clock.now(), wake_at=world.clock.now())
    closes = ends if ends > world.clock.now() else ends.replace(day=ends.day + 1)
    await world.later(seconds=(closes - world.clock.now() - LAST_SECONDS).total_seconds() + 1)
    assert world.twilio.posts == 0
    assert (await world.timeline(enrollment))[0].reason is StepReason.OUTSIDE_WINDOW
    await world.later(hours=22)
    assert world.twilio.bodies() == ["Hello"]
    assert int(world.twilio.ledger[0].form["ValidityPeriod"]) > 60


async def test_a_step_that_the_database_refuses_fails_alone(world: World) -> None:
    """A row of the batch that breaks a promise of the database kept the whole batch from being claimed."""
    sequence = await world.sequence(fixed("Hello", 1))
    poisoned, sound = await world.enrolled(sequence), await world.enrolled(sequence, OTHER)
    lead = await world.lead()
    await Message.create(
        account_id=world.account.id,
        lead_id=lead.id,
        enrollment_id=poisoned.id,
        position=0,
        direction="OUTBOUND",
        source="SEQUENCE",
        status="SENT",
        body="Of another world",
        segments=1,
        created_at=world.clock.now(),
    )
    await world.later(hours=1)
    assert [sent.to for sent in world.twilio.ledger] == [OTHER]
    assert await world.statuses(sound) == ["SENT"]
    for _ in range(3):
        await world.later(minutes=1)
    [entry] = await world.timeline(poisoned)
    assert (entry.status.value, entry.reason) == ("FAILED", StepReason.BROKEN)
    assert (await StepRun.get(enrollment_id=sound.id)).status.value == "SENT"


async def another_account(world: World) -> Account:
    return await Account.create(
        partner_id=world.partner_id, name="B", company_name="B", phone_number="+15005550007", time_zone="UTC"
    )


async def test_a_fault_in_the_pace_of_one_sender_holds_only_its_own_steps(world: World) -> None:
    """The time at which a clock was free had no second after it, and then no step of any account was claimed."""
    own, other = await world.sequence(fixed("Hello", 1)), await another_account(world)
    others = await replace(world, account=other).sequence(fixed("Hi", 1))
    sound, broken = await world.enrolled(own), await world.enrolled(others, OTHER)
    await Sender.filter(account_id=other.id).update(segments_per_second=1.0)
    end_of_time = "UPDATE sender_pace SET free_at = '9999-12-31 23:59:59.9+00'"
    await connection().execute_query(end_of_time)
    await world.later(hours=1)
    assert await world.statuses(sound) == ["SENT"]
    [entry] = await world.timeline(broken)
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.BROKEN)
    assert (await Enrollment.get(id=broken.id)).failed_preparations == 0, "a fault of the sender uses up no step"
    await world.later(minutes=1)
    assert [sent.to for sent in world.twilio.ledger] == [LEAD, OTHER], "the clock begins anew after the pause"


async def test_a_pace_that_the_database_refuses_holds_only_its_own_sender(world: World) -> None:
    own, other = await world.sequence(fixed("Hello", 1)), await another_account(world)
    others = await replace(world, account=other).sequence(fixed("Hi", 1))
    await Sender.all().update(segments_per_second=1.0)
    sound = await world.enrolled(own)
    broken = [await world.enrolled(others, phone) for phone in (OTHER, "+14155550003")]
    [sender] = await Sender.filter(account_id=other.id)
    refuse = f"ALTER TABLE sender_pace ADD CONSTRAINT planted CHECK (sender_id <> '{sender.id}' OR sent_today = 0)"
    await connection().execute_script(refuse)
    try:
        await world.later(hours=1)
        assert await world.statuses(sound) == ["SENT"]
        assert sorted([(await world.timeline(one))[0].reason or "" for one in broken]) == ["", StepReason.BROKEN]
        assert len(world.twilio.ledger) == 2
        await world.later(seconds=30)
        assert len(world.twilio.ledger) == 2, "nothing leaves from a sender whose pace is not kept"
    finally:
        await connection().execute_script("ALTER TABLE sender_pace DROP CONSTRAINT planted")
    await world.later(minutes=1)
    assert len({sent.to for sent in world.twilio.ledger}) == len(world.twilio.ledger) == 3


async def test_a_line_whose_clock_cannot_be_read_does_not_stop_the_lines_of_others(world: World) -> None:
    own, other = await world.sequence(fixed("Hello", 1)), await another_account(world)
    others = await replace(world, account=other).sequence(fixed("Hi", 1))
    await Sender.all().update(segments_per_second=1.0)
    runs = [await world.enrolled(own, f"+1415555200{number}") for number in range(3)]
    for number in range(3):
        await world.enrolled(others, f"+1415555300{number}")
    await world.later(hours=1)
    await connection().execute_query(
        "UPDATE sender_pace SET day_ends_at = '9999-12-31 23:59:59.9+00', sent_today = 2147483647 WHERE sender_id ="
        " (SELECT id FROM sender WHERE account_id = $1)",
        [other.id],
    )
    for _ in range(4):
        await world.later(seconds=1)
    assert [await world.statuses(run) for run in runs] == [["SENT"]] * 3
    assert await Enrollment.filter(sequence_id=others.id, status="ACTIVE").exists()


async def test_a_row_that_an_older_release_cannot_read_is_left_alone(world: World) -> None:
    """A newer process beside it has written a reason that it does not know."""
    sequence = await world.sequence(fixed("Hello", 1))
    unknown, sound = await world.enrolled(sequence), await world.enrolled(sequence, OTHER)
    await connection().execute_query("UPDATE enrollment SET hold_reason = 'NEW' WHERE id = $1", [unknown.id])
    await world.later(hours=1)
    assert await world.statuses(sound) == ["SENT"]
    [row] = await connection().execute_query_dict("SELECT * FROM enrollment WHERE id = $1", [unknown.id])
    assert row["hold_reason"] == "NEW"
    await Enrollment.filter(id=unknown.id).update(hold_reason=None)
    await world.later(minutes=1)
    assert await world.statuses(unknown) == ["SENT"]


async def test_a_step_that_is_being_written_says_so(world: World) -> None:
    """E13: it said that it was outside the sending window, or nothing, and named the end of its reservation."""
    enrollment = await world.enrolled(await world.sequence(ai("Write.", delay_hours=1)))
    world.claude.texts.append("!wait")
    world.clock.advance(hours=1)
    drain = asyncio.create_task(sending.drain(world.deps, world.clock.now()))
    await world.claude.arrived.wait()
    [entry] = await world.timeline(enrollment)
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.BEING_WRITTEN)
    row = await Enrollment.get(id=enrollment.id)
    assert row.next_step_at == row.due_at
    world.claude.gate.set()
    await drain
    await world.work()
    assert await world.statuses(enrollment) == ["SENT"]


def test_texts_are_compared_as_providers_change_them() -> None:
    assert folded("Hi Ann, \r\nCafe\u0301? \n") == folded("Hi Ann,\nCaf\u00e9?")
    assert folded("Hi Ann") != folded("Hi  Ann")


async def test_a_text_that_the_list_shows_without_its_last_blank_is_found(world: World) -> None:
    world.twilio.plans.append("accept_then_fail")
    enrollment = await world.enrolled(await world.sequence(fixed("Hello\r\nthere")))
    world.twilio.ledger[0].body = "Hello\nthere "
    for _ in range(4):
        await world.later(minutes=1)
    assert world.twilio.posts == 1
    assert await world.statuses(enrollment) == ["SENT"]
    assert (await Enrollment.get(id=enrollment.id)).status is EnrollmentStatus.COMPLETED
    assert world.twilio.ledger[0].to == LEAD
