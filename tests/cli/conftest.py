"""The command on the stores of the test process: stores of its own would cost each command a second of CPU.

What the command does with stores of its own is tested in tests/local, and where a test here takes `own`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Home


@pytest.fixture
def home(tmp_path: Path, database: None, flush_redis: None, database_url: str, redis_url: str) -> Iterator[Home]:
    """A data directory without stores, beside an empty database."""
    home = Home(tmp_path / "var", {"DATABASE_URL": database_url, "REDIS_URL": redis_url})
    yield home
    home.end()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Home]:
    """A data directory with stores of its own."""
    home = Home(tmp_path / "var")
    yield home
    home.end()
