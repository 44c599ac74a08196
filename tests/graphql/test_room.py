"""Large answers at once: each waits until there is room for it, and keeps nobody else waiting."""

import asyncio

import pytest

from app.concurrency import BODIES_OF_ONE, ROOMS
from app.deps import Deps
from app.http import LARGE_BODY_BYTES
from tests.factories import Holder, make_account, make_partner
from tests.graphql.client import Api
from tests.waiting import until

PAGES = "{ accounts(limit: %d) { items { name sequences(limit: %d) { items { name } } } } }"
QUERIES = {2: PAGES % (1, 1), 500: PAGES % (50, 8), 1_500: PAGES % (100, 14)}
"""A query for each room, with at least these objects."""


@pytest.mark.parametrize("objects", QUERIES)
async def test_a_burst_of_a_partner_keeps_only_its_own_calls_of_that_size_waiting(
    deps: Deps, api: Api, partner: Holder, objects: int
) -> None:
    """42 queries for 7,000 leads each, at once, made an API process of 1,463 MB, and none was answered in 200 s."""
    await make_account(deps, partner.id)
    other = await make_partner("Other")
    room = deps.concurrency.room(objects)
    _, of_one = next(sizes for below, sizes in ROOMS.items() if objects < below)

    async def is_waiting() -> bool:
        return room.waiting == 1

    async with room.take(partner.id, of_one):
        waiting = asyncio.create_task(api.answer(QUERIES[objects]))
        await until(is_waiting)
        for size, query in QUERIES.items():
            if size != objects:
                assert len((await api.data(query))["items"]) == 1
        async with Api(deps, other.key) as of_other:
            assert await of_other.data(QUERIES[objects]) == {"items": []}
        assert not waiting.done()
    answer = await waiting
    assert len(answer["data"]["accounts"]["items"]) == 1
    assert answer["extensions"]["cost"]["requested"] >= objects


async def test_large_bodies_of_a_partner_keep_only_each_other_waiting(deps: Deps, api: Api, partner: Holder) -> None:
    """800 calls of 990 kB, which one partner may send at once, made an API process of 1,359 MB."""
    other = await make_partner("Other")
    search, large = "query ($text: String) { accounts(search: $text) { items { name } } }", "x" * LARGE_BODY_BYTES

    async def is_waiting() -> bool:
        return deps.concurrency.bodies.waiting == 1

    async with deps.concurrency.bodies.take(partner.id, BODIES_OF_ONE):
        waiting = asyncio.create_task(api.data(search, text=large))
        await until(is_waiting)
        assert await api.data(search, text="x") == {"items": []}
        async with Api(deps, other.key) as of_other:
            assert await of_other.data(search, text=large) == {"items": []}
        assert not waiting.done()
    assert await waiting == {"items": []}
    async with deps.concurrency.bodies.take(partner.id, BODIES_OF_ONE):
        assert not deps.concurrency.bodies.waiting, "the answer gave the room back"
