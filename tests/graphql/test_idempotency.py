"""Calls with an Idempotency-Key: carried out once, whatever becomes of the answer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import orjson
import pytest

from app.db import connection
from app.deps import Deps
from app.domain.idempotency import IdempotentCall
from app.models import Account, IdempotencyKey, Message, Sender
from app.providers.sms import Accepted, Outcome, Outgoing, TryLater
from app.services import idempotency
from app.services.idempotency import calls
from tests.clock import FixedClock
from tests.factories import Holder, TakesAll, make_account, make_deps, make_partner
from tests.graphql.client import Api
from tests.graphql.test_tenants import NOT_REPEATED, Field, TwoPartners, everything, fields, reaches_its_own
from tests.graphql.test_tenants import worlds as worlds

CREATE = """
mutation Create($name: String!) {
  createAccount(input: {name: $name, phoneNumber: "+14155550100"}) { success account { id name } userErrors { code } }
}"""
TWO = """
mutation {
  a: createAccount(input: {name: "A", phoneNumber: "+14155550100"}) { success account { id } userErrors { code } }
  b: createAccount(input: {name: "B", phoneNumber: "+14155550101"}) { success account { id } userErrors { code } }
}"""
SEND = """
mutation($id: ID!) {
  sendMessage(accountId: $id, phone: "+14155551234", body: "Hello") { success message { id } userErrors { code } }
}"""
LONG_AGO = {"seconds": idempotency.ANSWERED_WITHIN}


async def call(api: Api, query: str, key: str, **variables: Any) -> httpx2.Response:
    return await api.post(orjson.dumps({"query": query, "variables": variables}), Idempotency_Key=key)


def replayed(response: httpx2.Response) -> bool:
    return response.headers.get("Idempotent-Replayed") == "true"


async def lose_the_answer() -> None:
    """As a process leaves it that dies between its commit and the storing of its answer."""
    await IdempotencyKey.all().update(answer=None)


async def rest() -> dict[str, list[str]]:
    return {name: rows for name, rows in (await everything()).items() if name != "idempotency_key"}


async def test_the_same_call_again_is_answered_as_the_first_time(api: Api) -> None:
    first, second = [await call(api, CREATE, "k", name="Acme") for _ in range(2)]
    assert first.json()["data"]["createAccount"]["success"]
    assert (replayed(first), replayed(second)) == (False, True)
    assert second.content == first.content
    assert await Account.all().count() == 1


async def test_another_input_under_the_same_key_is_refused_and_changes_nothing(api: Api) -> None:
    await call(api, CREATE, "k", name="Acme")
    refused = await call(api, CREATE, "k", name="Other")
    payload = refused.json()["data"]["createAccount"]
    assert payload == {"success": False, "account": None, "userErrors": [{"code": "IDEMPOTENCY_CONFLICT"}]}
    assert not replayed(refused)
    assert [account.name for account in await Account.all()] == ["Acme"]


async def test_the_order_of_the_variables_is_no_other_input(api: Api, account_id: str) -> None:
    query = "mutation($id: ID!, $name: String) { updateAccount(id: $id, input: {name: $name}) { success } }"
    await call(api, query, "k", id=account_id, name="B")
    assert replayed(await call(api, query, "k", name="B", id=account_id))


MUTATIONS = [field for field in fields() if field.kind == "mutation" and field.name not in NOT_REPEATED]


@pytest.mark.parametrize("field", MUTATIONS, ids=lambda field: field.name)
async def test_every_mutation_is_carried_out_once(worlds: TwoPartners, clock: FixedClock, field: Field) -> None:
    """Also when its answer was lost: then it is made anew, from what the write left behind."""
    document, variables = field.document(), field.variables(worlds.theirs)
    first = await call(worlds.owner, document, "k", **variables)
    reaches_its_own(field, first.json())
    after = await rest()
    second = await call(worlds.owner, document, "k", **variables)
    assert (replayed(second), second.content) == (True, first.content)
    await lose_the_answer()
    clock.advance(**LONG_AGO)
    third = await call(worlds.owner, document, "k", **variables)
    assert replayed(third)
    assert await rest() == after
    assert facts(third) == facts(first)
    assert (await call(worlds.owner, document, "k", **variables)).content == third.content


def facts(response: httpx2.Response) -> dict[str, Any]:
    """What an answer says of the call itself, and the ids in it. The rows below are read as they stand now."""
    [payload] = response.json()["data"].values()
    return _facts(payload)


def _facts(payload: dict[str, Any]) -> dict[str, Any]:
    def fact(value: Any) -> Any:
        if isinstance(value, dict):
            return value.get("id")
        return (
            [_facts(item) if isinstance(item, dict) else item for item in value] if isinstance(value, list) else value
        )

    # A step that is due is expected now, whenever that is.
    return {name: fact(value) for name, value in payload.items() if name != "nextStepAt"}


async def test_many_at_the_same_time_write_once_and_are_all_answered(api: Api) -> None:
    answers = await asyncio.gather(*(call(api, CREATE, "k", name="Acme") for _ in range(8)))
    assert len({answer.content for answer in answers}) == 1
    assert sorted(map(replayed, answers)) == [False] + [True] * 7
    assert await Account.all().count() == 1


async def test_a_call_whose_twin_does_not_come_to_its_end_is_told_so(api: Api, partner: Holder) -> None:
    once = IdempotentCall(partner.id, "k", "")
    pool = connection()._pool
    async with pool.acquire() as other, other.transaction():
        await other.execute("SELECT pg_advisory_xact_lock($1)", calls._lock(once))
        answer = await call(api, CREATE, "k", name="Acme")
    assert answer.json()["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_IN_PROGRESS"
    assert (await call(api, CREATE, "k", name="Acme")).json()["data"]["createAccount"]["success"]


async def test_what_was_refused_is_not_kept(api: Api, account: Account) -> None:
    taken = CREATE.replace("+14155550100", account.phone_number)
    refused = await call(api, taken, "k", name="Acme")
    assert refused.json()["data"]["createAccount"]["userErrors"] == [{"code": "DUPLICATE"}]
    await Account.filter(id=account.id).update(phone_number="+14155550999")
    again = await call(api, taken, "k", name="Acme")
    assert again.json()["data"]["createAccount"]["success"]
    assert not replayed(again)


async def test_each_partner_has_keys_of_its_own(api: Api, deps: Deps) -> None:
    await call(api, CREATE, "k", name="Acme")
    async with Api(deps, (await make_partner("Other")).key) as other:
        answer = await call(other, CREATE.replace("+14155550100", "+14155550101"), "k", name="Acme")
    assert answer.json()["data"]["createAccount"]["success"]
    assert not replayed(answer)


async def test_a_key_is_kept_for_24_hours(api: Api, clock: FixedClock, account_id: str) -> None:
    query = 'mutation($id: ID!) { updateAccount(id: $id, input: {name: "B"}) { success } }'
    await call(api, query, "k", id=account_id)
    clock.advance(hours=23, minutes=59)
    assert replayed(await call(api, query, "k", id=account_id))
    clock.advance(minutes=1)
    assert not replayed(await call(api, query, "k", id=account_id))
    assert replayed(await call(api, query, "k", id=account_id))


async def test_old_keys_are_forgotten(api: Api, clock: FixedClock) -> None:
    await call(api, CREATE, "k", name="Acme")
    assert await idempotency.forget_old(clock.now() + timedelta(hours=23)) == 0
    assert await idempotency.forget_old(clock.now() + timedelta(hours=24)) == 1
    assert await IdempotencyKey.all().count() == 0


async def test_queries_take_no_notice_of_a_key(api: Api) -> None:
    for key in ("k", "", "é" * 300):
        for query in ("{ viewer { partner { id } } }", "{ accounts { total } }"):
            answer = await api.http.post("/graphql", json={"query": query}, headers={b"Idempotency-Key": key.encode()})
            assert "errors" not in answer.json()
            assert not replayed(answer)
    assert await IdempotencyKey.all().count() == 0


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"\xe9", b"a\tb"])
async def test_a_bad_key_is_refused_and_changes_nothing(api: Api, key: bytes) -> None:
    request = {"query": CREATE, "variables": {"name": "Acme"}}
    answer = await api.http.post("/graphql", json=request, headers={b"Idempotency-Key": key})
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "Idempotency-Key" in error["message"]
    assert await Account.all().count() == 0


async def test_the_longest_key(api: Api) -> None:
    first, second = [await call(api, CREATE, "~" * 255, name="Acme") for _ in range(2)]
    assert (replayed(first), replayed(second)) == (False, True)


async def test_of_several_fields_each_is_carried_out_once(api: Api, clock: FixedClock) -> None:
    """The process died between the two: the first is told of, the second is done."""
    first = (await call(api, TWO, "k")).json()["data"]
    assert replayed(await call(api, TWO, "k"))
    await connection().execute_query("UPDATE idempotency_key SET answer = NULL, done = done - 'b'")
    await Sender.filter(account__name="B").delete()
    await Account.filter(name="B").delete()
    clock.advance(**LONG_AGO)
    again = await call(api, TWO, "k")
    assert replayed(again)
    assert again.json()["data"]["a"] == first["a"]
    assert again.json()["data"]["b"]["success"]
    assert sorted(account.name for account in await Account.all()) == ["A", "B"]


async def test_a_field_that_is_refused_leaves_the_others_as_they_are(api: Api) -> None:
    both = TWO.replace("+14155550101", "+14155550100")
    first, second = [await call(api, both, "k") for _ in range(2)]
    assert [first.json()["data"][name]["success"] for name in "ab"] == [True, False]
    assert (replayed(second), second.content) == (True, first.content)


async def test_an_answer_with_an_error_in_it_is_made_anew(api: Api, clock: FixedClock) -> None:
    """The write is committed, and the mistake is in what the caller wants to read of it."""
    wrong = CREATE.replace("account { id name }", "account { id sequences(limit: 0) { total } }")
    first = await call(api, wrong, "k", name="Acme")
    clock.advance(**LONG_AGO)
    second = await call(api, wrong, "k", name="Acme")
    assert first.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert second.json()["errors"] == first.json()["errors"]
    assert replayed(second)
    assert await Account.all().count() == 1


async def test_a_message_that_was_taken_back_before_the_process_died_is_sent(
    api: Api, account_id: str, clock: FixedClock
) -> None:
    first = await call(api, SEND, "k", id=account_id)
    await lose_the_answer()
    await Message.all().delete()
    clock.advance(**LONG_AGO)
    second = await call(api, SEND, "k", id=account_id)
    assert first.json()["data"]["sendMessage"]["success"]
    assert second.json()["data"]["sendMessage"]["success"]
    assert await Message.all().count() == 1


class Busy(TakesAll):
    """A provider that has no room the first time."""

    async def send(self, message: Outgoing) -> Outcome:
        self.sent.append(message)
        return TryLater("busy") if len(self.sent) == 1 else Accepted(f"SM{message.attempt_id.hex}")


@pytest.fixture
async def busy(clock: FixedClock, partner: Holder) -> AsyncIterator[tuple[Api, str]]:
    deps = make_deps(clock, sms=Busy())
    account = await make_account(deps, partner.id)
    async with Api(deps, partner.key) as client:
        found = await client.data("{ accounts { items { id } } }")
        assert account.name
        yield client, found["items"][0]["id"]


async def test_a_message_that_the_provider_did_not_take_may_be_sent_under_the_same_key(busy: tuple[Api, str]) -> None:
    api, account_id = busy
    first, second, third = [(await call(api, SEND, "k", id=account_id)) for _ in range(3)]
    assert first.json()["data"]["sendMessage"]["userErrors"] == [{"code": "PROVIDER_BUSY"}]
    assert second.json()["data"]["sendMessage"]["success"]
    assert (replayed(second), replayed(third), third.content) == (False, True, second.content)
    assert await Message.all().count() == 1
