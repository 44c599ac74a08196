"""Leaky buckets in Redis, by the generic cell rate algorithm (ITU-T I.371): a bucket is the one moment at which it will
be empty. One round trip for all the buckets of a call, by Redis' own clock."""

import asyncio
import logging
from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.metrics import UNLIMITED
from app.providers.limiter import Level, Pour

log = logging.getLogger("nudge.limiter")

PREFIX = "nudge:limit:"
BUDGET = 0.25
"""Seconds that a call waits for Redis. After a failure one call a second does, to see whether it is back."""
AFTER_A_FAILURE = 1.0

# ARGV has three numbers for each key: microseconds in which one unit leaks, units it holds, units to pour.
# Answers, for each key, microseconds until it is empty, and until there is room; the latter is 0 everywhere, or nothing
# was poured.
_POUR = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer, room = {}, true
for i, key in ipairs(KEYS) do
  local leak, size, amount = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local empty = math.max(tonumber(redis.call('GET', key) or now), now)
  local wait = math.max(empty + leak * amount - now - leak * size, 0)
  room = room and wait == 0
  answer[2 * i - 1], answer[2 * i] = empty - now, wait
end
if room then
  for i, key in ipairs(KEYS) do
    local left = answer[2 * i - 1] + ARGV[3 * i - 2] * ARGV[3 * i]
    if left > 0 then
      redis.call('SET', key, string.format('%.0f', now + left), 'PX', math.ceil(left / 1000))
      answer[2 * i - 1] = left
    end
  end
end
for i = 1, #answer do answer[i] = math.ceil(answer[i]) end
return answer
"""


class RedisLimiter:
    """The Redis adapter of the `Limiter` port. Open while Redis is away or slow, which is counted."""

    def __init__(self, url: str, budget: float = BUDGET) -> None:
        self._budget = budget
        # One connection, used in turns: half the CPU of a pool's, and a turn takes a fraction of a millisecond.
        self._redis: Redis = Redis.from_url(url, single_connection_client=True)
        self._pour = self._redis.register_script(_POUR)
        self._away = False
        self._ask_again_at = 0.0

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        now = asyncio.get_running_loop().time()
        if self._away and now < self._ask_again_at:
            UNLIMITED.inc()
            return None
        self._ask_again_at = now + AFTER_A_FAILURE
        keys = [PREFIX + one.bucket for one in pours]
        numbers = [number for one in pours for number in (60_000_000 / one.per_minute, one.size, one.amount)]
        try:
            async with asyncio.timeout(self._budget):
                told = await self._pour(keys, numbers)
        except (RedisError, OSError, TimeoutError) as error:
            UNLIMITED.inc()
            self._away = True
            log.warning("Redis is away (%s): calls are not limited", type(error).__name__)
            return None
        self._away = False
        return [Level(told[i] / 1e6, told[i + 1] / 1e6) for i in range(0, len(told), 2)]

    async def close(self) -> None:
        await self._redis.aclose()
