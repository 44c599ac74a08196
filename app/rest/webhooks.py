"""Endpoints of outgoing webhooks over REST: made with a secret of the caller's own, listed and deleted."""

from typing import Literal
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from app.domain import ids
from app.domain.calendar import moments
from app.domain.vocabulary import WebhookEndpointStatus
from app.domain.webhooks.catalogue import ALL, EventType
from app.errors import not_found
from app.http import BadRequest
from app.models import WebhookEndpoint
from app.rest import answers
from app.rest.answers import Answer, Time
from app.rest.bodies import Body, WindowQuery
from app.rest.calls import NO_ROW, Call
from app.services import webhooks
from app.services.webhooks import MAX_SECRET, MIN_SECRET, NewEndpoint

NO_IDEMPOTENCY = "Without a secret of your own the answer holds one, so it is not stored: send no Idempotency-Key."
EVENTS = f"The events that it wants: {ALL} for all, or of {', '.join(EventType)}."


class NewWebhookBody(Body):
    """A new endpoint."""

    url: str = Field(description="Where events are posted to: https.", examples=["https://crm.example/nudge"])
    events: list[str] = Field(default=[ALL], description=EVENTS)
    secret: str | None = Field(
        default=None,
        description=f"What signs the events, {MIN_SECRET} to {MAX_SECRET} characters. Its characters are the key; of "
        "`whsec_` and Base64 the bytes are. Left out: one is made, and answered this once.",
    )


class WebhookAnswer(Answer):
    """An endpoint that is told of events."""

    id: str = Field(examples=["whe_01jd2m6xk4e0gvz5f8s3r7q9wb"])
    url: str
    events: list[str] = Field(description=EVENTS)
    active: bool = Field(description="Whether events are delivered to it.")
    created_at: Time
    secret: str = Field(default="", description="What signs the events; only in the answer to a call without one.")


class WebhooksAnswer(Answer):
    """One part of the list of your endpoints, oldest first."""

    webhooks: list[WebhookAnswer]
    total: int = Field(description="The number of endpoints in the whole list.")
    limit: int
    offset: int


class DeletedWebhookAnswer(Answer):
    """The result of a deletion."""

    success: Literal[True]


async def create(call: Call) -> Response:
    """Makes an endpoint for every account that the key is good for."""
    body = NewWebhookBody.model_validate(call.body)
    if body.secret is None and call.deps.idempotency is not None:
        raise BadRequest(NO_IDEMPOTENCY)
    secret = webhooks.new_secret() if body.secret is None else body.secret
    accounts = sorted(call.holder.account_ids)
    new = NewEndpoint(url=body.url, secret=secret, events=body.events, account_ids=accounts)
    made = _shown(await webhooks.create_endpoint(call.deps, call.holder, new))
    return answers.answer(made if body.secret else made.model_copy(update={"secret": secret}), 201)


async def listed(call: Call) -> Response:
    """One part of the endpoints, oldest first."""
    query = WindowQuery.model_validate(dict(call.request.query_params))
    found = await webhooks.endpoints(call.holder)
    shown = [_shown(row) for row in found[query.offset : query.offset + query.limit]]
    return answers.answer(WebhooksAnswer(webhooks=shown, total=len(found), limit=query.limit, offset=query.offset))


async def read(call: Call) -> Response:
    """The endpoint that the address names."""
    row = await webhooks.find_endpoint(call.holder, _named(call))
    if row is None:
        raise not_found("webhook endpoint")
    return answers.answer(_shown(row))


async def delete(call: Call) -> Response:
    """Deletes the endpoint that the address names."""
    await webhooks.delete_endpoint(call.deps, call.holder, _named(call))
    return answers.answer(DeletedWebhookAnswer(success=True))


def _named(call: Call) -> UUID:
    return ids.decode(ids.WEBHOOK_ENDPOINT, call.request.path_params["webhook"]) or NO_ROW


def _shown(row: WebhookEndpoint) -> WebhookAnswer:
    return WebhookAnswer(
        id=ids.encode(ids.WEBHOOK_ENDPOINT, row.id),
        url=row.url,
        events=list(row.events),
        active=row.status is WebhookEndpointStatus.ENABLED,
        created_at=moments.rfc3339(row.created_at),
    )
