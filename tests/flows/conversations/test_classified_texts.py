"""An unclear text is put to the model after the commit: it may turn out to be an opt-out, and nothing else."""

from datetime import timedelta

from app.domain.vocabulary import CancelReason, PauseReason, ReadAs
from app.models import AiUsage, ConsentEvent, Enrollment, Message
from app.services.conversations import classify_unclear
from app.services.enrollment import resume_lead
from tests.world import World, ai, fixed

UNCLEAR = "Who is this?"


async def paused(world: World) -> Enrollment:
    """A run whose lead wrote an unclear text."""
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1), ai("Ask.", 1)))
    await world.reply(UNCLEAR)
    assert (await world.lead()).pause_reason is PauseReason.UNCLEAR_REPLY
    return enrollment


async def text(world: World) -> Message:
    return await Message.get(direction="INBOUND", body=UNCLEAR)


async def test_the_webhook_does_not_wait_for_the_model(world: World) -> None:
    await paused(world)
    assert world.claude.judged == []


async def test_an_opt_out_that_the_model_finds_counts_from_when_it_was_written(world: World) -> None:
    enrollment = await paused(world)
    world.claude.readings.append("OPT_OUT")
    world.clock.advance(minutes=1)
    assert await classify_unclear(world.deps) == 1
    lead, message = await world.lead(), await text(world)
    assert lead.opted_out_at == message.created_at == world.clock.now() - timedelta(minutes=1)
    assert (message.read_as, message.read_rule) == (ReadAs.OPT_OUT, "model")
    row = await Enrollment.get(id=enrollment.id)
    assert row.cancel_reason is CancelReason.OPTED_OUT
    [evidence] = await ConsentEvent.all()
    assert (evidence.rule, evidence.message_id) == ("model", message.id)
    await world.later(days=3)
    assert world.twilio.bodies() == ["One"]


async def test_a_text_that_stays_unclear_stays_with_a_person_and_is_asked_about_once(world: World) -> None:
    await paused(world)
    world.claude.judging = {"input_tokens": 80, "output_tokens": 4}
    for _ in range(3):
        assert await classify_unclear(world.deps) == 0
    assert len(world.claude.judged) == 1
    lead = await world.lead()
    assert (lead.opted_out_at, lead.pause_reason) == (None, PauseReason.UNCLEAR_REPLY)
    [used] = await AiUsage.all()
    assert (used.tries, used.input_tokens, used.output_tokens) == (0, 80, 4)


async def test_a_model_that_is_away_is_asked_again(world: World) -> None:
    await paused(world)
    world.claude.readings.extend(["!status:529", "OPT_OUT"])
    assert await classify_unclear(world.deps) == 0
    assert (await world.lead()).opted_out_at is None
    assert await classify_unclear(world.deps) == 1


async def test_a_persons_decision_stands(world: World) -> None:
    enrollment = await paused(world)
    await resume_lead(world.deps, world.partner_id, (await world.lead()).id)
    world.claude.readings.append("OPT_OUT")
    assert await classify_unclear(world.deps) == 0
    assert (await world.lead()).opted_out_at is None
    assert (await Enrollment.get(id=enrollment.id)).cancel_reason is None


async def test_a_later_opt_in_is_the_last_word(world: World) -> None:
    await paused(world)
    await world.reply("STOP")
    await world.reply("START")
    world.claude.readings.append("OPT_OUT")
    assert await classify_unclear(world.deps) == 0
    assert (await world.lead()).opted_out_at is None


async def test_a_used_up_budget_leaves_it_to_a_person(world: World) -> None:
    await world.voice(daily_budget_usd=0)
    await paused(world)
    assert await classify_unclear(world.deps) == 0
    assert world.claude.judged == []


async def test_a_text_of_last_week_is_left_to_a_person(world: World) -> None:
    await paused(world)
    world.clock.advance(days=7)
    assert await classify_unclear(world.deps) == 0
    assert world.claude.judged == []
