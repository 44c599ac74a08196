"""The alarm clock on arq: one `drain` job for each second in which a row is due, within the next two minutes.

A job has a name only: it says when to read the rows, and the rows say what to do. Only this module and `workers/` know
arq, because arq is in maintenance-only mode.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import orjson
from arq.connections import ArqRedis
from redis.exceptions import RedisError

from app.clock import Clock
from app.observability.metrics import ALARMS_LOST
from app.providers.redis.connecting import connections

log = logging.getLogger("nudge.queue")

QUEUE = "nudge:queue"
JOB = "drain"
HORIZON = timedelta(seconds=120)
EARLY = timedelta(milliseconds=400)
WAKE_TIMEOUT = 0.25
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
PAUSE_AFTER_FAILURE = 2.0
MAX_SET = 4096


def to_json(value: Any) -> bytes:
    """JSON instead of arq's pickle, which can run code. Values unknown to JSON, such as exceptions, become text."""
    return orjson.dumps(value, default=str)


def pool(url: str) -> ArqRedis:
    """Connections with short timeouts, for a Redis that is away or does not answer."""
    return ArqRedis(
        connections(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS),
        job_serializer=to_json,
        job_deserializer=orjson.loads,
        default_queue_name=QUEUE,
    )


def slot_of(moment: datetime) -> datetime:
    """The second of a time."""
    return moment.replace(microsecond=0)


class ArqQueue:
    """The arq adapter of the `Queue` port."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        self._pool = pool(url)
        self._set: OrderedDict[datetime, None] = OrderedDict()
        self._away_until = 0.0

    async def wake(self, moments: Iterable[datetime]) -> None:
        now = self._clock.now()
        slots = {slot_of(m) for m in moments if m < now + HORIZON}
        fresh = [slot for slot in sorted(slots) if slot not in self._set]
        if not fresh or asyncio.get_running_loop().time() < self._away_until:
            return
        try:
            async with asyncio.timeout(WAKE_TIMEOUT):
                await asyncio.gather(*(self._set_alarm(slot, now) for slot in fresh))
        except (RedisError, OSError, TimeoutError) as error:
            ALARMS_LOST.inc(len(fresh))
            self._away_until = asyncio.get_running_loop().time() + PAUSE_AFTER_FAILURE
            log.warning("Redis is away (%s): the sweep of the workers finds the due rows", type(error).__name__)

    async def _set_alarm(self, slot: datetime, now: datetime) -> None:
        played = now - self._clock.real()  # Redis goes by the real time
        await self._pool.enqueue_job(
            JOB, slot.isoformat(), _job_id=f"{JOB}:{slot.isoformat()}", _defer_until=max(slot - EARLY, now) - played
        )
        if slot > now:  # a slot that is running already may be set again
            self._set[slot] = None
            if len(self._set) > MAX_SET:
                self._set.popitem(last=False)

    async def close(self) -> None:
        await self._pool.aclose(close_connection_pool=True)
