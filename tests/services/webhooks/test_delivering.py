"""Deliveries from their rows to a receiver that keeps a ledger, and what becomes of the rows."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from app.db import connection
from app.deps import Deps
from app.domain import sealing
from app.domain.vocabulary import WebhookDeliveryStatus as Status
from app.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from app.services.accounts import KeyHolder
from app.services.webhooks import ERASE_EVENTS, keep_delivering, replay_events
from tests.clock import YEARS_AHEAD, FixedClock, PlayedClock
from tests.deliveries import WHSEC, deliver_due, deliveries, delivers, make_endpoint, make_events
from tests.factories import SECRET, Holder
from tests.receiver import ReceiverDouble, receiver_double
from tests.waiting import until


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(YEARS_AHEAD)


@pytest.fixture
async def deps(deps: Deps) -> AsyncIterator[Deps]:
    delivering = delivers(deps, seconds=60)
    yield delivering
    await delivering.receivers.close()


@pytest.fixture
async def receiver() -> AsyncIterator[ReceiverDouble]:
    async with receiver_double() as double:
        yield double


async def test_an_event_is_delivered_once_in_its_order_and_signed(
    deps: Deps, partner: Holder, receiver: ReceiverDouble, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint = await make_endpoint(partner.id, f"{receiver.url}?token=hidden")
    events = await make_events(partner.id, 3, endpoint)
    assert await deliver_due(deps) == 3
    assert await deliver_due(deps) == 0
    assert [one.id for one in receiver.ledger] == events
    assert [one.event["id"] for one in receiver.ledger] == events
    assert receiver.ledger[0].headers["webhook-timestamp"] == str(int(YEARS_AHEAD.timestamp()))
    for row in await deliveries(endpoint):
        assert (row.status, row.attempts, row.next_at) == (Status.DELIVERED, 1, None)
        assert (row.last_status_code, row.last_error, row.last_answer) == (200, None, "thank you")
        assert row.delivered_at == YEARS_AHEAD
    assert "hidden" not in caplog.text


async def test_a_failed_event_comes_again_with_the_same_id_and_body(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    """At its time, with a new signature."""
    endpoint = await make_endpoint(partner.id, receiver.url)
    [event] = await make_events(partner.id, 1, endpoint)
    receiver.plans.extend(["status:500", "cut", "cut"])  # a lost connection that was idle is made anew once
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert (row.status, row.attempts) == (Status.FAILED, 1)
    assert (row.last_status_code, row.last_error, row.last_answer) == (500, "The receiver answered 500.", "no: 500")
    assert row.next_at is not None
    assert timedelta(seconds=5) <= row.next_at - clock.now() <= timedelta(seconds=5.5)
    clock.advance(seconds=4)
    assert await deliver_due(deps) == 0
    clock.advance(seconds=2)
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert (row.status, row.attempts, row.last_status_code) == (Status.FAILED, 2, None)
    clock.advance(minutes=6)
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert (row.status, row.attempts, row.last_error) == (Status.DELIVERED, 3, None)
    assert {one.id for one in receiver.ledger} == {event}
    assert len({one.body for one in receiver.ledger}) == 1
    assert len({one.headers["webhook-timestamp"] for one in receiver.ledger}) == 3


async def test_hours_that_were_played_hold_back_no_event(deps: Deps, partner: Holder, receiver: ReceiverDouble) -> None:
    """Deliveries go by the real time. So does the end of a former secret."""
    clock = PlayedClock(YEARS_AHEAD)
    sealed, until_then = sealing.seal([SECRET], WHSEC), clock.real() + timedelta(hours=1)
    endpoint = await make_endpoint(partner.id, receiver.url, former_secret=sealed, former_until=until_then)
    await make_events(partner.id, 1, endpoint)
    assert await deliver_due(replace(deps, clock=clock)) == 1
    [received] = receiver.accepted
    assert received.headers["webhook-timestamp"] == str(int(clock.real().timestamp()))
    assert len(received.headers["webhook-signature"].split()) == 2


async def test_ten_attempts_fail_and_the_event_is_abandoned(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 1, endpoint)
    receiver.script = lambda _: "status:500"
    for _ in range(12):
        await deliver_due(deps)
        clock.advance(hours=27)
    [row] = await deliveries(endpoint)
    assert (row.status, row.attempts, row.next_at, len(receiver.ledger)) == (Status.ABANDONED, 10, None, 10)
    assert row.last_error == "The receiver answered 500. This was attempt 10, the last."


async def test_a_receiver_that_asks_for_time_gets_it_for_all_its_events(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 1, endpoint)
    receiver.plans.append("busy:90")
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert row.next_at == clock.now() + timedelta(seconds=90)


async def test_a_receiver_that_does_not_want_an_event_is_not_asked_again(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 1, endpoint)
    receiver.plans.append("abort")
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert (row.status, row.attempts, row.next_at) == (Status.ABANDONED, 1, None)
    assert (await WebhookEndpoint.get(id=endpoint.id)).status == "ENABLED"


async def test_a_receiver_that_is_gone_disables_its_endpoint(
    deps: Deps, partner: Holder, receiver: ReceiverDouble, caplog: pytest.LogCaptureFixture
) -> None:
    """What waits stays, for the day on which somebody enables the endpoint."""
    endpoint = await make_endpoint(partner.id, f"{receiver.url}?token=hidden")
    await make_events(partner.id, 1, endpoint)
    receiver.plans.append("status:410")
    await deliver_due(deps)
    await make_events(partner.id, 1, endpoint)
    assert await deliver_due(deps) == 0
    disabled = await WebhookEndpoint.get(id=endpoint.id)
    assert (disabled.status, disabled.disabled_reason) == (
        "DISABLED",
        "The receiver answered 410: the endpoint is gone.",
    )
    assert [row.status for row in await deliveries(endpoint)] == [Status.ABANDONED, Status.PENDING]
    assert "127.0.0.1 is disabled" in caplog.text
    assert "hidden" not in caplog.text


@pytest.mark.parametrize(("events", "days", "disabled"), [(11, 5.5, True), (10, 5.5, False), (11, 4.5, False)])
async def test_an_endpoint_that_fails_for_days_is_disabled(
    deps: Deps,
    clock: FixedClock,
    partner: Holder,
    receiver: ReceiverDouble,
    events: int,
    days: float,
    disabled: bool,
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    receiver.script = lambda _: "status:500"
    await make_events(partner.id, 1, endpoint)
    await deliver_due(deps)
    since = (await WebhookEndpoint.get(id=endpoint.id)).failing_since
    assert since == clock.now()
    await WebhookDelivery.filter(endpoint_id=endpoint.id).update(next_at=None)
    clock.advance(days=days)
    await make_events(partner.id, events, endpoint, at=clock.now())
    await deliver_due(deps)
    found = await WebhookEndpoint.get(id=endpoint.id)
    assert (found.status == "DISABLED") is disabled
    assert (found.disabled_reason is not None) is disabled
    assert found.failing_since == since


async def test_a_success_ends_a_time_of_failures(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 1, endpoint)
    receiver.plans.append("status:500")
    await deliver_due(deps)
    clock.advance(days=6)
    await deliver_due(deps)
    assert (await WebhookEndpoint.get(id=endpoint.id)).failing_since is None


async def test_while_a_secret_is_replaced_both_sign(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    former = sealing.seal([SECRET], "a secret of the caller's own")
    until_then = clock.now() + timedelta(hours=24)
    endpoint = await make_endpoint(partner.id, receiver.url, former_secret=former, former_until=until_then)
    receiver.secret = WHSEC
    for signatures in (2, 1):
        await make_events(partner.id, 1, endpoint)
        await deliver_due(deps)
        assert len(receiver.ledger[-1].headers["webhook-signature"].split(" ")) == signatures
        clock.advance(hours=24)
    assert [words for words in receiver.wrong if "signature" in words] == []


async def test_a_secret_that_cannot_be_read_fails_with_a_sentence(
    deps: Deps, partner: Holder, receiver: ReceiverDouble
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    await WebhookEndpoint.filter(id=endpoint.id).update(secret="of another server")
    await make_events(partner.id, 1, endpoint)
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert row.last_error is not None
    assert row.last_error.startswith("The secret of the endpoint cannot be read")
    assert receiver.ledger == []


async def test_a_url_that_is_no_longer_allowed_fails_with_a_sentence(deps: Deps, partner: Holder) -> None:
    endpoint = await make_endpoint(partner.id, "https://10.0.0.1/")
    await make_events(partner.id, 1, endpoint)
    await deliver_due(deps)
    [row] = await deliveries(endpoint)
    assert (row.status, row.last_error) == (Status.FAILED, "The host has an address that is not public.")


async def test_what_a_dead_process_had_is_delivered_when_its_lease_is_over(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    """A process that comes back after that changes nothing."""
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 1, endpoint)
    receiver.plans.append("hang")
    frozen = asyncio.create_task(deliver_due(deps))
    await until(lambda: _came(receiver, 1))
    assert await deliver_due(deps) == 0, "the lease is not over"
    clock.advance(seconds=121)
    assert await deliver_due(deps) == 1
    [row] = await deliveries(endpoint)
    receiver.gate.set()
    await frozen
    assert await deliveries(endpoint) == [row]
    assert (row.status, row.attempts) == (Status.DELIVERED, 1)
    assert len({one.id for one in receiver.ledger}) == 1


async def test_an_attempt_during_an_erasure_leaves_no_answer(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    """A receiver's answer may repeat what it was told. The event comes again, without the person's data."""
    endpoint, lead_id = await make_endpoint(partner.id, receiver.url), uuid4()
    await make_events(partner.id, 1, endpoint)
    await WebhookEvent.all().update(lead_id=lead_id)
    receiver.plans.append("hang")
    under_way = asyncio.create_task(deliver_due(deps))
    await until(lambda: _came(receiver, 1))
    for statement in ERASE_EVENTS:
        await connection().execute_query(statement, [lead_id])
    receiver.gate.set()
    await under_way
    [row] = await deliveries(endpoint)
    assert (row.status, row.last_status_code, row.last_answer) == (Status.PENDING, None, None)
    clock.advance(seconds=121)
    assert await deliver_due(deps) == 1


async def test_a_retry_of_a_delivered_event_has_the_same_id(
    deps: Deps, clock: FixedClock, partner: Holder, receiver: ReceiverDouble
) -> None:
    endpoint = await make_endpoint(partner.id, receiver.url)
    [event] = await make_events(partner.id, 1, endpoint)
    await deliver_due(deps)
    await WebhookDelivery.filter(endpoint_id=endpoint.id).update(status="PENDING", attempts=0, next_at=clock.now())
    await deliver_due(deps)
    assert [one.id for one in receiver.ledger] == [event, event]


async def test_a_long_replay_keeps_no_outcome_from_being_recorded(
    deps: Deps, partner: Holder, receiver: ReceiverDouble, database_url: str
) -> None:
    """It locks few deliveries at a time. Here it waits for the last of three, while an attempt for the first ends."""
    endpoint = await make_endpoint(partner.id, receiver.url)
    await make_events(partner.id, 1, endpoint)
    receiver.plans.append("hang")
    under_way = asyncio.create_task(deliver_due(deps))
    await until(lambda: _came(receiver, 1))
    await make_events(partner.id, 2, endpoint)
    other = await asyncpg.connect(database_url)
    async with other.transaction():
        last = (await deliveries(endpoint))[-1]
        await other.execute("SELECT FROM webhook_delivery WHERE id = $1 FOR UPDATE", last.id)
        holder = KeyHolder(partner_id=partner.id, key_id=partner.id)
        replay = asyncio.ensure_future(replay_events(deps, holder, endpoint.id, YEARS_AHEAD, at_once=1))
        await until(_somebody_waits)
        receiver.gate.set()
        await until(lambda: _first_is_delivered(endpoint))
        assert not replay.done()
    await other.close()
    assert await replay == 2, "what was under way is left to its attempt"
    await under_way
    await deliver_due(deps)
    assert len(receiver.ledger) == len({one.id for one in receiver.ledger}) == 3


async def test_the_loop_delivers_what_becomes_due_until_it_is_told_to_stop(
    deps: Deps, partner: Holder, receiver: ReceiverDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nudge.webhooks")
    deps = delivers(deps)
    object.__setattr__(deps.settings, "nudge_dev", True)
    endpoint = await make_endpoint(partner.id, f"{receiver.url}?token=hidden")
    loop = asyncio.create_task(keep_delivering(deps))
    for count in (1, 2):
        await make_events(partner.id, 1, endpoint)
        await until(lambda count=count: _came(receiver, count))  # type: ignore[misc]
    deps.concurrency.stop()
    await loop
    assert [row.status for row in await deliveries(endpoint)] == [Status.DELIVERED] * 2
    assert caplog.text.count("webhook webhook.test to 127.0.0.1: 200, ") == 2
    assert "hidden" not in caplog.text
    await deps.receivers.close()


async def _somebody_waits() -> bool:
    [found] = await connection().execute_query_dict(
        "SELECT count(*) AS waiting FROM pg_locks JOIN pg_stat_activity a USING (pid)"
        " WHERE NOT granted AND a.datname = current_database()"
    )
    return bool(found["waiting"])


async def _first_is_delivered(endpoint: WebhookEndpoint) -> bool:
    return (await deliveries(endpoint))[0].status is Status.DELIVERED


async def _came(receiver: ReceiverDouble, count: int) -> bool:
    return len(receiver.ledger) >= count
