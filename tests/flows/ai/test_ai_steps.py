"""An AI step's way from brief to claim: the model writes, the rules decide, and something else stands in."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.vocabulary import MessageSource, StepReason, WhenRejected
from app.models import AiUsage, Draft, Enrollment, Lead, Message
from app.providers.anthropic import prompt
from tests.factories import Alarms
from tests.world import LEAD, World, ai, fixed

OFFER = "We can offer you $5,000 today, see http://win.example now!"
ANOTHER = "Only $4,000 today, see http://win.example!"


async def first(world: World, **what: Any) -> tuple[Enrollment, Any]:
    """A run whose first step is the model's, an hour after it began, and what became of it."""
    enrollment = await world.enrolled(await world.sequence(ai("Ask for news.", 1, **what), fixed("After", 1)))
    await Lead.all().update(first_name="Ada")
    await world.later(hours=1)
    return enrollment, (await world.timeline(enrollment))[0]


async def test_a_text_that_passes_is_sent_and_says_how_it_came_about(world: World) -> None:
    await world.enroll(await world.sequence(ai("Ask for news.", 1)))
    world.claude.usage = {"input_tokens": 200, "output_tokens": 10, "cache_read_input_tokens": 800}
    world.claude.texts.append("Hi, it\u2019s Demo Lending \u2014 any news?")
    await world.later(hours=1)

    assert world.twilio.bodies() == ["Hi, it's Demo Lending - any news?"], "folded to one segment of GSM-7"
    [message] = await world.messages()
    assert (message.source, message.segments) == (MessageSource.AI, 1)
    told = dict(message.generation)
    assert told.pop("latency_ms") >= 0
    assert told == {
        "model": world.deps.settings.anthropic_model,
        "prompt_version": prompt.VERSION,
        "tries": 1,
        "input_tokens": 1000,
        "cached_tokens": 800,
        "output_tokens": 10,
        "cost_usd": 0.000033,  # 200 at $0.10 and 800 at $0.01 a million read, 10 at $0.50 written
        "fallback": False,
    }


async def test_what_must_not_leave_is_tried_once_more_with_the_reasons(world: World) -> None:
    world.claude.texts.extend([OFFER, "Hi Ada, any news?"])
    _, entry = await first(world)
    assert world.twilio.bodies() == ["Hi Ada, any news?"]
    assert entry.status.value == "SENT"
    second = world.claude.requests[1]["messages"][-1]["content"]
    assert "must not be sent" in second
    assert "Why:\n- " in second
    [message] = await world.messages()
    assert (message.generation["tries"], message.generation["input_tokens"]) == (2, 642)
    [used] = await AiUsage.all()
    assert (used.tries, used.rejected, used.failed, used.output_tokens) == (2, 1, 0, 24)
    assert used.cost_usd == used.charged_usd == Decimal("0.0000762")


async def test_after_two_bad_texts_the_fallback_message_is_sent(world: World) -> None:
    world.claude.texts.extend([OFFER, ANOTHER])
    _, entry = await first(world, fallback="Hi {{first_name}}, any news?")
    assert world.twilio.bodies() == ["Hi Ada, any news?"]
    [message] = await world.messages()
    how = message.generation
    assert (how["fallback"], how["model"], how["reason"], how["tries"]) == (True, "template", "AI_REJECTED", 2)
    assert "The step's fallback message was sent, because what the model wrote did not pass" in entry.explanation
    assert "win.example" not in entry.explanation


async def test_without_a_fallback_message_the_step_is_skipped_with_the_reason(world: World) -> None:
    world.claude.texts.extend([OFFER, ANOTHER])
    enrollment, entry = await first(world)
    assert world.twilio.posts == 0
    assert (entry.status.value, entry.reason) == ("SKIPPED", StepReason.AI_REJECTED)
    assert entry.explanation.startswith("Skipped: what the model wrote did not pass the checks, twice.")
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SKIPPED", "SENT"]


async def test_a_fallback_message_of_nothing_but_missing_values_is_none(world: World) -> None:
    world.claude.texts.extend([OFFER, ANOTHER])
    _, entry = await first(world, fallback="{{property_address}}")
    assert (entry.status.value, entry.reason) == ("SKIPPED", StepReason.AI_REJECTED)


async def test_a_card_number_leaves_neither_way(world: World) -> None:
    card = "4111 1111 1111 1111"
    enrollment = await world.enrolled(await world.sequence(ai("Answer.", 1, skip=False)))
    await world.reply(f"My card is {card}")
    world.claude.texts.extend([f"Thanks, we noted {card}.", "Thanks, we got your message."])
    await world.later(hours=1)
    assert world.twilio.bodies() == ["Thanks, we got your message."]
    assert card not in world.claude.said(0)
    assert card not in world.claude.said(1)
    assert await world.statuses(enrollment) == ["SENT"]


