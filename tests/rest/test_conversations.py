"""Conversations over REST, with the field names of the API that Nudge follows."""

import asyncio
from typing import Any

import httpx2
import pytest

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope, MessageStatus, PauseReason
from app.http import identify
from app.models import Account, Lead, Message
from app.providers.redis.limiter import RedisLimiter
from app.providers.simulator.sms import SimulatedSms
from app.rest import openapi
from app.rest.conversations import PREVIEW
from app.rest.operations import CONVERSATIONS, MESSAGES
from app.services import accounts
from app.services.conversations import InboundSms, receive_sms
from app.services.enrollment import enroll_lead
from tests.factories import Holder, fixed, make_account, make_deps, make_lead, make_partner, make_sequence
from tests.rest.door import Json, RestDoor, failed
from tests.rest.test_openapi import matches

ANN, BOB = "+14155551234", "+14155551235"


async def written(deps: Deps, account: str, phone: str, body: str) -> None:
    row = await Account.get(id=ids.decode(ids.ACCOUNT, account))
    count = await Message.all().count()
    await receive_sms(deps, InboundSms(f"SM{count}", phone, row.phone_number, body))


async def listed(rest: RestDoor, account: str, query: str = "") -> list[Json]:
    response = await rest.http.get(f"/v1/accounts/{account}/conversations?{query}")
    assert response.status_code == 200, response.text
    matches(response.json(), openapi.document()["paths"][CONVERSATIONS]["get"], "200")
    return list(response.json()["conversations"])


async def read(rest: RestDoor, account: str, phone: str = ANN, query: str = "") -> httpx2.Response:
    return await rest.http.get(f"/v1/accounts/{account}/conversations/{phone}/messages?{query}")


async def write(rest: RestDoor, account: str, phone: str = ANN, key: str | None = None, **said: Any) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await rest.http.post(f"/v1/accounts/{account}/conversations/{phone}/messages", json=said, headers=headers)


@pytest.fixture
async def talked(deps: Deps, partner: Holder, account: str) -> str:
    """Ann is in a sequence and asks; Bob asked for a person."""
    key = ids.decode(ids.ACCOUNT, account)
    assert key
    await make_lead(deps, partner.id, key, phone=ANN, first_name="Ann", last_name="Lee")
    sequence = await make_sequence(deps, partner.id, key, steps=[fixed("Hi"), fixed("Still there?", delay_hours=24)])
    await enroll_lead(deps, partner.id, sequence.id, ANN)
    deps.clock.advance(minutes=1)  # type: ignore[attr-defined]
    await written(deps, account, ANN, "What is the rate? " + "I would like to know. " * 10)
    deps.clock.advance(minutes=1)  # type: ignore[attr-defined]
    await written(deps, account, BOB, "Can I talk to a person?")
    return account


async def test_the_inbox_says_who_needs_a_person(rest: RestDoor, talked: str) -> None:
    bob, ann = await listed(rest, talked)
    assert bob == {
        "phone": BOB,
        "name": None,
        "preview": "Can I talk to a person?",
        "last_message_at": "2026-02-16T15:02:00Z",
        "message_count": 1,
        "needs_handoff": True,
        "lead_status": "new",
        "in_sequence": False,
    }
    assert {**ann, "preview": ""} == {
        "phone": ANN,
        "name": "Ann Lee",
        "preview": "",
        "last_message_at": "2026-02-16T15:01:00Z",
        "message_count": 2,
        "needs_handoff": False,
        "lead_status": "contacted",
        "in_sequence": True,
    }
    assert ann["preview"].startswith("What is the rate?")
    assert ann["preview"].endswith("…")
    assert len(ann["preview"]) <= PREVIEW
    for query, phones in (
        ("needs_handoff=true", [BOB]),
        ("needs_handoff=false", [ANN]),
        ("limit=1", [BOB]),
        ("limit=1&offset=1", [ANN]),
    ):
        assert [one["phone"] for one in await listed(rest, talked, query)] == phones
    for query in ("needs_handoff=perhaps", "limit=0", "limit=251", "offset=-1"):
        response = await rest.http.get(f"/v1/accounts/{talked}/conversations?{query}")
        assert failed(response) == ("validation_error", 422)


async def test_an_unclear_text_needs_a_person_too(rest: RestDoor, deps: Deps, account: str) -> None:
    await written(deps, account, ANN, "who is this??")
    [found] = await listed(rest, account, "needs_handoff=true")
    assert (found["phone"], found["needs_handoff"]) == (ANN, True)


async def test_a_conversation_is_read_newest_first(rest: RestDoor, talked: str) -> None:
    response = await read(rest, talked, "(415) 555-1234")
    matches(response.json(), openapi.document()["paths"][MESSAGES]["get"], "200")
    found = response.json()
    assert {name: found[name] for name in ("total", "limit", "offset")} == {"total": 2, "limit": 50, "offset": 0}
    asked, sent = found["messages"]
    assert (asked["direction"], asked["source"], asked["status"]) == ("inbound", None, "received")
    assert asked["sent_at"] == "2026-02-16T15:01:00Z"
    assert (sent["direction"], sent["source"], sent["body"]) == ("outbound", "sequence", "Hi")
    assert sent["id"].startswith("msg_")
    second = (await read(rest, talked, ANN, "limit=1&offset=1")).json()
    assert [one["id"] for one in second["messages"]] == [sent["id"]]
    assert failed(await read(rest, talked, "+14155559999")) == ("not_found", 404)
    assert failed(await read(rest, talked, "abc")) == ("invalid_phone", 400)
    assert failed(await read(rest, talked, ANN, "limit=251")) == ("validation_error", 422)


