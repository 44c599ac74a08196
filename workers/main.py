"""A worker process: arq's worker around the engine, and what it does while Redis is away."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, timedelta
from uuid import UUID

import orjson
import uvloop
from arq.cron import cron
from arq.worker import Worker, func
from asyncpg import InterfaceError, PostgresError
from redis.exceptions import RedisError
from tortoise.exceptions import BaseORMException

from app import build
from app.concurrency import canceled
from app.db import is_away
from app.deps import Deps
from app.domain.ids import new_id
from app.errors import OperatorError
from app.observability import heap, logs, tracing
from app.providers.redis.queue import QUEUE, pool, to_json
from app.services import ai, media, people, sending, webhooks
from app.services.conversations import look_up_operator_messages, reconcile_accounts
from app.settings import Settings
from workers import jobs, metrics
from workers.jobs import turn

log = logging.getLogger("nudge.worker")

POLL_SECONDS = 0.1
JOB_SECONDS = 300
WITHOUT_REDIS_SECONDS = 1.0
MEASURE_SECONDS = 10.0
"""Between two measurements of what waits, without Redis; with it, `report` measures as often."""
FINISH_SECONDS = 15.0
EVERY_OTHER_SECOND = set(range(0, 60, 2))
EVERY_OTHER_MINUTE = set(range(0, 60, 2))
EVERY_TEN_SECONDS = set(range(5, 60, 10))


def arq_worker(deps: Deps, redis_url: str, worker_id: UUID) -> Worker:
    """arq's worker with our jobs. Signals are ours; results are not kept; cron goes by UTC."""
    return Worker(
        functions=[func(turn(jobs.drain), name="drain", max_tries=1)],
        cron_jobs=[
            cron(
                turn(jobs.sweep),
                name="sweep",
                second=EVERY_OTHER_SECOND,
                unique=False,
                run_at_startup=True,
                max_tries=1,
            ),
            cron(turn(jobs.import_files), name="import_files", second=EVERY_OTHER_SECOND, unique=False, max_tries=1),
            cron(turn(jobs.work_on_media), name="work_on_media", second=EVERY_OTHER_SECOND, unique=False, max_tries=1),
            cron(turn(jobs.suggest_replies), name="suggest_replies", second=EVERY_OTHER_SECOND, max_tries=1),
            cron(turn(jobs.look_up), name="look_up", second=EVERY_OTHER_SECOND, max_tries=1),
            cron(turn(jobs.find_missed), name="find_missed", minute=EVERY_OTHER_MINUTE, second=30, max_tries=1),
            cron(turn(jobs.look_at_connections), name="look_at_connections", second=40, max_tries=1),
            cron(turn(jobs.read_unclear), name="read_unclear", second=EVERY_TEN_SECONDS, max_tries=1),
            cron(turn(jobs.complete_messages), name="complete_messages", second=20, max_tries=1),
            cron(turn(jobs.count_days), name="count_days", second=EVERY_TEN_SECONDS, max_tries=1),
            cron(turn(jobs.forget), name="forget", minute=EVERY_OTHER_MINUTE, second=45, max_tries=1),
            cron(turn(jobs.report), name="report", second=EVERY_TEN_SECONDS, unique=False, max_tries=1),
        ],
        queue_name=QUEUE,
        redis_pool=pool(redis_url),
        ctx={"deps": deps, "worker_id": worker_id},
        handle_signals=False,
        poll_delay=POLL_SECONDS,
        max_jobs=20,
        job_timeout=JOB_SECONDS,
        keep_result=0,
        health_check_interval=10,
        job_serializer=to_json,
        job_deserializer=orjson.loads,
        timezone=UTC,
        log_results=False,
    )


async def run(settings: Settings, database_url: str, redis_url: str) -> None:
    """Works until SIGTERM or SIGINT, then claims nothing more and finishes what is in flight."""
    async with build.deps(settings, database_url, redis_url) as deps:
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, deps.concurrency.stop)
        heap.freeze()
        log.info("worker ready: SMS by %s, AI steps by %s", deps.sms.name, deps.writer.name)
        deps.concurrency.start(webhooks.keep_delivering(deps))
        with metrics.served(settings.worker_metrics_port):
            async with heap.kept_small():
                await work(deps, redis_url)
        log.info("worker stopping: finishing what is in flight")
        await deps.concurrency.finish(FINISH_SECONDS)


