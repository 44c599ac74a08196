"""The webhooks' door, knocked on as Twilio knocks: a signed form, to the public address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx2

from app.providers.twilio.webhooks import TwilioWebhooks
from app.webhooks.routes import routes
from tests.asgi import Application
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, signed
from tests.world import LEAD, SENDER, World


def an_sms(body: str = "Hello", **what: str | None) -> dict[str, str]:
    """The form of an inbound message; a field given as None is left out."""
    form: dict[str, str | None] = {
        "MessageSid": f"SM{uuid4().hex}",
        "AccountSid": ACCOUNT_SID,
        "From": LEAD,
        "To": SENDER,
        "Body": body,
        "NumMedia": "0",
        "FromCity": "",
    }
    form |= what
    return {key: value for key, value in form.items() if value is not None}


@dataclass
class TwilioDoor:
    client: httpx2.AsyncClient

    async def knock(
        self, form: dict[str, str], path: str = "/webhooks/twilio/sms", *, token: str = AUTH_TOKEN, query: str = ""
    ) -> httpx2.Response:
        """A signed call, with the public address signed and another one used, as behind a proxy."""
        suffix = f"?{query}" if query else ""
        headers = signed(path + suffix, form, token=token)
        return await self.send(urlencode(form).encode(), path + suffix, headers)

    async def send(self, body: bytes, path: str = "/webhooks/twilio/sms", headers: Any = None) -> httpx2.Response:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.client.post(path, content=body, headers={**kind, **(headers or {})})


@asynccontextmanager
async def a_door(world: World) -> AsyncIterator[TwilioDoor]:
    app = Application(routes(), deps=world.deps, webhooks=TwilioWebhooks(AUTH_TOKEN, ACCOUNT_SID))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://10.0.0.1:8000") as client:
        yield TwilioDoor(client)
