"""An event that the partner records ends what it is to end, and says that a sequence has reached its goal."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.idempotency import IdempotentCall
from app.domain.people.events import AHEAD
from app.domain.vocabulary import CancelReason, EnrollmentStatus, StepReason
from app.errors import Code, Refused
from app.models import Enrollment, Lead, LeadEvent, Sequence
from app.services import sequences
from app.services.idempotency import ANSWERED_WITHIN, find_earlier, fingerprint
from app.services.people import Recorded, record_lead_event
from app.services.sequences import SequenceChanges
from tests.world import LEAD, World, ai, fixed

OTHER = "+14155551235"
TWO = fixed("One"), fixed("Two", 24)


async def record(world: World, name: str = "signed", phone: str | None = LEAD, **said: object) -> Recorded:
    given = {"external_id": None, "at": None} | said
    return await record_lead_event(world.deps, world.partner_id, world.account.id, phone, name=name, **given)  # type: ignore[arg-type]


async def refused(world: World, name: str = "signed", phone: str | None = LEAD, **said: object) -> tuple[Code, str]:
    """Code and path of the refusal; nothing is stored."""
    with pytest.raises(Refused) as raised:
        await record(world, name, phone, **said)
    assert not await LeadEvent.all().exists()
    [one] = raised.value.refusals
    return one.code, one.path[0]


async def row(enrollment: Enrollment) -> Enrollment:
    return await Enrollment.get(id=enrollment.id)


async def test_an_event_ends_the_sequences_that_name_it_and_no_other(world: World) -> None:
    ending = await world.enrolled(await world.sequence(*TWO, exit_on=["paid", "signed"]))
    going_on = await world.enrolled(await world.sequence(fixed("Three", 24), exit_on=["closed"]))
    somebody_else = await world.enrolled(await Sequence.get(id=ending.sequence_id), OTHER)
    world.clock.advance(hours=2)
    at = world.clock.now() - timedelta(minutes=30)

    done = await record(world, at=at)

    assert [one.id for one in done.ended] == [ending.id]
    ended = await row(ending)
    assert (ended.status, ended.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.EVENT)
    _, never = await world.timeline(ending)
    assert never.reason is StepReason.CANCELLED
    assert never.explanation == (
        f"Not sent: the enrollment was canceled at {world.clock.now():%Y-%m-%d %H:%M:%S} UTC because the lead had the "
        f"event 'signed' at {at:%Y-%m-%d %H:%M:%S} UTC."
    )
    await world.later(days=2)
    assert sorted((sent.to, sent.body) for sent in world.twilio.ledger) == [
        (LEAD, "One"),
        (LEAD, "Three"),
        (OTHER, "One"),
        (OTHER, "Two"),
    ]
    assert (await row(going_on)).status is EnrollmentStatus.COMPLETED
    assert (await row(somebody_else)).status is EnrollmentStatus.COMPLETED


async def test_names_are_compared_exactly(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(*TWO, exit_on=["signed"]))
    for name in ("Signed", "signed!", "sign"):
        assert (await record(world, name)).ended == []
    assert (await row(enrollment)).status is EnrollmentStatus.ACTIVE
    assert await LeadEvent.all().count() == 3


async def test_a_name_that_is_added_later_ends_a_run_that_began_before(world: World) -> None:
    sequence = await world.sequence(*TWO)
    enrollment = await world.enrolled(sequence)
    await sequences.update(world.deps, world.partner_id, sequence.id, SequenceChanges(exit_on=["signed"]))
    assert [one.id for one in (await record(world)).ended] == [enrollment.id]


async def test_the_goal_is_counted_once_and_ends_nothing_by_itself(world: World) -> None:
    sequence = await world.sequence(*TWO, goal="signed")
    first = await world.enrolled(sequence)
    await world.later(days=2)
    last = await world.enrolled(sequence)
    at = world.clock.now()
    world.clock.advance(hours=1)
    assert (await record(world, at=at)).ended == []
    await record(world)
    assert ((await row(first)).converted_at, (await row(last)).converted_at) == (None, at)
    assert (await row(last)).status is EnrollmentStatus.ACTIVE


async def test_a_goal_counts_for_a_run_that_is_complete(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), goal="signed", exit_on=["signed"]))
    await world.later(days=9)
    assert (await record(world)).ended == []
    ended = await row(enrollment)
    assert (ended.status, ended.converted_at) == (EnrollmentStatus.COMPLETED, world.clock.now())


async def test_an_event_before_the_run_ends_it_and_is_no_success_of_it(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(*TWO, goal="signed", exit_on=["signed"]))
    done = await record(world, at=world.clock.now() - timedelta(days=1))
    assert [one.id for one in done.ended] == [enrollment.id], "when in doubt, nothing is sent"
    assert (await row(enrollment)).converted_at is None


async def test_a_message_in_flight_is_still_recorded(world: World) -> None:
    world.twilio.plans.append("wait")
    sequence = await world.sequence(*TWO, exit_on=["signed"])
    work = asyncio.create_task(world.enroll(sequence))
    await world.twilio.arrived.wait()
    [ended] = (await record(world)).ended
    world.twilio.gate.set()
    await work
    await world.later(days=2)
    assert world.twilio.bodies() == ["One"]
    assert await world.statuses(ended) == ["SENT", "CANCELLED"]


async def test_a_text_that_waits_for_a_person_is_not_sent_after_the_event(world: World) -> None:
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask.", 1), exit_on=["signed"]))
    await world.later(hours=1)
    assert len(await world.drafts()) == 1
    await record(world)
    assert await world.drafts() == []


async def test_a_lead_is_named_by_phone_or_by_external_id_or_by_both(world: World) -> None:
    await world.enrolled(await world.sequence(*TWO))
    await Lead.filter(phone=LEAD).update(external_id="crm-7")
    lead = await world.lead()
    for said in ({"phone": "(415) 555-1234"}, {"phone": None, "external_id": "crm-7"}, {"external_id": " crm-7 "}):
        assert (await record(world, **said)).lead.id == lead.id


async def test_what_cannot_be_recorded_is_refused_and_changes_nothing(world: World) -> None:
    await world.enrolled(await world.sequence(*TWO, exit_on=["signed"]))
    ahead = world.clock.now() + AHEAD
    assert await refused(world, phone=None) == (Code.INVALID_INPUT, "phone")
    assert await refused(world, phone="12") == (Code.INVALID_PHONE, "phone")
    assert await refused(world, phone=OTHER) == (Code.NOT_FOUND, "phone")
    assert await refused(world, phone=None, external_id="crm-8") == (Code.NOT_FOUND, "externalId")
    assert await refused(world, external_id="crm-8") == (Code.NOT_FOUND, "phone"), "both have to be the lead's"
    assert await refused(world, phone=None, external_id="\x00") == (Code.INVALID_INPUT, "externalId")
    assert await refused(world, at=ahead + timedelta(seconds=1)) == (Code.INVALID_INPUT, "at")
    for name in ("", " signed", "signed\n", "sig\x00ned", "x" * 65):
        assert await refused(world, name) == (Code.INVALID_INPUT, "name")
    assert await Enrollment.filter(status="ACTIVE").count() == 1

    await record(world, "x" * 64, at=ahead)
    assert (await LeadEvent.get()).at == world.clock.now(), "a clock that is ahead counts as now"


async def test_a_call_with_a_key_records_one_event_and_answers_the_same_enrollments(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(*TWO, exit_on=["signed"]))
    for _ in range(2):
        world.clock.advance(seconds=ANSWERED_WITHIN)  # the first call's process is gone
        call = IdempotentCall(world.partner_id, "one", fingerprint("the call"), "recordLeadEvent")
        deps = replace(world.deps, idempotency=call)
        await find_earlier(deps)
        done = await record_lead_event(deps, world.partner_id, world.account.id, LEAD, None, "signed", None)
        assert [one.id for one in done.ended] == [enrollment.id]
    assert await LeadEvent.all().count() == 1


# ---------------------------------------------------------------- many sequences for one person


async def test_one_reply_stops_each_sequence_as_its_steps_say(world: World) -> None:
    quiet = await world.enrolled(
        await world.sequence(fixed("A1"), fixed("A2", 24, skip=True), fixed("A3", 24, skip=True))
    )
    half = await world.enrolled(await world.sequence(fixed("B1"), fixed("B2", 24, skip=True), fixed("B3", 24)))
    await world.reply("I have a question about it")
    await world.later(days=1)
    await world.later(days=1)
    assert sorted(world.twilio.bodies()) == ["A1", "B1", "B3"]
    assert await world.statuses(quiet) == ["SENT", "SKIPPED", "SKIPPED"]
    assert await world.statuses(half) == ["SENT", "SKIPPED", "SENT"]
    assert (await row(quiet)).replied_at == (await row(half)).replied_at is not None


async def test_an_event_ends_every_sequence_that_names_it_and_a_new_run_may_begin(world: World) -> None:
    first, second = [await world.sequence(*TWO, exit_on=["signed"]) for _ in range(2)]
    runs = [await world.enrolled(sequence) for sequence in (first, second)]
    assert {one.id for one in (await record(world)).ended} == {run.id for run in runs}
    assert (await world.enroll(first)).action == "REACTIVATED"
    await world.later(days=1)
    assert world.twilio.bodies() == ["One", "One", "One", "Two"]
