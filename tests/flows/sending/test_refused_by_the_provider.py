"""A person's decision that the provider then refuses is told to that person, in words."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.domain import ids
from app.models import Account, Message, Partner
from app.services import accounts
from tests.graphql.client import Api
from tests.world import LEAD, World, ai

SEND = """mutation ($account: ID!, $phone: PhoneNumber!, $body: String!) {
  sendMessage(accountId: $account, phone: $phone, body: $body) {
    success message { status errorCode } userErrors { code message } } }"""
APPROVE = """mutation ($id: ID!) { approveDraft(id: $id) {
  success messageSent reason explanation enrollment { timeline { status reason } }
  userErrors { code message path } } }"""


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


NOT_YET = {
    "reject:30034": ("SENDER_BLOCKED", "Held, because the account's number cannot send at present: "),
    "busy": ("PROVIDER_BUSY", "Held until "),
    "accept_then_fail": ("OUTCOME_UNKNOWN", "The provider's answer was lost."),
    "accept": (None, "Sent at "),
}


@pytest.mark.parametrize("plan", NOT_YET)
async def test_the_answer_to_an_approval_says_what_became_of_the_text(world: World, api: Api, plan: str) -> None:
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask.", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    world.twilio.plans.append(plan)
    answer = await api.data(APPROVE, id=ids.encode(ids.DRAFT, draft.id))
    reason, beginning = NOT_YET[plan]
    assert (answer["success"], answer["userErrors"]) == (True, []), "the decision was made"
    assert (answer["messageSent"], answer["reason"]) == (plan == "accept", reason)
    assert answer["explanation"].startswith(beginning)


async def test_an_approval_outside_the_window_says_until_when_it_waits(world: World, api: Api) -> None:
    await world.voice(review=True)
    await world.enrolled(await world.sequence(ai("Ask.", 1)))
    await world.later(hours=1)
    [draft] = await world.drafts()
    await Account.filter(id=world.account.id).update(window_start="08:00", window_end="08:01")
    answer = await api.data(APPROVE, id=ids.encode(ids.DRAFT, draft.id))
    assert (answer["success"], answer["messageSent"], answer["reason"]) == (True, False, "OUTSIDE_WINDOW")
    assert "the account sends from 8:00 to 8:01" in answer["explanation"]
