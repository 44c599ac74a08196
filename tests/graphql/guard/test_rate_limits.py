"""How many calls, conversations, messages and objects a partner may use in a minute."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest

from app.deps import Deps
from app.domain import ids
from app.graphql.guard.cost import MAX_COST
from app.models import Account
from app.providers.limiter import Pour
from app.providers.redis.limiter import RedisLimiter
from app.services import rate_limits
from app.services.rate_limits import Amounts
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps, make_partner
from tests.graphql.client import Api

WHO = "{ viewer { partner { name } } }"
STRICT = "application/graphql-response+json"

TOO_DEEP = "{ " + "a { " * 12 + "a" + " }" * 12 + " }"


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
        answers = [await api.post(orjson.dumps({"query": query})) for query in ("{", "{ nothing }", TOO_DEEP, WHO)]
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
