"""GraphQL over HTTP: keys, media types, broken requests, limits, and bugs that stay masked."""

import json
import logging
from typing import Any
from unittest.mock import Mock

import orjson
import pytest
from graphql import get_introspection_query
from prometheus_client import REGISTRY
from starlette.middleware import Middleware

from app.db import connection
from app.deps import Deps
from app.observability import requests
from app.services import accounts
from tests.clock import FixedClock
from tests.factories import Holder, make_deps
from tests.graphql.client import JSON, Api

WHO = "{ viewer { partner { name } } }"
STRICT = "application/graphql-response+json"


def body(query: Any = WHO, **more: Any) -> bytes:
    return orjson.dumps({"query": query, **more})


async def test_a_key_is_taken_from_either_header(api: Api, deps: Deps, partner: Holder) -> None:
    assert await api.data(WHO) == {"partner": {"name": "Acme Lending"}}
    async with Api(deps, None) as other:
        for value in (f"Bearer {partner.key}", f"bearer  {partner.key}"):
            assert (await other.post(body(), Authorization=value)).json()["data"]


@pytest.mark.parametrize("key", [None, "pk_live_" + "x" * 32, "x", "pk_live_" + "x" * 5000, "ÿ"])
@pytest.mark.parametrize("query", [WHO, "{ __typename }", get_introspection_query(), "{ no such"])
async def test_without_a_good_key_nothing_is_told(deps: Deps, key: str | None, query: str) -> None:
    async with Api(deps, None) as api:
        headers = {} if key is None else {b"X-Partner-Key": key.encode("latin-1")}
        for accept, status in ((JSON, 200), ("*/*", 200), (STRICT, 401)):
            response = await api.http.post(
                "/graphql", content=body(query), headers={**headers, b"Accept": accept.encode()}
            )
            assert response.status_code == status
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
            answer = response.json()
            assert answer["data"] is None
            [error] = answer["errors"]
            assert error["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_rotated_key_lives_a_day(api: Api, clock: FixedClock, partner: Holder) -> None:
    await accounts.rotate_key(partner.partner.name, clock.moment)
    clock.advance(hours=23)
    assert await api.data(WHO)
    clock.advance(hours=2)
    assert (await api.answer(WHO))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"no json", 400),
        (b'{"query": "{ viewer', 400),
        (b'{"query": "\xff\xfe"}', 400),
        (b'{"query": "{ __typename }", "variables": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        (b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400),
        (b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}', 400),
        (b"[]", 400),
        (b'[{"query": "{ __typename }"}]', 400),
        (b"null", 400),
        (b"7", 400),
        (b"{}", 400),
        (b'{"query": null}', 400),
        (b'{"query": 7}', 400),
        (b'{"query": "  "}', 400),
        (b'{"query": "{ __typename }", "variables": []}', 400),
        (b'{"query": "{ __typename }", "variables": "{}"}', 400),
        (b'{"query": "{ __typename }", "operationName": 7}', 400),
        (b'{"query": "{ __typename }", "extensions": 7}', 400),
        (b'{"query": "query A { __typename }", "operationName": "B"}', 400),
        (b'{"query": "' + b" " * 1_100_000 + b'"}', 413),
    ],
)
async def test_a_broken_request_is_answered_as_graphql(api: Api, content: bytes, status: int) -> None:
    for accept in (JSON, STRICT):
        response = await api.post(content, Accept=accept)
        assert response.status_code == status
        assert response.headers["Content-Type"].startswith(accept)
        assert response.headers["X-Request-Id"]
        [error] = response.json()["errors"]
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert error["message"]


async def test_a_body_of_another_kind_is_refused(api: Api) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
    ):
        response = await api.post(body(), Content_Type=kind)
        assert response.status_code == 415
        assert response.json()["errors"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ viewer", "GRAPHQL_PARSE_FAILED"),
        ('{ account(id: "\\ud800") { id } }', "GRAPHQL_PARSE_FAILED"),
        ("{" * 900, "GRAPHQL_PARSE_FAILED"),
        ("{ a" * 900 + "}" * 900, "GRAPHQL_PARSE_FAILED"),
        ("{ viewer }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...Missing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ accounts(limit: "x") { total } }', "GRAPHQL_VALIDATION_FAILED"),
        ("query($limit: Int!) { accounts(limit: $limit) { total } }", "BAD_USER_INPUT"),
        ("{ accounts(limit: 0) { total } }", "BAD_USER_INPUT"),
        ("{ " + "viewer { __typename } " * 1000 + "}", "QUERY_TOO_COMPLEX"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(31)) + " }", "QUERY_TOO_COMPLEX"),
    ],
)
async def test_a_query_that_cannot_be_run_has_a_code(api: Api, query: str, code: str) -> None:
    lenient = await api.post(body(query))
    strict = await api.post(body(query), Accept=STRICT)
    assert lenient.status_code == 200
    assert {error["extensions"]["code"] for error in lenient.json()["errors"]} == {code}
    executed = "data" in strict.json()
    assert strict.status_code == (200 if executed else 400)
    assert executed == (query == "{ accounts(limit: 0) { total } }")


