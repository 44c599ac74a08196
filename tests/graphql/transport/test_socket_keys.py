"""Which sockets are let in, what ends with a key, and that another partner's ids do not exist."""

from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLField

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import ImportJobStatus
from app.graphql.api import schema
from app.graphql.transport.sockets import Sockets
from app.models import Account, Enrollment, ImportJob, Row, Sequence
from app.services import accounts
from app.services.enrollment import cancel_enrollment
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_partner
from tests.graphql.served import PROTOCOL, Served, Socket

UPDATED = "subscription ($id: ID!) { enrollmentUpdated(enrollmentId: $id) { id status } }"
assert schema._schema.subscription_type is not None
WALKED = schema._schema.subscription_type.fields
VIEWER = "{ viewer { partner { name } } }"


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in payload["errors"]]


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
    served: Served, deps: Deps, clock: FixedClock, run: Enrollment, account: Account, name: str, argument: str
) -> None:
    """Every id that any subscription takes. A new kind of argument fails here until it is added."""
    job = await ImportJob.create(
        account=account, status=ImportJobStatus.CHECKING, digest="x", dry_run=True, created_at=clock.now()
    )
    owned: dict[str, tuple[str, Row]] = {
        "enrollmentId": (ids.ENROLLMENT, run),
        "accountId": (ids.ACCOUNT, account),
        "sequenceId": (ids.SEQUENCE, await Sequence.get(id=run.sequence_id)),
        "id": (ids.IMPORT, job),
    }
    prefix, row = owned[argument]
    stranger = await make_partner("Stranger")
    others = ""
    if argument == "sequenceId":  # beside an account of the stranger's own
        own = await make_account(deps, stranger.id)
        others = f', accountId: "{ids.encode(ids.ACCOUNT, own.id)}"'
    query = f"subscription ($id: ID!) {{ {name}({argument}: $id{others}) {{ __typename }} }}"
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
