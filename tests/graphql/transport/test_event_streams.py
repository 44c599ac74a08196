"""Subscriptions as Server-Sent Events, and what pages of other origins may do."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from app.deps import Deps
from app.domain import ids
from app.graphql.guard.cost import MAX_COST
from app.http import is_origin_allowed
from app.models import Account
from app.providers.events import Audience
from app.services import accounts
from app.services.enrollment import cancel_enrollment, enroll_lead
from app.settings import Settings
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps, make_partner, make_sequence, phone
from tests.graphql.client import Api
from tests.graphql.served import PATIENCE, Served, serving

UPDATED = "subscription ($id: ID!) { enrollmentUpdated(enrollmentId: $id) { status } }"
VIEWER = "{ viewer { partner { name } } }"
STREAM = "text/event-stream"
# What urql's fetchExchange sends with every request.
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)


@pytest.fixture
async def served(deps: Deps, partner: Holder) -> AsyncIterator[Served]:
    async with serving(deps, partner.key) as served:
        yield served


@pytest.fixture
async def run_id(deps: Deps, partner: Holder, account: Account) -> str:
    sequence = await make_sequence(deps, partner.id, account.id)
    run = (await enroll_lead(deps, partner.id, sequence.id, phone())).enrollment
    return ids.encode(ids.ENROLLMENT, run.id)


class Stream:
    """A client's end of a stream, event by event."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._chunks = response.aiter_raw()
        self.text = ""

    async def block(self) -> str | None:
        """The next block, without the empty line that ends it; None at the end."""
        async with asyncio.timeout(PATIENCE):
            while "\n\n" not in self.text:
                try:
                    self.text += (await anext(self._chunks)).decode()
                except StopAsyncIteration:
                    return None
        block, _, self.text = self.text.partition("\n\n")
        return block

    async def event(self) -> tuple[str, Any] | None:
        """The next event's name and data; None at the end. Comments are passed over."""
        while (block := await self.block()) is not None:
            if not block.startswith(":"):
                name, data = block.split("\n")
                assert name.startswith("event: ")
                assert data.startswith("data:")
                return name.removeprefix("event: "), json.loads(data.removeprefix("data:").strip() or "null")
        return None


@asynccontextmanager
async def streaming(
    served: Served, query: str, accept: str = STREAM, method: str = "POST", **variables: Any
) -> AsyncIterator[Stream]:
    said: dict[str, Any] = {"query": query, "variables": variables}
    how: dict[str, Any] = (
        {"json": said} if method == "POST" else {"params": said | {"variables": json.dumps(variables)}}
    )
    async with served.http as http, http.stream(method, "/graphql", headers={"Accept": accept}, **how) as response:
        yield Stream(response)


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("accept", [STREAM, URQL, "Text/Event-Stream;q=0.9"])
async def test_a_subscription_is_a_stream(
    served: Served, deps: Deps, partner: Holder, run_id: str, method: str, accept: str
) -> None:
    async with streaming(served, UPDATED, accept, method, id=run_id) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-cache, no-transform"
        assert stream.response.headers["x-request-id"]
        assert await stream.event() == ("next", {"data": {"enrollmentUpdated": {"status": "ACTIVE"}}})
        run = ids.decode(ids.ENROLLMENT, run_id)
        assert run
        await cancel_enrollment(deps, partner.id, run)
        assert await stream.event() == ("next", {"data": {"enrollmentUpdated": {"status": "CANCELLED"}}})


async def test_lines_end_with_a_line_feed_alone_and_a_comment_comes_first(served: Served, run_id: str) -> None:
    async with streaming(served, UPDATED, id=run_id) as stream:
        assert await stream.block() == ":"
        block = await stream.block()
        assert block is not None
        assert "\r" not in block


