"""The numbers of partners' writes: shared by the processes, and never told when they may be wrong."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.domain.stores.replicas import Written
from app.local.valkey import Valkey
from app.providers.redis.writes import COUNT, RedisWrites
from tests.waiting import until


@pytest.fixture
async def processes(redis_url: str, flush_redis: None) -> AsyncIterator[tuple[RedisWrites, RedisWrites]]:
    first, second = RedisWrites(redis_url), RedisWrites(redis_url)
    yield first, second
    await first.close()
    await second.close()


async def test_a_write_in_one_process_is_known_in_another(processes: tuple[RedisWrites, RedisWrites]) -> None:
    first, second = processes
    one, other = uuid4(), uuid4()
    assert await second.last(one) is None, "without an epoch nothing can be compared"
    begun = await second.highest(None)
    assert begun is not None
    await first.note([one])
    await first.note([one, other])
    assert await second.last(one) == await second.last(other) == Written(begun.epoch, 2)
    assert await second.last(uuid4()) == Written(begun.epoch, 0)
    assert await second.highest(begun) == Written(begun.epoch, 2)


async def test_a_redis_that_lost_numbers_begins_a_new_epoch(
    processes: tuple[RedisWrites, RedisWrites], redis_url: str
) -> None:
    first, second = processes
    one = uuid4()
    before = await first.highest(None)
    await first.note([one])
    known = await first.highest(before)
    assert known is not None
    async with Redis.from_url(redis_url) as redis:
        await redis.set(COUNT, 0)  # a replica of Redis takes over that lacks the last moments
    after = await first.highest(known)
    assert after is not None
    assert after.epoch != known.epoch
    async with Redis.from_url(redis_url) as redis:
        await redis.flushall()
    assert await second.last(one) is None
    emptied = await second.highest(after)
    assert emptied is not None
    assert emptied.epoch not in {known.epoch, after.epoch}


async def test_a_write_of_which_redis_was_not_told_is_told_later_and_nothing_is_said_until_then(tmp_path: Path) -> None:
    server, one, other = Valkey(tmp_path / "valkey", durable=False), uuid4(), uuid4()
    async with AsyncExitStack() as stack:
        stack.callback(server.stop)
        await server.start()
        writes = RedisWrites(server.url)
        stack.push_async_callback(writes.close)
        server.stop()
        await writes.note([one])
        await writes.note([one, other])
        assert await writes.highest(None) is None
        assert await writes.last(one) is None
        await server.start(server.port, only_there=True)

        async def told() -> bool:
            await writes.highest(None)
            return await writes.last(one) is not None

        await until(told)
        begun, of_one, of_other = await writes.highest(None), await writes.last(one), await writes.last(other)
        assert begun == of_one == of_other
        assert begun is not None
        assert begun.number > 0
