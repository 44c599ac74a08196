"""A phone that cannot receive messages is remembered: nobody enrolls it again until there is a sign that it lives."""

import pytest

from app.domain.vocabulary import CancelReason, EnrollmentStatus, MessageStatus
from app.errors import Code, Refused
from app.models import Enrollment, Message
from app.services import people
from app.services.conversations import DeliveryReport, receive_report
from app.services.enrollment import enroll_leads
from app.services.people import LeadChanges
from tests.world import LEAD, World, fixed

OTHER = "+14155550188"


async def refusal(world: World, phone: str = LEAD) -> str | None:
    """Why the phone cannot be enrolled; None if it was."""
    sequence = await world.sequence(fixed("Again", 1))
    try:
        await world.enroll(sequence, phone)
    except Refused as refused:
        [one] = refused.refusals
        assert one.code is Code.LEAD_UNREACHABLE
        return one.message
    return None


async def a_dead_number(world: World, code: int = 30006) -> None:
    """A report says that the message did not arrive, and why; another sequence is under way for the same phone."""
    await world.enrolled(await world.sequence(fixed("Later", 1)))
    await world.enrolled(await world.sequence(fixed("Hello")))
    [message] = await Message.all()
    report = DeliveryReport(message.id, message.provider_sid or "", MessageStatus.UNDELIVERED, code)
    assert await receive_report(world.deps, report)


@pytest.mark.parametrize("code", [21211, 21614, 21217, 30005, 30006])
async def test_a_refused_phone_is_not_enrolled_again(world: World, code: int) -> None:
    world.twilio.plans.append(f"reject:{code}")
    await world.enrolled(await world.sequence(fixed("Hello")))
    assert (await world.lead()).dead_number_code == code
    assert f"(code {code})" in (await refusal(world) or "")
    await world.later(hours=1)
    assert world.twilio.posts == 1


async def test_a_landline_that_a_report_tells_ends_what_is_under_way_and_is_not_enrolled_again(world: World) -> None:
    await a_dead_number(world)
    ended = Enrollment.filter(status=EnrollmentStatus.CANCELLED, cancel_reason=CancelReason.INVALID_NUMBER)
    assert await ended.count() == 1
    assert await refusal(world) == (
        "The phone cannot receive messages: the number is a landline or its carrier cannot be reached (code 30006). "
        "Give the lead another phone with updateLead."
    )
    sequence = await world.sequence(fixed("To many", 1))
    done = await enroll_leads(world.deps, world.partner_id, sequence.id, [LEAD, OTHER])
    assert [isinstance(one, Refused) for one in done] == [True, False]


@pytest.mark.parametrize("code", [30003, 30008])
async def test_a_phone_that_is_out_of_reach_fails_the_step_only(world: World, code: int) -> None:
    await a_dead_number(world, code)
    assert (await world.lead()).dead_number_code is None
    await world.later(hours=1)
    assert world.twilio.bodies() == ["Hello", "Later"]
    assert await refusal(world) is None


async def test_a_message_from_the_lead_shows_that_the_phone_lives(world: World) -> None:
    await a_dead_number(world)
    await world.reply("Hi, it is me")
    assert await refusal(world) is None


async def test_a_new_phone_is_not_the_dead_one(world: World) -> None:
    await a_dead_number(world)
    lead = await world.lead()
    await people.update_lead(world.deps, world.partner_id, lead.id, LeadChanges(phone=OTHER))
    assert await refusal(world, OTHER) is None
    await world.later(hours=1)
    assert world.twilio.ledger[-1].to == OTHER


async def test_a_report_about_the_former_phone_says_nothing_about_the_new_one(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("Hello")))
    [message] = await Message.all()
    await people.update_lead(world.deps, world.partner_id, (await world.lead()).id, LeadChanges(phone=OTHER))
    await receive_report(
        world.deps, DeliveryReport(message.id, message.provider_sid or "", MessageStatus.UNDELIVERED, 30006)
    )
    assert (await world.lead(OTHER)).dead_number_code is None
