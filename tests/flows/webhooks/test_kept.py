"""What is kept of events: thirty days, and of an erased person nothing but ids and facts."""

from datetime import timedelta

from jsonschema import Draft202012Validator

from app.db import connection
from app.domain.webhooks.catalogue import PERSONAL, EventType, body_of
from app.domain.webhooks.schemas import schema_of
from app.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from app.services.accounts import KeyHolder
from app.services.conversations import opt_out_lead
from app.services.people import lead_export
from app.services.webhooks import delete_endpoint, forget_events
from tests import stored
from tests.flows.people.persons import PERSON, WROTE, a_campaign, erase, imported, nothing_is_left
from tests.flows.webhooks.listening import listen, told
from tests.world import LEAD, World, fixed

MONTH = timedelta(days=30)


async def test_of_an_erased_person_events_have_ids_and_facts(world: World, redis_url: str) -> None:
    endpoint = await listen(world)
    await a_campaign(world)
    await WebhookDelivery.all().update(last_answer=f"Thanks for {WROTE}", last_error="Zebulon", last_status_code=500)
    text = await stored.in_postgres()
    assert all(word in text for word in (WROTE, "Quillfeather"))
    before = await told()

    assert await erase(world)

    await nothing_is_left(redis_url)
    after = await told()
    assert [body["id"] for body in after[: len(before)]] == [body["id"] for body in before]
    for body in after:
        Draft202012Validator(schema_of(EventType(body["type"]))).validate(body)
        assert {body["data"][name] for kind, name in PERSONAL if kind == body["type"]} <= {None}
    assert after[-1]["type"] == "enrollment.cancelled"
    assert after[-1]["data"]["reason"] == "erased"
    assert await WebhookDelivery.filter(endpoint_id=endpoint.id, next_at=None).count() == 0, "all of them are delivered"
    event = await WebhookEvent.get(type="lead.created")
    assert LEAD.encode() not in body_of(event)


async def test_an_export_has_the_events_of_the_person_and_of_nobody_else(world: World) -> None:
    await listen(world)
    await imported(world)
    await world.enrolled(await world.sequence(fixed("Hello", 1)), "+14155550103")
    found = await lead_export(world.partner_id, (await world.lead()).id)
    assert found is not None
    [event], [delivery] = found["webhookEvents"], found["webhookDeliveries"]
    assert (event["type"], event["data"]["last_name"]) == ("lead.created", PERSON.last_name)
    assert (delivery["eventId"], delivery["endpointId"][:4]) == (event["id"], "whe_")


async def age(days: int) -> None:
    """Makes every event and delivery so many days older: their ids begin with their time."""
    older = "(lpad(to_hex(('x' || left(replace({id}::text, '-', ''), 12))::bit(48)::bigint - $1::bigint), 12, '0')"
    older += " || substr(replace({id}::text, '-', ''), 13))::uuid"
    millis = days * 86_400_000
    for statement in (
        "ALTER TABLE webhook_delivery DISABLE TRIGGER ALL",
        f"UPDATE webhook_delivery SET id = {older.format(id='id')}, event_id = {older.format(id='event_id')}",
        f"UPDATE webhook_event SET id = {older.format(id='id')}",
        "ALTER TABLE webhook_delivery ENABLE TRIGGER ALL",
    ):
        await connection().execute_query(statement, [millis] if "$1" in statement else [])


async def test_settled_events_are_forgotten_after_thirty_days(world: World) -> None:
    endpoint = await listen(world)
    for phone in ("+14155550101", "+14155550102", "+14155550103"):
        await opt_out_lead(world.deps, world.partner_id, world.account.id, phone, "By phone")
    settled = await WebhookDelivery.filter(event__type="lead.opted_out").values_list("id", flat=True)
    await WebhookDelivery.filter(id__in=settled).update(status="DELIVERED", next_at=None)
    now = world.deps.clock.real()
    await age(29)
    assert await forget_events(now, MONTH) == 0
    await age(2)
    assert await forget_events(now, MONTH) == 3
    assert {event.type for event in await WebhookEvent.all()} == {"lead.created"}, "these wait for their delivery"

    await opt_out_lead(world.deps, world.partner_id, world.account.id, "+14155550104", "By phone")
    await delete_endpoint(world.deps, KeyHolder(world.partner_id, endpoint.id), endpoint.id)
    await forget_events(now, MONTH)
    assert await WebhookDelivery.all().count() == 0
    assert await WebhookEvent.all().count() == 2, "young events may be replayed to another endpoint"
    assert await WebhookEndpoint.all().count() == 1
    await forget_events(now + timedelta(days=31), MONTH)
    assert await WebhookEndpoint.all().count() == 0
