"""An endpoint that is told of events, and a delivery to it."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import UNSET, Parent, Private

from app import models
from app.domain import ids
from app.domain import vocabulary as words
from app.domain.webhooks.catalogue import EventType, event_id, payload_of
from app.graphql.context import Info
from app.graphql.keys import DeliveriesOf
from app.graphql.schema.common import cursors
from app.graphql.schema.common import enums as _enums  # noqa: F401  (registers the enums)
from app.graphql.schema.common.connections import After, Before, Connection, First, Last, span
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import link, or_none, output_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.common.scalars import Json


@strawberry.type(
    description="An address of yours that is told of events, by signed POSTs as Standard Webhooks defines them."
)
class WebhookEndpoint(Node):
    row: Private[models.WebhookEndpoint]
    id: strawberry.ID = output_field("The endpoint's id, `whe_…`.")
    url: str = output_field("Where events are posted to.")
    events: list[str] = output_field(f"The events that it wants: `*` for all, or of {', '.join(EventType)}.")
    account_ids: list[strawberry.ID] = output_field("The accounts that it is told of. Empty: all accounts.")
    description: str | None = output_field("Your note.")
    status: words.WebhookEndpointStatus = output_field("Whether events are delivered to it.")
    disabled_reason: str | None = output_field("Why Nudge disabled it. Null if it did not.")
    created_at: datetime = output_field("When the endpoint was created.")

    @classmethod
    def of(cls, row: models.WebhookEndpoint) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(ids.encode(ids.WEBHOOK_ENDPOINT, row.id)),
            url=row.url,
            events=list(row.events),
            account_ids=[strawberry.ID(ids.encode(ids.ACCOUNT, UUID(str(one)))) for one in row.account_ids],
            description=row.description,
            status=row.status,
            disabled_reason=row.disabled_reason,
            created_at=row.created_at,
        )


@strawberry.type(description="The delivery of one event to one endpoint.")
class WebhookDelivery(Node):
    id: strawberry.ID = output_field("The delivery's id, `whd_…`.")
    event_id: str = output_field("The event's id, `evt_…`: the header `webhook-id` of each attempt.")
    event_type: str = output_field("The type of the event, such as `message.sent`.")
    status: words.WebhookDeliveryStatus = output_field("How far it has come.")
    attempts: int = output_field("How many attempts were made since it was created, retried or replayed.")
    last_status_code: int | None = output_field("The HTTP status of the last attempt. Null without an answer.")
    last_error: str | None = output_field("What went wrong with the last attempt. Null if nothing did.")
    last_answer: str | None = output_field(
        "The beginning of your server's last answer, up to 1,024 bytes. Null without one, and when its lead was erased."
    )
    next_attempt_at: datetime | None = output_field(
        "When it is attempted next. Null: not any more. While an attempt is under way: when another one is made if the "
        "outcome of this one stays unknown."
    )
    created_at: datetime = output_field("When the delivery was created.")
    payload: Json = output_field("The body that is posted.")

    @classmethod
    def of(cls, row: models.WebhookDelivery) -> Self:
        """The delivery, whose event was fetched with it."""
        return cls(
            id=strawberry.ID(ids.encode(ids.WEBHOOK_DELIVERY, row.id)),
            event_id=event_id(row.event),
            event_type=row.event.type,
            status=row.status,
            attempts=row.attempts,
            last_status_code=row.last_status_code,
            last_error=row.last_error,
            last_answer=row.last_answer,
            next_attempt_at=row.next_at,
            created_at=row.created_at,
            payload=Json(payload_of(row.event)),
        )


WithStatus = Annotated[
    words.WebhookDeliveryStatus | None, strawberry.argument(description="Only deliveries with this status.")
]


@link(WebhookEndpoint, "The deliveries to the endpoint, the newest first. They are kept as long as events.")
async def deliveries_connection(
    endpoint: Parent[WebhookEndpoint],
    info: Info,
    status: WithStatus = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> Connection[WebhookDelivery]:
    part = span(cursors.WEBHOOK_DELIVERIES, first, after, last, before, selected_below(info))
    key = DeliveriesOf(endpoint.row.id, part, or_none(status))
    found = await info.context.loaders.deliveries.load(key)
    return Connection.of(found, cursors.WEBHOOK_DELIVERIES, WebhookDelivery.of)
