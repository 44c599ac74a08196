"""A person who is erased: nothing of them is left, and the phone stays blocked."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from app.domain.vocabulary import (
    CancelReason,
    EnrollmentStatus,
    ImportAction,
)
from app.errors import Code, Refused
from app.models import (
    ConsentEvent,
    Draft,
    Enrollment,
    Lead,
    LeadEvent,
    Message,
    StepRun,
)
from app.services import accounts, people
from app.services.accounts import NewAccount
from app.services.conversations import opt_out_lead
from app.services.enrollment import enroll_lead, enroll_leads
from app.services.people import (
    NewLead,
    erase_lead,
    import_lead,
    import_leads,
    lead_export,
    record_lead_event,
)
from tests import stored
from tests.factories import TakesAll
from tests.flows.people.persons import (
    OPERATOR_WROTE,
    PERSON,
    WORDS,
    WROTE,
    a_campaign,
    erase,
    imported,
    nothing_is_left,
    refusal,
)
from tests.races import LONGEST, RACES
from tests.world import LEAD, SENDER, World, fixed


async def test_after_a_whole_campaign_nothing_of_the_person_is_left(world: World, redis_url: str) -> None:
    enrollment = await a_campaign(world)
    other = await world.enrolled(await world.sequence(fixed("Later", 48)))
    await opt_out_lead(world.deps, world.partner_id, world.account.id, LEAD, "Zebulon told us at the desk")
    await world.reply("STOP")
    lead = await world.lead()
    text = await stored.in_postgres()
    assert [word for word in WORDS if word not in text] == []
    assert stored.has_phone(text, LEAD)
    before = {row.id: row for row in await Message.all().order_by("id")}

    assert await erase(world)

    await nothing_is_left(redis_url)
    assert (await Lead.get(id=lead.id)).erased_at == world.clock.now()
    after = {row.id: row for row in await Message.all().order_by("id")}
    for kept in ("status", "segments", "provider_sid", "created_at", "sent_at", "error_code", "sender", "source"):
        assert [getattr(row, kept) for row in before.values()] == [getattr(row, kept) for row in after.values()]
    costs = [row.generation["cost_usd"] for row in before.values() if row.generation]
    assert costs == [row.generation["cost_usd"] for row in after.values() if row.generation] != []
    assert await StepRun.filter(enrollment_id=enrollment.id).count() == 2
    assert await Draft.all().count() == await LeadEvent.all().count() == 0
    assert await ConsentEvent.all().count() == 1
    assert {row.status for row in await Enrollment.all()} == {EnrollmentStatus.CANCELLED}
    for run in (enrollment, other):
        assert all("Zebulon" not in entry.explanation for entry in await world.timeline(run))
    await world.later(days=9)
    assert not await erase_lead(world.deps, world.partner_id, lead.id), "once is enough"


async def test_what_is_under_way_ends(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    await erase(world)
    await world.later(hours=2)
    assert world.twilio.bodies() == ["One"]
    row = await Enrollment.get(id=enrollment.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.ERASED)
    assert "because the lead was erased" in (await world.timeline(enrollment))[1].explanation


async def test_the_phone_does_not_come_back(world: World, redis_url: str) -> None:
    await imported(world)
    sequence = await world.sequence(fixed("Hi"), is_default=True)
    lead = await world.lead()
    await erase(world)

    done = await imported(world, replace(PERSON, auto_sequence=True))
    assert (done.action, done.lead.id, done.run) == (ImportAction.SKIPPED, lead.id, None)
    other = NewLead(phone="+14155550100", first_name="Ann")
    found = await import_leads(world.deps, world.partner_id, world.account.id, [PERSON, other, PERSON])
    assert [one.action for one in found if isinstance(one, people.Imported)] == ["SKIPPED", "CREATED", "SKIPPED"]

    assert await refusal(world.enroll(sequence)) is Code.LEAD_ERASED
    both = await enroll_leads(world.deps, world.partner_id, sequence.id, ["(415) 555-1234", "+14155550100"])
    assert [one.refusals[0].code if isinstance(one, Refused) else one.action for one in both] == [
        *("LEAD_ERASED", "ENROLLED")
    ]
    assert await refusal(world.write("Hello?")) is Code.LEAD_ERASED
    opting_out = opt_out_lead(world.deps, world.partner_id, world.account.id, LEAD, "By phone")
    assert await refusal(opting_out) is Code.LEAD_ERASED
    event = record_lead_event(world.deps, world.partner_id, world.account.id, LEAD, None, "signed", None)
    assert await refusal(event) is Code.NOT_FOUND
    await world.work()
    assert [sent.to for sent in world.twilio.ledger] == ["+14155550100"]
    await nothing_is_left(redis_url)


async def test_another_account_may_know_the_same_person(world: World) -> None:
    await imported(world)
    await erase(world)
    elsewhere = await accounts.create(world.deps, world.partner_id, NewAccount(name="B", phone_number="+14155550007"))
    done = await import_lead(world.deps, world.partner_id, elsewhere.id, PERSON)
    assert done.action is ImportAction.CREATED


@pytest.mark.parametrize(
    ("body", "is_answered"),
    [("STOP", True), ("Please stop texting me", True), ("HELP", True), ("START", False), (WROTE, False)],
)
async def test_of_a_text_from_an_erased_phone_nothing_is_stored(
    world: World, redis_url: str, body: str, is_answered: bool
) -> None:
    world.deps = replace(world.deps, sms=TakesAll())  # a provider that leaves the answers to keywords to us
    await imported(world)
    await erase(world)
    assert (await world.reply(body) is not None) is is_answered
    assert await Message.all().count() == 0
    await nothing_is_left(redis_url)


COUNT = RACES // 4


@pytest.mark.timeout(LONGEST)
async def test_whoever_comes_at_the_same_time_nobody_is_back_afterwards(world: World) -> None:
    """Enrollments, imports, texts and operators' messages run while their leads are erased."""
    sequence = await world.sequence(fixed("Hi", 1))
    phones = [f"+1415555{number}" for number in range(2000, 2000 + COUNT)]
    await enroll_leads(world.deps, world.partner_id, sequence.id, phones)
    leads = {lead.phone: lead.id for lead in await Lead.all()}

    refused: list[BaseException] = []

    async def all_at_once(phone: str) -> None:
        found = await asyncio.gather(
            erase_lead(world.deps, world.partner_id, leads[phone]),
            enroll_lead(world.deps, world.partner_id, sequence.id, phone),
            imported(world, NewLead(phone=phone, first_name="Zebulon")),
            world.reply(WROTE, phone),
            world.write(OPERATOR_WROTE, phone),
            return_exceptions=True,
        )
        refused.extend(one for one in found if isinstance(one, BaseException))

    few = asyncio.Semaphore(4)

    async def in_turn(phone: str) -> None:
        async with few:
            await all_at_once(phone)

    await asyncio.gather(*(in_turn(phone) for phone in phones))
    assert {one.refusals[0].code if isinstance(one, Refused) else one for one in refused} <= {Code.LEAD_ERASED}
    await world.later(days=1)
    text = await stored.in_postgres()
    assert [phone for phone in phones if phone[-10:] in text] == []
    assert [word for word in WORDS if word in text] == []
    assert await Lead.filter(erased_at__isnull=True).count() == 0
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count() == 0


