"""A person's decision that the provider then refuses is told to that person, in words."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.domain import ids
from app.models import Message, Partner
from app.services import accounts
from tests.graphql.client import Api
from tests.world import LEAD, World, ai

SEND = """mutation ($account: ID!, $phone: PhoneNumber!, $body: String!) {
  sendMessage(accountId: $account, phone: $phone, body: $body) {
    success message { status errorCode } userErrors { code message } } }"""
APPROVE = """mutation ($id: ID!) { approveDraft(id: $id) {
  success messageSent enrollment { timeline { status reason } } userErrors { code message path } } }"""


@pytest.fixture
async def api(world: World) -> AsyncIterator[Api]:
    partner = await Partner.get(id=world.partner_id)
    async with Api(world.deps, await accounts.rotate_key(partner.name, world.clock.now())) as api:
        yield api


async def send(world: World, api: Api, body: str = "Hello") -> Any:
    return await api.data(SEND, account=ids.encode(ids.ACCOUNT, world.account.id), phone=LEAD, body=body)


async def test_a_refused_message_is_no_success(world: World, api: Api) -> None:
    world.twilio.plans.append("reject:30007")
    answer = await send(world, api)
    assert answer["success"] is False
    assert answer["message"] == {"status": "FAILED", "errorCode": 30007}
    [error] = answer["userErrors"]
    assert error["code"] == "PROVIDER_REFUSED"
    assert "(code 30007)" in error["message"]
    assert (await send(world, api))["success"] is True


async def test_a_message_with_a_placeholder_left_in_it_is_refused_with_the_right_words(world: World, api: Api) -> None:
    answer = await send(world, api, "Hi {{first_name}}, are you there?")
    assert (answer["success"], answer["message"]) == (False, None)
    [error] = answer["userErrors"]
    assert error["code"] == "INVALID_INPUT"
    assert "{{first_name}}" in error["message"]
    assert await Message.all().count() == world.twilio.posts == 0


async def test_an_approved_text_that_the_provider_refuses_says_so(world: World, api: Api) -> None:
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask.", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    world.twilio.plans.append("reject:30008")
    answer = await api.data(APPROVE, id=ids.encode(ids.DRAFT, draft.id))
    assert (answer["success"], answer["messageSent"]) == (False, False)
    assert answer["enrollment"]["timeline"] == [{"status": "FAILED", "reason": "PROVIDER_REFUSED"}]
    [error] = answer["userErrors"]
    assert (error["code"], error["path"]) == ("PROVIDER_REFUSED", ["id"])
    assert error["message"].startswith("Not sent:")
