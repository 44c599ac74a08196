"""Events of a whole campaign, verified by the libraries of Standard Webhooks, in Python and in Node."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from app.clock import DatabaseClock
from app.domain import sealing
from app.domain.webhooks.catalogue import EventType
from app.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from tests.clients.conftest import Node
from tests.deliveries import WHSEC, deliver_due, delivers
from tests.factories import SECRET
from tests.flows.webhooks.listening import listen
from tests.flows.webhooks.test_a_campaign import a_campaign
from tests.receiver import receiver_double
from tests.world import a_world


async def test_a_whole_campaign_is_verified_in_python_and_in_node(
    node: Node, database: None, redis_url: str, tmp_path: Path
) -> None:
    async with a_world(redis_url) as world, receiver_double(WHSEC) as receiver:
        endpoint = await listen(world)
        await WebhookEndpoint.filter(id=endpoint.id).update(url=receiver.url, secret=sealing.seal([SECRET], WHSEC))
        await a_campaign(world)
        # Receivers compare the time of an attempt with their own.
        deps = delivers(replace(world.deps, clock=DatabaseClock()))
        count = await deliver_due(deps)
        await deps.receivers.close()

    assert receiver.wrong == [], "by the library for Python"
    assert count == len(receiver.ledger) == await WebhookEvent.all().count()
    assert set(receiver.types()) == set(EventType) - {EventType.WEBHOOK_TEST}
    assert await WebhookDelivery.exclude(status="DELIVERED").count() == 0

    file = tmp_path / "deliveries.json"
    told = [{"headers": one.headers, "body": one.body.decode()} for one in receiver.ledger]
    file.write_text(json.dumps({"secret": WHSEC, "deliveries": told}))
    verified = await node.run("verify.mjs", str(file))
    assert Counter(verified["types"]) == receiver.types(), "by the library for Node"
    assert verified["changed"] == "WebhookVerificationError"
