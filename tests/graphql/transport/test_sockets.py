"""GraphQL over WebSocket: the protocol's rules, limits, and what partners hear."""

from contextlib import suppress
from typing import Any
from unittest.mock import Mock

import pytest
from prometheus_client import REGISTRY
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.deps import Deps
from app.domain import ids
from app.graphql.transport.sockets import MOST_PINGS_BEFORE_INIT
from app.models import Enrollment
from app.providers.events import Audience
from app.providers.redis.limiter import RedisLimiter
from app.services import accounts
from app.services.enrollment import cancel_enrollment
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps, make_partner, phone
from tests.graphql.served import PROTOCOL, Served, Socket, serving
from tests.waiting import until

UPDATED = "subscription ($id: ID!) { enrollmentUpdated(enrollmentId: $id) { id status } }"
ADDED = "subscription ($id: ID!, $phone: PhoneNumber) { messageAdded(accountId: $id, phone: $phone) { body } }"
VIEWER = "{ viewer { partner { name } } }"


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in payload["errors"]]


# ---------------------------------------------------------------- what is heard


async def test_a_subscriber_hears_of_a_cancel(served: Served, deps: Deps, partner: Holder, run: Enrollment) -> None:
    run_id = ids.encode(ids.ENROLLMENT, run.id)
    async with served.socket() as socket:
        await socket.ask(UPDATED, id=run_id)
        heard = [await socket.hear()]
        await cancel_enrollment(deps, partner.id, run.id)
        heard.append(await socket.hear())
        states = [one["payload"]["data"]["enrollmentUpdated"] for one in heard]
        assert states == [{"id": run_id, "status": "ACTIVE"}, {"id": run_id, "status": "CANCELLED"}]
        await socket.say("complete", id="1")
        assert (await socket.answer(VIEWER))["data"] == {"viewer": {"partner": {"name": "Acme Lending"}}}


async def test_queries_and_mutations_and_subscriptions_share_a_socket(served: Served, account_id: str) -> None:
    write = """mutation ($id: ID!, $phone: PhoneNumber!) {
        sendMessage(accountId: $id, phone: $phone, body: "Hello") { success } }"""
    said = {"query": write, "variables": {"id": account_id, "phone": phone()}}
    async with served.socket() as socket:
        await socket.say("subscribe", id="feed", payload={"query": ADDED, "variables": {"id": account_id}})
        assert "data" in await socket.answer(VIEWER)
        await socket.say("subscribe", id="m", payload=said)
        heard = [await socket.hear() for _ in range(3)]
        by_id = {one["id"]: one["payload"]["data"] for one in heard if one["type"] == "next"}
        assert by_id == {"m": {"sendMessage": {"success": True}}, "feed": {"messageAdded": {"body": "Hello"}}}


def measured(outcome: str) -> float:
    labels = {"door": "sockets", "outcome": outcome}
    return REGISTRY.get_sample_value("nudge_request_seconds_count", labels) or 0


async def test_each_answer_over_a_socket_is_measured_by_how_it_ended(
    redis_url: str, flush_redis: None, partner: Holder
) -> None:
    broken = Mock()
    broken.real.return_value = FixedClock().now()
    broken.now.side_effect = RuntimeError("boom")
    create = 'mutation { createAccount(input: {name: "A", phoneNumber: "+14155550000"}) { success } }'
    limiter = RedisLimiter(redis_url, 10.0)
    deps = make_deps(broken, limiter=limiter, nudge_calls_per_minute=3)
    async with serving(deps, partner.key) as served, served.socket() as socket:
        for query, ended in ((VIEWER, "answered"), ("{ nothing }", "refused"), (create, "failed"), (VIEWER, "limited")):
            before = measured(ended)
            await socket.answer(query)
            assert measured(ended) == before + 1, ended
    await limiter.close()


async def test_a_socket_that_goes_leaves_nothing_behind(served: Served, deps: Deps, run_id: str) -> None:
    assert isinstance(deps.events, Audience)
    async with served.socket() as socket:
        await socket.ask(UPDATED, id=run_id)
        await socket.hear()
        assert deps.events
    while deps.events:
        await accounts.authenticate(served.key, deps.clock.now())  # PostgreSQL does the waiting


# ---------------------------------------------------------------- the protocol


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",), ("soap", "graphql-ws")])
async def test_another_protocol_is_refused(served: Served, protocols: tuple[str, ...]) -> None:
    async with served.dial(*protocols) as raw:
        assert await Socket(raw).closed() == 4406


async def test_the_right_one_of_several_protocols_is_chosen(served: Served) -> None:
    async with served.dial("graphql-ws", PROTOCOL) as raw:
        assert raw.subprotocol == PROTOCOL


@pytest.mark.parametrize(
    "message",
    [
        "{",
        "[]",
        "7",
        "null",
        '"connection_init"',
        "{}",
        '{"type": "start"}',
        '{"type": 7}',
        '{"type": "connection_init", "payload": "key"}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 7}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "variables": []}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "operationName": {}}}',
        '{"type": "complete"}',
        b"\x00\x01",
        "[" * 5000,
    ],
)
async def test_a_message_that_is_none_closes_the_socket(served: Served, message: str | bytes) -> None:
    async with served.dial(PROTOCOL) as raw:
        await raw.send(message)
        assert await Socket(raw).closed() == 4400


async def test_a_message_that_is_too_long_closes_the_socket(served: Served) -> None:
    async with served.dial(PROTOCOL) as raw:
        await raw.send(" " * 1_000_001)
        assert await Socket(raw).closed() == 1009


async def test_to_begin_twice_closes_the_socket(served: Served) -> None:
    async with served.socket() as socket:
        await socket.say("connection_init")
        assert await socket.closed() == 4429


