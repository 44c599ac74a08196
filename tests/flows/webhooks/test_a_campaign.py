"""A whole campaign, in which every event happens: each is told once, in order, and as its schema says."""

from datetime import timedelta

import orjson
import pytest
from jsonschema import Draft202012Validator

from app.db import rows
from app.domain import ids
from app.domain.vocabulary import MessageStatus
from app.domain.webhooks.catalogue import EVENTS, EventType, body_of
from app.domain.webhooks.schemas import schema_of
from app.models import Lead, Message, WebhookDelivery, WebhookEvent
from app.services import people
from app.services.conversations import DeliveryReport, opt_out_lead, receive_report
from app.services.enrollment import cancel_enrollment, pause_enrollment, pause_lead, resume_enrollment, resume_lead
from app.services.people import LeadChanges
from tests.flows.webhooks.listening import listen, told, types_told
from tests.told import mistold, undelivered
from tests.world import LEAD, World, ai, fixed

SECOND, THIRD = "+14155552222", "+14155553333"


async def reported(world: World, status: MessageStatus, code: int | None = None) -> None:
    """The provider reports on the message that it took last, twice."""
    sid = world.twilio.ledger[-1].sid
    message = await Message.get(provider_sid=sid)
    for _ in range(2):
        assert await receive_report(world.deps, DeliveryReport(message.id, sid, status, code))


async def a_campaign(world: World) -> None:
    world.claude.usage = {"input_tokens": 100_000, "output_tokens": 0}  # a cent
    await world.voice(review=True, daily_budget_usd=0.01)
    talk = await world.sequence(fixed("Hi {{first_name}}", 0), ai("Ask for news.", 1), fixed("Bye", 24))
    run = await world.enrolled(talk)
    await reported(world, MessageStatus.DELIVERED)
    await world.later(hours=1)  # the text waits for a review; its cost reaches the budget
    await pause_enrollment(world.deps, world.partner_id, run.id, world.clock.now() + timedelta(days=9), "Ann")
    await resume_enrollment(world.deps, world.partner_id, run.id)
    await world.reply("Yes, can you call me?")  # a reply to the run, which asks for a person
    await world.reply("Anybody there?")
    await cancel_enrollment(world.deps, world.partner_id, run.id)

    short = await world.sequence(fixed("One"), fixed("Two", 1, skip=True), fixed("Three", 1))
    await world.enrolled(short, SECOND)
    lead = await world.lead(SECOND)
    await pause_lead(world.deps, world.partner_id, lead.id, None, "Ann")
    await world.later(hours=1)
    await resume_lead(world.deps, world.partner_id, lead.id)
    await world.reply("Sounds good", SECOND)
    await world.work()  # the second step is skipped
    world.twilio.plans.append("reject:30034")
    await world.later(hours=2)  # the sender is blocked
    await world.later(hours=2)  # and tried again
    await reported(world, MessageStatus.UNDELIVERED, 30003)

    world.twilio.plans.append("fail")
    await world.write("Are you there?", THIRD)  # nobody knows whether it was taken
    await people.update_lead(
        world.deps,
        world.partner_id,
        (await world.lead(THIRD)).id,
        LeadChanges(status="QUALIFIED"),  # type: ignore[arg-type]
    )
    await world.reply("STOP", THIRD)
    await world.reply("STOP", THIRD)
    await world.reply("START", THIRD)
    await opt_out_lead(world.deps, world.partner_id, world.account.id, THIRD, "By phone")
    await opt_out_lead(world.deps, world.partner_id, world.account.id, THIRD, "By phone again")
    await world.later(days=1)


async def test_every_event_of_a_campaign_is_told_once_and_as_its_schema_says(world: World) -> None:
    await listen(world)
    await a_campaign(world)

    events = await WebhookEvent.all()
    happened = {event.type for event in events}
    assert happened == set(EventType) - {EventType.WEBHOOK_TEST}
    for event in events:
        kind = EventType(event.type)
        Draft202012Validator(schema_of(kind)).validate(orjson.loads(body_of(event)))
        assert set(event.data) == {one.name for one in EVENTS[kind].data}, kind
    assert await mistold(rows) == {}
    assert await undelivered(rows) == 0
    assert await WebhookDelivery.all().count() == len(events)


async def test_the_order_of_one_run_is_the_order_in_which_it_happened(world: World) -> None:
    await listen(world)
    await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1, skip=True)))
    await reported(world, MessageStatus.DELIVERED)
    await world.reply("Sure")
    await world.later(hours=1)
    assert await types_told() == [
        *("lead.created", "enrollment.started"),
        *("message.sent", "conversation.started", "lead.status_changed"),
        "message.delivered",
        *("conversation.reply_received", "sequence.reply_received"),
        *("step.skipped", "sequence.completed"),
    ]
    bodies = await told()
    assert {body["account_id"] for body in bodies} == {ids.encode(ids.ACCOUNT, world.account.id)}
    assert {body["data"]["phone"] for body in bodies} == {LEAD}
    [changed] = await told("lead.status_changed")
    assert (changed["data"]["previous_status"], changed["data"]["status"]) == ("new", "contacted")
    [reply] = await told("sequence.reply_received")
    assert (reply["data"]["body"], reply["data"]["body_truncated"]) == ("Sure", False)


async def test_the_last_message_of_a_run_comes_before_its_end(world: World) -> None:
    await listen(world)
    await world.enrolled(await world.sequence(fixed("One")))
    assert (await types_told())[-2:] == ["lead.status_changed", "sequence.completed"]


@pytest.mark.parametrize(
    ("wants", "heard"),
    [
        (("message.sent",), {"message.sent"}),
        (("lead.created", "sequence.completed"), {"lead.created", "sequence.completed"}),
        (("sender.blocked",), set()),
    ],
)
async def test_an_endpoint_is_told_of_what_it_wants(world: World, wants: tuple[str, ...], heard: set[str]) -> None:
    await listen(world, *wants)
    await world.enrolled(await world.sequence(fixed("One")))
    assert set(await types_told()) == heard


async def test_other_accounts_other_partners_and_disabled_endpoints_are_told_nothing(world: World) -> None:
    elsewhere = ids.new_id()
    await listen(world, account_ids=[elsewhere])
    await listen(world, status="DISABLED", disabled_reason="It failed for five days.")
    mine = await listen(world, account_ids=[elsewhere, world.account.id])
    await world.enrolled(await world.sequence(fixed("One")))
    assert {row.endpoint_id for row in await WebhookDelivery.all()} == {mine.id}


async def test_without_an_endpoint_nothing_is_written(world: World) -> None:
    await a_campaign(world)
    assert await WebhookEvent.all().count() == 0
    assert await Lead.all().count() == 3
