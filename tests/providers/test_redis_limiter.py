"""The limiter with a Redis that is there, silent, or gone: nothing is held up, and nothing is mixed up afterwards."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.providers.limiter import Pour
from app.providers.redis_limiter import RedisLimiter

POUR = Pour("a", per_minute=60, size=100, amount=1)


@pytest.fixture
async def limiter(redis_url: str, flush_redis: None) -> AsyncIterator[RedisLimiter]:
    built = RedisLimiter(redis_url, 10.0)
    yield built
    await built.close()


async def test_many_at_once_are_all_counted(limiter: RedisLimiter) -> None:
    told = await asyncio.gather(*(limiter.pour([POUR]) for _ in range(50)))
    fullest = max(level.empty_in for levels in told if levels for level in levels)
    assert 45 < fullest <= 50
    assert all(levels and levels[0].wait == 0 for levels in told)


async def test_a_call_that_is_given_up_leaves_no_answer_for_the_next_one(limiter: RedisLimiter) -> None:
    await limiter.pour([POUR])
    for turns in range(6):
        call = asyncio.ensure_future(limiter.pour([POUR, POUR]))
        for _ in range(turns):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait([call])
        levels = await limiter.pour([POUR])
        assert levels is not None
        assert len(levels) == 1


async def test_a_silent_redis_is_waited_for_by_one_call_a_second() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    limiter = RedisLimiter(f"redis://127.0.0.1:{port}/0", 0.05)
    assert await limiter.pour([POUR]) is None
    asked = asyncio.get_running_loop().time()
    assert await asyncio.gather(*(limiter.pour([POUR]) for _ in range(100))) == [None] * 100
    assert asyncio.get_running_loop().time() - asked < 5
    await limiter.close()
    server.close()
