"""Each event is told once, whatever comes twice, at the same time, or to nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from app.db import connection, rows
from app.domain.ids import new_id
from app.domain.vocabulary import LeadStatus
from app.models import Account, Lead, Message, WebhookEndpoint, WebhookEvent
from app.services import people
from app.services.accounts import KeyHolder
from app.services.enrollment import enroll_leads, pause_lead, resume_lead
from app.services.people import LeadChanges, NewLead, import_leads
from app.services.webhooks import NewEndpoint, create_endpoint, new_secret
from tests.flows.webhooks.listening import listen, told, types_told
from tests.told import mistold
from tests.waiting import until
from tests.world import LEAD, World, ai, fixed

_SENT = "UPDATE message SET status = 'SENT', sent_at = now() WHERE id = $1"


@asynccontextmanager
async def another_connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    other = await asyncpg.connect(database_url)
    try:
        yield other
    finally:
        await other.close()


async def somebody_waits() -> bool:
    found = await connection().execute_query_dict("SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted")
    return bool(found[0]["waiting"])


async def two_messages(world: World) -> list[Message]:
    """Two messages to one lead that are under way."""
    lead = await Lead.create(account_id=world.account.id, phone=LEAD)
    columns: dict[str, Any] = {
        "source": "OPERATOR",
        "status": "SENDING",
        "body": "Hi",
        "segments": 1,
        "direction": "OUTBOUND",
    }
    return [
        await Message.create(account_id=world.account.id, lead_id=lead.id, created_at=world.clock.now(), **columns)
        for _ in range(2)
    ]


async def test_of_two_first_messages_in_one_statement_the_earlier_one_begins_the_conversation(world: World) -> None:
    await listen(world)
    first, second = await two_messages(world)
    await connection().execute_query(
        "UPDATE message SET status = 'SENT', sent_at = now() WHERE id = ANY($1)", [[second.id, first.id]]
    )
    assert (await types_told())[1:] == [
        *("message.sent", "message.sent"),
        *("conversation.started", "lead.status_changed"),
    ]


async def test_of_two_first_messages_at_the_same_time_one_begins_the_conversation(
    world: World, database_url: str
) -> None:
    """Neither transaction sees the other's message. The key of the event keeps the second one waiting."""
    await listen(world)
    first, second = await two_messages(world)
    async with another_connection(database_url) as other:
        async with other.transaction():
            await other.execute(_SENT, first.id)
            late = asyncio.create_task(connection().execute_query(_SENT, [second.id]))
            await until(somebody_waits)
        await late
    assert [await WebhookEvent.filter(type=kind).count() for kind in ("message.sent", "conversation.started")] == [2, 1]
    assert await WebhookEvent.filter(type="lead.status_changed").count() == 1


async def test_a_change_that_is_rolled_back_is_not_told(world: World) -> None:
    await listen(world)

    async def change() -> None:
        async with in_transaction():
            await Lead.create(account_id=world.account.id, phone=LEAD)
            assert await WebhookEvent.all().count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await change()
    assert await WebhookEvent.all().count() == 0


async def test_a_message_that_was_not_taken_begins_nothing_until_it_is(world: World) -> None:
    await listen(world)
    world.twilio.plans.append("busy")
    await world.enrolled(await world.sequence(fixed("Hello")))
    assert await types_told() == ["lead.created", "enrollment.started", "step.held"]
    for _ in range(3):
        await world.later(seconds=30)
    assert (await types_told())[3:] == [
        *("message.sent", "conversation.started", "lead.status_changed"),
        "sequence.completed",
    ]
    assert await mistold(rows) == {}


async def test_an_attempt_that_was_never_there_and_is_made_again_is_no_failure(world: World) -> None:
    await listen(world)
    world.twilio.plans.append("fail")
    await world.enrolled(await world.sequence(fixed("Hello")))
    for _ in range(8):
        await world.later(minutes=5)
    assert [body["type"] for body in await told() if body["type"].startswith("message.")] == [
        *("message.unknown", "message.sent")
    ]
    assert await mistold(rows) == {}


async def test_a_held_step_is_told_once_for_each_cause_however_often_it_is_looked_at(world: World) -> None:
    await listen(world, "step.held")
    sequence = await world.sequence(fixed("Hello {{custom.rate}}", 1))
    await world.enrolled(sequence)
    await world.later(hours=1)
    lead = await world.lead()
    for _ in range(3):
        await world.reply("Sure")  # a step that waits for a value is looked at again
        await world.work()
    assert [body["data"]["reason"] for body in await told()] == ["missing_variable"]
    for _ in range(2):
        await pause_lead(world.deps, world.partner_id, lead.id, None, "Ann")
        await world.work()
        world.clock.advance(minutes=1)
        await resume_lead(world.deps, world.partner_id, lead.id)
        await world.work()
    assert [body["data"]["reason"] for body in await told()] == ["missing_variable", "paused", "paused"]
    assert {body["data"]["step_order"] for body in await told()} == {0}


