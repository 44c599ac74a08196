"""The numbers of the partners' writes, in Redis."""

import asyncio
import logging
from collections.abc import Collection
from contextvars import Context
from uuid import UUID, uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.domain.stores.replicas import Written
from app.providers.redis.connecting import client

log = logging.getLogger("nudge.replica")

EPOCH, COUNT, PREFIX = "nudge:writes:epoch", "nudge:writes:count", "nudge:writes:of:"
KEPT_SECONDS = 3600
"""A partner's number is kept for longer than a replica may be behind."""
BUDGET = 0.25
"""Seconds that a round trip may take."""
PAUSE = 0.2
AWAY = (RedisError, OSError, TimeoutError)

_NOTE = """
local number = redis.call('INCR', KEYS[1])
for index = 2, #KEYS do redis.call('SET', KEYS[index], number, 'EX', ARGV[1]) end
"""
# KEYS: the epoch, the count. ARGV: a new epoch, the epoch and the number that are known.
_HIGHEST = """
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local epoch, count = redis.call('GET', KEYS[1]), tonumber(redis.call('GET', KEYS[2]) or 0)
if epoch == ARGV[2] and count < tonumber(ARGV[3]) then
    epoch = ARGV[1]
    redis.call('SET', KEYS[1], epoch)
end
return {epoch, count}
"""


class RedisWrites:
    """The Redis adapter of the `Writes` port.

    A number that could not be written is written as soon as Redis is back. Until then this process does not tell the
    partner's last number.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = client(url, socket_connect_timeout=BUDGET, socket_timeout=BUDGET)
        self._note = self._redis.register_script(_NOTE)
        self._highest = self._redis.register_script(_HIGHEST)
        self._unwritten: dict[UUID, int] = {}
        self._noted = 0
        self._writer: asyncio.Task[None] | None = None

    async def note(self, partner_ids: Collection[UUID]) -> None:
        if self._unwritten or not await self._wrote(partner_ids):
            self._noted += 1
            self._unwritten.update(dict.fromkeys(partner_ids, self._noted))
            if self._writer is None or self._writer.done():
                # In a new context: the current one may hold the connection of a transaction.
                self._writer = asyncio.get_running_loop().create_task(self._write(), context=Context())

    async def _wrote(self, partner_ids: Collection[UUID]) -> bool:
        try:
            async with asyncio.timeout(BUDGET):
                await self._note([COUNT, *(f"{PREFIX}{one.hex}" for one in partner_ids)], [KEPT_SECONDS])
        except AWAY:
            return False
        return True

    async def _write(self) -> None:
        log.warning("the last writes of partners cannot be told to Redis: trying again")
        while self._unwritten:
            await asyncio.sleep(PAUSE)
            partners = dict(self._unwritten)
            if await self._wrote(partners):  # a partner that has written again meanwhile stays
                self._unwritten = {one: at for one, at in self._unwritten.items() if partners.get(one) != at}

    async def last(self, partner_id: UUID) -> Written | None:
        if partner_id in self._unwritten:
            return None
        try:
            async with asyncio.timeout(BUDGET):
                epoch, number = await self._redis.mget(EPOCH, f"{PREFIX}{partner_id.hex}")
        except AWAY:
            return None
        return None if epoch is None else Written(epoch.decode(), int(number or 0))

    async def highest(self, known: Written | None) -> Written | None:
        before: list[str | int] = [known.epoch, known.number] if known else ["", 0]
        try:
            async with asyncio.timeout(BUDGET):
                epoch, number = await self._highest([EPOCH, COUNT], [uuid4().hex, *before])
        except AWAY:
            return None
        return Written(epoch.decode(), int(number))

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
        await self._redis.aclose()
