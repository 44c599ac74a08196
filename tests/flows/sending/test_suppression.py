"""Do-not-contact lists: who is on one is written to by nobody, and every door says so."""

from uuid import uuid4

import pytest

from app.db import connection
from app.domain.people.consent import Consent
from app.domain.vocabulary import CancelReason, ConsentOrigin, EnrollmentStatus, StepReason, StepRunStatus
from app.errors import Code, Refused
from app.models import Account, Enrollment, Suppression
from app.services import people
from app.services.ai import approve_draft, edit_draft, reject_draft
from app.services.conversations import opt_in_lead
from app.services.enrollment import enroll_leads, preview_sequence
from app.services.people import NewLead, SuppressionsChanged
from tests.world import LEAD, World, ai, fixed

OTHER = "+14155550188"


async def suppress(world: World, *phones: str, partner: bool = False) -> SuppressionsChanged:
    account = None if partner else world.account.id
    return await people.add_suppressions(world.deps, world.partner_id, account, phones or (LEAD,), "a list", None)


async def remove(world: World, *phones: str, partner: bool = False) -> SuppressionsChanged:
    account = None if partner else world.account.id
    return await people.remove_suppressions(world.deps, world.partner_id, account, phones or (LEAD,))


def code(refused: pytest.ExceptionInfo[Refused]) -> Code:
    [refusal] = refused.value.refusals
    return refusal.code


@pytest.mark.parametrize("partner", [False, True])
async def test_who_is_under_way_is_canceled_and_gets_nothing_more(world: World, partner: bool) -> None:
    mine = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    other = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)), OTHER)
    assert await suppress(world, partner=partner) == SuppressionsChanged(1, 1)
    await world.later(hours=2)
    row = await Enrollment.get(id=mine.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.SUPPRESSED)
    assert await world.statuses(other) == ["SENT", "SENT"]
    _, second = await world.timeline(mine)
    assert (second.status, second.reason) == (StepRunStatus.CANCELLED, StepReason.SUPPRESSED)
    assert second.explanation.endswith("because the lead's phone was put on a do-not-contact list.")


async def test_every_door_refuses_a_phone_on_a_list(world: World) -> None:
    await suppress(world, partner=True)
    sequence = await world.sequence(fixed("One"), is_default=True)
    with pytest.raises(Refused) as refused:
        await world.enroll(sequence)
    assert code(refused) is Code.LEAD_SUPPRESSED
    with pytest.raises(Refused) as refused:
        await world.write("Hello")
    assert code(refused) is Code.LEAD_SUPPRESSED
    bulk = await enroll_leads(world.deps, world.partner_id, sequence.id, [OTHER, LEAD, LEAD])
    assert [isinstance(one, Refused) for one in bulk] == [False, True, True]
    new = NewLead(phone="+14155550177", auto_sequence=True)
    await suppress(world, new.phone)
    assert (await people.import_lead(world.deps, world.partner_id, world.account.id, new)).run is None
    [step] = await preview_sequence(world.deps, world.partner_id, sequence.id, LEAD, None, [])
    assert (step.foreseen.status, step.foreseen.reason) == (StepRunStatus.CANCELLED, StepReason.SUPPRESSED)
    await world.work()
    assert [sent.to for sent in world.twilio.ledger] == [OTHER]


async def test_a_draft_for_a_phone_on_a_list_can_only_be_rejected(world: World) -> None:
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask for news.", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    await suppress(world)
    with pytest.raises(Refused) as refused:
        await approve_draft(world.deps, world.partner_id, draft.id)
    assert code(refused) is Code.LEAD_SUPPRESSED
    with pytest.raises(Refused) as refused:
        await edit_draft(world.deps, world.partner_id, draft.id, "Hi")
    assert code(refused) is Code.LEAD_SUPPRESSED
    with pytest.raises(Refused) as refused:
        await reject_draft(world.deps, world.partner_id, draft.id)
    assert code(refused) is Code.DRAFT_STALE
    assert world.twilio.ledger == []