# ---------------------------------------------------------------- the export


async def test_an_export_tells_everything_and_only_to_its_partner(world: World) -> None:
    enrollment = await a_campaign(world)
    await world.reply("STOP")
    lead = await world.lead()
    found = await lead_export(world.partner_id, lead.id)
    assert found is not None
    text = str(found)
    assert [word for word in WORDS if word not in text and word != "told us at the desk"] == []
    assert found["lead"]["phone"] == LEAD
    assert found["lead"]["metadata"] == {"pet": "Pumpernickel"}
    assert [one["body"] for one in found["messages"]][1] == WROTE
    [conversation] = found["conversations"]
    assert (conversation["id"][:4], conversation["lastMessageId"][:4]) == ("cnv_", "msg_")
    assert [one["name"] for one in found["events"]] == ["visited"]
    assert [one["change"] for one in found["consentEvents"]] == ["OPT_OUT"]
    assert [one["number"] for one in found["numberOptOuts"]] == [SENDER]
    assert len(found["stepRuns"]) == 2
    assert found["enrollments"][0]["leadId"] == found["lead"]["id"]
    assert found["enrollments"][0]["id"].startswith("enr_")
    assert enrollment.id
    assert await lead_export(uuid4(), lead.id) is None
    assert await lead_export(world.partner_id, uuid4()) is None
