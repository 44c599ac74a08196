"""A voice is tried before it is saved: the model is asked for real, and nothing is sent."""

from typing import Any

import pytest

from app.errors import Code, Refused
from app.models import Account, AiUsage, Draft, Lead
from app.services.accounts import VoiceChanges
from app.services.ai import Trial
from app.services.sequences import PreviewLead, try_voice
from tests.world import World

BAD = "You are approved for 500 dollars today, click www.example.com now!"


async def tried(world: World, instructions: str = "Ask for news.", **voice: Any) -> Trial:
    lead = PreviewLead(first_name="Zoe", variables={"city": "Reno"})
    changes = VoiceChanges(**voice)
    return await try_voice(world.deps, world.partner_id, world.account.id, instructions, changes, lead)


async def refused(world: World, **what: Any) -> tuple[Code, tuple[str, ...]]:
    with pytest.raises(Refused) as error:
        await tried(world, **what)
    [refusal] = error.value.refusals
    return refusal.code, refusal.path


async def test_the_model_is_asked_with_the_settings_as_they_would_be(world: World) -> None:
    await world.voice(tone="Formal.")
    before = await Account.filter(id=world.account.id).values()
    world.claude.texts.append("Hi Zoe, how are things?")
    trial = await tried(world, persona="Dana of the night shift", rules=["No jokes."], daily_budget_usd=0)
    assert trial == Trial("Hi Zoe, how are things?", [])
    [asked] = map(str, world.claude.requests)
    for told in ("Dana of the night shift", "No jokes.", "Formal.", "Ask for news.", "Zoe", "Reno"):
        assert told in asked
    assert await Account.filter(id=world.account.id).values() == before
    assert (await Lead.all().count(), await Draft.all().count(), world.twilio.bodies()) == (0, 0, [])
    assert sum([one.tries for one in await AiUsage.all()]) == 1


async def test_a_text_that_would_not_be_sent_is_shown_with_its_faults(world: World) -> None:
    world.claude.otherwise = BAD
    trial = await tried(world)
    assert trial.text == BAD
    assert trial.problems
    assert all(problem.endswith(".") for problem in trial.problems)


async def test_a_trial_is_refused_before_the_model_is_asked(world: World) -> None:
    assert await refused(world, instructions=" ") == (Code.INVALID_INPUT, ("instructions",))
    assert await refused(world, max_segments=99) == (Code.INVALID_INPUT, ("ai", "maxSegments"))
    world.claude.texts.append("!overloaded")
    assert await refused(world) == (Code.NO_SUGGESTION, ("accountId",))
    asked = len(world.claude.requests)
    await world.voice(daily_budget_usd=0)
    assert await refused(world) == (Code.NO_SUGGESTION, ("accountId",))
    assert len(world.claude.requests) == asked
