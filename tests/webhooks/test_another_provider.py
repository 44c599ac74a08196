"""A provider whose folder is not in `app/providers/` is sent by, and calls us, with no other code than its own."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from app.models import Message
from app.providers.choice import PROVIDERS, SIMULATOR, provider
from app.settings import Settings
from app.webhooks.routes import routes
from tests.asgi import Application
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL
from tests.webhooks.telegraph.provider import Telegraph, TelegraphSettings
from tests.webhooks.telegraph.sms import TelegraphSms
from tests.webhooks.telegraph.webhooks import PATH, seal
from tests.world import LEAD, SENDER, World, fixed

KEY = "key-of-the-telegraph"
ALL = (*PROVIDERS, Telegraph())
SETTINGS = TelegraphSettings(_env_file=None, public_base_url=PUBLIC_URL, telegraph_key=SecretStr(KEY))
REPLY = {"id": "wire-90", "from": LEAD, "to": SENDER, "words": "Yes please"}


@dataclass
class Office:
    """The provider's end of the wire."""

    client: httpx2.AsyncClient
    sms: TelegraphSms

    async def call(self, told: dict[str, Any], path: str = PATH, key: str = KEY) -> httpx2.Response:
        body = json.dumps(told).encode()
        return await self.client.post(path, content=body, headers={"Telegraph-Seal": seal(key, body)})


@pytest.fixture
async def office(world: World) -> AsyncIterator[Office]:
    chosen = provider(SETTINGS, ALL)
    sms = chosen.sms(SETTINGS)
    assert isinstance(sms, TelegraphSms)
    world.deps = replace(world.deps, settings=SETTINGS, sms=sms)
    app = Application(routes(), deps=world.deps, webhooks=chosen.webhooks(SETTINGS, "the simulator's token"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield Office(client, sms)


def test_the_credentials_choose_the_provider() -> None:
    twilio = Settings(_env_file=None, twilio_account_sid=ACCOUNT_SID, twilio_auth_token=SecretStr(AUTH_TOKEN))
    assert provider(twilio, ALL) is PROVIDERS[0]
    assert isinstance(provider(SETTINGS, ALL), Telegraph)
    assert provider(Settings(_env_file=None), ALL) is SIMULATOR


async def test_its_inbound_message_is_stored_and_answered_in_its_own_form(office: Office) -> None:
    answer = await office.call(REPLY)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {"reply": None}
    [message] = await Message.all()
    assert (message.body, message.provider_sid, message.direction.value) == ("Yes please", "wire-90", "INBOUND")


async def test_a_stop_by_it_is_confirmed_and_ends_the_sequence(office: Office, world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    assert "unsubscribed" in (await office.call({**REPLY, "words": "STOP"})).json()["reply"]
    await world.later(hours=1)
    assert await world.statuses(enrollment) == ["SENT", "CANCELLED"]
    assert [body for body, _ in office.sms.wired] == ["One"]


async def test_its_codes_and_status_words_are_understood(office: Office, world: World) -> None:
    enrollment = await world.enrolled(await world.sequence(fixed("One"), fixed("Two", 1)))
    [(_, callback)] = office.sms.wired
    answer = await office.call({"id": "wire-1", "state": "lost", "code": 7}, callback.removeprefix(PUBLIC_URL))
    assert answer.status_code == 204
    [message] = await Message.all()
    assert (message.status.value, message.error_code) == ("UNDELIVERED", 7)
    first, second = await world.timeline(enrollment)
    assert "nobody lives at this number (code 7)" in first.explanation
    assert second.reason is not None
    assert second.reason.value == "INVALID_NUMBER"


async def test_a_call_that_it_did_not_sign_stores_nothing(office: Office) -> None:
    assert (await office.call(REPLY, key="another")).status_code == 403
    assert await Message.all().count() == 0


async def test_a_call_that_it_signs_and_we_cannot_read_is_asked_for_again(office: Office) -> None:
    answer = await office.call({"id": "wire-91"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
