"""Events by Redis PUBLISH: changes that arrive while a PUBLISH is in progress are sent together in the next one."""

import asyncio
import logging
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.observability.metrics import EVENTS_LATE
from app.providers.events import Audience, Watch
from app.providers.redis.connecting import client

log = logging.getLogger("nudge.events")

CHANNEL = "nudge:events"
MAX_KEPT = 20_000
"""Ids that are kept while Redis is away; with more, listeners are told to read their rows."""
GATHER_SECONDS = 0.003
SPACE_SECONDS = 0.007
"""How long after a PUBLISH further changes are gathered, beside `GATHER_SECONDS`. So a busy process publishes at most
100 times a second, and a change after a quiet moment is told at once."""
TIMEOUT = 2.0
PING_AFTER = 15.0
READ_AGAIN_AFTER = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
CLOSE_TIMEOUT = 1.0
AWAY = (RedisError, OSError, TimeoutError)


class RedisEvents:
    """The Redis adapter of the `Events` port.

    Changes while Redis is away are published when it is back; when there are too many to keep, listeners are told to
    read their rows. This process listens only while it has subscribers. They read their rows again when it has lost
    its connection, every few seconds while it has none, and once a minute in any case: a sender may have died between
    its commit and its PUBLISH.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = client(url, socket_connect_timeout=TIMEOUT, socket_keepalive=True)
        self._changed: set[UUID] = set()
        self._messages: set[UUID] = set()
        self._overflow = False
        self._sender: asyncio.Task[None] | None = None
        self._audience = Audience()
        self._listener: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ publishing

    def tell(self, changed: Iterable[UUID], messages: Iterable[UUID | None] = ()) -> None:
        self._changed.update(changed)
        self._messages.update(one for one in messages if one is not None)
        if len(self._changed) + len(self._messages) > MAX_KEPT:
            self._changed.clear()
            self._messages.clear()
            self._overflow = True
        if self._sender is None or self._sender.done():
            self._sender = _start(self._send())

    async def _send(self) -> None:
        pause = FIRST_PAUSE
        while self._changed or self._messages or self._overflow:
            await asyncio.sleep(GATHER_SECONDS)  # many changes within this time are one event
            event = self._changed, self._messages, self._overflow
            self._changed, self._messages, self._overflow = set(), set(), False
            try:
                async with asyncio.timeout(TIMEOUT):
                    await self._redis.publish(CHANNEL, _encoded(*event))
                pause = FIRST_PAUSE
                await asyncio.sleep(SPACE_SECONDS)
            except AWAY as error:
                EVENTS_LATE.inc()
                log.warning("an event cannot be published (%s): trying again", type(error).__name__)
                self._keep(*event)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _keep(self, changed: set[UUID], messages: set[UUID], overflow: bool) -> None:
        self._changed |= changed
        self._messages |= messages
        self._overflow |= overflow

    # ------------------------------------------------------------ listening

    @contextmanager
    def watch(self, *ids: UUID) -> Iterator[Watch]:
        if self._listener is None:
            self._listener = _start(self._listen())
        try:
            with self._audience.watching(ids) as watch:
                yield watch
        finally:
            if not self._audience and self._listener is not None:
                self._listener.cancel()
                self._listener = None

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for kind, data in _received(channel):
                        pause = FIRST_PAUSE
                        self._hand_out(kind, data)
            except AWAY as error:
                log.warning("events cannot be heard (%s): trying again", type(error).__name__)
            self._audience.read_again()
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(2 * pause, LONGEST_PAUSE)

    def _hand_out(self, kind: str, data: bytes) -> None:
        if kind == "message" and (event := _decoded(data)):
            self._audience.tell(*event)
        else:  # a new subscription, an event without ids, or time to read again
            self._audience.read_again()

    async def close(self) -> None:
        """Publishes the remaining changes, if that takes no longer than a second."""
        if self._listener is not None:
            self._listener.cancel()
        if self._sender is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sender, CLOSE_TIMEOUT)
        await self._redis.aclose()


def _start(work: Any) -> asyncio.Task[None]:
    # In a new context: the current context may hold the connection of a transaction that ends before the task.
    return asyncio.get_running_loop().create_task(work, context=Context())


async def _received(channel: PubSub) -> Any:
    """The messages of the channel, and "read" when it is time to read the rows again. Raises when Redis is silent."""
    clock = asyncio.get_running_loop().time
    read_at, pinged = clock() + READ_AGAIN_AFTER, False
    while True:
        message = await channel.get_message(timeout=PING_AFTER)
        if clock() > read_at:
            read_at = clock() + READ_AGAIN_AFTER
            yield "read", b""
        if message is None and pinged:
            raise TimeoutError("Redis does not answer")
        pinged = message is None
        if message is None:
            await channel.ping()
        elif message["type"] != "pong":
            yield message["type"], message["data"]


def _encoded(changed: set[UUID], messages: set[UUID], overflow: bool) -> bytes:
    if overflow:
        return orjson.dumps({})
    return orjson.dumps({"changed": [one.hex for one in changed], "messages": [one.hex for one in messages]})


def _decoded(data: bytes) -> tuple[list[UUID], frozenset[UUID]] | None:
    try:
        event = orjson.loads(data)
        return [UUID(one) for one in event["changed"]], frozenset(UUID(one) for one in event["messages"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
