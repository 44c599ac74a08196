"""GraphQL over WebSocket: the protocol's rules, keys, limits, and what partners hear."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLField
from websockets.exceptions import InvalidStatus

from app.deps import Deps
from app.domain import ids
from app.graphql.api import schema
from app.graphql.transport.sockets import Sockets
from app.models import Account, Enrollment
from app.providers.events import Audience
from app.services import accounts
from app.services.enrollment import cancel_enrollment, enroll_lead
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps, make_partner, make_sequence, phone
from tests.graphql.served import PROTOCOL, Served, Socket, serving

UPDATED = "subscription ($id: ID!) { enrollmentUpdated(enrollmentId: $id) { id status } }"
ADDED = "subscription ($id: ID!, $phone: PhoneNumber) { messageAdded(accountId: $id, phone: $phone) { body } }"
assert schema._schema.subscription_type is not None
WALKED = schema._schema.subscription_type.fields
ONE = "messageAdded(accountId: 7) { id }"
VIEWER = "{ viewer { partner { name } } }"


@pytest.fixture
async def served(deps: Deps, partner: Holder) -> AsyncIterator[Served]:
    async with serving(deps, partner.key) as served:
        yield served


@pytest.fixture
async def run(deps: Deps, partner: Holder, account: Account) -> Enrollment:
    sequence = await make_sequence(deps, partner.id, account.id)
    return (await enroll_lead(deps, partner.id, sequence.id, phone())).enrollment


@pytest.fixture
def run_id(run: Enrollment) -> str:
    return ids.encode(ids.ENROLLMENT, run.id)


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


async def test_a_socket_that_goes_leaves_nothing_behind(served: Served, deps: Deps, run_id: str) -> None:
    assert isinstance(deps.events, Audience)
    async with served.socket() as socket:
        await socket.ask(UPDATED, id=run_id)
        await socket.hear()
        assert deps.events
    while deps.events:
        await accounts.authenticate(served.key, deps.clock.now())  # PostgreSQL does the waiting


# ---------------------------------------------------------------- who is let in


@pytest.mark.parametrize(
    "payload",
    [
        {"X-Partner-Key": "KEY"},
        {"x-partner-key": "KEY"},
        {"partnerKey": "KEY"},
        {"Authorization": "Bearer KEY"},
        {"authorization": "bearer KEY"},
    ],
)
async def test_the_key_may_be_in_the_payload(served: Served, payload: dict[str, str]) -> None:
    said = {name: value.replace("KEY", served.key) for name, value in payload.items()}
    async with served.dial(PROTOCOL) as raw:
        assert await Socket(raw).init(said) == {"type": "connection_ack"}


@pytest.mark.parametrize("header", ["X-Partner-Key", "Authorization"])
async def test_the_key_may_be_in_the_handshake(served: Served, header: str) -> None:
    value = served.key if header == "X-Partner-Key" else f"Bearer {served.key}"
    async with served.dial(PROTOCOL, additional_headers={header: value}) as raw:
        assert await Socket(raw).init() == {"type": "connection_ack"}


@pytest.mark.parametrize(
    "payload", [None, {}, {"X-Partner-Key": ""}, {"X-Partner-Key": 7}, {"X-Partner-Key": "pk_live_" + "x" * 32}]
)
async def test_nobody_is_let_in_without_a_key(served: Served, payload: Any) -> None:
    async with served.dial(PROTOCOL) as raw:
        await Socket(raw).say("connection_init", **({} if payload is None else {"payload": payload}))
        assert await Socket(raw).closed() == 4401


async def test_nothing_is_answered_before_the_door_is_open(served: Served) -> None:
    async with served.dial(PROTOCOL, additional_headers={"X-Partner-Key": served.key}) as raw:
        await Socket(raw).ask(VIEWER)
        assert await Socket(raw).closed() == 4401


async def test_who_says_nothing_is_shown_out(deps: Deps, served: Served) -> None:
    [sockets] = [app for route in served.routes if isinstance(app := getattr(route, "app", None), Sockets)]
    sockets.connection_init_wait_timeout = timedelta(milliseconds=1)
    async with served.dial(PROTOCOL) as raw:
        assert await Socket(raw).closed() == 4408


async def test_a_rotated_key_ends_its_subscriptions(
    served: Served, deps: Deps, clock: FixedClock, partner: Holder, run: Enrollment
) -> None:
    async with served.socket() as socket:
        await socket.ask(UPDATED, id=ids.encode(ids.ENROLLMENT, run.id))
        await socket.hear()
        await accounts.rotate_key("Acme Lending", clock.now())
        clock.advance(hours=25)
        await cancel_enrollment(deps, partner.id, run.id)
        assert codes((await socket.hear())["payload"]) == ["UNAUTHENTICATED"]
        assert (await socket.hear())["type"] == "complete"
        assert await socket.closed() == 4403


async def test_a_rotated_key_asks_nothing_more(served: Served, clock: FixedClock) -> None:
    async with served.socket() as socket:
        await accounts.rotate_key("Acme Lending", clock.now())
        clock.advance(hours=25)
        await socket.ask(VIEWER)
        refused = await socket.hear()
        assert (refused["type"], codes({"errors": refused["payload"]})) == ("error", ["UNAUTHENTICATED"])
        assert await socket.closed() == 4403


def id_arguments(field: GraphQLField) -> list[str]:
    return [name for name, one in field.args.items() if str(one.type).rstrip("!") == "ID"]


@pytest.mark.parametrize(("name", "argument"), [(name, one) for name in WALKED for one in id_arguments(WALKED[name])])
async def test_another_partners_ids_are_ids_that_do_not_exist(
    served: Served, run: Enrollment, account: Account, name: str, argument: str
) -> None:
    """Every id that any subscription takes. A new kind of argument fails here until it is added."""
    prefix, row = {"enrollmentId": (ids.ENROLLMENT, run), "accountId": (ids.ACCOUNT, account)}[argument]
    stranger = await make_partner("Stranger")
    query = f"subscription ($id: ID!) {{ {name}({argument}: $id) {{ __typename }} }}"
    async with served.socket(stranger.key) as socket:
        answers = [
            await socket.answer(query, id=one)
            for one in (ids.encode(prefix, row.id), ids.encode(prefix, ids.new_id()), "7")
        ]
        assert answers[0] == answers[1] == answers[2]
        assert codes(answers[0]) == ["NOT_FOUND"]


def test_every_subscription_takes_an_id_and_so_is_walked_by_another_partner() -> None:
    assert WALKED
    assert [name for name, field in WALKED.items() if not id_arguments(field)] == []


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