async def test_consent_and_start_take_nobody_off_a_list(world: World) -> None:
    await suppress(world)
    given = Consent(ConsentOrigin.PHONE, world.clock.now())
    await opt_in_lead(world.deps, world.partner_id, world.account.id, LEAD, given)
    await world.reply("START")
    with pytest.raises(Refused) as refused:
        await world.enroll(await world.sequence(fixed("One")))
    assert code(refused) is Code.LEAD_SUPPRESSED


async def test_a_phone_that_leaves_the_list_may_be_enrolled_again_and_nothing_restarts(world: World) -> None:
    sequence = await world.sequence(fixed("One"), fixed("Two", 1))
    run = await world.enrolled(sequence)
    await suppress(world)
    await suppress(world, partner=True)
    assert await remove(world) == SuppressionsChanged(1)
    with pytest.raises(Refused):
        await world.enroll(sequence)
    assert await remove(world, LEAD, OTHER, partner=True) == SuppressionsChanged(1)
    await world.later(days=1)
    assert await world.statuses(run) == ["SENT", "CANCELLED"]
    await world.enroll(sequence)
    assert len(world.twilio.ledger) == 2


async def test_a_list_of_one_account_does_not_bind_another(world: World) -> None:
    other = await Account.create(
        partner_id=world.partner_id, name="B", company_name="B", phone_number="+15005550007", time_zone="UTC"
    )
    await people.add_suppressions(world.deps, world.partner_id, other.id, [LEAD], "a list", None)
    await world.enroll(await world.sequence(fixed("One")))
    assert len(world.twilio.ledger) == 1


async def test_a_phone_twice_and_in_any_spelling_is_one_entry(world: World) -> None:
    await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    assert await suppress(world, "(415) 555-1234", LEAD, OTHER) == SuppressionsChanged(2, 1)
    assert await suppress(world, LEAD) == SuppressionsChanged(0, 0)
    mexico = "+525512345678"
    assert await suppress(world, mexico) == SuppressionsChanged(1)
    listed = await Suppression.filter(is_listed=True).order_by("id")
    assert [row.phone for row in listed] == [LEAD, OTHER, mexico]
    assert await Suppression.filter(phone="+5215512345678").exists(), "a former release may have a lead with it"
    assert await remove(world, mexico) == SuppressionsChanged(1)
    assert await Suppression.all().count() == 2


async def test_a_list_with_what_is_no_number_changes_nothing(world: World) -> None:
    run = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    given = [LEAD, "nobody", OTHER, "12"]
    with pytest.raises(Refused) as refused:
        await suppress(world, *given)
    assert [one.path for one in refused.value.refusals] == [("phones", "1"), ("phones", "3")]
    assert await Suppression.all().count() == 0
    assert (await Enrollment.get(id=run.id)).status is EnrollmentStatus.ACTIVE
    with pytest.raises(Refused) as refused:
        await people.add_suppressions(world.deps, world.partner_id, uuid4(), [LEAD], "a list", None)
    assert code(refused) is Code.NOT_FOUND


async def test_a_run_that_begins_while_its_lead_is_put_on_a_list_is_stopped_before_its_step(world: World) -> None:
    """A lead that is new at this moment is not seen by the list, and its run is ended when its step falls due."""
    run = await world.enrolled(await world.sequence(fixed("One", 1)))
    await connection().execute_query(
        "INSERT INTO suppression (id, partner_id, owner_id, phone, source, created_at)"
        " VALUES (gen_random_uuid(), $1, $1, $2, 'a list', now())",
        [world.partner_id, LEAD],
    )
    await world.later(hours=1)
    row = await Enrollment.get(id=run.id)
    assert (row.status, row.cancel_reason) == (EnrollmentStatus.CANCELLED, CancelReason.SUPPRESSED)
    assert world.twilio.ledger == []
