"""The highest generation of the database, in Redis."""

import asyncio
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.domain.stores.marks import Highest, RedisAway
from app.providers.redis.connecting import client

PREFIX = "nudge:generation:"
BUDGET = 1.0
"""Seconds that a round trip may take."""

_KEEP = """
if tonumber(redis.call('GET', KEYS[1]) or -1) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
"""


class RedisMarks:
    """The Redis adapter of the `Marks` port. The key has no end."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = client(url, socket_connect_timeout=BUDGET, socket_timeout=BUDGET)
        self._keep = self._redis.register_script(_KEEP)

    async def highest(self, mark_id: UUID) -> Highest:
        try:
            async with asyncio.timeout(BUDGET):
                stored = await self._redis.get(f"{PREFIX}{mark_id}")
        except (RedisError, OSError, TimeoutError):
            return RedisAway()
        return None if stored is None else int(stored)

    async def keep(self, mark_id: UUID, generation: int) -> None:
        try:
            async with asyncio.timeout(BUDGET):
                await self._keep([f"{PREFIX}{mark_id}"], [generation])
        except (RedisError, OSError, TimeoutError):
            return

    async def close(self) -> None:
        await self._redis.aclose()
