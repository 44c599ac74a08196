"""What a command needs before it begins: modules that are loaded, and the tables of its code."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable

import pytest

from app import db
from app.local.processes import free_port
from app.providers.postgres import connected
from tests.cli.test_commands import run
from tests.conftest import database_of
from tests.processes import Home

OF_THE_TABLES = [
    ("seed",),
    ("partner", "create", "Acme"),
    ("consent", "+14155550123"),
    ("mark-restored",),
    ("resume-after-restore",),
    ("leads", "export", "+14155550123", "--account", f"acc_{'0' * 26}"),
]


@pytest.mark.parametrize("words", [("api",), ("worker",), *OF_THE_TABLES], ids=" ".join)
def test_a_database_without_tables_says_what_to_run(home: Home, words: tuple[str, ...], database_url: str) -> None:
    code, lines = run(home, *words, DATABASE_URL=database_of(database_url, "postgres"), PORT=str(free_port()))
    assert (code, lines) == (1, ["nudge: The database has no tables: run `nudge migrate` first."])


async def test_a_database_that_lacks_a_migration_is_changed_by_migrate_alone(
    home: Home, new_database: Callable[[], Awaitable[str]]
) -> None:
    newest, own = max(db.known_migrations()), await new_database()
    async with connected(own) as look:
        await look.execute("DELETE FROM tortoise_migrations WHERE name = $1", newest)
        for words in OF_THE_TABLES:
            code, lines = await asyncio.to_thread(run, home, *words, DATABASE_URL=own)
            told = f"nudge: The database is behind by {newest}: run `nudge migrate` first."
            assert (code, lines) == (1, [told]), words
        assert newest not in {row["name"] for row in await look.fetch("SELECT name FROM tortoise_migrations")}


@pytest.mark.parametrize("package", ["app.cli", "workers"])
def test_ctrl_c_while_a_program_is_loaded_is_no_trace(package: str) -> None:
    interrupted = subprocess.run(
        [sys.executable, "-c", f"import {package}\nraise KeyboardInterrupt"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (interrupted.returncode, interrupted.stderr) == (-signal.SIGINT, "")
    broken = subprocess.run(
        [sys.executable, "-c", f"import {package}\nraise RuntimeError"], capture_output=True, text=True, check=False
    )
    assert broken.stderr.startswith("Traceback")
