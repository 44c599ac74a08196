"""Leaky buckets in Redis, by the generic cell rate algorithm (ITU-T I.371): a bucket is stored as the time at which it
will be empty, by Redis' own clock. Calls that wait at the same time take one round trip together, so many calls at once
wait no longer than a few. Most calls of a busy partner take none, see `app.domain.local_allowance`."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.domain.leaky_buckets import LeakyBuckets
from app.domain.local_allowance import LIFE, SHARE, LocalAllowance
from app.observability.metrics import UNLIMITED
from app.providers.limiter import Level, Pour
from app.providers.redis.connecting import client

log = logging.getLogger("nudge.limiter")

PREFIX = "nudge:limit:"
BUDGET = 0.25
"""Seconds that a round trip may take. After a failure one call a second tries whether Redis is back."""
AFTER_A_FAILURE = 1.0
MOST_AT_ONCE = 500
"""Calls in one round trip."""
PROCESS_SECONDS = 30
"""Seconds for which a process counts as one of those that share the limits."""

# KEYS[1] is the set of processes; the other keys are the buckets of one call after the other. ARGV has this process,
# the seconds for which it counts, the number of calls, the number of buckets of each call, and five numbers for each
# bucket: microseconds in which one unit leaks, units it holds, units to pour, unreported units that were admitted, and
# microseconds since then. The unreported units are poured in any case, as of their time. A call is poured into all of
# its buckets or into none. The answer has two numbers for each bucket, microseconds until it is empty and until it has
# room for this call, and at the end the number of processes.
_POUR = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local calls, answer, key = tonumber(ARGV[3]), {}, 1
for call = 1, calls do
  local first, room = key + 1, true
  key = key + tonumber(ARGV[3 + call])
  for i = first, key do
    local at = 3 + calls + 5 * (i - 2)
    local leak, size, amount = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    local owed, age = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
    local empty = math.max(math.max(tonumber(redis.call('GET', KEYS[i]) or 0), now - age) + leak * owed, now)
    local wait = amount > 0 and math.max(empty + leak * amount - now - leak * size, 0) or 0
    room = room and wait == 0
    answer[2 * i - 3], answer[2 * i - 2] = empty - now, wait
  end
  for i = first, key do
    local at, left = 3 + calls + 5 * (i - 2), answer[2 * i - 3]
    if room then left = left + ARGV[at + 1] * ARGV[at + 3] end
    if left > 0 and (room or tonumber(ARGV[at + 4]) > 0) then
      redis.call('SET', KEYS[i], string.format('%.0f', now + left), 'PX', math.ceil(left / 1000))
      answer[2 * i - 3] = left
    end
  end
end
for i = 1, #answer do answer[i] = math.ceil(answer[i]) end
redis.call('ZADD', KEYS[1], time[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (time[1] - ARGV[2]))
redis.call('EXPIRE', KEYS[1], ARGV[2])
answer[#answer + 1] = redis.call('ZCARD', KEYS[1])
return answer
"""

Waiting = tuple[Sequence[Pour], "asyncio.Future[list[Level] | None]"]


