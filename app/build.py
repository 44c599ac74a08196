"""Builds the dependencies of a process, the same for the API and for a worker."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from app import failpoints
from app.clock import DatabaseClock
from app.concurrency import Concurrency
from app.db import connection, database
from app.db.replica import Replica
from app.deps import Deps, Handlers
from app.domain.engine import timeouts
from app.domain.media.links import link_keys
from app.domain.webhooks.addresses import Reach
from app.providers.choice import connector, provider
from app.providers.connections import Connections
from app.providers.objects.files import ObjectFiles
from app.providers.receivers.http import HttpReceivers
from app.providers.redis.connecting import require
from app.providers.redis.events import RedisEvents
from app.providers.redis.limiter import RedisLimiter
from app.providers.redis.marks import RedisMarks
from app.providers.redis.queue import ArqQueue
from app.providers.redis.writes import RedisWrites
from app.providers.simulator.sms import SimulatedSms
from app.providers.simulator.writer import OfflineWriter
from app.providers.sms import Sms
from app.providers.webhooks import WebhookReader
from app.providers.writer import Writer
from app.providers.writes import NoWrites
from app.services.ai import prepare_draft
from app.services.conversations import receive_report, record_with_lead
from app.services.restores import keep_marking, mark
from app.settings import Settings

log = logging.getLogger("nudge")

POOL = 16
FINISH_SECONDS = 15.0

HANDLERS = Handlers(write_draft=prepare_draft, record_with_lead=record_with_lead)


def sms(settings: Settings) -> Sms:
    """The adapter that submits messages."""
    return provider(settings).sms(settings)


def connections(settings: Settings) -> Connections:
    """The adapters of accounts that have credentials of their own."""
    return Connections(connector(settings))


def writer(settings: Settings) -> Writer:
    """Claude when there is a key, else the offline writer; never the one for the other."""
    if settings.anthropic_api_key:
        from app.providers.anthropic.writer import ClaudeWriter

        key = settings.anthropic_api_key.get_secret_value()
        return ClaudeWriter(
            key,
            settings.anthropic_model,
            settings.anthropic_base_url,
            second_reader=settings.nudge_second_reader,
        )
    return OfflineWriter()


def receivers(settings: Settings) -> HttpReceivers:
    """What delivers events to partners."""
    private = settings.nudge_webhook_private_addresses
    reach = Reach(settings.webhook_ports, private=private, local=settings.nudge_dev)
    return HttpReceivers(reach, settings.nudge_webhook_timeout_seconds)


@asynccontextmanager
async def deps(settings: Settings, database_url: str, redis_url: str) -> AsyncIterator[Deps]:
    """Opens the database and the adapters. At the end, finishes the work in flight, then closes them."""
    failpoints.arm(settings.nudge_failpoints)
    clock = DatabaseClock(is_played=settings.plays_time)
    limits = timeouts.timeouts(settings.nudge_http_timeout_seconds)
    async with database(database_url, pool=POOL, abandoned_seconds=limits.lease.total_seconds()):
        await clock.measure()
        await require(redis_url)
        queue, events, limiter = ArqQueue(redis_url, clock), RedisEvents(redis_url), RedisLimiter(redis_url)
        built = Deps(
            settings,
            clock,
            sms(settings),
            writer(settings),
            queue,
            Concurrency(),
            events,
            HANDLERS,
            connections(settings),
            limiter,
            files=ObjectFiles(settings),
            receivers=receivers(settings),
            marks=RedisMarks(redis_url),
            writes=RedisWrites(redis_url) if settings.database_replica_url else NoWrites(),
            replica=Replica(settings.nudge_replica_lag_seconds) if settings.database_replica_url else None,
            link_keys=link_keys(settings.secret_keys, await _installation_token()),
        )
        if isinstance(built.sms, SimulatedSms):
            built.sms.report_to(partial(receive_report, built))
        await mark(built)
        keeping, marking = asyncio.create_task(clock.keep()), asyncio.create_task(keep_marking(built))
        try:
            yield built
        finally:
            keeping.cancel()
            built.concurrency.stop()
            await built.concurrency.finish(FINISH_SECONDS)
            await asyncio.wait({marking}, timeout=FINISH_SECONDS)
            marking.cancel()
            for part in (
                built.sms,
                built.connections,
                built.writer,
                built.queue,
                built.events,
                built.limiter,
                built.receivers,
                built.marks,
                built.writes,
            ):
                await part.close()


async def webhooks(settings: Settings) -> WebhookReader:
    """The reader of the provider's calls. The token of the simulator was made with the database."""
    return provider(settings).webhooks(settings, await _installation_token())


async def _installation_token() -> str:
    """The token that this installation made for itself."""
    [row] = await connection().execute_query_dict("SELECT simulator_token FROM installation")
    return str(row["simulator_token"])
