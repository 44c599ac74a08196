"""Large answers at once: each waits until there is room for it, and keeps nobody else waiting."""

import asyncio

from app.concurrency import LARGE, LARGE_ROOM_OF_ONE
from app.deps import Deps
from tests.factories import Holder, make_account, make_partner
from tests.graphql.client import Api
from tests.waiting import until

LARGE_QUERY = "{ accounts(limit: 250) { items { name sequences(limit: 5) { items { name } } } } }"
SMALL_QUERY = "{ accounts(limit: 1) { items { name } } }"


async def test_a_large_answer_waits_for_those_of_its_partner_and_for_nobody_else(
    deps: Deps, api: Api, partner: Holder
) -> None:
    """42 queries for 7,000 leads each, at once, made an API process of 1,463 MB, and none was answered in 200 s."""
    await make_account(deps, partner.id)
    other = await make_partner("Other")

    async def is_waiting() -> bool:
        return deps.concurrency.large.waiting == 1

    async with deps.concurrency.room(partner.id, LARGE_ROOM_OF_ONE):
        waiting = asyncio.create_task(api.answer(LARGE_QUERY))
        await until(is_waiting)
        assert len((await api.data(SMALL_QUERY))["items"]) == 1
        async with Api(deps, other.key) as of_other:
            assert await of_other.data(LARGE_QUERY) == {"items": []}
        assert not waiting.done()
    answer = await waiting
    assert len(answer["data"]["accounts"]["items"]) == 1
    assert answer["extensions"]["cost"]["requested"] >= LARGE
