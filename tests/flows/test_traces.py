"""A campaign as its traces tell it: what was done and how it ended, and nothing of the person."""

import re
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.middleware import Middleware

from app.domain import ids
from app.models import Partner
from app.observability import tracing
from app.observability.requests import Requests
from app.services import accounts
from tests.deliveries import deliver_due, delivers, make_endpoint, make_events
from tests.graphql.client import Api
from tests.receiver import receiver_double
from tests.world import LEAD, World, fixed

ENROLL = """mutation Welcome($sequence: ID!, $phone: PhoneNumber!) {
  enrollLead(sequenceId: $sequence, phone: $phone) { success } }"""


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What is recorded while the test runs."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.record_by(provider)
    try:
        yield exporter
    finally:
        tracing.record_by(None)


async def test_an_operation_a_batch_a_send_and_a_delivery_are_spans_without_a_person(
    world: World, spans: InMemorySpanExporter
) -> None:
    partner = await Partner.get(id=world.partner_id)
    key = await accounts.rotate_key(partner.name, world.clock.now())
    sequence = await world.sequence(fixed("Hi Ann, your loan is ready", 0), fixed("Still there, Ann?", 1))
    async with Api(world.deps, key, Middleware(Requests)) as api:
        answer = await api.data(ENROLL, sequence=ids.encode(ids.SEQUENCE, sequence.id), phone=LEAD)
    assert answer["success"]
    world.twilio.plans.append("reject:30008")
    await world.later(hours=1)
    async with receiver_double() as receiver:
        endpoint = await make_endpoint(partner.id, receiver.url)
        await make_events(partner.id, 1, endpoint)
        assert await deliver_due(delivers(world.deps)) == 1

    told = {span.name: dict(span.attributes or {}) for span in spans.get_finished_spans()}
    assert told["operation"] == {"operation": "Welcome"}
    assert (told["request"]["door"], told["request"]["status"]) == ("graphql", 200)
    assert told["batch"]["claimed"] == 1
    outcomes = [dict(one.attributes or {}) for one in spans.get_finished_spans() if one.name == "send"]
    assert [one["outcome"] for one in outcomes] == ["accepted", "rejected"]
    assert all(re.fullmatch(r"msg_\w{26}", str(one["attempt"])) for one in outcomes)
    assert told["delivery"] == {"endpoint": ids.encode(ids.WEBHOOK_ENDPOINT, endpoint.id), "status": 200}
    everything = "".join(span.to_json() for span in spans.get_finished_spans())
    assert not [secret for secret in (LEAD, LEAD[1:], "Ann", "loan", key, receiver.url) if secret in everything]
