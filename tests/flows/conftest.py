from collections.abc import AsyncIterator

import pytest

from tests.world import World, a_world

SECONDS, OF_A_RACE = 3.0, 60.0
"""What a submission may take. A race submits so much at once that a busy machine is late with some of it, and a message
whose outcome is not known would be a failure of the machine."""


@pytest.fixture
async def world(database: None, redis_url: str, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    races = hasattr(request.module, "RACES")  # of tests/races.py
    async with a_world(redis_url, timeout_seconds=OF_A_RACE if races else SECONDS) as world:
        yield world
