"""How large, how expensive and how frequent calls may be."""

import gzip
import re
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from graphql import parse

from app.deps import Deps
from app.domain import ids
from app.graphql.api import schema
from app.graphql.guard.checks import document_errors
from app.graphql.guard.cost import MAX_COST, Bill
from app.graphql.guard.size import too_large
from app.models import Account
from app.providers.limiter import Pour
from app.providers.redis.limiter import RedisLimiter
from app.services import rate_limits
from app.services.rate_limits import Amounts
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps, make_partner
from tests.graphql.client import JSON, Api

WHO = "{ viewer { partner { name } } }"
STRICT = "application/graphql-response+json"
TREE = "sequences(accountId: $id, limit: $limit) { total items { id steps { message } account { name } } }"


def cost(query: str, **variables: Any) -> int:
    return Bill(schema._schema, parse(query), None, variables).cost()


# ---------------------------------------------------------------- what an operation costs


@pytest.mark.parametrize(
    ("query", "objects"),
    [
        ("{ __typename }", 0),
        ("{ viewer { partner { id name } } }", 2),
        ('{ account(id: "a") { id name sendingWindow { start } } }', 2),
        ("{ accounts { total } }", 1),
        ("{ accounts { items { id } } }", 1 + 50),
        ("{ accounts(limit: 7) { items { id } } }", 1 + 7),
        ("{ accounts(limit: 7) { items { sendingWindow { start } } } }", 1 + 7 * 2),
        ('{ sequence(id: "s") { steps { message } } }', 1 + 5),
        (
            "{ accounts(limit: 2) { items { sequences(limit: 3) { items { steps { order } } } } } }",
            1 + 2 * (2 + 3 * 6),
        ),
        ("{ a: viewer { partner { id } } b: viewer { partner { id } } }", 4),
        (
            "{ ...A ...A } fragment A on Query { accounts(limit: 5) { ...B } } fragment B on AccountPage {items {id}}",
            6,
        ),
        ("{ ... on Query { accounts(limit: 5) { ... { items { id } } } } }", 6),
        ('{ node(id: "a") { id } }', 1),
        ('{ node(id: "a") { ... on Account { sequences(limit: 3) { items { id } } } } }', 1 + 1 + 3),
        ('{ node(id: "a") { ...A } } fragment A on Account { sequences(limit: 3) { items { id } } }', 1 + 1 + 3),
        (
            '{ leadsConnection(accountId: "a", last: 3) { nodes { id } edges { node { id } } pageInfo {endCursor} } }',
            1 + 3 * 2 + 3 + 1,
        ),
        ('mutation { deleteSequence(id: "s") { success } }', 10 + 1),
        ('mutation { deleteSequence(id: "s") { userErrors { code } } }', 10 + 1 + 50),
    ],
)
def test_the_cost_is_the_objects_that_an_answer_may_hold(query: str, objects: int) -> None:
    assert cost(query) == objects


@pytest.mark.parametrize(
    ("variables", "page"),
    [
        ({}, 50),
        ({"limit": 3}, 3),
        ({"limit": "x"}, 250),
        ({"limit": 9999}, 250),
        ({"limit": 250.0}, 250),
        ({"limit": -1}, 0),
    ],
)
def test_variables_count_with_their_values(variables: dict[str, Any], page: int) -> None:
    assert cost(f"query($id: ID!, $limit: Int) {{ {TREE} }}", id="a", **variables) == 1 + page * (1 + 5 + 1)
    assert cost(f"query($id: ID!, $limit: Int = 4) {{ {TREE} }}", id="a") == 1 + 4 * (1 + 5 + 1)


def test_fragments_within_fragments_are_counted_in_no_time() -> None:
    many = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(48))
    last = "fragment F48 on Query { viewer { partner { id } } }"
    began = time.process_time()
    assert cost("{ ...F0 } " + many + last) == 2
    inside = many.replace("Query", "Viewer") + "fragment F48 on Viewer { partner { id } }"
    assert cost("{ viewer { ...F0 } } " + inside) == 1 + 2**48
    assert time.process_time() - began < 1


