"""Answers that once were not so: methods, times, numbers that are too large, and what a page may do by itself."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from app.deps import Deps
from app.graphql.schema.ai.types import MAX_INT, AiTotals
from app.graphql.transport.examples import PHONE
from app.providers.redis.limiter import RedisLimiter
from app.providers.simulator.sms import SimulatedSms
from app.services.ai import UsageTotals
from tests.factories import Holder, make_deps
from tests.graphql.client import Api


async def test_no_example_texts_a_stranger_where_messages_really_leave(api: Api, partner: Holder) -> None:
    assert PHONE not in (await api.http.get("/graphql", headers={"Accept": "text/html"})).text
    async with Api(make_deps(sms=SimulatedSms()), partner.key) as simulated:
        assert PHONE in (await simulated.http.get("/graphql", headers={"Accept": "text/html"})).text


async def test_another_method_is_refused_as_graphql(api: Api) -> None:
    answer = await api.http.request("DELETE", "/graphql")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_values_are_shown_as_callers_write_them(api: Api) -> None:
    document = "query ($limit: Int!, $search: String) { accounts(limit: $limit, search: $search) { total } }"
    for limit, search, shown in ((True, None, "true"), (1, {"a": [None, False]}, "{'a': [null, false]}")):
        answer = await api.answer(document, limit=limit, search=search)
        [error] = answer["errors"]
        assert error["message"].endswith(f"value: {shown}")


async def test_a_subscription_has_no_answer_to_head(api: Api) -> None:
    params = {"query": 'subscription { messageAdded(accountId: "a") { body } }'}
    answer = await api.http.request("HEAD", "/graphql", params=params, headers={"Accept": "text/event-stream"})
    assert answer.status_code == 405


async def test_a_limited_event_stream_is_429(redis_url: str, flush_redis: None, partner: Holder) -> None:
    limiter = RedisLimiter(redis_url, 10.0)
    deps: Deps = make_deps(limiter=limiter, nudge_calls_per_minute=1)
    body = orjson.dumps({"query": 'subscription { messageAdded(accountId: "a") { body } }'})
    async with Api(deps, partner.key) as api:
        await api.answer("{ __typename }")
        answer = await api.post(body, Accept="text/event-stream")
    await limiter.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


async def test_a_time_may_be_finer_than_it_is_kept(api: Api) -> None:
    query = """query($at: DateTime) { previewSequence(sequenceId: "x", at: $at) { userErrors { code } } }"""
    for at in ("2026-02-15T10:30:00.123456789Z", "2026-02-15T10:30:00.1Z"):
        assert (await api.data(query, at=at))["userErrors"] == [{"code": "NOT_FOUND"}]


async def test_a_day_is_a_day_of_the_calendar_and_no_week(api: Api, account_id: str) -> None:
    query = "query($id: ID!, $d: Date!) { account(id: $id) { aiUsage(from: $d, to: $d) { days { day } } } }"
    assert (await api.error(query, id=account_id, d="2026-W01-1"))[0] == "BAD_USER_INPUT"


def test_a_count_beyond_int_is_the_largest_int() -> None:
    @dataclass
    class Totals:
        tries: int = 1
        rejected: int = 0
        failed: int = 0
        input_tokens: int = 2**40
        cached_tokens: int = 2**31
        output_tokens: int = 7
        cost_usd: Decimal | None = None

    totals: Any = Totals()
    assert isinstance(UsageTotals, type)
    shown = AiTotals.of(totals)
    assert (shown.input_tokens, shown.cached_tokens, shown.output_tokens) == (MAX_INT, MAX_INT, 7)


async def test_a_bulk_call_without_rows_says_that_its_sequence_is_unknown(api: Api) -> None:
    enroll = (
        'mutation { enrollLeads(sequenceId: "seq_x", phones: []) { success userErrors { code } results { success } } }'
    )
    answer = await api.data(enroll)
    assert answer == {"success": False, "userErrors": [{"code": "NOT_FOUND"}], "results": []}
    imported = 'mutation { importLeads(accountId: "acc_x", leads: []) { userErrors { code } } }'
    assert await api.data(imported) == {"userErrors": [{"code": "NOT_FOUND"}]}


async def test_no_word_of_python_is_in_a_message(api: Api) -> None:
    _, message = await api.error("query($id: ID!) { account(id: $id) { id } }", id=None)
    assert "None" not in message
