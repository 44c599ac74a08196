"""One line and one measurement for each request, by its door."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from prometheus_client import REGISTRY
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.observability import logs, requests


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("nudge")
    handlers, levels, stream = root.handlers[:], (root.level, ours.level), io.StringIO()
    logs.to_stderr(logging.INFO, stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


async def _answer(request: Request) -> Response:
    requests.tell(request.scope, operation="Names", cost=7)
    if told := request.query_params.get("outcome"):
        requests.tell(request.scope, outcome=told)
    if "fail" in request.query_params:
        raise RuntimeError("a bug")
    if "stream" in request.query_params:
        return StreamingResponse(iter(["data: 1\n\n"]), media_type="text/event-stream")
    return PlainTextResponse("ok", int(request.query_params.get("status", 200)))


async def ask(path: str) -> None:
    routes = [Route("/{path:path}", _answer)]
    app = Starlette(routes=routes, middleware=[Middleware(requests.Requests)])
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as http:
        await http.get(path)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [line for text in log.getvalue().splitlines() if (line := json.loads(text))["logger"] == "nudge.requests"]


def measured(door: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("nudge_request_seconds_count", {"door": door, "outcome": outcome}) or 0


@pytest.mark.parametrize(
    ("path", "door", "outcome", "status"),
    [
        ("/graphql", "graphql", "answered", 200),
        ("/v1/accounts/acc_1/leads?status=422", "rest", "refused", 422),
        ("/webhooks/twilio/sms?status=403", "webhooks", "refused", 403),
        ("/graphql?status=429", "graphql", "limited", 429),
        ("/console/inbox", "pages", "answered", 200),
        ("/wp-login.php?status=404", "other", "refused", 404),
        ("/graphql?fail=1", "graphql", "failed", 500),
        ("/graphql?outcome=failed", "graphql", "failed", 200),
        ("/graphql?outcome=refused", "graphql", "refused", 200),
        ("/graphql?outcome=refused&status=429", "graphql", "limited", 429),
    ],
)
async def test_a_request_is_one_line_and_one_measurement(
    log: io.StringIO, path: str, door: str, outcome: str, status: int
) -> None:
    before = measured(door, outcome)
    await ask(path)
    [line] = lines(log)
    assert (line["event"], line["door"], line["status"]) == (f"GET {door}", door, status)
    assert (line["operation"], line["cost"]) == ("Names", 7)
    assert line["ms"] >= 0
    assert measured(door, outcome) == before + 1
    assert path not in log.getvalue(), "an address may hold a phone or a key"


async def test_a_stream_is_a_line_and_no_measurement_since_it_ends_when_its_reader_goes(log: io.StringIO) -> None:
    before = measured("streams", "answered"), measured("graphql", "answered")
    await ask("/graphql?stream=1")
    [line] = lines(log)
    assert line["door"] == "streams"
    assert (measured("streams", "answered"), measured("graphql", "answered")) == before


@pytest.mark.parametrize(
    ("arrived", "events"),
    [
        (["http.request", "http.disconnect"], []),
        (["http.disconnect"], []),
        (["http.request", "end", "http.disconnect"], ["POST graphql"]),
    ],
)
async def test_a_request_that_ends_in_its_body_has_no_line_beside_that_of_the_doors(
    log: io.StringIO, arrived: list[str], events: list[str]
) -> None:
    """The doors bound how many lines there are; a caller who left before the answer has a line here."""
    coming = [{"type": kind, "more_body": True} if kind != "end" else {"type": "http.request"} for kind in arrived]
    before = measured("graphql", "aborted")

    async def app(_: Scope, receive: Receive, __: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def receive() -> Message:
        return coming.pop(0)

    async def send(_: Message) -> None: ...

    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": []}
    await requests.Requests(app)(scope, receive, send)
    assert [line["event"] for line in lines(log)] == events
    assert measured("graphql", "aborted") == before + 1


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_what_a_load_balancer_asks_all_the_time_is_no_line(log: io.StringIO, path: str) -> None:
    await ask(path)
    assert lines(log) == []


async def test_the_start_of_the_application_passes_by() -> None:
    """A lifespan has no path."""
    seen = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> Message:
        raise AssertionError

    async def send(_: Message) -> None: ...

    await requests.Requests(app)({"type": "lifespan"}, receive, send)
    assert seen == ["lifespan"]