async def test_what_is_too_expensive_is_not_carried_out(api: Api, account_id: str) -> None:
    inner = "items { sequences(limit: 250) { items { steps { order } } } }"
    query = f"query($limit: Int!) {{ accounts(limit: $limit) {{ {inner} }} }}"
    for accept, status in ((JSON, 200), (STRICT, 400)):
        content = orjson.dumps({"query": query, "variables": {"limit": 14}})
        refused = await api.post(content, Accept=accept)
        assert refused.status_code == status
        [error] = refused.json()["errors"]
        assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
        assert error["message"].startswith(f"The operation costs 21,029; {MAX_COST:,} are allowed.")
        assert refused.json()["extensions"] == {"cost": {"requested": 21_029, "maximum": MAX_COST}}
        assert "data" not in refused.json()
    assert (await api.answer(query, limit=13))["extensions"]["cost"]["requested"] == 19_527


# ---------------------------------------------------------------- how large it may be


def repeated(text: str, count: int) -> str:
    return " ".join(text.replace("#", str(n)) for n in range(count))


TOO_LARGE = {
    "aliases": "{ " + repeated("a#: __typename", 31) + " }",
    "the same field": "{ " + repeated("__typename", 500) + " }",
    "the same field with a selection": "{ " + repeated("viewer { partner { id } }", 200) + " }",
    "the same spread": "{ " + repeated("...A", 500) + " } fragment A on Query { __typename }",
    "operations": repeated("query Q# { __typename }", 11),
    "fragments": "{ __typename } " + repeated("fragment F# on Query { __typename }", 51),
    "directives": "{ __typename " + repeated("@aa", 500) + " }",
    "directives in one place": "{ __typename @a @b @c @d @e }",
    "directives spread out": "{ " + repeated("a#: __typename @skip(if: false)", 21) + " }",
    "nested lists": "{ account(id: " + "[" * 21 + "]" * 21 + ") { id } }",
    "nested objects": "{ account(id: " + "{a: " * 21 + "1" + "}" * 21 + ") { id } }",
    "tokens": "{ " + repeated("a", 2000) + " }",
    "depth": "{ " + "a { " * 12 + "a" + " }" * 12 + " }",
}


@pytest.mark.parametrize("query", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_what_is_too_large_is_refused_before_it_is_validated(api: Api, query: str) -> None:
    name = {"operationName": "Q1"} if query.startswith("query Q0") else {}
    answer = await api.post(orjson.dumps({"query": query, **name}))
    assert answer.status_code == 200
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"QUERY_TOO_COMPLEX"}
    assert "data" not in answer.json()
    assert len(answer.json()["errors"]) <= 2


def test_the_worst_that_is_let_through_is_validated_in_reasonable_time() -> None:
    """graphql-core compares fields of one name with each other, through fragments too."""
    spreads = " ".join(f"...F{n}" for n in range(50))
    fragments = " ".join(
        f"fragment F{n} on Query {{ viewer {{ partner {{ id name createdAt }} }} }}" for n in range(50)
    )
    document = parse(f"{{ {spreads} }} {fragments}")
    assert not too_large(document)
    began = time.process_time()
    assert document_errors(schema._schema, document) == []
    assert time.process_time() - began < 2


CIRCLE = "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }"


async def test_introspection_in_circles_is_refused(api: Api) -> None:
    answer = await api.answer(CIRCLE)
    assert {error["message"] for error in answer["errors"]} == {"Maximum introspection depth exceeded"}
    assert "data" not in answer


@pytest.mark.parametrize(
    "value", [list(range(1001)), [[]] * 1001, {"a": [0] * 1001}], ids=["numbers", "lists", "inside"]
)
async def test_lists_in_variables_have_an_end(api: Api, value: Any) -> None:
    answer = await api.answer("query($id: ID!) { account(id: $id) { id } }", id=value)
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "1,001 items; 1,000 are allowed" in error["message"]


