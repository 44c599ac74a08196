"""Outgoing webhooks: what partners' software is told. Other topics use the names below only."""

from app.services.webhooks.deliveries import (
    deliveries_of,
    find_delivery,
    replay_events,
    retry_delivery,
    send_test_event,
)
from app.services.webhooks.delivering import keep_delivering
from app.services.webhooks.endpoints import (
    MAX_ACCOUNTS,
    MAX_DESCRIPTION,
    MAX_ENDPOINTS,
    MAX_SECRET,
    MIN_SECRET,
    EndpointChanges,
    NewEndpoint,
    create_endpoint,
    delete_endpoint,
    endpoints,
    find_endpoint,
    new_secret,
    rotate_secret,
    update_endpoint,
)
from app.services.webhooks.events import ERASE_EVENTS, forget_events

__all__ = [
    "ERASE_EVENTS",
    "MAX_ACCOUNTS",
    "MAX_DESCRIPTION",
    "MAX_ENDPOINTS",
    "MAX_SECRET",
    "MIN_SECRET",
    "EndpointChanges",
    "NewEndpoint",
    "create_endpoint",
    "delete_endpoint",
    "deliveries_of",
    "endpoints",
    "find_delivery",
    "find_endpoint",
    "forget_events",
    "keep_delivering",
    "new_secret",
    "replay_events",
    "retry_delivery",
    "rotate_secret",
    "send_test_event",
    "update_endpoint",
]
