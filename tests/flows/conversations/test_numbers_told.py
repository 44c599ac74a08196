"""An opt-out binds the account and the number that was told: whoever sends from that number later is bound too."""

from uuid import UUID, uuid4

import pytest

from app.domain.vocabulary import CancelReason, EnrollmentStatus, StepReason
from app.errors import Code, Refused
from app.models import Account, ConsentEvent, Enrollment, Lead, Message, Sequence, SequenceVersion, Step
from app.services.conversations import InboundSms, receive_sms, send_message
from app.services.enrollment import cancel_enrollment, enroll_lead, enroll_leads
from tests.world import LEAD, SENDER, World, fixed

NEW_NUMBER = "+15005550010"
UNCLEAR = "Who is this?"


async def texted(world: World, body: str, to: str, phone: str = LEAD) -> None:
    await receive_sms(world.deps, InboundSms(f"SM{uuid4().hex}", phone, to, body))


async def moved(world: World, number: str = NEW_NUMBER) -> None:
    """The account sends from another number from now on."""
    await Account.filter(id=world.account.id).update(phone_number=number)


async def another_account(world: World, number: str = SENDER) -> Account:
    """An account of another company, which has this number now."""
    return await Account.create(
        partner_id=world.partner_id, name="Other", company_name="Other", phone_number=number, time_zone="UTC"
    )


async def sequence_of(account: Account, *delays: int) -> UUID:
    sequence = await Sequence.create(account_id=account.id, name="Theirs")
    version = await SequenceVersion.create(sequence_id=sequence.id, version=1)
    for position, delay in enumerate(delays):
        await Step.create(version_id=version.id, position=position, **fixed("Theirs", delay))
    return sequence.id


async def test_stop_to_the_former_number_counts(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await moved(world)
    await texted(world, "STOP", SENDER)
    row = await Enrollment.get(id=run.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.OPTED_OUT)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]
    event = await ConsentEvent.get()
    assert (event.number, event.phone, event.account_id) == (SENDER, LEAD, world.account.id)


async def test_stop_to_the_former_number_counts_although_somebody_else_has_it_now(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await moved(world)
    other = await another_account(world)
    await texted(world, "STOP", SENDER)
    assert (await Enrollment.get(id=run.id)).status is EnrollmentStatus.CANCELLED
    stored = await Message.get(direction="INBOUND")
    assert stored.account_id == other.id, "it is in the conversation of the account that has the number"
    assert await Lead.filter(phone=LEAD, opted_out_at__isnull=False).count() == 2
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]


async def test_an_unclear_text_to_the_former_number_pauses_there_too(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await moved(world)
    await another_account(world)
    await texted(world, UNCLEAR, SENDER)
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]
    assert (await Enrollment.get(id=run.id)).hold_reason is StepReason.UNCLEAR_REPLY


async def test_stop_to_a_stranger_is_no_stop_to_an_account_that_never_wrote_from_there(world: World) -> None:
    await moved(world)  # before it has written to anybody
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await another_account(world)
    await texted(world, "STOP", SENDER)
    assert (await Enrollment.get(id=run.id)).status is EnrollmentStatus.ACTIVE


async def test_who_takes_over_the_number_may_not_write_to_who_said_stop_to_it(world: World) -> None:
    await world.reply("STOP")
    await moved(world)
    other = await another_account(world)
    sequence = await sequence_of(other, 0)
    with pytest.raises(Refused) as refused:
        await enroll_lead(world.deps, world.partner_id, sequence, LEAD)
    assert refused.value.refusals[0].code is Code.LEAD_OPTED_OUT
    [many] = await enroll_leads(world.deps, world.partner_id, sequence, [LEAD])
    assert isinstance(many, Refused)
    with pytest.raises(Refused) as refused:
        await send_message(world.deps, world.partner_id, other.id, LEAD, "Hello")
    assert refused.value.refusals[0].code is Code.LEAD_OPTED_OUT
    assert world.twilio.posts == 0


