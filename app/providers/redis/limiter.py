"""Leaky buckets in Redis, by the generic cell rate algorithm (ITU-T I.371): a bucket is stored as the time at which it
will be empty. All buckets of a call take one round trip, by Redis' own clock. Most calls of a busy partner take none,
see `app.domain.local_allowance`."""

import asyncio
import logging
from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.domain.local_allowance import LIFE, SHARE, LocalAllowance
from app.observability.metrics import UNLIMITED
from app.providers.limiter import Level, Pour

log = logging.getLogger("nudge.limiter")

PREFIX = "nudge:limit:"
BUDGET = 0.25
"""Seconds that a call waits for Redis. After a failure only one call a second waits, to see whether Redis is back."""
AFTER_A_FAILURE = 1.0

# ARGV has five numbers for each key: microseconds in which one unit leaks, units it holds, units to pour, units that
# were let through already, and microseconds since then. The latter are poured in any case, as of their time.
# Answers, for each key, microseconds until it is empty, and until there is room; the latter is 0 everywhere, or nothing
# else was poured.
_POUR = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer, room = {}, true
for i, key in ipairs(KEYS) do
  local leak, size, amount = tonumber(ARGV[5 * i - 4]), tonumber(ARGV[5 * i - 3]), tonumber(ARGV[5 * i - 2])
  local owed, age = tonumber(ARGV[5 * i - 1]), tonumber(ARGV[5 * i])
  local empty = math.max(math.max(tonumber(redis.call('GET', key) or 0), now - age) + leak * owed, now)
  local wait = amount > 0 and math.max(empty + leak * amount - now - leak * size, 0) or 0
  room = room and wait == 0
  answer[2 * i - 1], answer[2 * i] = empty - now, wait
end
for i, key in ipairs(KEYS) do
  local left = answer[2 * i - 1]
  if room then left = left + ARGV[5 * i - 4] * ARGV[5 * i - 2] end
  if left > 0 and (room or tonumber(ARGV[5 * i - 1]) > 0) then
    redis.call('SET', key, string.format('%.0f', now + left), 'PX', math.ceil(left / 1000))
    answer[2 * i - 1] = left
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
        self._allowances: dict[str, LocalAllowance] = {}
        self._settling: set[asyncio.Task[object]] = set()

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        now = asyncio.get_running_loop().time()
        if self._away and now < self._ask_again_at:
            UNLIMITED.inc()
            return None
        return self._unasked(pours, now) or await self._asked(pours, now)

    async def close(self) -> None:
        """Settles what is owed first."""
        await asyncio.gather(*self._settling)
        await self._settle(list(self._allowances))
        self._allowances.clear()
        await self._redis.aclose()

    def _unasked(self, pours: Sequence[Pour], now: float) -> list[Level] | None:
        """The levels, if every bucket's allowance has room."""
        allowances = []
        for one in pours:
            allowance = self._allowances.get(one.bucket)
            if allowance is None or not allowance.has_room(one.amount, now):
                return None
            allowances.append(allowance)
        return [Level(allowance.admit(one.amount, now), 0.0) for allowance, one in zip(allowances, pours, strict=True)]

    async def _asked(self, pours: Sequence[Pour], now: float) -> list[Level] | None:
        self._ask_again_at = now + AFTER_A_FAILURE
        keys = [PREFIX + one.bucket for one in pours]
        numbers = [number for one in pours for number in self._numbers(one, now)]
        try:
            async with asyncio.timeout(self._budget):
                told = await self._pour(keys, numbers)
        except (RedisError, OSError, TimeoutError) as error:
            UNLIMITED.inc()
            self._away = True
            log.warning("Redis is away (%s): calls are not limited", type(error).__name__)
            return None
        self._away = False
        levels = [Level(told[i] / 1e6, told[i + 1] / 1e6) for i in range(0, len(told), 2)]
        self._learn(pours, levels)
        return levels

    def _numbers(self, pour: Pour, now: float) -> tuple[float, ...]:
        allowance = self._allowances.get(pour.bucket)
        owed, age = allowance.take_unreported(now) if allowance else (0, 0.0)
        return 60_000_000 / pour.per_minute, pour.size, pour.amount, owed, round(age * 1e6)

    def _learn(self, pours: Sequence[Pour], levels: Sequence[Level]) -> None:
        now = asyncio.get_running_loop().time()
        opened = []
        for one, level in zip(pours, levels, strict=True):
            if one.bucket not in self._allowances and one.size * SHARE >= 1:
                self._allowances[one.bucket] = LocalAllowance(one.per_minute, one.size)
                opened.append(one.bucket)
            if allowance := self._allowances.get(one.bucket):
                allowance.learn(level.empty_in, now)
        if opened:
            asyncio.get_running_loop().call_later(LIFE, self._begin_to_settle, opened)

    def _begin_to_settle(self, buckets: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._settle(buckets))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle(self, buckets: Sequence[str]) -> None:
        """Settles the allowances that owe something, for more calls may come soon, and forgets the others."""
        allowances = {bucket: allowance for bucket in buckets if (allowance := self._allowances.get(bucket))}
        owing = [
            Pour(bucket, allowance.per_minute, allowance.size, 0)
            for bucket, allowance in allowances.items()
            if allowance.unreported
        ]
        loop = asyncio.get_running_loop()
        settled = owing and not self._away and await self._asked(owing, loop.time())
        kept = [one.bucket for one in owing] if settled else []
        for bucket in allowances.keys() - kept:
            self._allowances.pop(bucket, None)
        if kept:
            loop.call_later(LIFE, self._begin_to_settle, kept)
