"""Finds any object by its id. The prefix of the id names the kind of the object."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from app import models
from app.domain import ids
from app.graphql.context import Context, Info
from app.graphql.schema.accounts.types import Account, Partner
from app.graphql.schema.ai.types import Draft
from app.graphql.schema.common.fields import resolved_field
from app.graphql.schema.common.node import Node
from app.graphql.schema.conversations.inbox import Conversation
from app.graphql.schema.conversations.types import Message
from app.graphql.schema.enrollment.types import Enrollment
from app.graphql.schema.people.imports import ImportJob
from app.graphql.schema.people.types import Lead
from app.graphql.schema.senders.types import Sender
from app.graphql.schema.sequences.types import Sequence
from app.graphql.schema.webhooks.types import WebhookDelivery, WebhookEndpoint
from app.services import accounts, paging, sequences, webhooks

Finder = Callable[[Context, UUID], Awaitable[Node | None]]


async def find_node(context: Context, id: str) -> Node | None:
    """The partner's object with this id; None for an unknown id, a deleted sequence or endpoint, a removed
    sender and a draft that no longer waits."""
    prefix = id.rpartition("_")[0]
    finder = _FINDERS.get(prefix)
    return await finder(context, context.decode_id(prefix, id)) if finder else None


async def _partner(context: Context, key: UUID) -> Node | None:
    return Partner.of(key) if key == context.partner_id else None


async def _sequence(context: Context, key: UUID) -> Node | None:
    row = await sequences.find(context.partner_id, key)
    return Sequence.of(row) if row else None


async def _sender(context: Context, key: UUID) -> Node | None:
    row = await accounts.find_sender(context.partner_id, key)
    return Sender.of(row) if row else None


async def _draft(context: Context, key: UUID) -> Node | None:
    return await Draft.found(context.partner_id, key)


async def _endpoint(context: Context, key: UUID) -> Node | None:
    row = await webhooks.find_endpoint(context.holder, key)
    return WebhookEndpoint.of(row) if row else None


async def _delivery(context: Context, key: UUID) -> Node | None:
    row = await webhooks.find_delivery(context.holder, key)
    return WebhookDelivery.of(row) if row else None


def _row(model: type[paging.R], show: Callable[[paging.R], Node]) -> Finder:
    async def find(context: Context, key: UUID) -> Node | None:
        row = (await paging.by_id(model, context.partner_id, [key])).get(key)
        return show(row) if row else None

    return find


_FINDERS: dict[str, Finder] = {
    ids.PARTNER: _partner,
    ids.SEQUENCE: _sequence,
    ids.DRAFT: _draft,
    ids.SENDER: _sender,
    ids.WEBHOOK_ENDPOINT: _endpoint,
    ids.WEBHOOK_DELIVERY: _delivery,
    ids.ACCOUNT: _row(models.Account, Account.of),
    ids.LEAD: _row(models.Lead, Lead.of),
    ids.ENROLLMENT: _row(models.Enrollment, Enrollment.of),
    ids.IMPORT: _row(models.ImportJob, ImportJob.of),
    ids.MESSAGE: _row(models.Message, Message.of),
    ids.CONVERSATION: _row(models.Conversation, Conversation.of),
}


@strawberry.type
class NodeQueries:
    @resolved_field("The object with this id, of any kind, or null.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The id of any object.")]
    ) -> Node | None:
        return await find_node(info.context, id)
