"""A text that may be an opt-out pauses every automated step of the person until a person decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain import replies
from app.domain.people.pause import Pause
from app.domain.vocabulary import EnrollmentStatus, PauseReason, ReadAs, StepReason, StepRunStatus
from app.errors import Refused
from app.models import Account, Enrollment, Lead, Message
from app.services.ai import approve_draft
from app.services.conversations import InboundSms, reconcile_accounts
from app.services.conversations.reading import Recipient, read
from app.services.enrollment import Entry, pause_lead, preview_sequence, resume_lead
from tests.world import LEAD, SENDER, World, ai, fixed

UNCLEAR = "Who is this?"
AWAY = "I am out of the office until January 12, 2037. For urgent matters call my colleague."


@pytest.fixture(autouse=True)
def the_texts_are_what_the_stories_say(request: pytest.FixtureRequest) -> None:
    assert isinstance(replies.read(UNCLEAR, opted_out=False), replies.Unclear)


async def current(world: World, enrollment: Enrollment) -> Entry:
    row = await Enrollment.get(id=enrollment.id)
    position: int = row.position
    return (await world.timeline(enrollment))[position]


async def resumed(world: World) -> None:
    await resume_lead(world.deps, world.partner_id, (await world.lead()).id)
    await world.work()


async def test_nothing_is_sent_until_a_person_decides(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 1)))
    other = await world.enrolled(await world.sequence(fixed("Another", 2)))
    await world.reply(UNCLEAR)
    for run in (enrollment, other):  # at once, not only when the step falls due
        entry = await current(world, run)
        assert (entry.status, entry.reason) == (StepRunStatus.PENDING, StepReason.UNCLEAR_REPLY)
        assert "may be an opt-out" in entry.explanation
    await world.later(days=30)
    assert world.twilio.bodies() == ["One"]
    lead = await world.lead()
    assert lead.pause == Pause(world.clock.now() - timedelta(days=30), None, PauseReason.UNCLEAR_REPLY)
    assert lead.opted_out_at is None

    await resumed(world)
    assert world.twilio.bodies() == ["One", "Two"], "the step that was due first, and nothing bursts"
    assert (await world.lead()).pause is None
    entry = await current(world, other)
    assert (entry.reason, entry.expected_at) == (StepReason.CAPPED, world.clock.now() + timedelta(hours=1))
    await world.later(hours=1)
    assert sorted(world.twilio.bodies()) == ["Another", "One", "Three", "Two"]


async def test_it_is_a_reply_too_once_a_person_has_decided(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    await world.reply(UNCLEAR)
    await world.later(hours=2)
    assert (await current(world, enrollment)).reason is StepReason.UNCLEAR_REPLY
    await resumed(world)
    assert await world.statuses(enrollment) == ["SENT", "SKIPPED"]
    assert (await world.timeline(enrollment))[1].reason is StepReason.REPLIED


async def test_no_text_is_written_by_the_model_meanwhile(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1, skip=False)))
    await world.reply(UNCLEAR)
    await world.later(hours=2)
    assert world.claude.requests == []
    await resumed(world)
    assert await world.statuses(enrollment) == ["SENT"]
    assert UNCLEAR in world.claude.said()


async def test_it_stops_a_text_that_is_being_written(world: World) -> None:
    import asyncio

    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1, skip=False)))
    world.claude.texts.append("!wait")
    world.clock.advance(hours=1)
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    await world.reply(UNCLEAR)
    world.claude.gate.set()
    await work
    await world.later(hours=1)
    assert world.twilio.posts == 0
    assert (await current(world, enrollment)).reason is StepReason.UNCLEAR_REPLY


async def test_a_text_that_awaits_review_is_not_sent_by_approving_an_older_one(world: World) -> None:
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask.", 1, skip=False)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    await world.reply(UNCLEAR)
    with pytest.raises(Refused):
        await approve_draft(world.deps, world.partner_id, draft.id)
    await world.later(hours=1)
    assert world.twilio.posts == 0
    assert await world.drafts() == []


async def test_a_new_enrollment_waits_too(world: World) -> None:
    await world.reply(UNCLEAR)
    run = await world.enroll(await world.sequence(fixed("Hello")))
    assert run.message_sent is False
    assert (await current(world, run.enrollment)).reason is StepReason.UNCLEAR_REPLY
    await resumed(world)
    assert world.twilio.bodies() == ["Hello"]


async def test_a_person_may_still_write(world: World) -> None:
    await world.reply(UNCLEAR)
    await world.write("Sorry, do you want us to stop?")
    assert world.twilio.bodies() == ["Sorry, do you want us to stop?"]


async def test_start_from_the_lead_ends_it(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.reply(UNCLEAR)
    await world.reply("START")
    assert (await world.lead()).pause is None
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two"]


async def test_stop_after_it_is_a_stop(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.reply(UNCLEAR)
    await world.reply("STOP")
    assert (await Enrollment.get(id=enrollment.id)).status is EnrollmentStatus.CANCELLED
    await resumed(world)
    await world.later(hours=2)
    assert world.twilio.bodies() == ["One"]


async def test_an_account_may_let_it_end_after_hours_without_another_word(world: World) -> None:
    await Account.filter(id=world.account.id).update(unclear_pause_hours=72)
    await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.reply(UNCLEAR)
    await world.later(hours=71)
    await world.reply("Well, maybe")
    await world.later(hours=71)
    assert world.twilio.bodies() == ["One"]
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One", "Two"]


async def test_a_missed_one_counts_when_it_is_found(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    world.twilio.text(LEAD, SENDER, UNCLEAR)
    world.clock.advance(minutes=5)
    assert await reconcile_accounts(world.deps) == 1
    await world.later(hours=2)
    assert (await current(world, enrollment)).reason is StepReason.UNCLEAR_REPLY
    assert world.twilio.bodies() == ["One"]


async def test_how_a_text_was_read_is_on_its_message(world: World) -> None:
    for body in (UNCLEAR, "Yes please", "Liked “Hello”", "HELP", "STOP", "START"):
        await world.reply(body)
    found = [(m.read_as, bool(m.read_rule)) for m in await world.messages()]
    reads = [ReadAs.UNCLEAR, ReadAs.REPLY, ReadAs.REACTION, ReadAs.HELP, ReadAs.OPT_OUT, ReadAs.OPT_IN]
    assert found == [(read_as, True) for read_as in reads]


async def test_a_text_on_which_the_reader_fails_is_unclear(world: World) -> None:
    def fails(body: str, **context: Any) -> replies.Verdict:
        raise RecursionError(body)

    lead = Lead(account_id=world.account.id, phone=LEAD)
    sms = InboundSms("SM1", LEAD, SENDER, "stop?")
    verdict = read(lead, Recipient("Demo", "UTC", None), sms, world.clock.now(), fails)
    assert isinstance(verdict, replies.Unclear)


# ------------------------------------------------------------------ pausing by hand, and absences


async def test_a_person_pauses_and_resumes(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    lead = await world.lead()
    paused = await pause_lead(world.deps, world.partner_id, lead.id, None, "Ann")
    assert paused.pause == Pause(world.clock.now(), None, PauseReason.REQUESTED, "Ann")
    await world.later(days=3)
    assert (await current(world, enrollment)).reason is StepReason.PAUSED
    await resumed(world)
    assert world.twilio.bodies() == ["One", "Two"]


async def test_a_pause_with_an_end_ends_by_itself(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), fixed("Three", 1)))
    until = world.clock.now() + timedelta(hours=5)
    await pause_lead(world.deps, world.partner_id, (await world.lead()).id, until, None)
    assert (await Enrollment.get(id=enrollment.id)).next_step_at == until
    await world.later(hours=4, minutes=59)
    assert world.twilio.bodies() == ["One"]
    await world.later(minutes=1)
    assert world.twilio.bodies() == ["One", "Two"]


async def test_a_pause_that_is_over_before_the_step_is_due_moves_nothing(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 9)))
    lead = await world.lead()
    await pause_lead(world.deps, world.partner_id, lead.id, world.clock.now() + timedelta(hours=1), None)
    row = await Enrollment.get(id=enrollment.id)
    assert row.hold_reason is None
    assert row.next_step_at == world.clock.now() + timedelta(hours=9)


async def test_what_cannot_be_paused_is_refused(world: World) -> None:
    await world.reply("Hello")
    lead = await world.lead()
    with pytest.raises(Refused):
        await pause_lead(world.deps, world.partner_id, lead.id, world.clock.now(), None)
    for use_case in (pause_lead(world.deps, lead.id, lead.id, None, None), resume_lead(world.deps, lead.id, lead.id)):
        with pytest.raises(Refused):
            await use_case
    assert (await world.lead()).pause is None


async def test_a_preview_of_a_paused_lead_says_that_it_would_wait(world: World) -> None:
    await world.reply(UNCLEAR)
    sequence = await world.sequence(fixed("One"))
    [step] = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, ())
    assert (step.foreseen.status, step.foreseen.reason) == (StepRunStatus.PENDING, StepReason.UNCLEAR_REPLY)
    assert "until a person" in step.foreseen.explanation


async def test_who_is_away_is_written_to_when_they_are_back(world: World) -> None:
    verdict = replies.read(AWAY, opted_out=False, today=world.clock.now().date())
    assert isinstance(verdict, replies.MachineAnswer)
    world.clock.moment = datetime(2037, 1, 8, 12, 0, tzinfo=UTC)
    await Lead.create(account_id=world.account.id, phone=LEAD, time_zone="UTC", created_at=world.clock.now())
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    await world.reply(AWAY)
    assert (await current(world, enrollment)).reason is StepReason.PAUSED
    await world.later(days=2)
    assert world.twilio.bodies() == ["One"]
    await world.later(days=2)
    assert world.twilio.bodies() == ["One", "Two"], "an automatic answer is no reply"
    assert [m.read_as for m in await Message.filter(direction="INBOUND")] == [ReadAs.MACHINE_ANSWER]