async def test_an_id_in_use_closes_the_socket(served: Served, run_id: str) -> None:
    async with served.socket() as socket:
        await socket.ask(UPDATED, id=run_id)
        await socket.hear()
        await socket.ask(VIEWER)
        assert await socket.closed() == 4409


async def test_a_ping_is_answered(served: Served) -> None:
    async with served.dial(PROTOCOL) as raw:
        await Socket(raw).say("ping")
        assert await Socket(raw).hear() == {"type": "pong"}


async def test_a_few_pings_are_answered_before_the_key_and_then_the_socket_is_closed(served: Served) -> None:
    async with served.dial(PROTOCOL) as raw:
        socket = Socket(raw)
        for _ in range(MOST_PINGS_BEFORE_INIT + 1):
            await socket.say("ping")
        for _ in range(MOST_PINGS_BEFORE_INIT):
            assert await socket.hear() == {"type": "pong"}
        assert await socket.closed() == 4429


async def test_nothing_but_a_ping_comes_before_the_key(served: Served) -> None:
    async with served.dial(PROTOCOL) as raw:
        await Socket(raw).say("complete", id="1")
        assert await Socket(raw).closed() == 4401


@pytest.mark.parametrize("message", ['{"type": "ping"}', '{"type": "pong"}', '{"type": "complete", "id": "nobody"}'])
async def test_a_socket_with_a_key_that_floods_is_closed(served: Served, message: str) -> None:
    async with served.socket() as socket:
        with suppress(ConnectionClosed):
            for _ in range(20_000):
                await socket.raw.send(message)
        assert await socket.closed() == 4429


async def test_a_peer_who_is_gone_when_the_socket_is_closed_leaves_no_trace(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        async with served.dial(PROTOCOL) as raw:
            await raw.send('{"type": "connection_init", "payload": {"X-Partner-Key": "wrong"}}')
            raw.transport.abort()

    async def are_gone() -> bool:
        return not served.server.server_state.tasks

    await until(are_gone)
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ viewer", "GRAPHQL_PARSE_FAILED"),
        ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nonsense }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ viewer " * 13 + "{ id }" + "}" * 13, "QUERY_TOO_COMPLEX"),
        (
            "subscription { a: messageAdded(accountId: 7) { id } b: messageAdded(accountId: 7) { id } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("   ", "GRAPHQL_PARSE_FAILED"),
        ("", "BAD_REQUEST"),
    ],
)
async def test_a_bad_document_is_the_error_of_one_operation(served: Served, query: str, code: str) -> None:
    async with served.socket() as socket:
        await socket.ask(query)
        refused = await socket.hear()
        assert refused["type"] == "error"
        assert code in codes({"errors": refused["payload"]})
        assert "data" in await socket.answer(VIEWER)


async def test_a_phone_that_is_none_is_refused(served: Served, account_id: str) -> None:
    async with served.socket() as socket:
        assert codes(await socket.answer(ADDED, id=account_id, phone="call me")) == ["INVALID_PHONE"]


# ---------------------------------------------------------------- how many


async def test_a_socket_has_so_many_operations_at_a_time(clock: FixedClock, partner: Holder) -> None:
    deps = make_deps(clock, operations_per_socket=1)
    account = await make_account(deps, partner.id)
    async with serving(deps, partner.key) as served, served.socket() as socket:
        await socket.ask(ADDED, id=ids.encode(ids.ACCOUNT, account.id))
        await socket.say("subscribe", id="2", payload={"query": VIEWER})
        refused = await socket.hear()
        assert (refused["id"], refused["type"]) == ("2", "error")
        await socket.say("complete", id="1")
        assert "data" in await socket.answer(VIEWER)


async def test_a_partner_has_so_many_sockets(clock: FixedClock, partner: Holder) -> None:
    other = await make_partner("Other")
    async with (
        serving(make_deps(clock, streams_per_partner=1), partner.key) as served,
        served.socket(),
        served.socket(other.key) as theirs,
        served.dial(PROTOCOL) as raw,
    ):
        await Socket(raw).say("connection_init", payload={"X-Partner-Key": partner.key})
        assert await Socket(raw).closed() == 1013
        assert "data" in await theirs.answer(VIEWER)


async def test_the_room_of_a_socket_that_went_is_free_again(clock: FixedClock, partner: Holder) -> None:
    async with serving(make_deps(clock, streams_per_partner=1), partner.key) as served:
        for _ in range(3):
            async with served.socket() as socket:
                assert "data" in await socket.answer(VIEWER)
            while served.server.server_state.tasks:
                await accounts.authenticate(served.key, clock.now())  # PostgreSQL does the waiting


# ---------------------------------------------------------------- pages of other origins


async def test_a_page_of_another_origin_is_not_let_in(served: Served) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with served.dial(PROTOCOL, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_page_of_an_origin_in_the_setting_is(clock: FixedClock, partner: Holder) -> None:
    deps = make_deps(clock, cors_origins="https://app.example, https://other.example/")
    async with serving(deps, partner.key) as served:
        for origin in ("https://app.example", "https://other.example", f"http://{served.address}"):
            async with served.dial(PROTOCOL, origin=origin) as raw:
                assert await Socket(raw).init({"partnerKey": partner.key}) == {"type": "connection_ack"}


# ---------------------------------------------------------------- the end


async def test_a_stop_closes_every_socket_so_that_clients_come_again(served: Served, run_id: str) -> None:
    async with served.socket() as one, served.socket() as other:
        await one.ask(UPDATED, id=run_id)
        await one.hear()
        served.server.should_exit = True
        assert await one.closed() == 1012
        assert await other.closed() == 1012
