"""The highest generation of a database is kept in Redis, and never becomes lower."""

from uuid import uuid4

from app.domain.stores.marks import RedisAway
from app.providers.redis.marks import RedisMarks


async def test_the_highest_generation_is_kept(redis_url: str) -> None:
    marks, one, other = RedisMarks(redis_url), uuid4(), uuid4()
    try:
        assert await marks.highest(one) is None
        for generation, highest in ((3, 3), (10, 10), (9, 10), (1_000_000_011, 1_000_000_011)):
            await marks.keep(one, generation)
            assert await marks.highest(one) == highest
        assert await marks.highest(other) is None
    finally:
        await marks.close()


async def test_a_redis_that_is_away_says_nothing() -> None:
    marks = RedisMarks("redis://127.0.0.1:1/0")
    await marks.keep(uuid4(), 3)
    assert await marks.highest(uuid4()) == RedisAway()
    await marks.close()
