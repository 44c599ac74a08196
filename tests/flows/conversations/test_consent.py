"""The evidence: who said what, when, and by which rule it was read."""

from datetime import timedelta

import pytest

from app.domain import ids
from app.domain.people.consent import Consent
from app.domain.vocabulary import ConsentChange, ConsentOrigin, ConsentSource, EnrollmentStatus
from app.errors import Code, Refused
from app.models import ConsentEvent, Enrollment, Partner
from app.services import accounts
from app.services.conversations import consent_of_phone, consent_source, opt_in_lead, opt_out_lead
from tests.graphql.client import Api
from tests.world import LEAD, SENDER, World, fixed

HISTORY = """query ($account: ID!, $phone: PhoneNumber!) { lead(accountId: $account, phone: $phone) {
  optedOutAt consentHistory { change at rule source number message { direction body status } } } }"""


async def test_every_change_is_there_with_the_leads_own_words(world: World) -> None:
    await world.reply("please stop texting me")
    world.clock.advance(hours=1)
    await world.reply("STOP")  # no change
    await world.reply("START")
    world.clock.advance(hours=1)
    world.twilio.plans.append("reject:21610")
    await world.write("Hello")

    partner = await Partner.get(id=world.partner_id)
    async with Api(world.deps, await accounts.rotate_key(partner.name, world.clock.now())) as api:
        lead = await api.data(HISTORY, account=ids.encode(ids.ACCOUNT, world.account.id), phone=LEAD)
    stop, start, refused = lead["consentHistory"]
    assert stop == {
        "change": "OPT_OUT",
        "at": "2036-03-03T17:00:00Z",
        "rule": "phrase:stop texting me",
        "source": "LEAD",
        "number": SENDER,
        "message": {"direction": "INBOUND", "body": "please stop texting me", "status": "RECEIVED"},
    }
    assert (start["change"], start["rule"], start["message"]["body"]) == ("OPT_IN", "keyword:START", "START")
    assert (refused["change"], refused["rule"], refused["source"]) == ("OPT_OUT", "provider:21610", "PROVIDER")
    assert refused["message"] == {"direction": "OUTBOUND", "body": "Hello", "status": "FAILED"}
    assert lead["optedOutAt"] == refused["at"]


async def test_the_operator_reads_it_for_a_phone(world: World) -> None:
    await world.reply("STOP")
    [(event, words)] = await consent_of_phone(LEAD, world.account.id)
    assert (event.change, consent_source(event), words) == (ConsentChange.OPT_OUT, ConsentSource.LEAD, "STOP")
    assert await consent_of_phone(LEAD, None) == [(event, "STOP")]
    assert await consent_of_phone(LEAD, ids.new_id()) == []


async def test_a_person_records_an_opt_out_that_came_by_voice(world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    lead = await opt_out_lead(world.deps, world.partner_id, world.account.id, "(415) 555-1234", "Said so on the phone")
    assert lead.opted_out_at == world.clock.now()
    assert (await Enrollment.get(id=enrollment.id)).status is EnrollmentStatus.CANCELLED
    event = await ConsentEvent.get()
    assert (event.rule, event.note, event.number, event.message_id) == ("person", "Said so on the phone", SENDER, None)
    assert consent_source(event) is ConsentSource.PERSON
    await world.later(hours=1)
    assert world.twilio.bodies() == ["One"]
    await world.reply("START")
    assert (await world.lead()).opted_out_at is None


async def test_a_phone_that_is_not_known_yet_is_kept_from_being_written_to(world: World) -> None:
    await opt_out_lead(world.deps, world.partner_id, world.account.id, "+14155550042", "Wrote a letter")
    with pytest.raises(Refused):
        await world.enroll(await world.sequence(fixed("One")), "+14155550042")
    with pytest.raises(Refused):
        await opt_out_lead(world.deps, world.partner_id, world.account.id, "+14155550042", " ")


async def test_a_person_records_consent_and_lifts_the_opt_out(world: World) -> None:
    await world.reply("STOP")
    with pytest.raises(Refused):
        await world.write("Hello")
    given = Consent(ConsentOrigin.PHONE, world.clock.now(), text=" Please text me again. ")
    lead = await opt_in_lead(world.deps, world.partner_id, world.account.id, "(415) 555-1234", given)
    assert lead.opted_out_at is None
    assert lead.consent["text"] == "Please text me again."
    assert (await world.write("Hello")).body == "Hello", "the number that was told may write again too"
    stop, start = await ConsentEvent.all().order_by("created_at", "id")
    assert (stop.change, start.change, start.number) == (ConsentChange.OPT_OUT, ConsentChange.OPT_IN, SENDER)
    assert consent_source(start) is ConsentSource.PERSON


async def test_consent_that_cannot_be_is_refused_and_changes_nothing(world: World) -> None:
    await world.reply("STOP")
    given = Consent(ConsentOrigin.WEB_FORM, world.clock.now() + timedelta(days=1), "x\x00", "form.html", "1.2.3")
    with pytest.raises(Refused) as refused:
        await opt_in_lead(world.deps, world.partner_id, world.account.id, LEAD, given)
    paths = sorted(one.path for one in refused.value.refusals)
    assert paths == [("consent", name) for name in ("givenAt", "ip", "text", "url")]
    assert (await world.lead()).opted_out_at is not None
    assert await ConsentEvent.all().count() == 1


async def test_consent_for_an_unknown_phone_makes_the_lead(world: World) -> None:
    given = Consent(ConsentOrigin.PAPER, world.clock.now())
    await opt_in_lead(world.deps, world.partner_id, world.account.id, "+14155559999", given)
    assert (await world.lead("+14155559999")).consent["source"] == "PAPER"


@pytest.mark.parametrize("said", ["STOP", "a person's note"])
async def test_a_consent_that_is_older_than_the_opt_out_lifts_nothing(world: World, said: str) -> None:
    """The last word of the lead counts, and not the last call."""
    before = world.clock.now()
    world.clock.advance(hours=1)
    if said == "STOP":
        await world.reply("STOP")
    else:
        await opt_out_lead(world.deps, world.partner_id, world.account.id, LEAD, said)
    for given in (before, before - timedelta(days=3000)):
        with pytest.raises(Refused) as refused:
            await opt_in_lead(
                world.deps, world.partner_id, world.account.id, LEAD, Consent(ConsentOrigin.IMPORTED, given)
            )
        [refusal] = refused.value.refusals
        assert (refusal.code, refusal.path) == (Code.INVALID_INPUT, ("consent", "givenAt"))
    assert (await world.lead()).opted_out_at is not None
    assert [one.change for one in await ConsentEvent.all()] == [ConsentChange.OPT_OUT]


async def test_a_second_stop_counts_though_the_lead_was_opted_out_already(world: World) -> None:
    await world.reply("STOP")
    between = world.clock.advance(hours=1)
    world.clock.advance(hours=1)
    await world.reply("STOP!")
    with pytest.raises(Refused):
        await opt_in_lead(world.deps, world.partner_id, world.account.id, LEAD, Consent(ConsentOrigin.PHONE, between))
