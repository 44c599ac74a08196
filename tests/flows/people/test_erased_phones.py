"""The phone of an erased person stays blocked, and what else was known of the phone is kept as a hash or goes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

from pydantic import SecretStr

from app.db import rows
from app.domain.vocabulary import (
    ImportAction,
)
from app.errors import Code
from app.models import (
    Account,
    ImportJob,
    ImportRejection,
    Lead,
    Suppression,
)
from app.providers.webhooks import InboundSms
from app.services import accounts, people
from app.services.accounts import AccountChanges, NewAccount
from app.services.conversations import receive_sms
from app.services.enrollment import enroll_lead, pause_lead
from app.services.paging import Window
from app.services.people import (
    LeadChanges,
    LeadFilter,
    NewImport,
    NewLead,
    erase_lead,
    import_lead,
    lead_export,
    run_waiting_imports,
    start_import,
    store_upload,
    update_lead,
)
from tests import stored
from tests.flows.people.persons import (
    PERSON,
    WROTE,
    erase,
    imported,
    nothing_is_left,
    refusal,
)
from tests.world import LEAD, SENDER, World, fixed


async def test_an_opt_out_of_a_number_holds_for_the_account_that_has_the_number_later(world: World) -> None:
    """It was kept as a hash while nobody knew the phone, and is in clear again when somebody does."""
    await imported(world)
    await world.reply("STOP")
    await erase(world)
    assert await rows("SELECT FROM number_opt_out") == []
    await accounts.update(world.deps, world.partner_id, world.account.id, AccountChanges(phone_number="+14155550007"))
    heir = await Account.create(
        partner_id=world.partner_id, name="B", company_name="B", phone_number=SENDER, time_zone="UTC"
    )
    world.account = heir
    sequence = await world.sequence(fixed("Hi"))
    assert await refusal(enroll_lead(world.deps, world.partner_id, sequence.id, LEAD)) is Code.LEAD_OPTED_OUT
    assert (await imported(world)).action is not ImportAction.SKIPPED
    assert [row.number for row in await rows("SELECT number FROM number_opt_out")] == [SENDER]
    assert await refusal(world.write("Hello?")) is Code.LEAD_OPTED_OUT


async def test_an_opt_out_stays_in_clear_where_another_account_knows_the_phone(world: World) -> None:
    await imported(world)
    await world.reply("STOP")
    elsewhere = await accounts.create(world.deps, world.partner_id, NewAccount(name="B", phone_number="+14155550007"))
    await import_lead(world.deps, world.partner_id, elsewhere.id, PERSON)
    await erase(world)
    assert [row.number for row in await rows("SELECT number FROM number_opt_out")] == [SENDER]


async def test_do_not_contact_lists_go_on_without_the_phone(world: World, redis_url: str) -> None:
    """The account's entry is part of its block. The partner's is kept as a hash, and is in clear again later."""
    await imported(world)
    for account in (None, world.account.id):
        await Suppression.create(
            partner_id=world.partner_id,
            account_id=account,
            owner_id=account or world.partner_id,
            phone=LEAD,
            source="the county fair",
            created_at=world.clock.now(),
        )
    found = await lead_export(world.partner_id, (await world.lead()).id)
    assert found is not None
    assert len(found["suppressions"]) == 2
    await erase(world)
    await nothing_is_left(redis_url)
    assert await Suppression.all().count() == 0

    world.account = await accounts.create(
        world.deps, world.partner_id, NewAccount(name="B", phone_number="+14155550007")
    )
    sequence = await world.sequence(fixed("Hi"))
    assert await refusal(world.enroll(sequence)) is Code.LEAD_SUPPRESSED
    await imported(world)
    [entry] = await Suppression.all()
    assert (entry.phone, entry.account_id, entry.is_listed) == (LEAD, None, True)


async def test_an_erased_phone_can_be_taken_off_the_partners_list(world: World) -> None:
    await imported(world)
    await people.add_suppressions(world.deps, world.partner_id, None, [LEAD], "complaints", None)
    await erase(world)
    assert await Suppression.all().count() == 0
    for changed in (1, 0):
        done = await people.remove_suppressions(world.deps, world.partner_id, None, [LEAD])
        assert done.changed == changed
    other = await Account.create(
        partner_id=world.partner_id, name="B", company_name="B", phone_number="+14155550008", time_zone="UTC"
    )
    lead = await import_lead(world.deps, world.partner_id, other.id, NewLead(phone=LEAD))
    assert lead.action is ImportAction.CREATED
    assert await Suppression.all().count() == 0


async def test_former_phones_of_the_person_go_too(world: World, redis_url: str) -> None:
    """Evidence that moved with the person, and the blocks of a phone that nobody has any more."""
    former = "+14155550111"
    lead = (await imported(world, replace(PERSON, phone=former))).lead
    await world.enroll(await world.sequence(fixed("Hi {{first_name}}"), fixed("Two", 1)), former)
    await update_lead(world.deps, world.partner_id, lead.id, LeadChanges(phone=LEAD))
    await world.later(hours=1)
    await world.reply("STOP")
    assert [sent.to for sent in world.twilio.ledger] == [former, LEAD]
    assert await erase_lead(world.deps, world.partner_id, lead.id)
    assert not stored.has_phone(await stored.in_postgres(), former)
    await nothing_is_left(redis_url)


async def test_nobody_gets_the_phone_of_an_erased_person_and_an_erased_lead_gets_no_data(world: World) -> None:
    erased = (await imported(world)).lead
    await erase(world)
    other = (await imported(world, NewLead(phone="+14155550112"))).lead
    changing = update_lead(world.deps, world.partner_id, other.id, LeadChanges(phone=LEAD))
    assert await refusal(changing) is Code.LEAD_ERASED
    naming = update_lead(world.deps, world.partner_id, erased.id, LeadChanges(first_name="Zebulon"))
    assert await refusal(naming) is Code.NOT_FOUND


async def a_file(world: World, text: str, how: NewImport) -> ImportJob:
    """Imports a file, as a worker does."""

    async def parts() -> AsyncIterator[bytes]:
        yield text.encode()

    upload = await store_upload(world.deps, parts())
    job = await start_import(world.deps, world.partner_id, world.account.id, how, upload)
    await run_waiting_imports(world.deps)
    return await ImportJob.get(id=job.id)


async def test_refused_rows_of_files_go_and_a_file_brings_nobody_back(world: World, redis_url: str) -> None:
    await imported(world)
    sequence = await world.sequence(fixed("Hi"))
    refused = "(415) 555-1234,Zebulon,no address\n12,Zebulon,ZEB@quill.example\n+14155550199,Ann,ann at home\n"
    await a_file(world, f"phone,first name,email\n{refused}", NewImport())
    assert await ImportRejection.all().count() == 3
    found = await lead_export(world.partner_id, (await world.lead()).id)
    assert found is not None
    assert len(found["refusedRows"]) == 2
    await erase(world)
    assert [row.cells for row in await ImportRejection.all()] == [["+14155550199", "Ann", "ann at home"]]
    await nothing_is_left(redis_url)

    again = "phone,first name\n(415) 555-1234,Zebulon\n"
    job = await a_file(world, again, NewImport(sequence_id=sequence.id))
    assert (job.status, job.skipped, job.refused, job.enrolled) == ("DONE", 1, 0, 0)
    await world.work()
    assert world.twilio.posts == 0
    await nothing_is_left(redis_url)


async def test_a_rotated_key_still_knows_the_phones_that_were_erased_before(world: World) -> None:
    def with_keys(*keys: str) -> None:
        settings = world.deps.settings.model_copy(update={"nudge_secret_key": SecretStr(",".join(keys))})
        world.deps = replace(world.deps, settings=settings)

    [old], new = world.deps.settings.secret_keys, "bmV3LXNlY3JldC1uZXctc2VjcmV0LW5ldy1zZWNyZXQ="
    await imported(world)
    await erase(world)
    sequence = await world.sequence(fixed("Hi"))
    with_keys(new, old)
    assert await refusal(world.enroll(sequence)) is Code.LEAD_ERASED
    with_keys(new)
    assert (await world.enroll(sequence)).action == "ENROLLED", "so a key is kept in the list"


async def test_the_other_national_spelling_of_the_phone_is_the_same_person(world: World) -> None:
    mexican = "+525512345678"
    await Lead.create(account_id=world.account.id, phone="+5215512345678", first_name="Zebulon")
    await world.enrolled(await world.sequence(fixed("Hola"), fixed("Dos", 1)), mexican)
    assert await erase_lead(world.deps, world.partner_id, (await world.lead(mexican)).id)
    assert [row.first_name for row in await Lead.all()] == [None, None]
    assert await Lead.filter(erased_at__isnull=True).count() == 0
    assert "5512345678" not in await stored.in_postgres()
    await receive_sms(world.deps, InboundSms("SM1", "+5215512345678", SENDER, WROTE))
    assert "5512345678" not in await stored.in_postgres()


async def test_who_cannot_be_erased_is_left_as_they_are(world: World) -> None:
    await imported(world)
    lead = await world.lead()
    assert await refusal(erase_lead(world.deps, uuid4(), lead.id)) is Code.NOT_FOUND
    assert await refusal(erase_lead(world.deps, world.partner_id, uuid4())) is Code.NOT_FOUND
    without = replace(world.deps, settings=world.deps.settings.model_copy(update={"nudge_secret_key": None}))
    assert await refusal(erase_lead(without, world.partner_id, lead.id)) is Code.NOT_CONFIGURED
    assert (await world.lead()).first_name == "Zebulon"


async def test_an_erased_lead_is_not_paused_and_not_listed(world: World) -> None:
    await imported(world)
    lead = await world.lead()
    await erase(world)
    assert await refusal(pause_lead(world.deps, world.partner_id, lead.id, None, "Ann")) is Code.NOT_FOUND
    found = await people.find_leads(world.partner_id, world.account.id, LeadFilter(), Window(50, 0))
    assert (found.rows, found.total) == ([], 0)
