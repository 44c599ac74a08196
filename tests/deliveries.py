"""Endpoints, events and deliveries as rows, for tests of the delivering itself."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection
from app.deps import Deps
from app.domain import sealing
from app.domain.ids import EVENT, encode, new_ids
from app.domain.webhooks.addresses import Reach
from app.models import WebhookDelivery, WebhookEndpoint
from app.providers.receivers.http import HttpReceivers
from app.providers.receivers.names import LookUp
from app.services.webhooks.delivering import Delivering
from tests.clock import YEARS_AHEAD
from tests.factories import SECRET

WHSEC = f"whsec_{b64encode(bytes(range(32))).decode()}"

_STORE = """
WITH event AS (
  INSERT INTO webhook_event (id, partner_id, type, data, created_at)
  SELECT id, $2, 'webhook.test', $3::jsonb, $4 FROM unnest($1::uuid[]) AS id RETURNING id
)
INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
SELECT gen_random_uuid(), endpoint_id, event.id, $4, $4 FROM event, unnest($5::uuid[]) AS endpoint_id
"""


def delivers(deps: Deps, *, seconds: float = 10.0, look_up: LookUp | None = None, reach: Reach | None = None) -> Deps:
    """The same with what delivers to receivers on this machine. `seconds`: for an attempt."""
    settings = deps.settings.model_copy(update={"nudge_webhook_timeout_seconds": seconds})
    return replace(deps, settings=settings, receivers=HttpReceivers(reach or Reach(local=True), seconds, look_up))


async def make_endpoint(partner_id: UUID, url: str, secret: str = WHSEC, **values: Any) -> WebhookEndpoint:
    sealed = sealing.seal([SECRET], secret)
    return await WebhookEndpoint.create(
        partner_id=partner_id, url=url, events=["*"], secret=sealed, created_at=YEARS_AHEAD, **values
    )


async def make_events(
    partner_id: UUID, count: int, *endpoints: WebhookEndpoint, at: datetime = YEARS_AHEAD
) -> list[str]:
    """So many events, each to be delivered to all of the endpoints. Answers with their ids as receivers see them."""
    ids = new_ids(count)
    data = json.dumps({"endpoint_id": str(endpoints[0].id)})
    await connection().execute_query(_STORE, [ids, partner_id, data, at, [one.id for one in endpoints]])
    return [encode(EVENT, one) for one in ids]


async def deliveries(endpoint: WebhookEndpoint) -> Sequence[WebhookDelivery]:
    """The deliveries to an endpoint, in the order of their events."""
    return await WebhookDelivery.filter(endpoint_id=endpoint.id).order_by("event_id")


async def deliver_due(deps: Deps) -> int:
    """Delivers everything that is due now. Answers how many attempts that took."""
    count = 0
    async with Delivering(deps) as delivering:
        while begun := await delivering.begin():
            count += begun
            await delivering.finish()
    return count
