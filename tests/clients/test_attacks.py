"""The thirteen checks of graphql-cop, a tool for pentesters, against the whole program.

Nine find nothing to do. The other four are answered to whoever has a key and to nobody else; each says why.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from graphql import get_introspection_query

from tests.clients.conftest import Running

INTROSPECTION = get_introspection_query()
MUTATION = 'mutation { createSequence(accountId: "acc_1", input: {name: "x", steps: []}) { success } }'
CIRCLE = "{ __schema { types { " + "fields { type { " * 5 + "name" + " } }" * 5 + " } } }"
TRACING = {"X-Apollo-Tracing": "1", "Apollo-Federation-Include-Trace": "ftv1"}
HTML = {"Accept": "text/html"}
INTERNALS = ("Traceback", 'File "', "graphql-core", "strawberry", "tortoise", "asyncpg", "stacktrace", "exception")


@pytest.fixture
async def nobody(program: Running) -> AsyncIterator[httpx2.AsyncClient]:
    """A caller without a key."""
    async with httpx2.AsyncClient(base_url=program.url, trust_env=False) as http:
        yield http


async def code(http: httpx2.AsyncClient, query: Any, **headers: str) -> str:
    """The code of the only error, of an answer without data."""
    answer = (await http.post("/graphql", json={"query": query}, headers=headers)).json()
    assert not answer.get("data")
    [error] = answer["errors"]
    return str(error["extensions"]["code"])


async def test_1_many_aliases_are_refused(program: Running) -> None:
    aliases = " ".join(f"alias{number}: __typename" for number in range(101))
    assert await code(program.http, f"{{ {aliases} }}") == "QUERY_TOO_COMPLEX"


async def test_2_a_batch_is_refused(program: Running) -> None:
    batch = [{"query": "{ __typename }"}] * 10
    answer = await program.http.post("/graphql", json=batch)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_3_many_directives_are_refused_by_one_error(program: Running) -> None:
    assert await code(program.http, "query cop { __typename " + "@aa" * 10 + " }") == "QUERY_TOO_COMPLEX"
    assert await code(program.http, "{ __typename " + "@skip(if: false)" * 10 + " }") == "QUERY_TOO_COMPLEX"


async def test_4_introspection_in_circles_is_refused(program: Running) -> None:
    answer = (await program.http.post("/graphql", json={"query": CIRCLE})).json()
    assert "data" not in answer
    assert {error["message"] for error in answer["errors"]} == {"Maximum introspection depth exceeded"}


async def test_5_fields_are_suggested_to_a_key_alone(program: Running, nobody: httpx2.AsyncClient) -> None:
    """On purpose: the whole schema can be read with a key, so its holder learns of a typo, and no secret."""
    misspelled = {"query": "{ acount { id } }"}
    assert "Did you mean 'account'" in (await program.http.post("/graphql", json=misspelled)).text
    assert await code(nobody, "{ acount { id } }") == "UNAUTHENTICATED"


async def test_6_queries_come_by_get_with_a_key_in_a_header_alone(program: Running, nobody: httpx2.AsyncClient) -> None:
    """On purpose: GraphQL over HTTP has them and caches need them. No page can make a browser add a key's header."""
    asked = {"query": "{ viewer { partner { name } } }"}
    assert (await program.http.get("/graphql", params=asked)).json()["data"]["viewer"]
    for key in ({}, {"X-Partner-Key": program.key}, {"key": program.key}, {"authorization": f"Bearer {program.key}"}):
        cookie = {"Cookie": f"X-Partner-Key={program.key}"}
        answer = await nobody.get("/graphql", params={**asked, **key}, headers=cookie)
        assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_7_a_mutation_by_get_is_refused(program: Running) -> None:
    answer = await program.http.get("/graphql", params={"query": MUTATION})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
async def test_8_what_a_form_of_another_site_can_post_is_refused(program: Running, kind: str) -> None:
    for content in ("query=%7B__typename%7D", json.dumps({"query": "{ __typename }"})):
        answer = await program.http.post("/graphql", content=content.encode(), headers={"Content-Type": kind})
        assert answer.status_code == 415
        assert "data" not in answer.json()


async def test_9_nothing_is_traced_for_callers(program: Running) -> None:
    answer = await program.http.post("/graphql", json={"query": "{ __typename }"}, headers=TRACING)
    assert set(answer.json()["extensions"]) == {"cost"}


async def test_10_the_explorer_is_a_page_without_a_key_for_others(program: Running, nobody: httpx2.AsyncClient) -> None:
    """On purpose: developers need it, it can do no more than curl, and it asks for a key.

    `nudge dev` fills in the demo's, for a browser on this machine alone.
    """
    page = await nobody.get("/graphql", headers={**HTML, "Host": "nudge.example.com"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert program.key not in page.text
    assert "script-src" in page.headers["Content-Security-Policy"]
    for path in ("/graphiql", "/playground", "/altair", "/voyager"):
        assert (await nobody.get(path, headers=HTML)).status_code == 404


async def test_11_a_field_many_times_is_refused(program: Running) -> None:
    assert await code(program.http, "{ " + "__typename " * 500 + "}") == "QUERY_TOO_COMPLEX"


async def test_12_the_schema_is_read_with_a_key_alone(program: Running, nobody: httpx2.AsyncClient) -> None:
    """On purpose: clients are generated of it, and it is published with the product."""
    answer = await program.http.post("/graphql", json={"query": INTROSPECTION})
    assert answer.json()["data"]["__schema"]["types"]
    assert await code(nobody, INTROSPECTION) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "query", ["qwerty { __typename }", "{ account(id: {}) { id } }", '{ account(id: "\\u0000") { id } }', "{", "#"]
)
async def test_13_no_error_tells_how_it_came_about(program: Running, query: str) -> None:
    answer = await program.http.post("/graphql", json={"query": query})
    assert answer.status_code < 500
    assert not any(word in answer.text for word in INTERNALS)
    for error in answer.json().get("errors", []):
        assert set(error) <= {"message", "locations", "path", "extensions"}
        assert set(error["extensions"]) == {"code"}
