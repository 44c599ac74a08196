"""The former release (`former.tar.xz`, see `keep.py`) and this one on the same stores, with the same traffic."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from app.local.stores import Stores
from tests.conftest import database_of
from tests.upgrade.releases import Upgrade, former_and_new
from tests.upgrade.story import deploy

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
async def upgrade(test_stores: Stores, tmp_path: Path) -> AsyncIterator[Upgrade]:
    name = f"upgrade_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(database_of(test_stores.database_url, "postgres"))
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        url = database_of(test_stores.database_url, name)
        redis_url = f"{test_stores.redis_url.rpartition('/')[0]}/3"
        async with former_and_new(url, redis_url, tmp_path) as upgrade:
            yield upgrade
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


async def test_a_deploy_beside_the_former_release_loses_nothing_and_sends_each_step_once(upgrade: Upgrade) -> None:
    """`make upgrade` rolls back too, and kills processes of both releases."""
    told = await deploy(upgrade)
    assert told.wrong == []
    assert told.stops
