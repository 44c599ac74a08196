"""A draft that passed the rules is put to a second reader; a refused key holds the step and burns nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from app.domain.vocabulary import StepReason
from app.models import AiUsage, Enrollment
from app.observability import health
from app.providers.anthropic.writer import ClaudeWriter
from tests.world import World, ai, fixed
from workers.jobs import alive

WORKER = UUID(int=1)


async def one_step(world: World, fallback: str | None = None) -> Enrollment:
    """A lead whose first step is the model's, and due now."""
    enrollment = await world.enrolled(
        await world.sequence(ai("Ask for news.", 1, fallback=fallback), fixed("After", 1))
    )
    await world.later(hours=1)
    return enrollment


async def restart(world: World) -> None:
    """A worker with other settings takes over: it has seen no refusal yet."""
    await world.deps.writer.close()
    world.deps = replace(world.deps, writer=ClaudeWriter("another-key", "claude-haiku-5-5", world.claude.url, 5.0))


async def test_a_draft_that_the_second_reader_passes_is_sent_and_its_cost_is_counted(world: World) -> None:
    world.claude.judging = {"input_tokens": 1000, "output_tokens": 20}
    world.claude.texts.append("Any news?")
    await one_step(world)
    assert world.twilio.bodies() == ["Any news?"]
    [message] = await world.messages()
    how = message.generation
    assert (how["tries"], how["input_tokens"], how["output_tokens"]) == (1, 1321, 32)
    [used] = await AiUsage.all()
    assert (used.tries, used.input_tokens, used.output_tokens) == (1, 1321, 32)
    assert used.cost_usd == Decimal("0.0001481")


@pytest.mark.parametrize("verdict", ["PROMISE", "UNSURE"])
async def test_a_draft_that_the_second_reader_refuses_is_written_anew(world: World, verdict: str) -> None:
    world.claude.texts.extend(["Any news?", "Can we help?"])
    world.claude.verdicts.append(verdict)
    await one_step(world)
    assert world.twilio.bodies() == ["Can we help?"]
    assert "A second reader" in world.claude.requests[1]["messages"][-1]["content"]
    [used] = await AiUsage.all()
    assert (used.tries, used.rejected) == (2, 1)


async def test_twice_refused_by_the_second_reader_nothing_of_it_leaves(world: World) -> None:
    world.claude.texts.extend(["Any news?", "Can we help?"])
    world.claude.verdicts.extend(["UNSURE", "FACT"])
    enrollment = await one_step(world)
    assert world.twilio.posts == 0
    [entry, _] = await world.timeline(enrollment)
    assert (entry.status.value, entry.reason) == ("SKIPPED", StepReason.AI_REJECTED)


async def test_what_the_rules_refuse_is_not_put_to_the_second_reader(world: World) -> None:
    world.claude.texts.extend(["Get $5,000 now!", "Any news?"])
    await one_step(world)
    assert len(world.claude.judged) == 1


async def test_without_a_judgment_the_step_waits(world: World) -> None:
    world.claude.verdicts.append("!status:529")
    enrollment = await one_step(world)
    assert world.twilio.posts == 0
    [entry, _] = await world.timeline(enrollment)
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.AI_UNAVAILABLE)
    await world.later(minutes=1)
    assert len(world.twilio.bodies()) == 1


async def test_a_step_waits_as_long_as_the_provider_asks(world: World) -> None:
    world.claude.retry_after = "600"
    world.claude.texts.append("!status:429")
    enrollment = await one_step(world)
    row = await Enrollment.get(id=enrollment.id)
    assert row.wake_at is not None
    assert row.wake_at - world.clock.now() == timedelta(seconds=600)


async def test_a_refused_key_holds_the_step_until_it_is_mended_and_costs_nothing(world: World) -> None:
    world.claude.otherwise = "!status:401"
    enrollment = await one_step(world, fallback="Still there?")
    for _ in range(30):  # two and a half hours, longer than a model may be away
        await world.later(minutes=5)
    [entry, _] = await world.timeline(enrollment)
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.AI_UNAVAILABLE)
    assert "ANTHROPIC_API_KEY" in entry.explanation
    assert world.twilio.posts == 0
    assert len(world.claude.requests) == 1, "the provider is asked once a minute, not once a step"
    assert await AiUsage.all().count() == 0

    await alive(world.deps, WORKER)
    assert "ANTHROPIC_API_KEY" in str(await health.writer_problem(world.clock.now()))
    world.claude.otherwise = "Any news?"
    await restart(world)
    await alive(world.deps, WORKER)
    assert await health.writer_problem(world.clock.now()) is None
    await world.later(minutes=5)
    assert world.twilio.bodies() == ["Any news?"]


async def test_the_hour_of_a_model_that_is_away_begins_after_the_fault_is_mended(world: World) -> None:
    world.claude.otherwise = "!status:404"
    enrollment = await one_step(world)
    await world.later(hours=3)
    world.claude.otherwise = "!overloaded"
    await restart(world)
    await world.later(minutes=5)
    [entry, _] = await world.timeline(enrollment)
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.AI_UNAVAILABLE)
    assert "ANTHROPIC_MODEL" not in entry.explanation
