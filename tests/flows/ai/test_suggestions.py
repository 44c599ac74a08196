"""Replies that the AI proposes: a person sends them, and nobody else does, whatever happens meanwhile."""

import asyncio
import random

import pytest

from app import failpoints
from app.domain.vocabulary import DraftState
from app.errors import Code, Refused
from app.failpoints import Failpoint
from app.models import AiUsage, Lead, Suggestion
from app.services import ai as suggestions
from app.services.ai.suggestions import TRIES
from app.services.people import add_suppressions, erase_lead, lead_export
from tests.world import LEAD, World, fixed

TEXT = "Thank you for your message. What would you like to know?"
POINTS = (Failpoint.SUGGESTION_ASKED, Failpoint.SUGGESTION_WRITTEN, Failpoint.SUGGESTION_STORED)
WORDS = ("What is the rate?", "Hello?", "who is this", "STOP", "START")
BAD = "You are approved for 500 dollars today, click www.example.com now!"


async def asked(world: World) -> Suggestion:
    lead = await world.lead()
    return await suggestions.suggest_reply(world.deps, world.partner_id, lead.id)


async def refused(world: World) -> Code:
    with pytest.raises(Refused) as error:
        await asked(world)
    return error.value.refusals[0].code


async def shown(world: World, phone: str = LEAD) -> str | None:
    """The text that the lead's conversation proposes."""
    lead = await world.lead(phone)
    found = (await suggestions.suggestions_of([lead.id])).get(lead.id)
    return found.body if found else None


async def written(world: World) -> int:
    """A worker writes what is wanted; how many it began with."""
    count = await suggestions.write_suggestions(world.deps)
    while world.deps.concurrency.begun:
        await world.deps.concurrency.finish(10)
    return count


async def texts(world: World, *bodies: str) -> None:
    world.claude.texts.extend(bodies)


async def test_a_reply_is_proposed_on_demand_and_a_persons_message_clears_it(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, TEXT)
    row = await asked(world)
    assert (row.body, row.state, row.generation["tries"]) == (TEXT, DraftState.READY, 1)
    assert await shown(world) == TEXT
    [used] = await AiUsage.all()
    assert (used.tries, used.charged_usd > 0) == (1, True)
    assert world.twilio.posts == 0

    await world.write("Six percent, I think.")
    assert await shown(world) is None
    assert world.twilio.bodies() == ["Six percent, I think."]


async def test_a_newer_word_of_the_lead_makes_it_stale(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, TEXT, "Another one, and how can we help?")
    await asked(world)
    await world.reply("Hello?")
    assert await shown(world) is None
    await asked(world)
    assert await shown(world) == "Another one, and how can we help?"


async def test_it_passes_the_same_wall_and_every_try_is_counted(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, BAD, BAD)
    assert await refused(world) is Code.NO_SUGGESTION
    [used] = await AiUsage.all()
    assert (used.tries, used.rejected) == (2, 2)
    assert not await Suggestion.exists()


async def test_the_second_reader_judges_it_too(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, TEXT, TEXT)
    world.claude.verdicts.extend(["UNSURE", "UNSURE"])
    assert await refused(world) is Code.NO_SUGGESTION
    assert await shown(world) is None


async def test_a_budget_that_is_used_up_asks_nothing_of_the_model(world: World) -> None:
    await world.voice(daily_budget_usd=0.0, suggest_replies=True)
    await world.reply("What is the rate?")
    assert await written(world) == 1
    assert await refused(world) is Code.NO_SUGGESTION
    assert not world.claude.requests
    assert not await Suggestion.exists()


async def test_nothing_is_proposed_for_who_may_not_be_written_to(world: World) -> None:
    await world.voice(suggest_replies=True)
    await world.reply("What is the rate?")
    await texts(world, TEXT)
    assert await written(world) == 1
    assert await shown(world) == TEXT
    await world.reply("STOP")
    assert await shown(world) is None
    assert await written(world) == 0, "a STOP asks for no reply"
    assert await refused(world) is Code.LEAD_OPTED_OUT
    other = "+14155550177"
    await world.reply("And the fees?", other)
    await add_suppressions(world.deps, world.partner_id, world.account.id, [other], "list", None)
    assert await written(world) == 1
    assert not await Suggestion.filter(lead_id=(await world.lead(other)).id).exists()
    with pytest.raises(Refused) as error:
        await suggestions.suggest_reply(world.deps, world.partner_id, (await world.lead(other)).id)
    assert error.value.refusals[0].code is Code.LEAD_SUPPRESSED


