"""A real worker process on real stores, with Redis there, flushed, and away."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest
from redis.asyncio import Redis

from app import build
from app.clock import DatabaseClock
from app.concurrency import Concurrency
from app.db import connection
from app.deps import Deps
from app.local.processes import HOST
from app.models import Account, Enrollment, Lead, Message, Sequence, SequenceVersion, Step, Worker
from app.providers.redis.events import RedisEvents
from app.providers.redis.queue import ArqQueue
from app.services import accounts
from app.services.conversations import send_message
from app.services.enrollment import enroll_lead
from tests.chaos import processes
from tests.chaos.processes import Child
from tests.fakes import ACCOUNT_SID, AUTH_TOKEN, ClaudeDouble, TwilioDouble, twilio_double
from tests.processes import port_of_every_address
from tests.waiting import PATIENCE_SECONDS, until
from tests.workers.relay import a_relay
from tests.world import fixed, settings_for


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioDouble]:
    async with twilio_double() as double:
        yield double


def environment_of(database_url: str, redis_url: str, twilio: TwilioDouble) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_API_URL": twilio.url,
        "HOUR_SECONDS": "1",
    }


@asynccontextmanager
async def a_worker(database_url: str, redis_url: str, twilio: TwilioDouble, **settings: str) -> AsyncIterator[Child]:
    """A worker's process, forked from one that has imported the program."""
    with TemporaryDirectory(prefix="nudge-worker-") as home:
        environment = environment_of(database_url, redis_url, twilio) | settings
        async with processes.a_worker(environment, Path(home) / "output") as worker:
            await until(lambda: Worker.all().exists())
            yield worker


@asynccontextmanager
async def a_started_worker(database_url: str, redis_url: str, twilio: TwilioDouble) -> AsyncIterator[None]:
    """`python -m workers.main` as the supervisor starts it; ended by its id."""
    environment = os.environ | environment_of(database_url, redis_url, twilio)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "workers.main", env=environment)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def deps_for(redis_url: str, twilio: TwilioDouble) -> AsyncIterator[Deps]:
    settings = settings_for(twilio, ClaudeDouble()).model_copy(update={"hour_seconds": 1.0})
    clock = DatabaseClock()
    await clock.measure()
    queue, events = ArqQueue(redis_url, clock), RedisEvents(redis_url)
    deps = Deps(
        settings,
        clock,
        build.sms(settings),
        build.writer(settings),
        queue,
        Concurrency(),
        events,
        build.HANDLERS,
        build.connections(settings),
    )
    yield deps
    await deps.concurrency.finish(5)
    for part in (deps.sms, deps.writer, deps.queue, deps.events):
        await part.close()


async def a_sequence(*plan: dict[str, Any]) -> tuple[Account, Sequence]:
    partner, _ = await accounts.create_partner("Partner")
    account = await Account.create(
        partner_id=partner.id, name="A", company_name="A", phone_number="+15005550006", time_zone="UTC"
    )
    sequence = await Sequence.create(account_id=account.id, name="S")
    version = await SequenceVersion.create(sequence_id=sequence.id, version=1)
    for position, step in enumerate(plan):
        await Step.create(version_id=version.id, position=position, **step)
    return account, sequence


async def test_steps_go_out_at_their_time_and_never_early(
    database_url: str, redis_url: str, flush_redis: None, twilio: TwilioDouble
) -> None:
    account, sequence = await a_sequence(fixed("One", 1), fixed("Two", 1))
    async with a_started_worker(database_url, redis_url, twilio), deps_for(redis_url, twilio) as deps:
        await until(lambda: Worker.all().exists())
        done = await enroll_lead(deps, account.partner_id, sequence.id, "+14155551234")
        await until(lambda: Enrollment.filter(id=done.enrollment.id, status="COMPLETED").exists())
    assert twilio.bodies() == ["One", "Two"]
    rows = await connection().execute_query_dict("SELECT due_at, settled_at FROM step_run ORDER BY position")
    for row in rows:
        late = (row["settled_at"] - row["due_at"]).total_seconds()
        assert 0 <= late < 20


async def test_without_redis_steps_still_go_out(database_url: str, twilio: TwilioDouble) -> None:
    nowhere = "redis://127.0.0.1:9/0"
    account, sequence = await a_sequence(fixed("Now"), fixed("Later", 1))
    async with a_worker(database_url, nowhere, twilio), deps_for(nowhere, twilio) as deps:
        done = await enroll_lead(deps, account.partner_id, sequence.id, "+14155551234")
        assert done.message_sent
        await until(lambda: Enrollment.filter(id=done.enrollment.id, status="COMPLETED").exists())
    assert twilio.bodies() == ["Now", "Later"]


async def test_without_redis_a_worker_says_what_waits(database_url: str, twilio: TwilioDouble) -> None:
    """The alert NudgeIsLate asks for it, and steps may be late then."""
    await a_sequence(fixed("Now"))
    port = port_of_every_address()
    async with a_worker(database_url, "redis://127.0.0.1:9/0", twilio, WORKER_METRICS_PORT=str(port)):
        await until(lambda: _measures(port))