async def test_another_partners_id_is_an_id_that_does_not_exist(served: Served, run_id: str) -> None:
    stranger = await make_partner("Stranger")
    served.key = stranger.key
    heard = []
    for one in (run_id, ids.encode(ids.ENROLLMENT, ids.new_id()), "7"):
        async with streaming(served, UPDATED, id=one) as stream:
            heard.append([await stream.event(), await stream.event(), await stream.event()])
    assert heard[0] == heard[1] == heard[2]
    first, *rest = heard[0]
    assert first is not None
    name, answer = first
    assert (name, answer["errors"][0]["extensions"]["code"]) == ("next", "NOT_FOUND")
    assert rest == [("complete", None), None]


async def test_a_query_of_a_caller_who_can_read_json_is_answered_in_json(api: Api) -> None:
    for accept in (URQL, "text/event-stream, application/json", "text/event-stream, */*"):
        response = await api.http.post("/graphql", json={"query": VIEWER}, headers={"Accept": accept})
        assert response.headers["content-type"].partition(";")[0].endswith("json")
        assert response.json()["data"] == {"viewer": {"partner": {"name": "Acme Lending"}}}


async def test_a_query_of_a_caller_who_reads_nothing_else_is_a_stream_of_one(served: Served) -> None:
    async with streaming(served, VIEWER) as stream:
        answer: dict[str, Any] = {"data": {"viewer": {"partner": {"name": "Acme Lending"}}}}
        answer["extensions"] = {"cost": {"requested": 2, "maximum": MAX_COST}}
        assert [await stream.event() for _ in range(3)] == [("next", answer), ("complete", None), None]


