"""Queries and mutations of outgoing webhooks, with their inputs and what they answer."""

from datetime import datetime
from typing import Annotated

import strawberry
from graphql import GraphQLError

from app.domain import ids
from app.domain import vocabulary as words
from app.domain.vocabulary import KeyScope
from app.domain.webhooks.catalogue import ALL
from app.graphql.context import Context, Info
from app.graphql.errors import BAD_REQUEST
from app.graphql.schema.common.fields import (
    mentioned,
    optional_input,
    or_none,
    output_field,
    required_input,
    resolved_field,
)
from app.graphql.schema.common.payloads import SUCCESS, mutation_field, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.webhooks.types import WebhookDelivery, WebhookEndpoint
from app.services import webhooks
from app.services.webhooks import MAX_ACCOUNTS, MAX_DESCRIPTION, MAX_ENDPOINTS, EndpointChanges, NewEndpoint

NO_IDEMPOTENCY = "This mutation takes no Idempotency-Key: its answer holds a secret, so it is not stored."
URL = "Where events are posted to: https, without user name and password."
EVENTS = f"The names of events, such as `message.sent`; `{ALL}` is all. See docs/webhooks.md."
ACCOUNTS = f"The accounts that it is told of, up to {MAX_ACCOUNTS}. Empty: all accounts."
DESCRIPTION = f"Your note, up to {MAX_DESCRIPTION:,} characters."

EndpointId = Annotated[strawberry.ID, strawberry.argument(description="The endpoint's id, `whe_…`.")]
DeliveryId = Annotated[strawberry.ID, strawberry.argument(description="The delivery's id, `whd_…`.")]
Since = Annotated[
    datetime,
    strawberry.argument(
        description="Only events of this time or later. A server keeps them for 30 days unless it is set otherwise."
    ),
]


@strawberry.input(description="A new endpoint.")
class WebhookEndpointInput:
    url: str = required_input(URL)
    events: list[str] = strawberry.field(description=EVENTS, default_factory=lambda: [ALL])
    account_ids: list[strawberry.ID] = strawberry.field(description=ACCOUNTS, default_factory=list)
    description: str | None = optional_input(DESCRIPTION)

    def decoded(self, context: Context, secret: str) -> NewEndpoint:
        """The use case's value."""
        return NewEndpoint(
            url=self.url,
            secret=secret,
            events=self.events,
            account_ids=[context.decode_id(ids.ACCOUNT, one) for one in self.account_ids],
            description=or_none(self.description),
        )


@strawberry.input(description="Changes of an endpoint. A field that is left out keeps its value.")
class UpdateWebhookEndpointInput:
    url: str | None = optional_input(URL)
    events: list[str] | None = optional_input(EVENTS)
    account_ids: list[strawberry.ID] | None = optional_input(ACCOUNTS)
    description: str | None = optional_input(DESCRIPTION + " Null removes it.")
    status: words.WebhookEndpointStatus | None = optional_input(
        "DISABLED: nothing is delivered, and events of that time are not kept for it. ENABLED: what waits is delivered "
        "and new events are."
    )

    def decoded(self, context: Context) -> EndpointChanges:
        """The use case's value."""
        given = mentioned(self, *EndpointChanges.__dataclass_fields__)
        if given.get("account_ids"):
            given["account_ids"] = [context.decode_id(ids.ACCOUNT, one) for one in given["account_ids"]]
        return EndpointChanges(**given)