class RedisLimiter:
    """The Redis adapter of the `Limiter` port. While Redis is away, this process admits its share of each limit."""

    def __init__(self, url: str, budget: float = BUDGET) -> None:
        self._budget = budget
        self._redis: Redis = client(url)
        self._pour = self._redis.register_script(_POUR)
        self._process = uuid4().hex
        self._processes = 1
        self._away = False
        self._ask_again_at = 0.0
        self._allowances: dict[str, LocalAllowance] = {}
        self._own = LeakyBuckets()
        self._waiting: list[Waiting] = []
        self._asking: asyncio.Task[None] | None = None
        self._reporting: set[asyncio.Task[object]] = set()

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        now = asyncio.get_running_loop().time()
        if self._away and now < self._ask_again_at:
            return self._alone(pours, now)
        return self._unasked(pours, now) or await self._asked(pours) or self._alone(pours, now)

    async def close(self) -> None:
        """Reports what was admitted first."""
        await asyncio.gather(*self._reporting)
        await self._report(list(self._allowances))
        self._allowances.clear()
        await self._redis.aclose()

    def _unasked(self, pours: Sequence[Pour], now: float) -> list[Level] | None:
        """The levels, if every bucket's local allowance has room."""
        allowances = []
        for one in pours:
            allowance = self._allowances.get(one.bucket)
            if allowance is None or not allowance.has_room(one.amount, now, self._processes):
                return None
            allowances.append(allowance)
        return [Level(own.admit(one.amount, now), 0.0) for own, one in zip(allowances, pours, strict=True)]

    def _alone(self, pours: Sequence[Pour], now: float) -> list[Level]:
        """The levels of this process's own buckets."""
        UNLIMITED.inc()
        wanted = ((one.bucket, one.per_minute, one.size, one.amount) for one in pours)
        return [Level(empty_in, wait) for empty_in, wait in self._own.pour(wanted, now, self._processes)]

    async def _asked(self, pours: Sequence[Pour]) -> list[Level] | None:
        """The levels that Redis answers. None if it does not answer."""
        loop = asyncio.get_running_loop()
        if self._away:
            self._ask_again_at = loop.time() + AFTER_A_FAILURE
        answer: asyncio.Future[list[Level] | None] = loop.create_future()
        self._waiting.append((pours, answer))
        if self._asking is None or self._asking.done():
            self._asking = loop.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        """Asks for all calls that wait, and for those that come meanwhile."""
        while self._waiting:
            calls, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            levels = await self._levels([pours for pours, _ in calls])
            answers: Sequence[list[Level] | None] = levels or [None] * len(calls)
            for (pours, answer), found in zip(calls, answers, strict=True):
                if found:
                    self._learn(pours, found)
                if not answer.done():
                    answer.set_result(found)

    async def _levels(self, calls: Sequence[Sequence[Pour]]) -> list[list[Level]] | None:
        now = asyncio.get_running_loop().time()
        keys = [f"{PREFIX}processes", *(PREFIX + one.bucket for pours in calls for one in pours)]
        numbers = [number for pours in calls for one in pours for number in self._numbers(one, now)]
        arguments: list[str | float] = [self._process, PROCESS_SECONDS, len(calls), *map(len, calls), *numbers]
        try:
            async with asyncio.timeout(self._budget):
                *found, self._processes = await self._pour(keys, arguments)
        except (RedisError, OSError, TimeoutError) as error:
            if not self._away:
                log.warning("Redis is away (%s): this process admits its share of the limits", type(error).__name__)
            self._away, self._ask_again_at = True, asyncio.get_running_loop().time() + AFTER_A_FAILURE
            return None
        self._away = False
        levels = iter([Level(found[i] / 1e6, found[i + 1] / 1e6) for i in range(0, len(found), 2)])
        return [[next(levels) for _ in pours] for pours in calls]

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
            asyncio.get_running_loop().call_later(LIFE, self._begin_to_report, opened)

    def _begin_to_report(self, buckets: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._report(buckets))
        self._reporting.add(task)
        task.add_done_callback(self._reporting.discard)

    async def _report(self, buckets: Sequence[str]) -> None:
        """Reports what these allowances admitted, and keeps those that admitted something: more may follow soon."""
        allowances = {bucket: own for bucket in buckets if (own := self._allowances.get(bucket))}
        used = [Pour(bucket, one.per_minute, one.size, 0) for bucket, one in allowances.items() if one.unreported]
        reported = used and not self._away and await self._asked(used)
        kept = [one.bucket for one in used] if reported else []
        for bucket in allowances.keys() - kept:
            self._allowances.pop(bucket, None)
        if kept:
            asyncio.get_running_loop().call_later(LIFE, self._begin_to_report, kept)