async def test_a_bad_document_is_an_event_too(served: Served) -> None:
    for query in ("{ nonsense }", "subscription { nonsense }"):
        async with streaming(served, query) as stream:
            event = await stream.event()
            assert event is not None
            assert event[1]["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
            assert await stream.event() == ("complete", None)


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
async def test_a_subscription_without_a_stream_is_told_how_to_subscribe(api: Api, accept: str) -> None:
    response = await api.http.post("/graphql", json={"query": UPDATED}, headers={"Accept": accept})
    assert response.status_code == 406
    [error] = response.json()["errors"]
    assert "text/event-stream" in error["message"]
    assert "graphql-transport-ws" in error["message"]
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_nobody_is_let_in_without_a_key(served: Served) -> None:
    served.key = "pk_live_" + "x" * 32
    async with streaming(served, VIEWER) as stream:
        assert stream.response.status_code == 401
        await stream.response.aread()
        assert stream.response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_rotated_key_ends_the_stream(
    served: Served, deps: Deps, partner: Holder, clock: FixedClock, run_id: str
) -> None:
    async with streaming(served, UPDATED, id=run_id) as stream:
        await stream.event()
        await accounts.rotate_key("Acme Lending", clock.now())
        clock.advance(hours=25)
        run = ids.decode(ids.ENROLLMENT, run_id)
        assert run
        await cancel_enrollment(deps, partner.id, run)
        event = await stream.event()
        assert event is not None
        assert (event[1]["data"], event[1]["errors"][0]["extensions"]["code"]) == (None, "UNAUTHENTICATED")
        assert await stream.event() == ("complete", None)


async def test_a_partner_has_so_many_streams_and_room_again_when_one_ends(clock: FixedClock, partner: Holder) -> None:
    deps = make_deps(clock, streams_per_partner=1)
    async with serving(deps, partner.key) as served:
        account = await _enrolled(deps, partner)
        async with streaming(served, UPDATED, id=account) as first:
            await first.event()
            async with streaming(served, UPDATED, id=account) as second:
                assert second.response.status_code == 429
                assert second.response.headers["retry-after"]
        assert isinstance(deps.events, Audience)
        while deps.events:
            await accounts.authenticate(served.key, clock.now())  # PostgreSQL does the waiting
        async with streaming(served, UPDATED, id=account) as third:
            assert await third.event()


async def _enrolled(deps: Deps, partner: Holder) -> str:
    sequence = await make_sequence(deps, partner.id, (await make_account(deps, partner.id)).id)
    run = (await enroll_lead(deps, partner.id, sequence.id, phone())).enrollment
    return ids.encode(ids.ENROLLMENT, run.id)


async def test_a_stop_ends_the_stream_without_saying_that_it_is_complete(served: Served, run_id: str) -> None:
    """A client that is told so would not come again."""
    async with streaming(served, UPDATED, id=run_id) as stream:
        await stream.event()
        served.server.should_exit = True
        assert await stream.event() is None


# ---------------------------------------------------------------- pages of other origins

PAGE = "https://app.example"


@pytest.fixture
async def open_to_a_page(deps: Deps, partner: Holder) -> AsyncIterator[httpx2.AsyncClient]:
    async with serving(deps, partner.key, (PAGE,)) as served, served.http as http:
        yield http


def asks(method: str, headers: str, origin: str = PAGE) -> dict[str, str]:
    return {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}


async def test_a_page_of_an_origin_in_the_setting_may_ask(open_to_a_page: httpx2.AsyncClient) -> None:
    wanted = "content-type,x-partner-key,idempotency-key,authorization,accept,sentry-trace,x-datadog-trace-id"
    answer = await open_to_a_page.options("/graphql", headers=asks("POST", wanted))
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert set(wanted.split(",")) <= set(answer.headers["access-control-allow-headers"].replace(" ", "").split(","))
    assert "access-control-allow-credentials" not in answer.headers
    answer = await open_to_a_page.post("/graphql", json={"query": VIEWER}, headers={"Origin": PAGE})
    assert answer.json()["data"]
    assert answer.headers["access-control-allow-origin"] == PAGE
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert {"retry-after", "ratelimit", "idempotent-replayed", "x-request-id"} <= set(exposed.split(", "))
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_page_reads_refusals_too(open_to_a_page: httpx2.AsyncClient) -> None:
    for body, key in (("{", None), ('{"query": "{ x }"}', "wrong")):
        headers = {"Origin": PAGE, "Content-Type": "application/json"} | ({"X-Partner-Key": key} if key else {})
        answer = await open_to_a_page.post("/graphql", content=body, headers=headers)
        assert answer.headers["access-control-allow-origin"] == PAGE


async def test_another_page_may_not(open_to_a_page: httpx2.AsyncClient) -> None:
    answer = await open_to_a_page.options("/graphql", headers=asks("POST", "content-type", "https://evil.example"))
    assert answer.status_code == 400
    answer = await open_to_a_page.post("/graphql", json={"query": VIEWER}, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


OF_THIS_MACHINE = ("http://localhost:5173", "http://127.0.0.1:3000", "https://localhost", "http://[::1]:8080")
OF_OTHERS = (
    *("https://evil.example", "http://localhost.evil.example", "http://evil.example/localhost:1", "null"),
    *("http://localhost:5173.evil.example", "http://notlocalhost", "http://127.0.0.10", "file://localhost"),
)


@pytest.mark.parametrize("origin", [*OF_THIS_MACHINE, *OF_OTHERS])
async def test_localhost_is_every_port_of_this_machine_and_nothing_else(
    deps: Deps, partner: Holder, origin: str
) -> None:
    deps = replace(deps, settings=Settings(cors_origins="localhost"))
    async with serving(deps, partner.key, ("localhost",)) as served, served.http as http:
        answer = await http.options("/graphql", headers=asks("POST", "content-type,x-partner-key", origin))
        assert (answer.headers.get("access-control-allow-origin") == origin) is (origin in OF_THIS_MACHINE)
    assert is_origin_allowed(origin, deps.settings.origins) is (origin in OF_THIS_MACHINE), "sockets ask this"


async def test_without_the_setting_no_page_of_another_origin_may(api: Api) -> None:
    for origin in (PAGE, "null"):
        answer = await api.http.options("/graphql", headers=asks("POST", "content-type,x-partner-key", origin))
        assert not [name for name in answer.headers if name.startswith("access-control")]
        answer = await api.http.post("/graphql", json={"query": VIEWER}, headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_what_a_form_can_send_is_no_request(api: Api, kind: str) -> None:
    """Such a request needs no preflight, so that any page could send it; with a key it cannot come from a form."""
    answer = await api.post(json.dumps({"query": VIEWER}).encode(), Content_Type=kind)
    assert answer.status_code == 415