async def test_a_run_that_is_under_way_when_the_number_is_taken_over_ends(world: World) -> None:
    await world.reply("STOP")
    await moved(world)
    other = await another_account(world, NEW_NUMBER[:-1] + "1")
    run = (await enroll_lead(world.deps, world.partner_id, await sequence_of(other, 1), LEAD)).enrollment
    await Account.filter(id=other.id).update(phone_number=SENDER)
    await world.later(hours=1)
    row = await Enrollment.get(id=run.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.OPTED_OUT)
    assert world.twilio.posts == 0


async def test_stop_to_a_number_of_nobody_binds_who_has_it_one_day(world: World) -> None:
    await texted(world, "STOP", NEW_NUMBER)
    await texted(world, "Hello", NEW_NUMBER, "+14155550002")
    assert await Message.all().count() == 0
    await moved(world)
    with pytest.raises(Refused):
        await world.enroll(await world.sequence(fixed("Hello")))
    await world.enroll(await world.sequence(fixed("Hello")), "+14155550002")
    assert [sent.to for sent in world.twilio.ledger] == ["+14155550002"]


async def test_start_to_the_number_lets_its_owner_of_today_write(world: World) -> None:
    await world.reply("STOP")
    await moved(world)
    other = await another_account(world)
    await texted(world, "start", SENDER)
    await enroll_lead(world.deps, world.partner_id, await sequence_of(other, 0), LEAD)
    assert world.twilio.bodies() == ["Theirs"]
    former = await world.lead()
    assert former.opted_out_at is not None, "the former account was told STOP, and nothing else"


async def test_a_reply_to_the_former_number_is_stored_and_counts(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    await moved(world)
    await texted(world, "Yes, call me", SENDER)
    await world.later(hours=1)
    assert await world.statuses(run) == ["SENT", "SKIPPED"]


async def test_what_the_provider_refuses_as_opted_out_binds_the_number(world: World) -> None:
    world.twilio.plans.append("reject:21610")
    await world.enrolled(await world.sequence(fixed("One")))
    assert (await ConsentEvent.get()).number == SENDER
    await moved(world)
    other = await another_account(world)
    with pytest.raises(Refused):
        await enroll_lead(world.deps, world.partner_id, await sequence_of(other, 0), LEAD)


# ------------------------------------------------------------------ one phone in two spellings

MEXICO = ("+525512345678", "+5215512345678")


async def test_stop_in_another_national_spelling_is_from_the_same_person(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)), MEXICO[0])
    await texted(world, "STOP", SENDER, MEXICO[1])
    assert (await Enrollment.get(id=run.id)).status is EnrollmentStatus.CANCELLED
    assert await Lead.all().count() == 1
    with pytest.raises(Refused):
        await world.enroll(await world.sequence(fixed("Again")), MEXICO[0])
    assert world.twilio.bodies() == ["One"]


async def test_stop_in_one_spelling_before_the_lead_is_known_in_the_other(world: World) -> None:
    await texted(world, "STOP", SENDER, MEXICO[1])
    with pytest.raises(Refused):
        await world.enroll(await world.sequence(fixed("Hello")), MEXICO[0])
    assert world.twilio.posts == 0


async def test_stop_reaches_both_leads_where_there_are_two_already(world: World) -> None:
    for phone in MEXICO:
        await Lead.create(account_id=world.account.id, phone=phone, created_at=world.clock.now())
    await texted(world, "STOP", SENDER, MEXICO[1])
    assert await Lead.filter(opted_out_at__isnull=True).count() == 0


async def test_a_canceled_run_stays_so(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await cancel_enrollment(world.deps, world.partner_id, run.id)
    await moved(world)
    await texted(world, "STOP", SENDER)
    assert (await Enrollment.get(id=run.id)).cancel_reason is CancelReason.REQUESTED
