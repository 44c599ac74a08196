from collections.abc import AsyncIterator

import pytest

from tests.world import World, a_world


@pytest.fixture
async def world(database: None, redis_url: str) -> AsyncIterator[World]:
    async with a_world(redis_url) as world:
        yield world
