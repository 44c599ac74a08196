from collections.abc import AsyncIterator

import pytest

from app.deps import Deps
from app.local.standby import Standby
from app.local.stores import Stores
from tests.conftest import database_of
from tests.flows.replica.processes import Process, a_process
from tests.stores import debian


@pytest.fixture(scope="session")
async def standby(test_stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Standby]:
    """A replica with all databases of the tests' own PostgreSQL. It is up again after each test."""
    binaries = debian.postgres_binaries() if debian.WANTED else None
    server = Standby(tmp_path_factory.mktemp("standby") / "postgres", test_stores.migration_url, binaries=binaries)
    try:
        await server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def replica_url(standby: Standby, database_url: str) -> str:
    """The address of the tests' database at the replica."""
    return database_of(standby.url, database_url.rpartition("/")[2])


@pytest.fixture
async def process(deps: Deps, flush_redis: None, redis_url: str, replica_url: str) -> AsyncIterator[Process]:
    """An API process that has measured the replica, and reads from it."""
    async with a_process(deps, redis_url, replica_url) as process:
        await process.up_to_date()
        yield process