async def _measures(port: int) -> bool:
    async with httpx2.AsyncClient(trust_env=False) as http:
        return 'nudge_senders{status="READY"} 1.0' in (await http.get(f"http://{HOST}:{port}/metrics")).text


async def test_a_redis_that_falls_silent_holds_nothing_up(
    database_url: str, redis_url: str, flush_redis: None, twilio: TwilioDouble
) -> None:
    """It takes the connection and every command, and answers none: frozen, or behind a network that drops packets."""
    account, sequence = await a_sequence(fixed("Now"), fixed("Later", 1))
    async with (
        a_relay(redis_url) as relay,
        a_worker(database_url, relay.url, twilio),
        deps_for(relay.url, twilio) as deps,
    ):
        await until(lambda: _has_alarms(redis_url))
        relay.fall_silent()
        done = await enroll_lead(deps, account.partner_id, sequence.id, "+14155551234")
        assert done.message_sent
        await until(lambda: Enrollment.filter(id=done.enrollment.id, status="COMPLETED").exists())
    assert twilio.bodies() == ["Now", "Later"]


async def _has_alarms(redis_url: str) -> bool:
    """Whether arq's worker has been here."""
    async with Redis.from_url(redis_url) as redis:
        return bool(await redis.exists("nudge:queue:health-check"))


async def test_a_full_redis_holds_nothing_up(
    database_url: str, redis_url: str, flush_redis: None, twilio: TwilioDouble
) -> None:
    account, sequence = await a_sequence(fixed("Now"), fixed("Later", 1))
    async with Redis.from_url(redis_url) as redis, a_worker(database_url, redis_url, twilio):
        await until(lambda: _has_alarms(redis_url))
        await redis.config_set("maxmemory", "1")
        try:
            async with deps_for(redis_url, twilio) as deps:
                done = await enroll_lead(deps, account.partner_id, sequence.id, "+14155551234")
                assert done.message_sent
                await until(lambda: Enrollment.filter(id=done.enrollment.id, status="COMPLETED").exists())
        finally:
            await redis.config_set("maxmemory", "0")
    assert twilio.bodies() == ["Now", "Later"]


async def test_a_flushed_redis_loses_nothing(
    database_url: str, redis_url: str, flush_redis: None, twilio: TwilioDouble
) -> None:
    account, sequence = await a_sequence(fixed("Later", 2))
    async with a_worker(database_url, redis_url, twilio), deps_for(redis_url, twilio) as deps:
        done = await enroll_lead(deps, account.partner_id, sequence.id, "+14155551234")
        async with Redis.from_url(redis_url) as redis:
            await redis.flushall()
        await until(lambda: Enrollment.filter(id=done.enrollment.id, status="COMPLETED").exists())
    assert twilio.bodies() == ["Later"]


async def test_sigterm_finishes_what_is_in_flight(
    database_url: str, redis_url: str, flush_redis: None, twilio: TwilioDouble
) -> None:
    account, sequence = await a_sequence(fixed("Slow", 1))
    twilio.plans.append("wait")
    async with a_worker(database_url, redis_url, twilio) as worker, deps_for(redis_url, twilio) as deps:
        await enroll_lead(deps, account.partner_id, sequence.id, "+14155551234")
        async with asyncio.timeout(PATIENCE_SECONDS):
            await twilio.arrived.wait()
        worker.signal(signal.SIGTERM)
        twilio.gate.set()
        assert await worker.ended() == 0
    assert twilio.posts == 1
    assert (await Message.get()).status.value == "QUEUED"


async def test_a_worker_asks_after_a_persons_message(
    database_url: str, redis_url: str, flush_redis: None, twilio: TwilioDouble
) -> None:
    account, _ = await a_sequence(fixed("Later", 2))
    async with deps_for(redis_url, twilio) as deps:
        twilio.plans.append("accept_then_fail")
        message = await send_message(deps, account.partner_id, account.id, "+14155551234", "Hello")
        await Message.filter(id=message.id).update(look_at=deps.clock.now())
    async with a_worker(database_url, redis_url, twilio):
        await until(lambda: Message.filter(id=message.id, status="QUEUED").exists())
    assert twilio.posts == 1


async def test_without_redis_what_was_missed_is_found_too(database_url: str, twilio: TwilioDouble) -> None:
    account, _ = await a_sequence(fixed("Later", 2))
    await Account.filter(id=account.id).update(created_at=account.created_at - timedelta(hours=1))
    twilio.text("+14155551234", account.phone_number, "STOP").at -= timedelta(minutes=5)
    async with a_worker(database_url, "redis://127.0.0.1:9/0", twilio):
        await until(lambda: Lead.filter(opted_out_at__isnull=False).exists())