async def test_each_reply_gets_one_if_the_account_wants_them_and_none_by_default(world: World) -> None:
    await world.reply("What is the rate?")
    assert await written(world) == 0
    await world.voice(suggest_replies=True)
    await world.reply("Hello?")
    await world.reply("Liked “Six percent”")
    await texts(world, TEXT)
    assert await written(world) == 1
    assert await shown(world) is None, "a reaction came after the words"
    await world.reply("Hello??")
    await texts(world, TEXT)
    assert await written(world) == 1
    assert await shown(world) == TEXT
    assert world.twilio.posts == 0


async def test_a_model_that_is_away_is_asked_again_and_then_given_up(world: World) -> None:
    await world.voice(suggest_replies=True)
    await world.reply("What is the rate?")
    await texts(world, *["!overloaded"] * 30)
    for _ in range(TRIES + 1):
        await written(world)
        world.clock.advance(hours=1)
    assert not await Suggestion.exists()


@pytest.mark.parametrize("point", POINTS)
async def test_a_process_that_fails_leaves_it_to_the_next_one(world: World, point: Failpoint) -> None:
    await world.voice(suggest_replies=True)
    await world.reply("What is the rate?")
    world.claude.texts.extend([TEXT] * 2)
    failpoints.arm(f"{point}=raise")
    try:
        await written(world)
    finally:
        failpoints.arm("")
    world.clock.advance(seconds=world.deps.timeouts.writing.total_seconds() + 1)
    await written(world)
    assert await shown(world) == TEXT
    calls = sum(row.tries for row in await AiUsage.all())
    assert calls == len(world.claude.requests), "each call is counted"
    assert calls == (2 if point is Failpoint.SUGGESTION_WRITTEN else 1)
    assert world.twilio.posts == 0


async def test_of_two_who_ask_at_once_one_asks_the_model(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, TEXT)
    both = await asyncio.gather(asked(world), asked(world))
    assert {row.body for row in both} == {TEXT}
    assert (await AiUsage.get()).tries == 1


async def test_erasure_and_export_cover_it(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, TEXT)
    await asked(world)
    lead = await world.lead()
    export = await lead_export(world.partner_id, lead.id)
    assert export is not None
    assert [one["body"] for one in export["suggestions"]] == [TEXT]
    await erase_lead(world.deps, world.partner_id, lead.id)
    assert not await Suggestion.exists()
    with pytest.raises(Refused):
        await suggestions.suggest_reply(world.deps, world.partner_id, lead.id)


async def test_a_person_who_writes_while_it_is_written_gets_none(world: World) -> None:
    await world.reply("What is the rate?")
    await texts(world, "!wait")
    lead = await world.lead()
    asking = asyncio.ensure_future(suggestions.suggest_reply(world.deps, world.partner_id, lead.id))
    await world.claude.arrived.wait()
    await world.write("Six percent, I think.")
    world.claude.gate.set()
    with pytest.raises(Refused) as error:
        await asking
    assert error.value.refusals[0].code is Code.DRAFT_STALE
    assert await shown(world) is None


async def test_nothing_sends_a_suggestion_but_a_person(world: World) -> None:
    """Replies, stops, failing processes and hours that pass, in any order: no suggestion is in the ledger."""
    chance = random.Random(7)
    await world.voice(suggest_replies=True)
    phones = [f"+1415555{number}" for number in range(2000, 2006)]
    sequence = await world.sequence(fixed("Hi"), fixed("Still there?", 24), fixed("Last word", 24))
    for phone in phones:
        await world.enrolled(sequence, phone)
    world.claude.texts.extend([TEXT] * 200)
    seen = 0
    try:
        for _ in range(12):
            failpoints.arm(f"{chance.choice(POINTS)}=raise:0.5")
            await world.reply(chance.choice(WORDS), chance.choice(phones))
            await written(world)
            await world.later(hours=chance.randint(0, 8))
            leads = [lead.id for lead in await Lead.all()]
            seen += len(await suggestions.suggestions_of(leads))
    finally:
        failpoints.arm("")
    assert seen, "suggestions were there to be sent"
    assert TEXT not in world.twilio.bodies()
    assert set(world.twilio.bodies()) <= {"Hi", "Still there?", "Last word"}