async def test_deep_queries_are_refused_and_introspection_is_not(api: Api) -> None:
    nested = "sequence { account { sequences { items { account { sequences { items { id } } } } } } }"
    query = '{ enrollment(id: "enr_x") { lead { enrollments { lead { enrollments { ' + nested + " } } } } } }"
    assert (await api.error(query))[0] == "QUERY_TOO_COMPLEX"
    assert "__schema" in (await api.answer(get_introspection_query()))["data"]


async def test_fragments_within_fragments_take_no_time(api: Api) -> None:
    fragments = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    last = "fragment F60 on Query { a: __typename }"
    code, _ = await api.error("{ ...F0 } " + fragments + last)
    assert code == "QUERY_TOO_COMPLEX"


async def test_of_several_operations_the_named_one_runs(api: Api) -> None:
    both = "query A { a: __typename } query B { b: __typename }"
    for name in "AB":
        response = await api.post(body(both, operationName=name))
        assert response.json()["data"] == {name.lower(): "Query"}


async def test_get_is_for_queries(api: Api) -> None:
    response = await api.http.get("/graphql", params={"query": WHO, "variables": "{}"})
    assert response.json()["data"]["viewer"]
    mutation = 'mutation { deleteSequence(id: "seq_x") { success } }'
    refused = await api.http.get("/graphql", params={"query": mutation})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    assert refused.json()["errors"]
    for params in ({}, {"query": WHO, "variables": "[["}, {"query": WHO, "variables": "7"}):
        bad = await api.http.get("/graphql", params=params)
        assert (bad.status_code, bool(bad.json()["errors"])) == (400, True)


async def test_other_methods(api: Api) -> None:
    assert (await api.http.options("/graphql")).headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert (await api.http.delete("/graphql")).status_code == 405


async def test_the_media_type_is_the_one_asked_for(api: Api) -> None:
    for accept, kind in (
        (STRICT, STRICT),
        (f"{STRICT}; charset=utf-8, {JSON};q=0.9", STRICT),
        (JSON, JSON),
        ("*/*", JSON),
    ):
        response = await api.post(body(), Accept=accept)
        assert (response.status_code, response.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")


async def test_a_bug_is_masked_and_logged_without_secrets(partner: Holder, caplog: pytest.LogCaptureFixture) -> None:
    clock = Mock()
    clock.real.return_value = FixedClock().now()
    clock.now.side_effect = RuntimeError(f"boom +14155551234 {partner.key}")
    query = 'mutation { createAccount(input: {name: "A", phoneNumber: "+14155550000"}) { success } }'
    async with Api(make_deps(clock), partner.key) as api:
        with caplog.at_level(logging.ERROR, "nudge.graphql"):
            response = await api.post(body(query))
    answer = response.json()
    [error] = answer["errors"]
    request_id = response.headers["X-Request-Id"]
    assert answer["data"] is None
    assert error["extensions"] == {"code": "INTERNAL", "requestId": request_id}
    assert error["path"] == ["createAccount"]
    assert error["message"].startswith("Something went wrong on our side.")
    assert "boom" not in json.dumps(answer)
    [record] = caplog.records
    assert "RuntimeError: boom" in record.getMessage()
    assert request_id in record.getMessage()
    assert "4155551234" not in record.getMessage()
    assert partner.key not in record.getMessage()


async def test_a_fault_and_a_refusal_that_are_answered_with_200_are_counted_as_what_they_are(partner: Holder) -> None:
    clock = Mock()
    clock.real.return_value = FixedClock().now()
    clock.now.side_effect = RuntimeError("boom")
    create = 'mutation { createAccount(input: {name: "A", phoneNumber: "+14155550000"}) { success } }'
    async with Api(make_deps(clock), partner.key, Middleware(requests.Requests)) as api:
        for query, headers, ended in (
            ("{ __typename }", {}, "answered"),
            (create, {}, "failed"),
            ("{ nothing }", {}, "refused"),
            ("{ __typename }", {"X-Partner-Key": "pk_live_wrong"}, "refused"),
        ):
            before = counted(ended)
            assert (await api.post(body(query), **headers)).status_code == 200
            assert counted(ended) == before + 1, ended


def counted(outcome: str) -> float:
    labels = {"door": "graphql", "outcome": outcome}
    return REGISTRY.get_sample_value("nudge_request_seconds_count", labels) or 0


async def test_what_the_database_quotes_is_not_logged(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    await connection().execute_query("ALTER TABLE account ADD CONSTRAINT no_secrets CHECK (name <> 'Secret\n\nname')")
    try:
        query = 'mutation { createAccount(input: {name: "Secret\\n\\nname", phoneNumber: "+14155550000"}) { success } }'
        with caplog.at_level(logging.ERROR, "nudge.graphql"):
            await api.answer(query)
    finally:
        await connection().execute_query("ALTER TABLE account DROP CONSTRAINT no_secrets")
    [record] = caplog.records
    assert "no_secrets" in record.getMessage()
    assert "Secret" not in record.getMessage()
    assert "4155550000" not in record.getMessage()


async def test_a_bug_outside_of_execution_is_masked_as_well(partner: Holder, caplog: pytest.LogCaptureFixture) -> None:
    clock = Mock()
    clock.real.side_effect = RuntimeError("boom")
    async with Api(make_deps(clock), partner.key) as api:
        response = await api.post(body())
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "boom" in caplog.text
    assert "boom" not in response.text
