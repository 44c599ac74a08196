"""connectTwilio and disconnectTwilio: Twilio is asked first, and the token is nowhere in the clear."""

import logging
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.cli.settings import in_force
from app.deps import Deps
from app.domain import ids, sealing
from app.domain.vocabulary import KeyScope
from app.models import Account, Connection, Sender
from app.services.accounts import NewKey, authenticate, create_key, look_at_connections
from app.services.connections import sms_of
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_connection, make_deps
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, TwilioDouble, twilio_double
from tests.graphql.client import Api
from tests.graphql.test_statements import Statements, statements
from tests.graphql.test_tenants import everything

__all__ = ["statements"]  # a fixture

OWN, OTHER = "AC" + "a" * 32, "AC" + "b" * 32
TOKEN, OTHER_TOKEN = "5ecre7" * 5 + "00", "0ther5" * 5 + "00"
NUMBER = "+14155550100"
CONNECT = """mutation($id: ID!, $input: ConnectTwilioInput!) { connectTwilio(accountId: $id, input: $input) {
  success account { twilio { accountSid verifiedAt problem } } userErrors { code message path } } }"""
DISCONNECT = "mutation($id: ID!) { disconnectTwilio(accountId: $id) { success account { twilio { accountSid } } } }"


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioDouble]:
    async with twilio_double() as double:
        double.tokens |= {OWN: TOKEN, OTHER: OTHER_TOKEN}
        double.console.account(OWN, NUMBER)
        double.console.account(OTHER, NUMBER)
        yield double


@pytest.fixture
async def deps(database: None, clock: FixedClock, twilio: TwilioDouble) -> Deps:
    return make_deps(
        clock,
        twilio_api_url=twilio.url,
        public_base_url=PUBLIC_URL,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
    )


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id, phone_number=NUMBER)


async def connected(api: Api, account_id: str, sid: str = OWN, token: str = TOKEN) -> dict[str, Any]:
    return dict(await api.data(CONNECT, id=account_id, input={"accountSid": sid, "authToken": token}))


