"""Backups of the database of a test, made by pg_dump, and put back in its place."""

import re
import subprocess
from dataclasses import dataclass, field
from uuid import UUID

from app.db import connection
from app.domain.stores.marks import Highest, RedisAway
from app.local.postgres import find_postgres
from tests.conftest import EMPTY

# What sets up a session of its own.
_NOT_ROWS = re.compile(r"^(?:SET|\\(?:un)?restrict|SELECT pg_catalog\.set_config)\b.*\n", re.MULTILINE)


def backup(url: str) -> str:
    """The rows of the database as pg_dump writes them."""
    program = str(find_postgres() / "pg_dump")
    argv = [program, "--data-only", "--inserts", "--exclude-table=tortoise_migrations", url]
    return _NOT_ROWS.sub("", subprocess.run(argv, check=True, capture_output=True, text=True).stdout)


async def restore(dump: str) -> None:
    """Puts the rows of the backup in the place of those that the database has."""
    begin = f"BEGIN; {EMPTY}; DELETE FROM installation; SET LOCAL session_replication_role = replica;"
    await connection().execute_script(f"{begin} {dump}; COMMIT")


@dataclass
class KeptMarks:
    """A double of the `Marks` port: what Redis keeps, until it is emptied or away."""

    kept: dict[UUID, int] = field(default_factory=dict)
    is_away: bool = False

    async def highest(self, mark_id: UUID) -> Highest:
        return RedisAway() if self.is_away else self.kept.get(mark_id)

    async def keep(self, mark_id: UUID, generation: int) -> None:
        if not self.is_away:
            self.kept[mark_id] = max(generation, self.kept.get(mark_id, 0))

    async def close(self) -> None: ...
