"""The alarm clock on arq: one `drain` job for each second in which something falls due, near ones only.

A job carries nothing but its name. The rows say what is to be done; the job is when to look. arq stays behind
this module and `workers/`, because it is in maintenance-only mode.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import orjson
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from app.clock import Clock
from app.observability.metrics import ALARMS_LOST

log = logging.getLogger("nudge.queue")

QUEUE = "nudge:queue"
JOB = "drain"
HORIZON = timedelta(seconds=120)
EARLY = timedelta(milliseconds=400)
BUDGET = 0.25
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
AFTER_A_FAILURE = 2.0
REMEMBERED = 4096


def to_json(value: Any) -> bytes:
    """arq's own codec is pickle, which runs code. Results that JSON cannot say (exceptions) become text."""
    return orjson.dumps(value, default=str)


def pool(url: str) -> ArqRedis:
    """Connections to a Redis that may be away, or there and silent: nothing waits for it for longer than a moment."""
    return ArqRedis(
        ConnectionPool.from_url(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS),
        job_serializer=to_json,
        job_deserializer=orjson.loads,
        default_queue_name=QUEUE,
    )


def slot_of(moment: datetime) -> datetime:
    """The second that a moment belongs to."""
    return moment.replace(microsecond=0)


class ArqQueue:
    """The arq adapter of the `Queue` port."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        self._pool = pool(url)
        self._planted: OrderedDict[datetime, None] = OrderedDict()
        self._away_until = 0.0

    async def wake(self, moments: Iterable[datetime]) -> None:
        now = self._clock.now()
        slots = {slot_of(m) for m in moments if m < now + HORIZON}
        fresh = [slot for slot in sorted(slots) if slot not in self._planted]
        if not fresh or asyncio.get_running_loop().time() < self._away_until:
            return
        try:
            async with asyncio.timeout(BUDGET):
                await asyncio.gather(*(self._plant(slot, now) for slot in fresh))
        except (RedisError, OSError, TimeoutError) as error:
            ALARMS_LOST.inc(len(fresh))
            self._away_until = asyncio.get_running_loop().time() + AFTER_A_FAILURE
            log.warning("Redis is away (%s): the workers' sweep makes up for it", type(error).__name__)

    async def _plant(self, slot: datetime, now: datetime) -> None:
        await self._pool.enqueue_job(
            JOB, slot.isoformat(), _job_id=f"{JOB}:{slot.isoformat()}", _defer_until=max(slot - EARLY, now)
        )
        if slot > now:  # a slot that is running already may be asked for again
            self._planted[slot] = None
            if len(self._planted) > REMEMBERED:
                self._planted.popitem(last=False)

    async def close(self) -> None:
        await self._pool.aclose(close_connection_pool=True)
