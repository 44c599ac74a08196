"""An account that requires consent: a step of a lead without it waits, says so, and goes on by itself."""

from dataclasses import replace
from datetime import timedelta

from app.domain.people import consent as consents
from app.domain.people.consent import Consent
from app.domain.vocabulary import (
    ConsentChange,
    ConsentOrigin,
    EnrollmentAction,
    EnrollmentStatus,
    StepReason,
    StepRunStatus,
)
from app.models import ConsentEvent, Enrollment
from app.services import accounts, people
from app.services.accounts import AccountChanges
from app.services.conversations import opt_in_lead, opt_out_lead
from app.services.enrollment import enroll_leads, pause_lead, preview_sequence, resume_lead
from app.services.people import NewLead
from tests.world import LEAD, World, fixed

WAITS = (
    "Held until the lead's consent is stored, or the account stops requiring consent: "
    "the account requires consent, and the lead has none."
)


def consent(world: World) -> Consent:
    given_at = world.clock.now() - timedelta(days=1)
    return Consent(ConsentOrigin.WEB_FORM, given_at, "Text me.", "https://a.example/form", "203.0.113.7")


async def require(world: World, required: bool = True) -> None:
    changes = AccountChanges(require_consent=required)
    await accounts.update(world.deps, world.partner_id, world.account.id, changes)


async def opt_in(world: World) -> Consent:
    """The person agrees now: a consent that is older than an opt-out lifts nothing."""
    given = replace(consent(world), given_at=world.clock.now())
    await opt_in_lead(world.deps, world.partner_id, world.account.id, LEAD, given)
    return given


async def test_a_lead_without_consent_is_enrolled_and_its_step_waits(world: World) -> None:
    await require(world)
    run = await world.enroll(await world.sequence(fixed("One"), fixed("Two", 1)))
    assert (run.action, run.message_sent) == (EnrollmentAction.ENROLLED, False)
    assert run.enrollment.hold_reason is StepReason.NO_CONSENT
    await world.later(days=30)
    first, second = await world.timeline(run.enrollment)
    assert (first.status, first.reason, first.explanation) == (StepRunStatus.PENDING, StepReason.NO_CONSENT, WAITS)
    assert second.explanation.endswith("stops requiring consent.")
    assert world.twilio.ledger == []


async def test_the_step_goes_on_once_a_person_stores_consent(world: World) -> None:
    await require(world)
    run = await world.enroll(await world.sequence(fixed("One"), fixed("Two", 1)))
    world.clock.advance(days=2)
    given = await opt_in(world)
    await world.work()
    assert [sent.body for sent in world.twilio.ledger] == ["One"]
    await world.later(hours=1)
    assert await world.statuses(run.enrollment) == ["SENT", "SENT"]
    [event] = await ConsentEvent.all()
    assert (event.change, event.rule) == (ConsentChange.OPT_IN, "person")
    lead = await world.lead()
    assert event.consent == lead.consent
    assert consents.stored(lead.consent) == given


async def test_the_step_goes_on_once_an_import_brings_consent(world: World) -> None:
    await require(world)
    await world.enroll(await world.sequence(fixed("One")))
    given = NewLead(phone=LEAD, consent=consent(world))
    await people.import_lead(world.deps, world.partner_id, world.account.id, given)
    later = NewLead(phone=LEAD, consent=Consent(ConsentOrigin.PAPER, world.clock.now()))
    kept = await people.import_lead(world.deps, world.partner_id, world.account.id, later)
    await world.work()
    assert len(world.twilio.ledger) == 1
    assert kept.kept == ("consent",)
    assert (await world.lead()).consent["source"] == "WEB_FORM", "an import fills, and overwrites nothing"


async def test_a_lead_who_texts_start_consents(world: World) -> None:
    await require(world)
    await world.enroll(await world.sequence(fixed("One")))
    await world.reply("START")
    await world.work()
    assert len(world.twilio.ledger) == 1
    lead = await world.lead()
    assert (lead.consent["source"], lead.consent["text"]) == ("KEYWORD", "START")


async def test_every_step_goes_on_once_the_account_requires_consent_no_more(world: World) -> None:
    await require(world)
    sequence = await world.sequence(fixed("One"))
    phones = [f"+1415555{number:04d}" for number in range(20)]
    await enroll_leads(world.deps, world.partner_id, sequence.id, phones)
    await world.work()
    assert await Enrollment.filter(hold_reason=StepReason.NO_CONSENT, wake_at=None).count() == 20
    await require(world, False)
    await world.work()
    assert sorted(sent.to for sent in world.twilio.ledger) == phones


async def test_an_opt_out_ends_the_run_that_waits_for_consent(world: World) -> None:
    await require(world)
    run = await world.enroll(await world.sequence(fixed("One")))
    await opt_out_lead(world.deps, world.partner_id, world.account.id, LEAD, "By mail")
    await opt_in(world)
    await world.later(days=1)
    assert (await Enrollment.get(id=run.enrollment.id)).status is EnrollmentStatus.CANCELLED
    assert world.twilio.ledger == []
    assert (await world.lead()).opted_out_at is None


async def test_a_pause_and_missing_consent_end_each_by_itself(world: World) -> None:
    await require(world)
    run = await world.enroll(await world.sequence(fixed("One")))
    lead = await world.lead()
    await pause_lead(world.deps, world.partner_id, lead.id, None, None)
    await opt_in(world)
    await world.later(days=1)
    assert world.twilio.ledger == [], "the lead is paused"
    await resume_lead(world.deps, world.partner_id, lead.id)
    await world.work()
    assert await world.statuses(run.enrollment) == ["SENT"]


async def test_a_preview_says_that_consent_is_missing(world: World) -> None:
    await require(world)
    sequence = await world.sequence(fixed("One"))
    [step] = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, [])
    assert (step.foreseen.status, step.foreseen.reason) == (StepRunStatus.PENDING, StepReason.NO_CONSENT)
    assert step.foreseen.explanation.startswith("Would wait until the lead's consent is stored")
