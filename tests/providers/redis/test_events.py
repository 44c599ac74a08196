"""Events through a real Valkey: heard by other processes, cheap for the sender, and never waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.local.valkey import Valkey
from app.providers.events import MAX_MESSAGES, News, Watch
from app.providers.redis.events import CHANNEL, MAX_KEPT, RedisEvents

PATIENCE = 30


@pytest.fixture
async def make(redis_url: str) -> AsyncIterator[Callable[[], RedisEvents]]:
    """Makes one more process's events."""
    made: list[RedisEvents] = []

    def one(url: str = redis_url) -> RedisEvents:
        made.append(RedisEvents(url))
        return made[-1]

    yield one
    for events in made:
        await events.close()


async def news(watch: Watch) -> News:
    async with asyncio.timeout(PATIENCE):
        return await watch.news()


async def hears(watch: Watch) -> None:
    """Its listening has begun: until then it may have missed something."""
    assert (await news(watch)).missed


async def listeners(redis_url: str) -> int:
    async with Redis.from_url(redis_url) as redis:
        [(_, count)] = await redis.pubsub_numsub(CHANNEL)
        return int(count)


async def test_one_process_hears_what_another_tells(make: Callable[[], RedisEvents]) -> None:
    lead, message = uuid4(), uuid4()
    with make().watch(lead, uuid4()) as watch:
        await hears(watch)
        make().tell([uuid4(), lead], [message, None])
        assert await news(watch) == News(frozenset([message]), missed=False)


async def test_nobody_hears_of_other_ids(make: Callable[[], RedisEvents]) -> None:
    mine, message = uuid4(), uuid4()
    teller = make()
    with make().watch(mine) as watch:
        await hears(watch)
        teller.tell([uuid4()], [uuid4()])
        await published(teller)
        teller.tell([mine], [message])
        assert (await news(watch)).messages == {message}


async def published(teller: RedisEvents) -> None:
    """Nothing of what was told is still to be published."""
    assert teller._sender is not None
    async with asyncio.timeout(PATIENCE):
        await teller._sender


async def test_what_is_told_together_is_one_publish(make: Callable[[], RedisEvents], redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis, redis.pubsub() as channel:
        await channel.subscribe(CHANNEL)
        teller = make()
        for _ in range(100):
            teller.tell([uuid4()], [uuid4()])
        await published(teller)
        kinds = []
        while message := await channel.get_message(timeout=0.5):
            kinds.append(message["type"])
    assert kinds == ["subscribe", "message"]


async def test_a_process_listens_only_while_it_has_a_subscriber(
    make: Callable[[], RedisEvents], redis_url: str
) -> None:
    events, one = make(), uuid4()
    assert await listeners(redis_url) == 0
    with events.watch(one) as first:
        with events.watch(one) as second:
            await hears(first)
            await hears(second)
            assert await listeners(redis_url) == 1
        events.tell([one])
        await news(first)
    async with asyncio.timeout(PATIENCE):
        while await listeners(redis_url):  # noqa: ASYNC110 - Redis raises no event here
            await asyncio.sleep(0)
    with events.watch(one) as again:
        await hears(again)


async def test_a_slow_subscriber_is_told_that_it_missed_something_and_costs_no_memory(
    make: Callable[[], RedisEvents],
) -> None:
    account, teller = uuid4(), make()
    with make().watch(account) as slow:
        await hears(slow)
        for _ in range(3):
            teller.tell([account], [uuid4() for _ in range(MAX_MESSAGES)])
            await published(teller)
        teller.tell([account])
        async with asyncio.timeout(PATIENCE):
            while not (seen := await slow.news()).missed:
                assert len(seen.messages) <= MAX_MESSAGES


async def test_an_event_that_cannot_be_read_makes_everybody_look(
    make: Callable[[], RedisEvents], redis_url: str
) -> None:
    with make().watch(uuid4()) as watch:
        await hears(watch)
        async with Redis.from_url(redis_url) as redis:
            for broken in (b"", b"[]", b'{"changed": 7}', b'{"changed": ["x"], "messages": []}', b"\xff"):
                await redis.publish(CHANNEL, broken)
                assert (await news(watch)).missed


# ---------------------------------------------------------------- without Redis


@pytest.fixture
async def valkey(tmp_path: Path) -> AsyncIterator[Valkey]:
    """A server of the test's own, to be killed."""
    server = Valkey(tmp_path / "valkey", durable=False)
    await server.start()
    yield server
    server.stop()


def kill(server: Valkey) -> None:
    assert server._process is not None
    server._process.kill()
    server._process.wait()


async def test_what_is_told_while_redis_is_away_is_heard_when_it_is_back(
    make: Callable[[str], RedisEvents], valkey: Valkey
) -> None:
    lead, message = uuid4(), uuid4()
    teller = make(valkey.url)
    with make(valkey.url).watch(lead) as watch:
        await hears(watch)
        kill(valkey)
        teller.tell([lead], [message])
        await hears(watch)  # the connection is gone
        await valkey.start(valkey.port)
        await published(teller)
        async with asyncio.timeout(PATIENCE):
            while not await listeners(valkey.url):  # noqa: ASYNC110 - Redis raises no event here
                await asyncio.sleep(0)
        # Whichever of the two was back first: it is either heard, or looked for.
        heard = await news(watch)
        assert heard.missed or message in heard.messages
        teller.tell([lead], [message])
        while message not in heard.messages:
            heard = await news(watch)


async def test_telling_without_redis_neither_fails_nor_grows(make: Callable[[str], RedisEvents]) -> None:
    teller = make("redis://127.0.0.1:1/0")
    for _ in range(5):
        teller.tell(uuid4() for _ in range(MAX_KEPT // 2))
        assert len(teller._changed) <= MAX_KEPT
    await asyncio.sleep(0)
    assert len(teller._changed) <= MAX_KEPT


async def test_too_much_to_keep_is_told_as_a_gap(make: Callable[[str], RedisEvents], valkey: Valkey) -> None:
    teller = make(valkey.url)
    with make(valkey.url).watch(uuid4()) as watch:
        await hears(watch)
        teller.tell(uuid4() for _ in range(MAX_KEPT + 1))
        await hears(watch)