async def test_what_this_sequence_sent_is_told_and_what_others_sent_is_conversation(world: World) -> None:
    await world.enroll(await world.sequence(fixed("From another one")))
    await world.enroll(await world.sequence(fixed("From this one"), ai("Ask for news.", 1)))
    await world.later(hours=1)
    task = world.claude.requests[0]["messages"][-1]["content"]
    assert "<already_sent>\n- From this one\n</already_sent>" in task
    assert "From another one" in world.claude.said(0)


# ---------------------------------------------------------------- budgets


async def test_a_used_up_budget_asks_no_model(world: World) -> None:
    await world.voice(daily_budget_usd=0)
    _, entry = await first(world)
    assert (world.claude.requests, world.twilio.posts) == ([], 0)
    assert (entry.status.value, entry.reason) == ("SKIPPED", StepReason.AI_BUDGET)
    assert entry.explanation == ("Skipped: the account's daily AI budget of $0.00 is used up ($0.0000 today).")


async def test_a_budget_lasts_until_it_is_reached_and_begins_anew_the_next_day(world: World) -> None:
    world.claude.usage = {"input_tokens": 100_000, "output_tokens": 0}  # a cent each
    await world.voice(daily_budget_usd=0.02)
    every_hour = await world.sequence(*(ai("Ask.", 1, skip=False, fallback="Still there?") for _ in range(10)))
    world.claude.texts.extend(f"Question number {word}?" for word in ("one", "two", "three"))
    world.clock.moment = world.clock.moment.replace(hour=18)
    await world.enroll(every_hour)
    for _ in range(3):
        await world.later(hours=1)
    assert world.twilio.bodies()[2] == "Still there?"
    assert len(world.claude.requests) == 2
    [_, _, stand_in] = await world.messages()
    assert stand_in.generation["reason"] == "AI_BUDGET"
    for _ in range(4):  # past midnight in the account's zone
        await world.later(hours=1)
    assert len(world.claude.requests) > 2
    assert {used.day.day for used in await AiUsage.all()} == {3, 4}


# ---------------------------------------------------------------- a model that gives no text


@pytest.mark.parametrize("plan", ["!refusal", "!cut", "!empty", "!overloaded", "!html", "!raw:nonsense"])
async def test_a_model_without_a_text_is_asked_for_an_hour_and_then_the_fallback_is_sent(
    world: World, plan: str
) -> None:
    world.claude.otherwise = plan
    enrollment, entry = await first(world, fallback="Hi {{first_name}}, any news?")
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.AI_UNAVAILABLE)
    for _ in range(4):
        await world.later(minutes=15)
    assert world.twilio.bodies() == ["Hi Ada, any news?"]
    [message] = await world.messages()
    assert message.generation["tries"] == len(world.claude.requests) == 5
    assert "gave no text in 5 tries" in (await world.timeline(enrollment))[0].explanation
    [used] = await AiUsage.all()
    assert (used.tries, used.failed) == (5, 5)


async def test_the_hour_begins_when_the_model_is_first_asked_not_when_the_step_was_due(world: World) -> None:
    world.account.window_start, world.account.window_end = "08:00", "20:00"
    await world.account.save()
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 4)))
    lead = await world.lead()
    await Lead.filter(id=lead.id).update(time_zone="UTC")
    await world.later(hours=4)  # 21:00: closed
    assert (await world.timeline(enrollment))[0].reason is StepReason.OUTSIDE_WINDOW
    world.claude.texts.append("!overloaded")
    await world.later(hours=11)  # 08:00, eleven hours after it was due
    assert (await world.timeline(enrollment))[0].reason is StepReason.AI_UNAVAILABLE
    await world.later(minutes=1)
    assert await world.statuses(enrollment) == ["SENT"]


@pytest.mark.timeout(240)  # it takes some seconds, unless the machine has much else to do
async def test_ten_minutes_without_the_model_lose_no_ai_step_and_hold_up_no_fixed_one(world: World) -> None:
    count = 100  # more than are written at once, or wait for that
    world.deps = replace(world.deps, queue=Alarms())  # the sweep finds what is due: alarms are not the story
    clever, plain = await world.sequence(ai("Ask.", 1)), await world.sequence(fixed("Fixed", 1))
    await enroll_many(world, clever.id, count, "+1415")
    world.claude.otherwise = "!overloaded"
    world.clock.advance(hours=1)
    outage_ends = world.clock.now() + timedelta(minutes=10)
    due = 0
    while world.clock.now() < outage_ends:
        await enroll_many(world, plain.id, 20, f"+1212{due:03d}")
        await Enrollment.filter(sequence_id=plain.id, status="ACTIVE").update(
            due_at=world.clock.now(), wake_at=world.clock.now()
        )
        due += 20
        await world.work()
        assert len(world.twilio.ledger) == due, "every fixed step that is due is sent at once"
        world.clock.advance(minutes=2)
    assert await Message.filter(source="AI").count() == 0
    assert await Enrollment.filter(sequence_id=clever.id, status="ACTIVE").count() == count

    world.claude.otherwise = "Just checking in. Anything I can help with?"
    for _ in range(60):
        await world.work()
        if not await Enrollment.filter(sequence_id=clever.id, status="ACTIVE").exists():
            break
        world.clock.advance(minutes=1)
    sent = await Message.filter(source="AI", status="QUEUED")
    assert len({message.lead_id for message in sent}) == len(sent) == count
    assert world.claude.most_at_once <= 16