async def test_the_token_is_nowhere_in_the_clear(
    api: Api, deps: Deps, account_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.http.headers["Idempotency-Key"] = "once"
    answer = await api.answer(CONNECT, id=account_id, input={"accountSid": OWN, "authToken": TOKEN})
    again = await api.answer(CONNECT, id=account_id, input={"accountSid": OWN, "authToken": TOKEN})
    twilio = answer["data"]["connectTwilio"]["account"]["twilio"]
    assert (twilio["accountSid"], twilio["verifiedAt"], twilio["problem"]) == (OWN, "2026-02-16T15:00:00Z", None)
    assert (again["data"], await Connection.all().count()) == (answer["data"], 1)
    refused = await api.answer(CONNECT, id=account_id, input={"accountSid": OWN, "authToken": TOKEN + "0"})
    row = await Connection.get()
    assert sealing.unseal(deps.settings.secret_keys, row.secret or "") == TOKEN
    told = [str(answer), str(again), str(refused), caplog.text, str(await everything()), repr(deps)]
    told += ["\n".join(in_force(deps.settings, {})), repr(await sms_of(deps, row.id))]
    assert not any(TOKEN in one for one in told)
    assert any(OWN in one for one in told)


async def test_twilio_is_asked_before_anything_is_stored(
    api: Api, deps: Deps, account_id: str, twilio: TwilioDouble
) -> None:
    console = twilio.console
    suspended, without = "AC" + "c" * 32, "AC" + "d" * 32
    console.account(suspended, NUMBER, status="suspended")
    console.account(without)
    twilio.tokens |= {suspended: TOKEN, without: TOKEN}
    for sid, token, code, part in [
        ("AC7", TOKEN, "INVALID_INPUT", "account SID is AC"),
        (OWN, "", "INVALID_INPUT", "auth token"),
        (OWN, "two words", "INVALID_INPUT", "auth token"),
        (ACCOUNT_SID, AUTH_TOKEN, "INVALID_INPUT", "server's own"),
        (OWN, "another", "PROVIDER_REFUSED", "refuses the account SID and auth token"),
        ("AC" + "e" * 32, TOKEN, "PROVIDER_REFUSED", "refuses the account SID and auth token"),
        (suspended, TOKEN, "PROVIDER_REFUSED", "is suspended"),
        (without, TOKEN, "PROVIDER_REFUSED", f"does not have the number {NUMBER}"),
    ]:
        answer = await connected(api, account_id, sid, token)
        [error] = answer["userErrors"]
        assert (answer["success"], error["code"]) == (False, code), sid
        assert part in error["message"]
    console.away = True
    [error] = (await connected(api, account_id))["userErrors"]
    assert (error["code"], "try again" in error["message"]) == ("PROVIDER_BUSY", True)
    assert await Connection.all().count() == 0
    assert (await Account.get()).connection_id is None


async def test_a_server_without_a_key_stores_no_token(partner: Holder, twilio: TwilioDouble) -> None:
    deps = make_deps(twilio_api_url=twilio.url, nudge_secret_key=None)
    account = await make_account(deps, partner.id, phone_number=NUMBER)
    async with Api(deps, partner.key) as api:
        [error] = (await connected(api, ids.encode(ids.ACCOUNT, account.id)))["userErrors"]
    assert (error["code"], "openssl rand" in error["message"]) == ("NOT_CONFIGURED", True)


async def test_only_a_key_with_admin_connects(api: Api, deps: Deps, partner: Holder, account_id: str) -> None:
    holder = await authenticate(partner.key, deps.clock.now())
    assert holder is not None
    _, secret = await create_key(deps, holder, NewKey(name="Most", scopes=[s for s in KeyScope if s != KeyScope.ADMIN]))
    async with Api(deps, secret) as most:
        code, _ = await most.error(CONNECT, id=account_id, input={"accountSid": OWN, "authToken": TOKEN})
        assert code == "FORBIDDEN"
        code, _ = await most.error(DISCONNECT, id=account_id)
        assert code == "FORBIDDEN"
    assert await Connection.all().count() == 0


async def test_disconnecting_erases_the_token_at_once(api: Api, account_id: str) -> None:
    assert (await api.data(DISCONNECT, id=account_id))["success"], "an account without a connection stays as it is"
    await connected(api, account_id)
    answer = await api.data(DISCONNECT, id=account_id)
    assert (answer["success"], answer["account"]["twilio"]) == (True, None)
    row = await Connection.get()
    assert row.secret is None
    assert (row.ended_at is None, row.look_at) == (False, None)


async def test_the_token_of_a_former_twilio_account_is_kept_for_a_day(
    api: Api, deps: Deps, clock: FixedClock, account_id: str
) -> None:
    await connected(api, account_id)
    await connected(api, account_id, OTHER, OTHER_TOKEN)
    former = await Connection.get(provider_account=OWN)
    assert (former.secret is None, former.ended_at is None) == (False, False)
    clock.advance(hours=25)
    await look_at_connections(deps)
    assert (await Connection.get(provider_account=OWN)).secret is None
    assert (await Connection.get(provider_account=OTHER)).secret is not None


async def test_a_new_token_of_the_same_twilio_account_replaces_the_former_one_at_once(
    api: Api, twilio: TwilioDouble, account_id: str
) -> None:
    await connected(api, account_id)
    twilio.tokens[OWN] = OTHER_TOKEN
    assert (await connected(api, account_id, OWN, OTHER_TOKEN))["success"]
    former, current = await Connection.all().order_by("id")
    assert former.secret is None
    assert current.secret is not None
    assert (await Account.get()).connection_id == current.id


async def test_what_is_wrong_at_twilio_is_told(
    api: Api, deps: Deps, clock: FixedClock, twilio: TwilioDouble, account_id: str
) -> None:
    await connected(api, account_id)
    assert await look_at_connections(deps) == 1
    assert await look_at_connections(deps) == 0, "not before an hour is over"
    query = "query($id: ID!) { account(id: $id) { twilio { problem verifiedAt } } }"
    problem = (await api.data(query, id=account_id))["twilio"]["problem"]
    assert "is in no Messaging Service" in problem
    assert f"`nudge connect {NUMBER}`" in problem
    twilio.console.service(OWN, "MG" + "1" * 32, NUMBER, inbound_request_url=f"{PUBLIC_URL}/webhooks/twilio/sms")
    clock.advance(hours=2)
    await look_at_connections(deps)
    told = (await api.data(query, id=account_id))["twilio"]
    assert (told["problem"], told["verifiedAt"]) == (None, "2026-02-16T17:00:00Z")
    twilio.tokens[OWN] = "changed"
    clock.advance(hours=2)
    await look_at_connections(deps)
    assert "refuses" in (await api.data(query, id=account_id))["twilio"]["problem"]


async def test_the_connections_of_many_accounts_take_one_statement(
    api: Api, deps: Deps, partner: Holder, statements: Statements
) -> None:
    for number in range(4):
        row = await make_account(deps, partner.id)
        await make_connection(deps, row.id, f"AC{number:032}", TOKEN)
    statements.seen.clear()
    found = await api.data("{ accounts { items { twilio { accountSid } } } }")
    assert sorted(one["twilio"]["accountSid"] for one in found["items"]) == [f"AC{number:032}" for number in range(4)]
    assert sum('FROM "connection"' in one for one in statements.seen) == 1


async def test_a_connection_that_no_key_reads_says_so(api: Api, deps: Deps, account_id: str) -> None:
    await connected(api, account_id)
    await Connection.all().update(secret=sealing.seal((urlsafe_b64encode(bytes(32)).decode(),), TOKEN))
    await look_at_connections(deps)
    assert "NUDGE_SECRET_KEY" in str((await Connection.get()).problem)


ADD = """mutation ($id: ID!, $input: SenderInput!) { addSender(accountId: $id, input: $input) {
  sender { id } warnings { message path } userErrors { code message path } } }"""
ADDED, SERVICE = "+14155550199", "MG" + "5e" * 16


@pytest.mark.parametrize("own", [True, False], ids=["its own credentials", "the server's"])
async def test_a_sender_that_twilio_does_not_have_is_refused(
    api: Api, twilio: TwilioDouble, account_id: str, own: bool
) -> None:
    if own:
        await connected(api, account_id)
    at = OWN if own else ACCOUNT_SID
    twilio.console.account(OTHER, ADDED)  # of another Twilio account
    numbers, service = {"phoneNumber": ADDED, "segmentsPerSecond": 1}, {"messagingServiceSid": SERVICE}
    for given, mend in ((numbers, "buy it there, or connect its account"), (service, "copy the SID")):
        [error] = (await api.data(ADD, id=account_id, input=given))["userErrors"]
        assert (error["code"], mend in error["message"], error["path"]) == ("PROVIDER_REFUSED", True, ["input"])
    twilio.console.account(at, ADDED)
    twilio.console.numbers[at][ADDED]["capabilities"]["sms"] = False
    [error] = (await api.data(ADD, id=account_id, input=numbers))["userErrors"]
    assert "cannot send SMS" in error["message"]
    assert await Sender.filter(account_id=ids.decode(ids.ACCOUNT, account_id)).count() == 1, "nothing was added"
    twilio.console.account(at, ADDED)
    twilio.console.service(at, SERVICE, ADDED)
    for given in (numbers, service):
        assert (await api.data(ADD, id=account_id, input=given))["userErrors"] == []


async def test_a_sender_is_added_with_a_warning_while_twilio_does_not_answer(
    api: Api, twilio: TwilioDouble, account_id: str
) -> None:
    twilio.console.away = True
    api.http.headers["Idempotency-Key"] = "once"
    given = {"phoneNumber": "+18885551234", "segmentsPerSecond": 3}
    made = await api.data(ADD, id=account_id, input=given)
    [warning] = made["warnings"]
    assert "Nudge does not know whether the account has +18885551234" in warning["message"]
    twilio.console.away = False
    assert await api.data(ADD, id=account_id, input=given) == made, "a repeated call asks nothing"


async def test_a_rate_that_is_missing_or_too_high_is_answered_with_a_warning(
    api: Api, twilio: TwilioDouble, account_id: str
) -> None:
    twilio.console.account(ACCOUNT_SID, "+18885551234")
    update = """mutation ($id: ID!, $rate: Float) {
      updateSender(id: $id, input: {segmentsPerSecond: $rate}) { warnings { message path } } }"""
    made = await api.data(ADD, id=account_id, input={"phoneNumber": "+18885551234"})
    [warning] = made["warnings"]
    assert ("has no rate" in warning["message"], warning["path"]) == (True, ["input", "segmentsPerSecond"])
    sender = made["sender"]["id"]
    assert await api.data(update, id=sender, rate=3) == {"warnings": []}
    [warning] = (await api.data(update, id=sender, rate=4))["warnings"]
    assert "takes 3" in warning["message"]