async def test_a_person_writes_and_takes_the_conversation_over(rest: RestDoor, talked: str) -> None:
    response = await write(rest, talked, body="6 percent.", display_name="Sam")
    assert response.status_code == 201
    matches(response.json(), openapi.document()["paths"][MESSAGES]["post"], "201")
    message = response.json()["message"]
    assert (message["source"], message["display_name"], message["direction"]) == ("manual", "Sam", "outbound")
    ann = await Lead.get(phone=ANN)
    assert (ann.pause_reason, ann.paused_by) == (PauseReason.TAKEN_OVER, "Sam")
    assert (await write(rest, talked, "+14155550142", body="Hello.", by="Sam")).status_code == 201
    assert await Lead.exists(phone="+14155550142")


async def test_the_same_message_again_is_sent_once(rest: RestDoor, talked: str) -> None:
    first, again = [await write(rest, talked, key="one", body="6 percent.", display_name="Sam") for _ in range(2)]
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert failed(await write(rest, talked, key="one", body="7 percent.")) == ("idempotency_conflict", 422)
    assert await Message.filter(body__contains="percent").count() == 1


async def test_what_cannot_be_sent_is_refused(rest: RestDoor, deps: Deps, talked: str) -> None:
    for said in (
        {},
        {"body": " "},
        {"body": 7},
        {"body": "Hi", "name": "Sam"},
        {"body": "a", "by": "b", "display_name": "c"},
    ):
        assert failed(await write(rest, talked, **said)) == ("validation_error", 422)
    assert failed(await write(rest, talked, "12", body="Hi")) == ("invalid_phone", 400)
    for name in ("display_name", "by"):
        response = await write(rest, talked, body="Hi", **{name: "x" * 201})
        assert failed(response) == ("validation_error", 422)
        assert response.json()["error"]["message"].startswith(f"{name}: The name")
    await written(deps, talked, ANN, "STOP")
    response = await write(rest, talked, body="Hi")
    assert failed(response) == ("validation_error", 422)
    assert "opted out" in response.json()["error"]["message"]


async def test_a_message_that_the_provider_refuses_is_an_error(account: str, partner: Holder) -> None:
    landline = "+15005550009"
    async with RestDoor(make_deps(sms=SimulatedSms()), partner.key) as rest:
        response = await write(rest, account, landline, body="Hi")
        assert failed(response) == ("validation_error", 422)
        assert "cannot receive SMS (code 21614)" in response.json()["error"]["message"]
        [stored] = (await read(rest, account, landline)).json()["messages"]
        assert stored["status"] == MessageStatus.FAILED.lower()


async def test_a_message_that_a_busy_provider_does_not_take_may_be_sent_again(account: str, partner: Holder) -> None:
    """And the same key is good for it. A validation error would tell the caller to give the message up."""
    busy = "+15005550015"
    async with RestDoor(make_deps(sms=SimulatedSms()), partner.key) as rest:
        refused = await write(rest, account, busy, key="one", body="Hi")
        assert failed(refused) == ("unavailable", 503)
        assert int(refused.headers["Retry-After"]) == 60
        assert await Message.all().count() == 0
        assert failed(await write(rest, account, busy, key="one", body="Hi")) == ("unavailable", 503)


async def test_conversations_of_another_partner_do_not_exist(rest: RestDoor, deps: Deps, account: str) -> None:
    other = await make_account(deps, (await make_partner("Other")).id)
    await make_lead(deps, other.partner_id, other.id, phone=ANN)
    for where in (ids.encode(ids.ACCOUNT, other.id), ids.encode(ids.ACCOUNT, ids.new_id()), "acc_x"):
        answers = [
            await rest.http.get(f"/v1/accounts/{where}/conversations"),
            await read(rest, where),
            await write(rest, where, body="Mine now"),
        ]
        assert [failed(answer) for answer in answers] == [("not_found", 404)] * 3
        assert len({answer.json()["error"]["message"] for answer in answers}) == 1
    assert failed(await read(rest, account)) == ("not_found", 404), "the lead is another account's"
    assert await Message.all().count() == 0


async def test_a_key_that_may_not_send_reads_only(deps: Deps, talked: str, partner: Holder) -> None:
    holder = await identify(partner.key, "127.0.0.1", deps.clock.now())
    _, secret = await accounts.create_key(deps, holder, accounts.NewKey(name="Reader", scopes=[KeyScope.READ]))
    async with RestDoor(deps, secret) as door:
        assert len(await listed(door, talked)) == 2
        assert (await read(door, talked)).status_code == 200
        assert failed(await write(door, talked, body="Hi")) == ("forbidden", 403)


async def test_reads_and_messages_have_limits_of_their_own(
    redis_url: str, flush_redis: None, account: str, partner: Holder
) -> None:
    limiter = RedisLimiter(redis_url)
    deps = make_deps(
        limiter=limiter, nudge_calls_per_minute=2, nudge_conversation_reads_per_minute=3, nudge_sends_per_minute=1
    )
    async with RestDoor(deps, partner.key) as door:
        assert (await write(door, account, body="Hi")).status_code == 201
        refused = await write(door, account, body="Hi again")
        assert failed(refused) == ("rate_limited", 429)
        assert "messages for this account" in refused.json()["error"]["message"]
        done = await asyncio.gather(*(read(door, account) for _ in range(4)))
        assert sorted(response.status_code for response in done) == [200, 200, 200, 429]
    await limiter.close()
