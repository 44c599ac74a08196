"""What every story of a restored copy begins with."""

import pytest

from tests.flows.restores.copies import begin
from tests.restored import KeptMarks
from tests.world import World


@pytest.fixture
async def marks(world: World) -> KeptMarks:
    """What Redis keeps of the database, on which a process works."""
    kept = KeptMarks()
    assert await begin(world, kept) is None
    return kept
