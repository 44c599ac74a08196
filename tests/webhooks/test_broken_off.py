"""A webhook whose caller goes away before its body is complete."""

import logging
from typing import Any

import pytest

from app.models import Message
from app.providers.twilio.webhooks import TwilioWebhooks
from app.webhooks.routes import routes
from tests.asgi import Application
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN
from tests.world import World


async def test_half_a_body_stores_nothing_and_leaves_no_trace(world: World, caplog: pytest.LogCaptureFixture) -> None:
    app = Application(routes(), deps=world.deps, webhooks=TwilioWebhooks(AUTH_TOKEN, ACCOUNT_SID))
    arriving: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"MessageSid=SM", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return arriving.pop(0)

    async def send(_: Any) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": "/webhooks/twilio/sms", "headers": [], "query_string": b""}
    caplog.set_level(logging.INFO)
    await app(scope, receive, send)
    assert not caplog.records
    assert await Message.all().count() == 0
