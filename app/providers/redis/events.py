"""Events by Redis PUBLISH: one for all that came together while the one before was under way."""

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

log = logging.getLogger("nudge.events")

CHANNEL = "nudge:events"
KEPT = 20_000
LINGER = 0.003
PATIENCE = 2.0
PING_AFTER = 15.0
LOOK_AGAIN_AFTER = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
LAST_WORDS = 1.0
AWAY = (RedisError, OSError, TimeoutError)


class RedisEvents:
    """The Redis adapter of the `Events` port.

    What is told while Redis is away is told when it is back, or, if that is too much to keep, that something was
    missed. This process listens only while it has subscribers. They look at their rows again whenever it has lost
    its connection, each few seconds while it has none, and once a minute in any case, for the sender may have died
    between its commit and its PUBLISH.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_keepalive=True)
        self._changed: set[UUID] = set()
        self._messages: set[UUID] = set()
        self._too_much = False
        self._sender: asyncio.Task[None] | None = None
        self._audience = Audience()
        self._listener: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ telling

    def tell(self, changed: Iterable[UUID], messages: Iterable[UUID | None] = ()) -> None:
        self._changed.update(changed)
        self._messages.update(one for one in messages if one is not None)
        if len(self._changed) + len(self._messages) > KEPT:
            self._changed.clear()
            self._messages.clear()
            self._too_much = True
        if self._sender is None or self._sender.done():
            self._sender = _start(self._send())

    async def _send(self) -> None:
        pause = FIRST_PAUSE
        while self._changed or self._messages or self._too_much:
            await asyncio.sleep(LINGER)  # many changes, one after the other, are few events
            event = self._changed, self._messages, self._too_much
            self._changed, self._messages, self._too_much = set(), set(), False
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._redis.publish(CHANNEL, _encoded(*event))
                pause = FIRST_PAUSE
            except AWAY as error:
                EVENTS_LATE.inc()
                log.warning("an event cannot be published yet (%s)", type(error).__name__)
                self._keep(*event)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _keep(self, changed: set[UUID], messages: set[UUID], too_much: bool) -> None:
        self._changed |= changed
        self._messages |= messages
        self._too_much |= too_much

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
            self._audience.look_again()
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(2 * pause, LONGEST_PAUSE)

    def _hand_out(self, kind: str, data: bytes) -> None:
        if kind == "message" and (event := _decoded(data)):
            self._audience.tell(*event)
        else:  # a subscription that has just begun, an event that says too much, or time to look again
            self._audience.look_again()

    async def close(self) -> None:
        """Says what is still to be said, if that is quick."""
        if self._listener is not None:
            self._listener.cancel()
        if self._sender is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sender, LAST_WORDS)
        await self._redis.aclose()


def _start(work: Any) -> asyncio.Task[None]:
    # In a context of its own: this one may be a transaction's, whose connection is given back before the task ends.
    return asyncio.get_running_loop().create_task(work, context=Context())


async def _received(channel: PubSub) -> Any:
    """What comes in, and "look" when it is time to look again. Raises when the connection is dead and says nothing."""
    clock = asyncio.get_running_loop().time
    look_at, asked = clock() + LOOK_AGAIN_AFTER, False
    while True:
        message = await channel.get_message(timeout=PING_AFTER)
        if clock() > look_at:
            look_at = clock() + LOOK_AGAIN_AFTER
            yield "look", b""
        if message is None and asked:
            raise TimeoutError("Redis answers nothing")
        asked = message is None
        if message is None:
            await channel.ping()
        elif message["type"] != "pong":
            yield message["type"], message["data"]


def _encoded(changed: set[UUID], messages: set[UUID], too_much: bool) -> bytes:
    if too_much:
        return orjson.dumps({})
    return orjson.dumps({"changed": [one.hex for one in changed], "messages": [one.hex for one in messages]})


def _decoded(data: bytes) -> tuple[list[UUID], frozenset[UUID]] | None:
    try:
        event = orjson.loads(data)
        return [UUID(one) for one in event["changed"]], frozenset(UUID(one) for one in event["messages"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
