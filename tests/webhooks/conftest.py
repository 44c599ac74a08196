from collections.abc import AsyncIterator

import pytest

from tests.webhooks.door import TwilioDoor, a_door
from tests.world import World, a_world


@pytest.fixture
async def world(database: None, redis_url: str) -> AsyncIterator[World]:
    async with a_world(redis_url) as world:
        yield world


@pytest.fixture
async def door(world: World) -> AsyncIterator[TwilioDoor]:
    async with a_door(world) as door:
        yield door
