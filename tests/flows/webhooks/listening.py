"""A partner who is told of every event, and what was told so far."""

from typing import Any

from app.domain.webhooks.catalogue import ALL, payload_of
from app.models import WebhookEndpoint, WebhookEvent
from tests.world import World


async def listen(world: World, *events: str, **more: Any) -> WebhookEndpoint:
    """An endpoint for these events, or for all."""
    return await WebhookEndpoint.create(
        partner_id=world.partner_id,
        url="https://partner.example/nudge",
        events=list(events) or [ALL],
        secret="sealed",
        created_at=world.clock.now(),
        **more,
    )


async def told(*types: str) -> list[dict[str, Any]]:
    """The bodies of the events so far, or of those of these types, in their order."""
    events = await WebhookEvent.filter(type__in=types) if types else await WebhookEvent.all()
    return [payload_of(event) for event in sorted(events, key=lambda event: event.order)]


async def types_told() -> list[str]:
    """The types of the events so far, in their order."""
    return [body["type"] for body in await told()]