async def test_variables_are_not_nested_without_end(api: Api) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        nested = opening * 500 + "1" + closing * 500
        content = b'{"query": "{ __typename }", "variables": {"a": ' + nested.encode() + b"}}"
        [error] = (await api.post(content)).json()["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert "20 levels deep" in error["message"]


async def test_many_values_in_variables_are_refused(api: Api) -> None:
    rows = [[0] * 1000] * 101
    content = orjson.dumps({"query": "{ __typename }", "variables": {"a": rows}})
    [error] = (await api.post(content)).json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "100,000 values" in error["message"]


# ---------------------------------------------------------------- attacks on the door


async def test_a_compressed_body_is_refused_unread(api: Api) -> None:
    bomb = gzip.compress(orjson.dumps({"query": WHO, "padding": " " * 10_000_000}))
    for encoding in ("gzip", "deflate", "br", "gzip, identity"):
        answer = await api.post(bomb, Content_Encoding=encoding)
        assert answer.status_code == 415
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert answer.headers["Accept-Encoding"] == "identity"
    assert (await api.post(orjson.dumps({"query": WHO}), Content_Encoding="identity")).status_code == 200


async def test_a_large_body_is_refused(api: Api) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b" " * 100_000

    answer = await api.http.post("/graphql", content=body(), headers={"Content-Type": JSON})
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["2000000", "9" * 30])
async def test_a_body_that_says_it_is_too_large_is_not_awaited(api: Api, length: str) -> None:
    answer = await api.http.post("/graphql", content=b"{}", headers={"Content-Type": JSON, "Content-Length": length})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "query", ["\x00", "{ a\x00 }", '{ account(id: "\x00") { id } }', "\ufeff{ __typename }", "{ ￿ }"]
)
async def test_odd_characters_are_no_accident(api: Api, query: str) -> None:
    answer = await api.post(orjson.dumps({"query": query}))
    assert answer.status_code in (200, 400)
    assert "INTERNAL" not in answer.text


# ---------------------------------------------------------------- how often


@pytest.fixture
async def limiter(redis_url: str, flush_redis: None) -> AsyncIterator[RedisLimiter]:
    built = RedisLimiter(redis_url, 10.0)
    yield built
    await built.close()


@pytest.fixture
async def limited(clock: FixedClock, limiter: RedisLimiter) -> Deps:
    few: dict[str, Any] = {
        "nudge_calls_per_minute": 3,
        "nudge_conversation_reads_per_minute": 4,
        "nudge_sends_per_minute": 2,
    }
    return make_deps(clock, limiter=limiter, **few)


async def spend(api: Api, query: str, count: int, **variables: Any) -> list[httpx2.Response]:
    content = orjson.dumps({"query": query, "variables": variables})
    return [await api.post(content) for _ in range(count)]


async def test_too_many_calls_are_told_when_to_come_again(limited: Deps, partner: Holder) -> None:
    async with Api(limited, partner.key) as api:
        good = await spend(api, WHO, 3)
        lenient = await api.post(orjson.dumps({"query": WHO}))
        strict = await api.post(orjson.dumps({"query": WHO}), Accept=STRICT)
    assert [answer.status_code for answer in good] == [200] * 3
    assert [re.search(r'"calls";r=(\d+)', answer.headers["RateLimit"])[1] for answer in good] == ["2", "1", "0"]  # type: ignore[index]
    assert good[0].headers["RateLimit-Policy"] == '"calls";q=3;w=60, "cost";q=500000;w=60'
    assert "Retry-After" not in good[-1].headers
    for refused in (lenient, strict):
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        [error] = refused.json()["errors"]
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert error["extensions"]["retryAfter"] == int(refused.headers["Retry-After"])
        assert "data" not in refused.json()


async def test_extensions_tell_what_is_left(limited: Deps, partner: Holder) -> None:
    async with Api(limited, partner.key) as api:
        told = (await api.answer(WHO))["extensions"]["cost"]
    assert told == {"requested": 2, "maximum": MAX_COST, "available": 500_000 - 2}


