"""A lead is corrected: what is given is overwritten, and a new phone moves the person with everything."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from app.domain.vocabulary import ConsentChange, ConsentSource, LeadStatus, StepReason
from app.errors import Code, Refused
from app.models import Draft, Lead, Message
from app.services import people
from app.services.ai import approve_draft
from app.services.conversations import (
    DeliveryReport,
    consent_history,
    consent_source,
    receive_report,
)
from app.services.enrollment import enrollments_of_leads
from app.services.people import LeadChanges, NewLead
from tests.world import LEAD, World, ai, fixed

MOVED = "+14155559876"


async def change(world: World, of: str = LEAD, /, **said: Any) -> Lead:
    lead = await world.lead(of)
    return await people.update_lead(world.deps, world.partner_id, lead.id, LeadChanges(**said))


async def refused(world: World, of: str = LEAD, /, **said: Any) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as error:
        await change(world, of, **said)
    return [(one.code, one.path) for one in error.value.refusals]


async def a_lead(world: World, phone: str = LEAD, **said: Any) -> Lead:
    return (await people.import_lead(world.deps, world.partner_id, world.account.id, NewLead(phone=phone, **said))).lead


# ------------------------------------------------------------------ fields


async def test_what_is_given_is_overwritten_and_null_clears(world: World) -> None:
    await a_lead(world, first_name="Jon", last_name="Lee", notes="old", metadata={"loan": 7}, external_id="crm-1")
    world.clock.advance(hours=1)
    lead = await change(
        world, first_name=" Ann ", notes=None, email="  ", metadata={"loan": 8}, status=LeadStatus.QUALIFIED, state="tx"
    )
    assert [lead.first_name, lead.last_name, lead.notes, lead.email] == ["Ann", "Lee", None, None]
    assert (lead.metadata, lead.status, lead.state, lead.external_id) == (
        {"loan": 8},
        LeadStatus.QUALIFIED,
        "TX",
        "crm-1",
    )
    assert lead.updated_at == world.clock.now()


async def test_a_change_that_changes_nothing_is_no_change(world: World) -> None:
    await a_lead(world, first_name="Ann")
    lead = await change(world, first_name="Ann", phone="(415) 555-1234", notes=None)
    assert lead.updated_at is None


async def test_everything_wrong_is_refused_at_once_and_changes_nothing(world: World) -> None:
    await a_lead(world, first_name="Ann")
    found = await refused(
        world,
        phone=None,
        status=None,
        first_name="n" * 201,
        email="ann at home",
        state="Bavaria",
        postal_code="2134",
        time_zone="Moon",
        metadata=[1],
    )
    names = {"phone", "status", "firstName", "email", "state", "postalCode", "timeZone", "metadata"}
    assert {path for _, path in found} == {("input", name) for name in names}
    assert {code for code, _ in found} == {Code.INVALID_INPUT}
    assert await refused(world, phone="12") == [(Code.INVALID_PHONE, ("input", "phone"))]
    assert await refused(world, phone=world.account.phone_number) == [(Code.INVALID_PHONE, ("input", "phone"))]
    assert (await world.lead()).first_name == "Ann"


async def test_a_phone_or_external_id_of_another_lead_is_refused(world: World) -> None:
    await a_lead(world, external_id="crm-1", first_name="Ann")
    await a_lead(world, "+14155550002", external_id="crm-2")
    assert await refused(world, phone="+14155550002", first_name="Bob") == [(Code.DUPLICATE, ("input", "phone"))]
    assert await refused(world, external_id="crm-2", first_name="Bob") == [(Code.DUPLICATE, ("input", "externalId"))]
    lead = await world.lead()
    assert (lead.first_name, lead.external_id) == ("Ann", "crm-1")


async def test_one_of_many_changes_at_once_gets_the_phone(world: World) -> None:
    numbers = [f"+1415555{number}" for number in range(2000, 2006)]
    for number in numbers:
        await a_lead(world, number)
    done = await asyncio.gather(*(change(world, number, phone=MOVED) for number in numbers), return_exceptions=True)
    assert sum(isinstance(one, Lead) for one in done) == 1
    assert {one.refusals[0].code for one in done if isinstance(one, Refused)} == {Code.DUPLICATE}
    assert await Lead.filter(phone=MOVED).count() == 1


async def test_imports_enrollments_and_moves_at_once_end_in_no_accident(world: World) -> None:
    sequence = await world.sequence(fixed("Hello", 1))
    await a_lead(world, external_id="crm-1")
    lead = await world.lead()

    async def move(number: int) -> None:
        phone = LEAD if number % 2 else MOVED
        try:
            await people.update_lead(world.deps, world.partner_id, lead.id, LeadChanges(phone=phone))
        except Refused as taken:
            assert taken.refusals[0].code is Code.DUPLICATE  # noqa: PT017

    work: list[Coroutine[Any, Any, object]] = [move(number) for number in range(12)]
    work += [world.enroll(sequence, phone) for phone in (LEAD, MOVED) * 4]
    work += [a_lead(world, phone) for phone in (LEAD, MOVED) * 4]
    work += [world.reply("I am here", phone) for phone in (LEAD, MOVED) * 4]
    await asyncio.gather(*work)
    assert await Lead.filter(phone__in=[LEAD, MOVED]).count() == await Lead.all().count() <= 2


# ------------------------------------------------------------------ a new phone


async def test_a_new_phone_takes_the_person_along(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await world.reply("Yes?")
    lead = await change(world, phone="415 555 9876")
    assert lead.phone == MOVED
    await world.later(hours=1)
    assert [(sent.to, sent.body) for sent in world.twilio.ledger] == [(LEAD, "One"), (MOVED, "Two")]
    messages = await world.messages(MOVED)
    assert [(m.body, m.recipient) for m in messages] == [("One", LEAD), ("Yes?", None), ("Two", MOVED)]
    [run] = (await enrollments_of_leads(world.partner_id, [lead.id]))[lead.id]
    assert run.id == enrollment.id
    assert await world.reply("And who are you?", LEAD) is None
    assert (await world.lead(LEAD)).id != lead.id  # the former phone is somebody else from now on


async def test_the_opt_out_of_a_person_goes_along_and_the_former_phone_stays_blocked(world: World) -> None:
    sequence = await world.sequence(fixed("Hello"))
    await world.enroll(sequence)
    await world.reply("STOP")
    world.clock.advance(hours=1)
    lead = await change(world, phone=MOVED)
    assert lead.opted_out_at is not None
    for phone in (MOVED, LEAD):
        with pytest.raises(Refused) as error:
            await world.enroll(sequence, phone)
        assert error.value.refusals[0].code is Code.LEAD_OPTED_OUT
    [told, moved] = (await consent_history(world.partner_id, [lead]))[lead.id]
    assert (told.phone, told.change, consent_source(told)) == (LEAD, ConsentChange.OPT_OUT, ConsentSource.LEAD)
    assert (moved.phone, moved.change, consent_source(moved)) == (MOVED, ConsentChange.OPT_OUT, ConsentSource.MOVED)
    await world.reply("START", MOVED)
    assert (await world.lead(MOVED)).opted_out_at is None
    with pytest.raises(Refused):
        await world.write("Hello", LEAD)


async def test_a_phone_that_had_opted_out_blocks_the_person_who_gets_it(world: World) -> None:
    await a_lead(world, MOVED)
    await world.reply("STOP", MOVED)
    await change(world, MOVED, phone="+14155550002")
    enrollment = await world.enrolled(await world.sequence(fixed("Hello", 1)))
    lead = await change(world, phone=MOVED)
    assert lead.opted_out_at == world.clock.now()
    await world.later(hours=1)
    assert world.twilio.posts == 0
    assert await world.statuses(enrollment) == ["CANCELLED"]
    [event] = (await consent_history(world.partner_id, [lead]))[lead.id]
    assert consent_source(event) is ConsentSource.MOVED


@pytest.mark.parametrize("plan", ["accept_then_fail", "fail"])
async def test_what_was_in_flight_is_looked_up_under_the_former_phone(world: World, plan: str) -> None:
    """Under the new one it would seem absent, and the step would be sent a second time."""
    world.twilio.plans.append(plan)
    enrollment = await world.enrolled(await world.sequence(fixed("Hello")))
    await change(world, phone=MOVED)
    for _ in range(6):
        await world.later(minutes=10)
    assert await world.statuses(enrollment) == ["SENT"]
    assert [sent.to for sent in world.twilio.ledger] == [LEAD if plan == "accept_then_fail" else MOVED]


async def test_a_persons_message_in_flight_is_looked_up_under_the_former_phone(world: World) -> None:
    world.twilio.plans.append("accept_then_fail")
    message = await world.write("Hello")
    await change(world, phone=MOVED)
    for _ in range(6):
        await world.later(minutes=10)
    assert (await Message.get(id=message.id)).provider_sid == world.twilio.ledger[0].sid


async def test_what_the_provider_says_of_the_former_phone_is_about_that_phone(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 24)))
    [first] = await world.messages()
    await change(world, phone=MOVED)
    report = {"attempt_id": first.id, "sid": world.twilio.ledger[0].sid, "status": "UNDELIVERED"}
    await receive_report(world.deps, DeliveryReport(**report, error_code=30005))  # type: ignore[arg-type]
    assert (await world.statuses(enrollment))[1] == "PENDING"
    await receive_report(world.deps, DeliveryReport(**report, error_code=21610))  # type: ignore[arg-type]
    lead = await world.lead(MOVED)
    assert lead.opted_out_at is not None
    assert (await world.statuses(enrollment))[1] == "CANCELLED"
    [event] = (await consent_history(world.partner_id, [lead]))[lead.id]
    assert event.phone == LEAD
    for phone in (LEAD, MOVED):
        with pytest.raises(Refused):
            await world.write("Hello", phone)


# ------------------------------------------------------------------ what was decided on the former fields


async def test_a_text_written_from_the_former_name_is_written_anew(world: World) -> None:
    await world.voice(review=True)
    await a_lead(world, first_name="Jon")
    world.claude.texts.extend(["Hi Jon, any questions?", "Hi Ann, any questions?"])
    await world.enroll(await world.sequence(ai("Ask.")))
    await world.work()
    [draft] = await world.drafts()
    await change(world, first_name="Ann")
    with pytest.raises(Refused) as error:
        await approve_draft(world.deps, world.partner_id, draft.id)
    assert error.value.refusals[0].code is Code.DRAFT_STALE
    await world.work()
    [new] = await world.drafts()
    assert new.body == "Hi Ann, any questions?"
    assert await Draft.all().count() == 1


async def test_a_step_that_waits_for_the_former_places_hours_is_decided_again(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "21:00"
    await world.account.save()
    await a_lead(world, time_zone="America/New_York")
    world.clock.advance(hours=14)  # 07:00 UTC: night in New York, day in Kyiv
    run = (await world.enroll(await world.sequence(fixed("Hello")))).enrollment
    [held] = await world.timeline(run)
    assert held.reason is StepReason.OUTSIDE_WINDOW
    await change(world, time_zone="Europe/Kyiv")
    await world.work()
    assert world.twilio.bodies() == ["Hello"]


async def test_another_partner_changes_nothing(world: World) -> None:
    from tests.factories import make_partner

    lead = await a_lead(world, first_name="Ann")
    stranger = await make_partner("Stranger")
    with pytest.raises(Refused) as error:
        await people.update_lead(world.deps, stranger.id, lead.id, LeadChanges(first_name="Mallory"))
    assert error.value.refusals[0].code is Code.NOT_FOUND
    assert (await world.lead()).first_name == "Ann"


async def test_a_later_stop_is_the_last_word_of_a_moved_person(world: World) -> None:
    await world.enroll(await world.sequence(fixed("One"), fixed("Two", 1)))
    await change(world, phone=MOVED)
    await world.reply("STOP", MOVED)
    await world.later(hours=2)
    assert world.twilio.bodies() == ["One"]
