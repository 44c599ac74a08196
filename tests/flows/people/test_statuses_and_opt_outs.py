"""What an import says of a person besides names: the status, where they live, and that they opted out."""

from datetime import timedelta
from typing import Any

import pytest

from app.db import rows
from app.domain.vocabulary import ConsentSource, EnrollmentStatus, ImportAction, LeadStatus
from app.errors import Code, Refused
from app.models import ConsentEvent, Enrollment, Lead
from app.services import people
from app.services.conversations import consent_source
from app.services.paging import Window
from app.services.people import Imported, NewLead, import_leads
from tests.world import LEAD, World, fixed


async def take(world: World, phone: str = LEAD, **said: Any) -> Imported:
    return await people.import_lead(world.deps, world.partner_id, world.account.id, NewLead(phone=phone, **said))


async def status(world: World, phone: str = LEAD) -> LeadStatus:
    lead = await world.lead(phone)
    return (await people.statuses([lead]))[lead.id]


async def test_the_first_message_of_a_sequence_makes_a_new_lead_contacted(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 1)))
    assert await status(world) is LeadStatus.NEW
    await world.later(hours=1)
    assert await status(world) is LeadStatus.CONTACTED


async def test_a_persons_message_makes_a_new_lead_contacted(world: World) -> None:
    await world.write("Hello, this is Kim.")
    assert await status(world) is LeadStatus.CONTACTED


async def test_a_lead_whose_only_message_is_taken_back_is_listed_as_new_again(world: World) -> None:
    async def listed() -> int:
        wanted = people.LeadFilter(status=LeadStatus.NEW)
        return len((await people.find_leads(world.partner_id, world.account.id, wanted, Window(5, 0))).rows)

    await world.write("Hello, this is Kim.")
    assert await listed() == 0
    await rows("DELETE FROM message")
    assert await listed() == 1


async def test_a_reply_contacts_nobody(world: World) -> None:
    await world.reply("Hello?")
    assert await status(world) is LeadStatus.NEW


async def test_a_message_leaves_every_other_status_alone(world: World) -> None:
    await take(world, status=LeadStatus.QUALIFIED)
    await world.enroll(await world.sequence(fixed("Hello")))
    assert await status(world) is LeadStatus.QUALIFIED


async def test_a_message_that_the_provider_refuses_contacts_nobody(world: World) -> None:
    world.twilio.plans.append("reject:21617")
    await world.enroll(await world.sequence(fixed("Hello")))
    assert await status(world) is LeadStatus.NEW


async def test_the_goal_of_a_sequence_converts_the_lead(world: World) -> None:
    await world.enroll(await world.sequence(fixed("Hello", 1), goal="signed"))
    for name, expected in (("called", LeadStatus.NEW), ("signed", LeadStatus.CONVERTED)):
        done = await people.record_lead_event(world.deps, world.partner_id, world.account.id, LEAD, None, name, None)
        assert done.lead.status is expected
        assert await status(world) is expected


async def test_an_import_sets_the_status_of_a_new_lead_and_overwrites_no_other(world: World) -> None:
    assert (await take(world, status=LeadStatus.NEW)).lead.status is LeadStatus.NEW
    assert (await take(world, status=LeadStatus.QUALIFIED)).action is ImportAction.UPDATED
    again = await take(world, status=LeadStatus.LOST, state="California", postal_code="94105")
    assert (again.action, again.kept) == (ImportAction.UPDATED, ("status",))
    lead = await world.lead()
    assert (lead.status, lead.state, lead.postal_code) == (LeadStatus.QUALIFIED, "CA", "94105")
    assert (again.lead.status, again.lead.updated_at) == (LeadStatus.QUALIFIED, world.clock.now())
    assert (await take(world, "+14155550002")).lead.status is LeadStatus.NEW