async def enroll_many(world: World, sequence_id: Any, count: int, area: str) -> None:
    """As many runs as this, due in an hour: by hand, because hundreds of calls take many seconds."""
    from app.db import connection

    await connection().execute_query(
        """WITH l AS (
               INSERT INTO lead (id, account_id, phone, created_at)
               SELECT gen_random_uuid(), $1, $5 || lpad(n::text, 12 - length($5), '0'), $4
               FROM generate_series(1, $3) n
               RETURNING id)
           INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, due_at,
                                   wake_at, position)
           SELECT gen_random_uuid(), $1, l.id, $2, v.id, 'ACTIVE', $4, $4 + interval '1 hour', $4 + interval '1 hour', 0
           FROM l, sequence_version v WHERE v.sequence_id = $2""",
        [world.account.id, sequence_id, count, world.clock.now(), area],
    )


# ---------------------------------------------------------------- held for a person


async def held(world: World, **what: Any) -> tuple[Enrollment, Draft]:
    enrollment, entry = await first(world, **what)
    assert (entry.status.value, entry.reason) == ("PENDING", StepReason.AWAITING_REVIEW)
    [draft] = await world.drafts()
    return enrollment, draft


async def test_a_bad_text_can_be_held_for_a_person(world: World) -> None:
    await world.voice(when_rejected=WhenRejected.HOLD)
    world.claude.texts.extend([OFFER, ANOTHER])
    _, draft = await held(world)
    assert (draft.body, draft.reason) == (ANOTHER, StepReason.AI_REJECTED)
    assert draft.note is not None
    assert draft.note.startswith("what the model wrote did not pass the checks")
    assert world.twilio.posts == 0


async def test_over_budget_there_is_no_text_but_a_person_can_write_one(world: World) -> None:
    await world.voice(when_rejected=WhenRejected.HOLD, monthly_budget_usd=0)
    _, draft = await held(world)
    assert (draft.body, draft.reason) == ("", StepReason.AI_BUDGET)


async def test_a_step_that_waits_for_a_person_costs_the_timer_nothing(world: World) -> None:
    await world.voice(review=True)
    enrollment, draft = await held(world)
    row = await Enrollment.get(id=enrollment.id)
    assert row.wake_at is None
    assert row.next_step_at == row.due_at
    for _ in range(3):
        await world.later(days=30)
    assert len(world.claude.requests) == 1
    assert [waiting.id for waiting in await world.drafts()] == [draft.id]


async def test_a_reply_while_the_text_is_written_leaves_nothing_stale_waiting(world: World) -> None:
    await world.voice(review=True)
    enrollment = await world.enrolled(await world.sequence(ai("Ask.", 1, skip=False)))
    await world.reply("A first word")  # so that the second one finds the run replied to already
    world.claude.texts.extend(["!wait", "Thanks for writing. What can I help you with?"])
    world.clock.advance(hours=1)
    work = asyncio.create_task(world.work())
    await world.claude.arrived.wait()
    await world.reply("I have a question")
    world.claude.gate.set()
    await work
    [draft] = await world.drafts()
    assert draft.body == "Thanks for writing. What can I help you with?"
    assert "I have a question" in world.claude.said()
    assert await world.statuses(enrollment) == ["PENDING"]


@pytest.mark.parametrize("how", ["stop", "reply"])
async def test_the_leads_word_ends_the_waiting(world: World, how: str) -> None:
    await world.voice(review=True)
    enrollment, _ = await held(world)
    await world.reply("STOP" if how == "stop" else "Yes, tomorrow works")
    await world.work()
    assert await world.drafts() == []
    assert world.twilio.posts == 0
    assert await world.statuses(enrollment) == (["CANCELLED", "CANCELLED"] if how == "stop" else ["SKIPPED", "PENDING"])


async def test_a_reply_to_a_step_that_is_sent_in_any_case_has_its_text_written_again(world: World) -> None:
    await world.voice(review=True)
    _, before = await held(world, skip=False)
    world.claude.texts.append("Thanks for writing. What can I help you with?")
    await world.reply("I have a question")
    await world.work()
    [after] = await world.drafts()
    assert (after.body, after.replaced_id) == ("Thanks for writing. What can I help you with?", before.id)
    assert after.id != before.id
    assert (await world.lead(LEAD)).inbound_count == after.inbound_count
