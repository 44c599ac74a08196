"""A person looks at what the model wrote: what they decide holds for what they have read, and for nothing else."""

from uuid import uuid4

import pytest

from app.domain.vocabulary import EnrollmentStatus, StepReason
from app.errors import Code, Refused
from app.models import Account, Draft, Enrollment, Message
from app.services import ai as drafts
from app.services import sequences
from app.services.enrollment import cancel_enrollment
from tests.world import LEAD, World, ai, fixed


async def waiting(world: World, *, skip: bool = False) -> tuple[Enrollment, Draft]:
    """A text that waits for a person's word, in a run with a step after it."""
    await world.voice(review=True)
    run = await world.enrolled(await world.sequence(ai("Ask for news.", 1, skip=skip), fixed("After", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    return run, draft


async def refused(world: World, draft: Draft, how: str = "approve", *said: str) -> tuple[Code, str]:
    with pytest.raises(Refused) as error:
        await getattr(drafts, f"{how}_draft")(world.deps, world.partner_id, draft.id, *said)
    [refusal] = error.value.refusals
    return refusal.code, refusal.message


async def test_an_approved_text_is_sent_at_once_and_the_run_goes_on(world: World) -> None:
    run, draft = await waiting(world)
    done = await drafts.approve_draft(world.deps, world.partner_id, draft.id)
    assert done.message_sent
    assert world.twilio.bodies() == [draft.body]
    await world.later(hours=1)
    assert await world.statuses(run) == ["SENT", "SENT"]
    assert (await world.messages())[0].generation["tries"] == 1
    assert await refused(world, draft) == (
        Code.DRAFT_STALE,
        "This draft no longer awaits review: the timeline of its enrollment says what happened to the step.",
    )


async def test_an_edited_text_is_the_persons_to_answer_for(world: World) -> None:
    run, draft = await waiting(world)
    await drafts.edit_draft(world.deps, world.partner_id, draft.id, " We can do 6.5% \u2013 call me. ")
    assert world.twilio.bodies() == ["We can do 6.5% - call me."]
    [message] = await world.messages()
    assert message.generation["edited"]
    assert await world.statuses(run) == ["SENT", "PENDING"]


@pytest.mark.parametrize(
    ("body", "why"),
    [("  ", "blank"), ("x" * 307, "3 SMS segments"), ("Hi {{first_name}}!", "placeholder"), ("x" * 1601, "1,600")],
)
async def test_an_edited_text_has_a_length_and_no_holes(world: World, body: str, why: str) -> None:
    run, draft = await waiting(world)
    with pytest.raises(Refused) as error:
        await drafts.edit_draft(world.deps, world.partner_id, draft.id, body)
    assert error.value.refusals[0].path == ("body",)
    assert why in str(error.value)
    assert world.twilio.posts == 0
    assert [one.id for one in await world.drafts()] == [draft.id]
    assert await world.statuses(run) == ["PENDING", "PENDING"]


async def test_a_rejected_text_skips_the_step_and_the_run_goes_on(world: World) -> None:
    run, draft = await waiting(world)
    await drafts.reject_draft(world.deps, world.partner_id, draft.id)
    first, _ = await world.timeline(run)
    assert (first.status.value, first.reason) == ("SKIPPED", StepReason.REJECTED_BY_PERSON)
    assert first.explanation == "Skipped: a person rejected the text."
    await world.later(hours=1)
    assert world.twilio.bodies() == ["After"]


async def test_a_reply_makes_the_text_stale_before_and_after_it_is_written_again(world: World) -> None:
    _, draft = await waiting(world)
    await world.reply("I have a question")
    for _ in range(2):  # before the worker has looked, and after
        for how, said in (("approve", ()), ("edit", ("My words",)), ("reject", ())):
            code, message = await refused(world, draft, how, *said)
            assert code is Code.DRAFT_STALE
            assert "The lead has written or was changed since" in message
        await world.work()
    assert world.twilio.posts == 0
    [again] = await world.drafts()
    assert (await drafts.approve_draft(world.deps, world.partner_id, again.id)).message_sent


async def test_approved_outside_the_window_it_waits_for_the_opening_and_for_the_last_word(world: World) -> None:
    _, draft = await waiting(world)
    await Account.filter(id=world.account.id).update(window_start="08:00", window_end="09:00")
    assert not (await drafts.approve_draft(world.deps, world.partner_id, draft.id)).message_sent
    await world.reply("Never mind, I have called you")
    world.claude.texts.append("Thank you for the call.")
    await world.later(hours=22)
    assert world.twilio.posts == 0, "what was approved is stale, and what is written anew waits for a person again"
    [again] = await world.drafts()
    assert again.body == "Thank you for the call."


@pytest.mark.parametrize("how", ["STOP", "cancel", "delete"])
async def test_the_last_word_is_not_the_reviewers(world: World, how: str) -> None:
    run, draft = await waiting(world)
    match how:
        case "STOP":
            await world.reply("STOP")
        case "cancel":
            await cancel_enrollment(world.deps, world.partner_id, run.id)
        case "delete":
            await sequences.delete(world.deps, world.partner_id, run.sequence_id)
    code, _ = await refused(world, draft)
    assert code is Code.DRAFT_STALE
    await world.work()
    assert world.twilio.posts == 0
    assert await Enrollment.filter(status=EnrollmentStatus.ACTIVE).count() == 0


async def test_a_text_is_decided_on_once(world: World) -> None:
    _, draft = await waiting(world)
    world.twilio.plans.append("busy")
    assert not (await drafts.approve_draft(world.deps, world.partner_id, draft.id)).message_sent
    assert await refused(world, draft, "reject") == (
        Code.DRAFT_STALE,
        "This draft no longer awaits review: a decision was made before.",
    )
    await world.later(minutes=1)
    assert await Message.filter(status="QUEUED").count() == 1


async def test_a_text_that_nobody_wrote_cannot_be_approved_but_written(world: World) -> None:
    await world.voice(when_rejected="HOLD", daily_budget_usd=0)
    await world.enroll(await world.sequence(ai("Ask.", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    assert await refused(world, draft) == (
        Code.INVALID_INPUT,
        "There is no text to approve: write one with editDraft.",
    )
    await drafts.edit_draft(world.deps, world.partner_id, draft.id, "Written by hand.")
    assert world.twilio.bodies() == ["Written by hand."]
    assert (await world.messages(LEAD))[0].generation["model"] == "none"


async def test_another_partners_text_is_not_there(world: World) -> None:
    _, draft = await waiting(world)
    for decide in (drafts.approve_draft, drafts.reject_draft):
        with pytest.raises(Refused) as error:
            await decide(world.deps, uuid4(), draft.id)
        assert error.value.refusals[0].code is Code.NOT_FOUND
    assert [one.id for one in await world.drafts()] == [draft.id]