@strawberry.type(description="The answer to a change of an endpoint.")
class WebhookEndpointPayload:
    success: bool = output_field(SUCCESS)
    endpoint: WebhookEndpoint | None = output_field(
        "The endpoint after the change. Null if the mutation was refused.", None
    )
    secret: str | None = output_field(
        "The secret that signs, `whsec_…`, shown by `createWebhookEndpoint` and `rotateWebhookSecret` only. Keep it.",
        None,
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The answer to a mutation that has an event delivered.")
class WebhookDeliveryPayload:
    success: bool = output_field(SUCCESS)
    delivery: WebhookDelivery | None = output_field("The delivery. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The answer to a replay.")
class ReplayPayload:
    success: bool = output_field(SUCCESS)
    count: int = output_field("How many events are delivered again. 0 if the mutation was refused.", 0)
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class WebhookQueries:
    @resolved_field(
        "The endpoints of the partner, oldest first. A key for some accounts sees those that are limited to these.",
        most_items=MAX_ENDPOINTS,
    )
    async def webhook_endpoints(self, info: Info) -> list[WebhookEndpoint]:
        return [WebhookEndpoint.of(row) for row in await webhooks.endpoints(info.context.holder)]

    @resolved_field("The endpoint with this id, or null.")
    async def webhook_endpoint(self, info: Info, id: EndpointId) -> WebhookEndpoint | None:
        key = info.context.decode_id(ids.WEBHOOK_ENDPOINT, id)
        row = await webhooks.find_endpoint(info.context.holder, key)
        return WebhookEndpoint.of(row) if row else None


@strawberry.type
class WebhookMutations:
    @mutation_field(
        WebhookEndpointPayload,
        "Creates an endpoint: every change after the answer is told to it. `secret` signs what is posted, and is shown "
        f"this once. A partner has at most {MAX_ENDPOINTS} endpoints.",
        scope=KeyScope.ADMIN,
    )
    async def create_webhook_endpoint(
        self, info: Info, input: Annotated[WebhookEndpointInput, strawberry.argument(description="The endpoint.")]
    ) -> WebhookEndpointPayload:
        context, secret = _without_key(info.context), webhooks.new_secret()
        row = await webhooks.create_endpoint(context.deps, context.holder, input.decoded(context, secret))
        return WebhookEndpointPayload(success=True, endpoint=WebhookEndpoint.of(row), secret=secret)

    @mutation_field(
        WebhookEndpointPayload,
        "Changes an endpoint. `status: ENABLED` also ends a disabling by Nudge.",
        scope=KeyScope.ADMIN,
    )
    async def update_webhook_endpoint(
        self,
        info: Info,
        id: EndpointId,
        input: Annotated[UpdateWebhookEndpointInput, strawberry.argument(description="The changes.")],
    ) -> WebhookEndpointPayload:
        context, endpoint = info.context, info.context.decode_id(ids.WEBHOOK_ENDPOINT, id)
        row = await webhooks.update_endpoint(context.deps, context.holder, endpoint, input.decoded(context))
        return WebhookEndpointPayload(success=True, endpoint=WebhookEndpoint.of(row))

    @mutation_field(
        WebhookEndpointPayload,
        "Gives an endpoint another `secret`, shown this once. For 24 hours the former one signs too, in a second "
        "signature.",
        scope=KeyScope.ADMIN,
    )
    async def rotate_webhook_secret(self, info: Info, id: EndpointId) -> WebhookEndpointPayload:
        context, secret = _without_key(info.context), webhooks.new_secret()
        endpoint = context.decode_id(ids.WEBHOOK_ENDPOINT, id)
        row = await webhooks.rotate_secret(context.deps, context.holder, endpoint, secret)
        return WebhookEndpointPayload(success=True, endpoint=WebhookEndpoint.of(row), secret=secret)

    @mutation_field(
        WebhookEndpointPayload,
        "Deletes an endpoint: nothing is delivered to it any more, and its secret is erased.",
        scope=KeyScope.ADMIN,
    )
    async def delete_webhook_endpoint(self, info: Info, id: EndpointId) -> WebhookEndpointPayload:
        context, endpoint = info.context, info.context.decode_id(ids.WEBHOOK_ENDPOINT, id)
        row = await webhooks.delete_endpoint(context.deps, context.holder, endpoint)
        return WebhookEndpointPayload(success=True, endpoint=WebhookEndpoint.of(row))

    @mutation_field(
        WebhookDeliveryPayload,
        "Has the event `webhook.test` delivered to the endpoint, whichever events it wants.",
        scope=KeyScope.ADMIN,
    )
    async def test_webhook_endpoint(self, info: Info, id: EndpointId) -> WebhookDeliveryPayload:
        context, endpoint = info.context, info.context.decode_id(ids.WEBHOOK_ENDPOINT, id)
        row = await webhooks.send_test_event(context.deps, context.holder, endpoint)
        return WebhookDeliveryPayload(success=True, delivery=WebhookDelivery.of(row))

    @mutation_field(
        WebhookDeliveryPayload,
        "Has the event of a delivery delivered again now, with the same id, also if it was delivered before. The "
        "retries begin anew.",
        scope=KeyScope.ADMIN,
    )
    async def retry_webhook_delivery(self, info: Info, id: DeliveryId) -> WebhookDeliveryPayload:
        context, delivery = info.context, info.context.decode_id(ids.WEBHOOK_DELIVERY, id)
        row = await webhooks.retry_delivery(context.deps, context.holder, delivery)
        return WebhookDeliveryPayload(success=True, delivery=WebhookDelivery.of(row))

    @mutation_field(
        ReplayPayload,
        "Has all kept events since a moment delivered to the endpoint again, with the same ids: those that it wants "
        "and those that it was told of. An endpoint that was just created gets events of before, where another "
        "endpoint was told of them.",
        scope=KeyScope.ADMIN,
    )
    async def replay_webhook_events(self, info: Info, endpoint_id: EndpointId, since: Since) -> ReplayPayload:
        context, endpoint = info.context, info.context.decode_id(ids.WEBHOOK_ENDPOINT, endpoint_id)
        return ReplayPayload(
            success=True, count=await webhooks.replay_events(context.deps, context.holder, endpoint, since)
        )


def _without_key(context: Context) -> Context:
    if context.deps.idempotency is not None:
        raise GraphQLError(NO_IDEMPOTENCY, extensions={"code": BAD_REQUEST})
    return context