async def test_an_import_tells_what_to_write_for_a_state_a_code_and_a_time(world: World) -> None:
    with pytest.raises(Refused) as error:
        await take(world, state="Bavaria", postal_code="2134", opted_out_at=world.clock.now() + timedelta(days=1))
    found = {one.path[-1]: (one.code, one.message) for one in error.value.refusals}
    assert found.keys() == {"state", "postalCode", "optedOutAt"}
    assert {code for code, _ in found.values()} == {Code.INVALID_INPUT}
    assert "two letters" in found["state"][1]
    assert "02134" in found["postalCode"][1]


async def test_an_opt_out_elsewhere_stops_what_is_under_way(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("Hello", 1)))
    yesterday = world.clock.now() - timedelta(days=1)
    done = await take(world, first_name="Ann", opted_out_at=yesterday)
    assert (done.action, done.lead.opted_out_at) == (ImportAction.UPDATED, yesterday)
    await world.later(hours=2)
    assert world.twilio.posts == 0
    run = await Enrollment.get(id=enrollment.id)
    assert (run.status, run.cancel_reason) == (EnrollmentStatus.CANCELLED, "OPTED_OUT")
    [event] = await ConsentEvent.filter(account_id=world.account.id, phone=LEAD)
    assert (event.change, event.created_at, event.number) == ("OPT_OUT", yesterday, world.account.phone_number)
    assert consent_source(event) is ConsentSource.IMPORT
    assert (await take(world, opted_out_at=yesterday)).action is ImportAction.SKIPPED
    assert await ConsentEvent.all().count() == 1


async def test_a_lead_who_is_created_opted_out_is_never_written_to(world: World) -> None:
    await world.sequence(fixed("Hello"), is_default=True)
    done = await take(world, opted_out_at=world.clock.now(), auto_sequence=True)
    assert (done.action, done.enrollment) == (ImportAction.CREATED, None)
    assert (await world.lead()).opted_out_at == world.clock.now()
    with pytest.raises(Refused) as error:
        await world.write("Hello")
    assert error.value.refusals[0].code is Code.LEAD_OPTED_OUT
    await world.reply("START")
    assert (await world.lead()).opted_out_at is None


async def test_an_opt_in_after_the_opt_out_is_the_last_word(world: World) -> None:
    before = world.clock.now()
    await take(world, external_id="crm-1")
    await world.reply("STOP")
    world.clock.advance(hours=1)
    await world.reply("START")
    for phone in (LEAD, "+14155559999"):  # by its phone, and by its externalId
        done = await take(world, phone, external_id="crm-1", opted_out_at=before)
        assert (done.action, done.lead.opted_out_at) == (ImportAction.SKIPPED, None)
        assert "opted_out_at" in done.kept
    world.clock.advance(hours=1)
    assert (await take(world, opted_out_at=world.clock.now())).action is ImportAction.UPDATED
    assert (await world.lead()).opted_out_at is not None


async def test_many_rows_say_that_they_opted_out_in_the_statements_of_one(world: World) -> None:
    rows = [NewLead(phone=f"+1415555{number}", opted_out_at=world.clock.now()) for number in range(2000, 2300)]
    rows.append(NewLead(phone="+14155552000"))
    done = await people.import_leads(world.deps, world.partner_id, world.account.id, rows)
    assert [one.action for one in done if isinstance(one, Imported)] == [ImportAction.CREATED] * 300 + [
        ImportAction.SKIPPED
    ]
    assert await Lead.filter(opted_out_at__isnull=False).count() == 300
    assert await ConsentEvent.all().count() == 300


async def test_an_opt_out_binds_the_phone_of_its_row_though_the_external_id_names_another(world: World) -> None:
    async def row(phone: str, **said: Any) -> Any:
        new = NewLead(phone=phone, external_id="crm-7", **said)
        [done] = await import_leads(world.deps, world.partner_id, world.account.id, [new])
        return done

    await row("+14155550020")
    told = await row("+14155550021", opted_out_at=world.clock.now())
    assert told.kept == ("phone",)
    sequence = await world.sequence(fixed("Hello"))
    for phone in ("+14155550020", "+14155550021"):
        with pytest.raises(Refused) as refused:
            await world.enroll(sequence, phone)
        assert refused.value.refusals[0].code is Code.LEAD_OPTED_OUT
    assert world.twilio.posts == 0