async def work(deps: Deps, redis_url: str) -> None:
    """Until it is told to stop. Without Redis it goes by the rows, once a second, and Redis is tried again."""
    worker_id, loop = new_id(), asyncio.get_running_loop()
    measure_at = loop.time()
    await jobs.alive(deps, worker_id)
    while not deps.concurrency.stopping.is_set():
        try:
            await _until_stopped(deps, arq_worker(deps, redis_url, worker_id))
        except (RedisError, OSError) as error:
            logs.goes_by_rows(log, error)
        if not deps.concurrency.stopping.is_set():
            if measures := loop.time() >= measure_at:
                measure_at = loop.time() + MEASURE_SECONDS
            await _by_the_rows(deps, worker_id, measures)


async def _until_stopped(deps: Deps, worker: Worker) -> None:
    main = asyncio.ensure_future(worker.async_run())
    stop = asyncio.ensure_future(deps.concurrency.stopping.wait())
    try:
        await asyncio.wait({main, stop}, return_when=asyncio.FIRST_COMPLETED)
        if main.done():
            main.result()
    finally:
        stop.cancel()
        await _ended(main)
        with suppress(asyncio.CancelledError, RedisError, OSError):  # its jobs are canceled, the work in them is not
            await worker.close()


async def _ended(task: asyncio.Future[None]) -> None:
    await canceled(task)
    with suppress(asyncio.CancelledError, RedisError, OSError):
        task.result()


async def _by_the_rows(deps: Deps, worker_id: UUID, measures: bool) -> None:
    try:
        await jobs.alive(deps, worker_id)
        if measures:
            await sending.measure(deps.clock.now())
        await sending.wake_postponed(deps)
        await sending.wake_resumed(deps)
        await sending.drain(deps, deps.clock.now() + timedelta(seconds=WITHOUT_REDIS_SECONDS))
        await look_up_operator_messages(deps)
        await ai.write_suggestions(deps)
        deps.concurrency.start(_reconcile(deps))
        deps.concurrency.start(_import(deps))
        deps.concurrency.start(_media(deps))
    except (OSError, PostgresError, InterfaceError, BaseORMException) as error:
        logs.waits(log, error)
    except Exception:
        log.exception("working by the rows failed; trying again")
    with suppress(TimeoutError):
        await asyncio.wait_for(deps.concurrency.stopping.wait(), WITHOUT_REDIS_SECONDS / 2)


def _tell(error: Exception, what: str) -> None:
    if is_away(error):
        logs.waits(log, error)
    else:
        log.error("%s; trying again", what, exc_info=error)


async def _reconcile(deps: Deps) -> None:
    """By the accounts' own times, so that it may be begun at any moment; never in the way of what is due."""
    try:
        await reconcile_accounts(deps)
    except Exception as error:
        _tell(error, "missed messages could not be looked for")


async def _import(deps: Deps) -> None:
    """By the jobs' own leases, so that it may be begun at any moment."""
    try:
        await people.run_waiting_imports(deps)
    except Exception as error:
        _tell(error, "an import could not be carried on")


async def _media(deps: Deps) -> None:
    """By the rows' own leases, so that it may be begun at any moment."""
    try:
        await media.work_on_media(deps)
    except Exception as error:
        _tell(error, "files could not be worked on")


def entry() -> None:
    """`python -m workers.main`: the stores' addresses come from the environment."""
    logs.to_stderr(logging.INFO)
    try:
        tracing.begin("nudge-worker")
        uvloop.run(run(Settings(), os.environ["DATABASE_URL"], os.environ["REDIS_URL"]))
    except OperatorError as fault:
        sys.exit(f"nudge: {fault}")


if __name__ == "__main__":
    entry()