async def test_a_busy_provider_is_told_once_for_each_step(world: World) -> None:
    await listen(world, "step.held", "sender.blocked")
    phones = [f"+1415555{number}" for number in range(3000, 3004)]
    await enroll_leads(world.deps, world.partner_id, (await world.sequence(fixed("Hello", 1))).id, phones)
    world.twilio.plans.extend(["busy"] * 100)
    world.clock.advance(hours=1)
    for _ in range(20):
        await world.later(seconds=5)
    assert sorted(body["data"]["phone"] for body in await told()) == phones


async def test_a_status_that_callers_see_unchanged_is_no_event(world: World) -> None:
    await listen(world, "lead.status_changed")
    await world.enrolled(await world.sequence(fixed("Hello")))
    lead = await world.lead()
    for status in (LeadStatus.CONTACTED, LeadStatus.NEW, LeadStatus.LOST, LeadStatus.NEW):
        await people.update_lead(world.deps, world.partner_id, lead.id, LeadChanges(status=status))
    changes = [(body["data"]["previous_status"], body["data"]["status"]) for body in await told()]
    assert changes == [("new", "contacted"), ("contacted", "lost"), ("lost", "contacted")]


async def test_an_import_tells_of_each_lead_and_of_its_opt_out(world: World) -> None:
    await listen(world)
    new = [NewLead(phone=f"+1415555{number}", opted_out_at=world.clock.now()) for number in range(2000, 2003)]
    for _ in range(2):
        await import_leads(world.deps, world.partner_id, world.account.id, new)
    assert sorted(await types_told()) == ["lead.created"] * 3 + ["lead.opted_out"] * 3
    assert await mistold(rows) == {}


async def test_a_budget_that_two_calls_reach_together_is_told_once(world: World, database_url: str) -> None:
    """Neither transaction sees what the other one counts: the second one waits for the first."""
    await listen(world, "budget.reached")
    await Account.filter(id=world.account.id).update(ai_daily_budget=1)
    count = """INSERT INTO ai_usage (id, account_id, day, model, tries, rejected, failed, input_tokens, cached_tokens,
                   output_tokens, charged_usd) VALUES ($1, $2, '2036-03-03', $3, 1, 0, 0, 0, 0, 0, 0.6)"""
    async with another_connection(database_url) as other:
        async with other.transaction():
            await other.execute(count, new_id(), world.account.id, "one")
            late = asyncio.create_task(connection().execute_query(count, [new_id(), world.account.id, "two"]))
            await until(somebody_waits)
        await late
    [body] = await told()
    assert body["data"] == {"budget": "daily", "since": "2036-03-03", "limit_usd": 1.0, "spent_usd": 1.2}
    await Account.filter(id=world.account.id).update(ai_daily_budget=0)
    assert len(await told()) == 1, "nothing is reached by a budget of 0"


async def test_an_endpoint_is_answered_when_every_later_commit_sees_it(world: World, database_url: str) -> None:
    """A change that was made before the endpoint was there, and is committed before the call answers, is not told."""
    order: list[str] = []
    new = NewEndpoint(url="https://partner.example/", secret=new_secret())

    async def create() -> None:
        await create_endpoint(world.deps, KeyHolder(world.partner_id, new_id()), new)
        order.append("answered")

    async def is_there() -> bool:
        return await WebhookEndpoint.all().exists()

    async with another_connection(database_url) as other:
        change = other.transaction()
        await change.start()
        values: list[Any] = [new_id(), world.account.id, LEAD]
        await other.execute("INSERT INTO lead (id, account_id, phone, created_at) VALUES ($1, $2, $3, now())", *values)
        creating = asyncio.create_task(create())
        await until(is_there)
        order.append("committed")
        await change.commit()
        await creating
    assert order == ["committed", "answered"]
    await Lead.create(account_id=world.account.id, phone="+14155550101")
    assert [body["data"]["phone"] for body in await told()] == ["+14155550101"]


async def test_a_text_that_waits_is_told_for_each_text(world: World) -> None:
    await listen(world, "draft.awaiting_review")
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask for news.", 1, skip=False)))
    await world.later(hours=1)
    await world.work()
    assert len(await told()) == 1
    await world.reply("And you?")  # the text is stale: another one is written
    await world.work()
    found = await told()
    assert len({body["data"]["draft_id"] for body in found}) == len(found) == 2
