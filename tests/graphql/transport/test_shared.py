"""Subscriptions to an account that many share: executed once, handed to each, and each with an end of its own."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from app.deps import Deps
from app.domain import ids
from app.domain.vocabulary import KeyScope
from app.graphql.transport import shared
from app.graphql.transport.shared import Batch, Reader, Shares, next_message
from app.graphql.transport.sockets import Sockets
from app.models import Account, PartnerKey
from app.providers.events import Audience
from app.services import accounts
from app.services.accounts import NewKey
from app.services.conversations import InboundSms, receive_sms
from tests.factories import Holder, make_account
from tests.graphql.served import Served
from tests.graphql.transport.test_event_streams import streaming
from tests.waiting import until

UPDATED = "subscription ($id: ID!) { messageUpdated(accountId: $id) { body status lead { phone } } }"
OTHER = "subscription ($id: ID!) { messageUpdated(accountId: $id) { body } }"
PHONE = "+14155550142"


def shares(served: Served) -> Shares:
    [sockets] = [app for route in served.routes if isinstance(app := getattr(route, "app", None), Sockets)]
    return sockets.shares


async def begun(served: Served, executions: int, subscribers: int) -> None:
    """So many executions miss no change from now on, for so many subscribers."""

    async def have() -> bool:
        of_it = list(shares(served)._open.values())
        has_begun = len(of_it) == executions and all(one.begun.is_set() for one in of_it)
        return has_begun and sum(len(one._readers) for one in of_it) == subscribers

    await until(have)


async def write(deps: Deps, account: Account, body: str) -> None:
    await receive_sms(deps, InboundSms(f"SM{ids.new_id().hex}", PHONE, account.phone_number, body))


def shown(body: str) -> dict[str, Any]:
    return {"data": {"messageUpdated": {"body": body, "status": "RECEIVED", "lead": {"phone": PHONE}}}}


async def test_many_subscribers_hear_what_is_executed_once(
    served: Served, deps: Deps, account: Account, account_id: str
) -> None:
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(served.socket()) for _ in range(3)]
        names = ["1", "a-much-longer-id-😀", "1"]
        for socket, name in zip(sockets, names, strict=True):
            payload = {"query": UPDATED, "variables": {"id": account_id}}
            await socket.say("subscribe", id=name, payload=payload)
        stream = await stack.enter_async_context(streaming(served, UPDATED, id=account_id))
        other = await stack.enter_async_context(served.socket())
        await other.ask(OTHER, id=account_id)
        await begun(served, executions=2, subscribers=5)
        for body in ("One", "Two " + "é" * 700):
            await write(deps, account, body)
            for socket, name in zip(sockets, names, strict=True):
                assert await socket.hear() == {"id": name, "type": "next", "payload": shown(body)}
            assert await stream.event() == ("next", shown(body))
            assert (await other.hear())["payload"] == {"data": {"messageUpdated": {"body": body}}}
        await sockets[0].say("complete", id=names[0])
        await begun(served, executions=2, subscribers=4)
        await write(deps, account, "Three")
        assert (await sockets[2].hear())["payload"] == shown("Three")
    assert isinstance(deps.events, Audience)
    await until(lambda: _nothing_is_left(served, deps))


async def _nothing_is_left(served: Served, deps: Deps) -> bool:
    return not shares(served)._open and not deps.events


async def test_a_subscriber_who_joins_hears_what_happens_from_then_on(
    served: Served, deps: Deps, account: Account, account_id: str
) -> None:
    async with served.socket() as first, served.socket() as second:
        await first.ask(UPDATED, id=account_id)
        await begun(served, executions=1, subscribers=1)
        await write(deps, account, "Before")
        await first.hear()
        await second.ask(UPDATED, id=account_id)
        await begun(served, executions=1, subscribers=2)
        await write(deps, account, "After")
        assert (await second.hear())["payload"] == (await first.hear())["payload"] == shown("After")


async def test_an_error_before_the_beginning_is_heard_by_everybody(served: Served, account_id: str) -> None:
    for query, code in ((UPDATED, "NOT_FOUND"), (UPDATED.replace("body", "nonsense"), "GRAPHQL_VALIDATION_FAILED")):
        async with served.socket() as socket, streaming(served, query, id="acc_7") as stream:
            answer = await socket.answer(query, id="acc_7")
            assert answer["errors"][0]["extensions"]["code"] == code
            event = await stream.event()
            assert event is not None
            assert event[1]["errors"][0]["extensions"]["code"] == code
            assert await stream.event() == ("complete", None)
    assert shares(served)._open == {}


async def test_keys_that_see_different_accounts_share_nothing(
    served: Served, deps: Deps, partner: Holder, account: Account, account_id: str
) -> None:
    elsewhere = await make_account(deps, partner.id)
    holder = await accounts.authenticate(partner.key, deps.clock.now())
    assert holder
    _, narrow = await accounts.create_key(
        deps, holder, NewKey(name="N", scopes=list(KeyScope), account_ids=[elsewhere.id])
    )
    async with served.socket() as whole, served.socket(narrow) as part:
        await whole.ask(UPDATED, id=account_id)
        await begun(served, executions=1, subscribers=1)
        assert (await part.answer(UPDATED, id=account_id))["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_revoked_key_ends_its_streams_and_leaves_the_others(
    served: Served, deps: Deps, partner: Holder, account: Account, account_id: str
) -> None:
    holder = await accounts.authenticate(partner.key, deps.clock.now())
    assert holder
    lent, secret = await accounts.create_key(deps, holder, NewKey(name="Lent", scopes=list(KeyScope)))
    async with served.socket(secret) as socket, served.socket() as other:
        await socket.ask(UPDATED, id=account_id)  # its execution goes on for the other
        await begun(served, executions=1, subscribers=1)
        await other.ask(UPDATED, id=account_id)
        await begun(served, executions=1, subscribers=2)
        await accounts.revoke_key(deps, holder, lent.id)
        assert await socket.closed() == 4403
        await begun(served, executions=1, subscribers=1)
        await write(deps, account, "Still here")
        assert (await other.hear())["payload"] == shown("Still here")
    assert not await PartnerKey.filter(name="Lent").exists()


async def test_a_subscriber_who_reads_too_slowly_is_sent_away(
    served: Served, deps: Deps, account: Account, account_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "MOST_BYTES", 10)
    async with served.socket() as socket:
        await socket.ask(UPDATED, id=account_id)
        await begun(served, executions=1, subscribers=1)
        await write(deps, account, "More than ten bytes")
        heard = await socket.hear()
        assert heard["payload"]["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert (await socket.hear())["type"] == "complete"


async def test_what_waits_for_a_reader_is_bounded() -> None:
    reader, batch = Reader(), Batch((b"x" * 1_000_000,))
    for _ in range(4):
        reader.put(batch)
    reader.put(batch)
    assert reader.is_too_slow
    assert [one async for one in reader.batches()] == []


@given(st.lists(st.sampled_from(["put", "read", "blocked", "free"]), max_size=40))
def test_a_reader_gets_each_batch_once_and_in_order(acts: list[str]) -> None:
    """Whether a batch is written at once, or waits because the connection takes nothing or the reader has others."""

    async def play() -> None:
        reader, heard, is_free, put = Reader(), list[bytes](), True, 0

        def write(batch: Batch) -> bool:
            heard.extend(batch.payloads if is_free else ())
            return is_free

        async def read() -> None:
            async for batch in reader.batches():
                await gate.wait()  # a connection that does not take it yet
                heard.extend(batch.payloads)

        gate = asyncio.Event()
        gate.set()
        reader.write = write
        reading = asyncio.create_task(read())
        for act in acts:
            if act == "put":
                reader.put(Batch((str(put).encode(),)))
                event("at once" if len(heard) > put else "waits")
                put += 1
            elif act == "read":
                await asyncio.sleep(0)
            else:
                is_free = act == "free"
                gate.set() if is_free else gate.clear()
        gate.set()
        reader.end()
        await reading
        assert heard == [str(number).encode() for number in range(put)]

    asyncio.run(play())


# ------------------------------------------------------------------ frames

SIZES = st.sampled_from([0, 1, 60, 90, 125, 126, 200, 65_480, 65_535, 65_536, 70_000, 0x010101])


@given(st.text(min_size=1, max_size=60), st.lists(SIZES, min_size=1, max_size=4))
def test_the_frames_of_a_batch_are_the_messages_of_each_result(name: str, sizes: list[int]) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:  # no JSON text has half of a surrogate pair
        return
    batch = Batch(tuple(b'"' + b"y" * size + b'"' for size in sizes))
    batch.frames("another id")
    reader = StreamReader()
    reader.feed_data(batch.frames(name))
    reader.feed_eof()
    for payload in batch.payloads:
        frame = parsed(reader)
        assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
        assert frame.data == next_message(name, payload)


def parsed(reader: StreamReader) -> Frame:
    parsing = Frame.parse(reader.read_exact, mask=False)
    try:
        next(parsing)
    except StopIteration as done:
        frame: Frame = done.value
        return frame
    raise AssertionError("the frame is not complete")
