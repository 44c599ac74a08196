"""API keys: what they may do, for which accounts, and for how long."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.errors import Refused
from app.http import FAILED_KEYS_PER_MINUTE, NO_KEY, WRONG_KEY, FailedKeys, Unidentified
from app.models import Account, PartnerKey
from app.observability import health
from app.services.accounts import MAX_KEYS, KeyHolder, NewKey, authenticate, create_key, revoke_key, rotate_key
from app.services.enrollment import enroll_lead
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps, make_lead, make_partner, make_sequence
from tests.graphql.client import Api
from tests.graphql.served import serving

CREATE = """mutation($input: KeyInput!) { createKey(input: $input) {
  success secret key { id name prefix scopes accountIds createdAt lastUsedAt expiresAt }
  userErrors { code message path } } }"""
REVOKE = "mutation($id: ID!) { revokeKey(id: $id) { success key { id } userErrors { code path } } }"
KEYS = "{ viewer { scopes key { id name } partner { keys { id name lastUsedAt } } } }"
PHONE = "+14155550144"


async def made(api: Api, **input: Any) -> dict[str, Any]:
    answer = await api.data(CREATE, input={"name": "Key", **input})
    assert answer["success"], answer["userErrors"]
    return dict(answer)


async def test_a_key_is_shown_once_and_stored_as_a_hash(api: Api, clock: FixedClock, account_id: str) -> None:
    answer = await made(api, name="Reports", scopes=["READ"], accountIds=[account_id])
    key, secret = answer["key"], answer["secret"]
    assert (key["name"], key["scopes"], key["accountIds"], key["expiresAt"]) == (
        "Reports",
        ["READ"],
        [account_id],
        None,
    )
    assert secret.startswith(key["prefix"])
    assert len(secret) == 40
    row = await PartnerKey.get(name="Reports")
    assert secret not in str([row.hash, row.name, row.prefix])
    listed = (await api.data(KEYS))["partner"]["keys"]
    assert [(one["name"], one["lastUsedAt"]) for one in listed] == [("main", "2026-02-16T15:00:00Z"), ("Reports", None)]


CALLS = {
    "accounts": "{ accounts { total } }",
    "createSequence": """mutation { createSequence(accountId: "ACC", input: {
        name: "S", steps: [{type: FIXED, message: "Hi"}]}) { success } }""",
    "importLead": 'mutation { importLead(accountId: "ACC", input: {phone: "+14155550145"}) { success } }',
    "autoSequence": """mutation { importLead(accountId: "ACC", input: {
        phone: "+14155550145", autoSequence: true}) { success } }""",
    "enrollLead": 'mutation { enrollLead(sequenceId: "SEQ", phone: "+14155550144") { success } }',
}


@pytest.mark.parametrize("scope", ["READ", "WRITE", "SEND"])
async def test_a_key_does_what_its_scope_says_and_nothing_else(
    deps: Deps, api: Api, partner: Holder, account: Account, scope: str
) -> None:
    sequence = await make_sequence(deps, partner.id, account.id, is_default=True)
    known = {"ACC": ids.encode(ids.ACCOUNT, account.id), "SEQ": ids.encode(ids.SEQUENCE, sequence.id)}
    secret = (await made(api, scopes=[scope]))["secret"]
    refused = set()
    async with Api(deps, secret) as limited:
        assert (await limited.data("{ viewer { scopes } }"))["scopes"] == [scope]
        for name, query in CALLS.items():
            for text, value in known.items():
                query = query.replace(text, value)
            answer = await limited.answer(query)
            if "errors" in answer:
                [error] = answer["errors"]
                assert error["extensions"]["code"] == "FORBIDDEN"
                refused.add(name)
    allowed = {"READ": {"accounts"}, "WRITE": {"createSequence", "importLead"}, "SEND": {"enrollLead"}}[scope]
    assert refused == CALLS.keys() - allowed


async def test_a_key_of_one_account_sees_no_other(deps: Deps, api: Api, partner: Holder, account: Account) -> None:
    other = await make_account(deps, partner.id)
    mine, theirs = (ids.encode(ids.ACCOUNT, one.id) for one in (account, other))
    sequences = [await make_sequence(deps, partner.id, one.id) for one in (account, other)]
    for one in (account, other):
        await make_lead(deps, partner.id, one.id, phone=PHONE)
    own, foreign = (ids.encode(ids.SEQUENCE, one.id) for one in sequences)
    secret = (await made(api, scopes=["READ", "WRITE", "SEND", "ADMIN"], accountIds=[mine]))["secret"]
    async with Api(deps, secret) as limited:
        assert [one["id"] for one in (await limited.data("{ accounts { items { id } } }"))["items"]] == [mine]
        assert await limited.data("query($id: ID!) { account(id: $id) { id } }", id=theirs) is None
        assert await limited.data("query($id: ID!) { sequence(id: $id) { id } }", id=foreign) is None
        assert await limited.data("query($id: ID!) { node(id: $id) { id } }", id=foreign) is None
        assert (await limited.data("query($id: ID!) { sequence(id: $id) { id } }", id=own))["id"] == own
        assert (await limited.data("query($id: ID!) { leads(accountId: $id) { total } }", id=theirs))["total"] == 0
        enroll = "mutation($id: ID!) { enrollLead(sequenceId: $id, phone: $PHONE) { userErrors { code } } }"
        enroll = enroll.replace("$PHONE", f'"{PHONE}"')
        assert (await limited.data(enroll, id=foreign))["userErrors"] == [{"code": "NOT_FOUND"}]
        assert (await limited.data(enroll, id=own))["userErrors"] == []
        create = 'mutation { createAccount(input: {name: "A", phoneNumber: "+15005550009"}) { success } }'
        assert (await limited.error(create))[0] == "FORBIDDEN"
        answer = await limited.data(CREATE, input={"name": "K", "scopes": ["READ"], "accountIds": [theirs]})
        assert answer["userErrors"][0]["code"] == "NOT_FOUND"
        for given in ({}, {"accountIds": [mine]}):
            narrower = await made(limited, scopes=["READ"], **given)
            assert narrower["key"]["accountIds"] == [mine]


async def test_a_key_without_admin_lends_for_a_day_at_most(deps: Deps, api: Api, clock: FixedClock) -> None:
    secret = (await made(api, scopes=["READ", "WRITE", "SEND"]))["secret"]

    def ends(**after: float) -> str:
        return (clock.now() + timedelta(**after)).isoformat()

    async with Api(deps, secret) as limited:
        for input, path in (
            ({"scopes": ["READ"]}, "expiresAt"),
            ({"scopes": ["READ"], "expiresAt": ends(hours=25)}, "expiresAt"),
            ({"scopes": ["READ"], "expiresAt": ends(hours=-1)}, "expiresAt"),
            ({"scopes": ["ADMIN"], "expiresAt": ends(hours=1)}, "scopes"),
            ({"scopes": [], "expiresAt": ends(hours=1)}, "scopes"),
        ):
            answer = await limited.data(CREATE, input={"name": "K", **input})
            assert (answer["success"], answer["userErrors"][0]["path"]) == (False, ["input", path])
        browser = await made(limited, scopes=["READ"], expiresAt=ends(hours=24))
        assert [one["name"] for one in (await limited.data(KEYS))["partner"]["keys"]] == ["Key"]
    async with Api(deps, browser["secret"]) as page:
        assert (await page.data(KEYS))["scopes"] == ["READ"]
        clock.moment += timedelta(hours=24, seconds=1)
        assert (await page.error("{ viewer { scopes } }"))[0] == "UNAUTHENTICATED"


async def test_a_secret_is_not_kept_for_a_repeated_call(api: Api) -> None:
    body = {"query": CREATE, "variables": {"input": {"name": "K", "scopes": ["READ"]}}}
    answer = await api.http.post("/graphql", json=body, headers={"Idempotency-Key": "k"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert await PartnerKey.all().count() == 1


async def test_a_partner_has_so_many_keys(api: Api, partner: Holder) -> None:
    rows = [PartnerKey(partner_id=partner.id, hash=str(n), is_main=False, name="Old") for n in range(MAX_KEYS - 1)]
    await PartnerKey.bulk_create(rows)
    answer = await api.data(CREATE, input={"name": "K", "scopes": ["READ"]})
    assert (answer["success"], answer["userErrors"][0]["code"]) == (False, "INVALID_INPUT")


async def test_rotating_the_main_key_leaves_the_other_keys(deps: Deps, api: Api, partner: Holder) -> None:
    secret = (await made(api, scopes=["READ"]))["secret"]
    for _ in range(2):
        await rotate_key(partner.partner.name, deps.clock.now())
    async with Api(deps, secret) as other:
        assert (await other.data("{ viewer { scopes } }"))["scopes"] == ["READ"]
    assert (await api.error("{ viewer { scopes } }"))[0] == "UNAUTHENTICATED"


async def test_another_partners_key_is_not_found(deps: Deps, api: Api) -> None:
    other = await make_partner("Other")
    row = await PartnerKey.get(partner_id=other.id)
    answer = await api.data(REVOKE, id=ids.encode(ids.KEY, row.id))
    assert answer["userErrors"] == [{"code": "NOT_FOUND", "path": ["id"]}]


async def test_a_revoked_key_takes_the_keys_along_that_come_from_it(deps: Deps, api: Api, clock: FixedClock) -> None:
    stolen = await made(api, name="Stolen", scopes=["READ", "WRITE"])
    ends = (clock.now() + timedelta(hours=5)).isoformat()
    async with Api(deps, stolen["secret"]) as thief:
        lent = await made(thief, name="Lent", scopes=["READ"], expiresAt=ends)
    async with Api(deps, lent["secret"]) as again:
        last = await made(again, name="Lent again", scopes=["READ"], expiresAt=ends)
    other = await made(api, name="Other", scopes=["READ"])

    with deps.events.watch((await PartnerKey.get(name="Lent again")).id) as watch:
        assert (await api.data(REVOKE, id=stolen["key"]["id"]))["success"]
        async with asyncio.timeout(5):
            await watch.news()
    assert [one["name"] for one in (await api.data(KEYS))["partner"]["keys"]] == ["main", "Other"]
    for key, valid in ((stolen, False), (lent, False), (last, False), (other, True)):
        async with Api(deps, key["secret"]) as holder:
            answer = await holder.answer("{ viewer { scopes } }")
            assert ("errors" not in answer) is valid


async def test_a_key_makes_none_once_it_is_revoked(deps: Deps, api: Api, partner: Holder) -> None:
    """Of calls at once, each key that was made is gone with its maker."""
    main = await PartnerKey.get(partner_id=partner.id)
    holder = KeyHolder(partner.id, main.id)
    for number in range(20):
        made_one, secret = await create_key(deps, holder, NewKey(name=f"Maker {number}", scopes=[KeyScope.ADMIN]))
        maker = await authenticate(secret, deps.clock.now())
        assert maker is not None
        calls = [create_key(deps, maker, NewKey(name="Child", scopes=[KeyScope.READ])) for _ in range(4)]
        done = await asyncio.gather(*calls, revoke_key(deps, holder, made_one.id), return_exceptions=True)
        assert all(not isinstance(one, BaseException) or isinstance(one, Refused) for one in done), done
    assert await PartnerKey.filter(partner_id=partner.id).count() == 1


async def test_revoking_ends_open_streams_at_once(clock: FixedClock, partner: Holder, account_id: str) -> None:
    """No event and no time passes: the sockets and the event streams of the key end all the same."""
    deps = make_deps(clock)
    async with Api(deps, partner.key) as api:
        key = await made(api, scopes=["READ"])
        query = f'subscription {{ messageAdded(accountId: "{account_id}") {{ body }} }}'
        async with serving(deps, key["secret"]) as served, served.socket() as socket, served.http as http:
            await socket.ask(query)
            headers = {"Accept": "text/event-stream", "X-Partner-Key": key["secret"]}
            async with http.stream("POST", "/graphql", json={"query": query}, headers=headers) as stream:
                chunks = stream.aiter_bytes()
                assert await anext(chunks) == b":\n\n"
                assert (await api.data(REVOKE, id=key["key"]["id"]))["success"]
                async with asyncio.timeout(30):
                    assert not b"".join([chunk async for chunk in chunks]).replace(b":\n\n", b"")
                    assert await socket.closed() == 4403


# ---------------------------------------------------------------- wrong keys


async def test_a_missing_key_and_a_wrong_key_say_different_things(deps: Deps) -> None:
    async with Api(deps, None) as nobody, Api(deps, "pk_live_" + "x" * 32) as stranger:
        missing, wrong = await nobody.error("{ __typename }"), await stranger.error("{ __typename }")
    assert missing == (
        "UNAUTHENTICATED",
        "No partner key was sent. Send it as X-Partner-Key, or as Authorization: Bearer.",
    )
    assert wrong == ("UNAUTHENTICATED", WRONG_KEY)
    assert NO_KEY != WRONG_KEY


def test_an_address_that_sends_wrong_keys_has_to_wait() -> None:
    failed = FailedKeys()
    failed.note("192.0.2.1", "good", valid=True)
    for number in range(FAILED_KEYS_PER_MINUTE):
        failed.require_room("192.0.2.1", str(number))
        failed.note("192.0.2.1", str(number), valid=False)
    with pytest.raises(Unidentified) as refused:
        failed.require_room("192.0.2.1", "another")
    assert refused.value.retry_after == 1
    failed.require_room("192.0.2.1", "good")
    failed.require_room("192.0.2.2", "another")


# ---------------------------------------------------------------- ids of another kind


async def test_an_id_of_another_kind_is_named(api: Api, account_id: str) -> None:
    for query in (
        "query($id: ID!) { sequence(id: $id) { id } }",
        "query($id: ID!) { enrollments(accountId: $id, sequenceId: $id) { total } }",
        "mutation($id: ID!) { cancelEnrollment(id: $id) { success } }",
    ):
        code, message = await api.error(query, id=account_id)
        assert (code, message.partition("`")[0]) == ("BAD_USER_INPUT", "This is an id of another kind, ")


async def test_an_empty_sequence_id_is_no_sequence(deps: Deps, api: Api, partner: Holder, account: Account) -> None:
    sequence = await make_sequence(deps, partner.id, account.id)
    await enroll_lead(deps, partner.id, sequence.id, PHONE)
    query = "query($a: ID!, $s: ID) { enrollments(accountId: $a, sequenceId: $s) { total } }"
    account_id = ids.encode(ids.ACCOUNT, account.id)
    totals = [(await api.data(query, a=account_id, s=value))["total"] for value in (None, "", "seq_")]
    assert totals == [1, 0, 0]


async def test_the_caller_hears_how_the_installation_is(api: Api, clock: FixedClock) -> None:
    query = "{ viewer { health { ready sms ai workerSeenAt now hourSeconds oldestDueSeconds problem } } }"
    assert (await api.data(query))["health"] == {
        "ready": False,
        "sms": "LIVE",
        "ai": "SIMULATED",
        "workerSeenAt": None,
        "now": "2026-02-16T15:00:00Z",
        "hourSeconds": 3600.0,
        "oldestDueSeconds": 0.0,
        "problem": None,
    }
    await health.worker_seen(uuid4(), clock.advance(minutes=1))
    seen = (await api.data(query))["health"]
    assert (seen["ready"], seen["workerSeenAt"]) == (True, "2026-02-16T15:01:00Z")
    clock.advance(seconds=health.WORKER_SEEN_WITHIN.total_seconds())
    assert (await api.data(query))["health"]["ready"] is False
