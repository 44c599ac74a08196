"""The deliveries of an endpoint: lists of them, and deliveries that are made due. The worker does the rest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from app.db import connection, rows
from app.deps import Deps
from app.domain.ids import new_id
from app.domain.vocabulary import WebhookDeliveryStatus, WebhookEndpointStatus
from app.domain.webhooks.catalogue import ALL, EventType
from app.errors import Code, not_found, refuse
from app.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from app.services.accounts import KeyHolder
from app.services.idempotency import idempotent, writing
from app.services.paging import Listing, Order, Slice, Window
from app.services.webhooks.endpoints import find_endpoint, lock_endpoint

DELIVERIES_ORDER: Order = ("-id",)
DISABLED = "The endpoint is disabled: enable it with `updateWebhookEndpoint` first."
_ALL = Listing(WebhookDelivery, "endpoint_id", DELIVERIES_ORDER)
# Literals, because a parameter would keep a plan from the partial index of all that are not delivered.
_WITH_STATUS = {
    status: Listing(
        WebhookDelivery,
        "endpoint_id",
        DELIVERIES_ORDER,
        f"x.status = '{status.value}'",
    )
    for status in WebhookDeliveryStatus
}


async def deliveries_of(
    endpoint_ids: Iterable[UUID], status: WebhookDeliveryStatus | None, window: Window
) -> dict[UUID, Slice[WebhookDelivery]]:
    """The same part of the deliveries to each of these endpoints, the newest first, each with its event: two
    statements."""
    parts = await (_WITH_STATUS[status] if status else _ALL).of_each(endpoint_ids, window)
    found = [row for part in parts.values() for row in part.rows]
    events = await WebhookEvent.in_bulk({row.event_id for row in found})
    for row in found:
        row.event = events[row.event_id]
    return parts


async def find_delivery(holder: KeyHolder, delivery_id: UUID) -> WebhookDelivery | None:
    """The delivery with its event; None if there is none that the key may see."""
    row = await WebhookDelivery.of(holder.partner_id).select_related("event").get_or_none(id=delivery_id)
    return row if row and await find_endpoint(holder, row.endpoint_id) else None


async def _with_event(delivery: WebhookDelivery) -> WebhookDelivery:
    """The delivery as it is now, with its event."""
    return await WebhookDelivery.get(id=delivery.id).select_related("event")


_TEST = """
WITH made AS (
    INSERT INTO webhook_event (id, partner_id, type, data, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id)
INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
SELECT $6, $7, id, $8, $5 FROM made
"""


@idempotent(refresh=_with_event)
async def send_test_event(deps: Deps, holder: KeyHolder, endpoint_id: UUID) -> WebhookDelivery:
    """Has the event `webhook.test` delivered to this endpoint, whichever events it wants. Refuses with NOT_FOUND, and
    with INVALID_INPUT if it is disabled."""
    delivery_id, data = new_id(), orjson.dumps({"endpoint_id": endpoint_id}).decode()
    async with writing(deps) as made:
        endpoint = await _enabled(holder, endpoint_id, "id")
        event = [new_id(), endpoint.partner_id, EventType.WEBHOOK_TEST, data, deps.clock.now()]
        await connection().execute_query(_TEST, [*event, delivery_id, endpoint.id, deps.clock.real()])
        row = made(await WebhookDelivery.get(id=delivery_id))
    return await _with_event(row)


# A delivery that is being attempted at this moment stays as it is.
_DUE_ANEW = """
UPDATE webhook_delivery SET status = 'PENDING', attempts = 0, next_at = $2, attempt_id = NULL, lease_until = NULL
WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $2)
"""


@idempotent(refresh=_with_event)
async def retry_delivery(deps: Deps, holder: KeyHolder, delivery_id: UUID) -> WebhookDelivery:
    """Has the event delivered again, with the same id, whatever became of it before; the retries begin anew.

    Refuses with NOT_FOUND, and with INVALID_INPUT if the endpoint is disabled.
    """
    async with writing(deps) as made:
        row = await find_delivery(holder, delivery_id)
        if row is None:
            raise not_found("webhook delivery", "id")
        await _enabled(holder, row.endpoint_id, "id")
        await connection().execute_query(_DUE_ANEW, [row.id, deps.clock.real()])
        made(row)
    return await _with_event(row)


# Events that the endpoint wants now, and those that it was told of before.
_REPLAY = """
WITH wanted AS (
    SELECT e.id FROM webhook_event e
    WHERE e.partner_id = $2 AND e.created_at >= $3 AND e.id > $9 AND e.id < $10 AND (
        e.type <> 'webhook.test' AND (e.type = ANY($4) OR $5 = ANY($4))
        AND ($6::uuid[] = '{}' OR e.account_id = ANY($6))
        OR EXISTS (SELECT FROM webhook_delivery d WHERE d.event_id = e.id AND d.endpoint_id = $1))
    ORDER BY e.id LIMIT $11),
due AS (
    INSERT INTO webhook_delivery AS d (id, endpoint_id, event_id, next_at, created_at)
    SELECT event_id(), $1, id, $7, $8 FROM wanted ORDER BY id
    ON CONFLICT (event_id, endpoint_id) DO UPDATE
    SET status = 'PENDING', attempts = 0, next_at = excluded.next_at, attempt_id = NULL, lease_until = NULL
    WHERE d.lease_until IS NULL OR d.lease_until <= excluded.next_at
    RETURNING d.id)
SELECT (SELECT count(*) FROM due) AS count, (SELECT id FROM wanted ORDER BY id OFFSET $11 - 1) AS last
"""
_FIRST_ID = UUID(int=0)
# A second more than now: the clock of a process may be ahead of the database's.
_UNTIL = "SELECT id_before(interval '-1 second') AS id"
REPLAYED_AT_ONCE = 2_000
"""Events that a transaction makes due again. Until it ends, no outcome of a delivery to the endpoint is recorded, and
none of those to others that are recorded in the same statement."""


@idempotent()
async def replay_events(
    deps: Deps, holder: KeyHolder, endpoint_id: UUID, since: datetime, at_once: int = REPLAYED_AT_ONCE
) -> int:
    """Has every kept event since this moment delivered to the endpoint again, with the same ids; how many.

    An event of before the endpoint was made is among them, if another endpoint was told of it. Refuses with NOT_FOUND,
    and with INVALID_INPUT if the endpoint is disabled. The events become due in parts, in their order; a call that is
    repeated after a crash begins anew.
    """
    count, last = 0, _FIRST_ID
    [until] = await rows(_UNTIL)
    while last is not None:
        async with in_transaction():
            endpoint = await _enabled(holder, endpoint_id, "endpointId")
            values: list[Any] = [endpoint.id, endpoint.partner_id, since, list(endpoint.events), ALL]
            values += [list(endpoint.account_ids), deps.clock.real(), deps.clock.now(), last, until.id, at_once]
            [part] = await rows(_REPLAY, *values)
        count, last = count + part.count, part.last
    async with writing(deps) as made:
        return made(count)


async def _enabled(holder: KeyHolder, endpoint_id: UUID, path: str) -> WebhookEndpoint:
    endpoint = await lock_endpoint(holder, endpoint_id, path)
    if endpoint.status is not WebhookEndpointStatus.ENABLED:
        raise refuse(Code.INVALID_INPUT, DISABLED, path)
    return endpoint