async def test_what_cannot_be_read_or_is_not_valid_counts_as_well(limited: Deps, partner: Holder) -> None:
    async with Api(limited, partner.key) as api:
        answers = [
            await api.post(orjson.dumps({"query": query})) for query in ("{", "{ nothing }", TOO_LARGE["depth"], WHO)
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


async def test_conversations_have_a_limit_of_their_own(limited: Deps, partner: Holder, account_id: str) -> None:
    query = 'query($id: ID!) { messages(accountId: $id, phone: "+14155551234") { total } }'
    async with Api(limited, partner.key) as api:
        answers = await spend(api, query, 5, id=account_id) + await spend(api, WHO, 1)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 200]


async def test_messages_are_counted_for_each_account(limited: Deps, partner: Holder, account: Account) -> None:
    deps = make_deps(limiter=limited.limiter, nudge_sends_per_minute=2)
    other = await make_account(deps, partner.id)
    query = """mutation($id: ID!) {
      sendMessage(accountId: $id, phone: "+14155551234", body: "Hi") { success userErrors { code } }
    }"""
    first, second = (ids.encode(ids.ACCOUNT, one.id) for one in (account, other))
    async with Api(deps, partner.key) as api:
        answers = await spend(api, query, 3, id=first) + await spend(api, query, 1, id=second)
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert "messages for this account" in answers[2].json()["errors"][0]["message"]


async def test_partners_do_not_use_up_each_others_calls(limited: Deps, partner: Holder) -> None:
    other = await make_partner("Other")
    async with Api(limited, partner.key) as api, Api(limited, other.key) as another:
        await spend(api, WHO, 4)
        assert (await spend(another, WHO, 1))[0].status_code == 200


async def test_a_call_that_has_no_room_in_one_bucket_fills_none(limited: Deps, partner: Holder) -> None:
    account = UUID(int=1)
    assert not (await rate_limits.admit(limited, partner.id, Amounts(sends_for=(account,)))).retry_after
    for _ in range(4):
        status = await rate_limits.admit(limited, partner.id, Amounts(sends_for=(account, account)))
        assert status.retry_after > 0
    assert not (await rate_limits.admit(limited, partner.id, Amounts(sends_for=(account,)))).retry_after


async def test_a_bucket_leaks(limiter: RedisLimiter) -> None:
    """6,000 a second leak out of it: it is empty again before the next call can come."""
    pour = Pour("leaking", per_minute=6000 * 60, size=1, amount=1)
    for _ in range(20):
        [level] = await limiter.pour([pour]) or []
        assert level.wait < 0.001
    [full] = await limiter.pour([Pour("slow", per_minute=60, size=5, amount=5)]) or []
    [more] = await limiter.pour([Pour("slow", per_minute=60, size=5, amount=1)]) or []
    assert (full.wait, round(full.empty_in)) == (0, 5)
    assert 0 < more.wait <= 1


async def test_without_redis_the_limits_hold_in_each_process(clock: FixedClock, partner: Holder) -> None:
    limiter = RedisLimiter("redis://127.0.0.1:1/0")
    deps = make_deps(clock, limiter=limiter, nudge_calls_per_minute=1)
    async with Api(deps, partner.key) as api:
        answers = await spend(api, WHO, 3)
    await limiter.close()
    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert answers[0].json()["extensions"]["cost"] == {"requested": 2, "maximum": MAX_COST, "available": 499_998}


async def test_events_of_a_subscription_cost_what_their_objects_cost(clock: FixedClock, limiter: RedisLimiter) -> None:
    """An event waits while the bucket of the cost is full."""
    deps = make_deps(clock, limiter=limiter, nudge_cost_per_minute=40_000, nudge_burst_seconds=30)
    partner = UUID(int=7)
    assert not (await rate_limits.admit_event(deps, partner, 12_000)).retry_after
    assert (await rate_limits.admit_event(deps, partner, 12_000)).retry_after > 0
    assert not (await rate_limits.admit_event(deps, partner, 5_000)).retry_after
