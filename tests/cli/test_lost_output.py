"""Commands whose output nobody can read: `nudge … | head -1`, `>/dev/full`, `>&-`."""

import asyncio
import sys

import asyncpg
import pytest

from app.domain import ids
from tests.forking import run_into
from tests.processes import DEADLINE_SECONDS, Home

PHONE = "+14155551234"
SENTENCES = {
    "reader left": (141, ""),
    "full disk": (1, "nudge: The output cannot be written (No space left on device).\n"),
    "closed": (1, "nudge: The output cannot be written (Bad file descriptor).\n"),
}
# More than a pipe or a buffer of Python holds, so that the write fails in the middle of the command.
LEAD = """
INSERT INTO lead (id, account_id, phone, notes, inbound_count, created_at)
SELECT gen_random_uuid(), id, '+14155551234', repeat('x', 300000), 0, now() FROM account
RETURNING account_id
"""


async def account_with_a_lead(database_url: str) -> str:
    connection = await asyncpg.connect(database_url)
    try:
        return ids.encode(ids.ACCOUNT, await connection.fetchval(LEAD))
    finally:
        await connection.close()


def into(output: str, home: Home, *words: str) -> tuple[int, str]:
    environment = home.environment | {"NUDGE_DATA_DIR": str(home.data)}
    return run_into(output, words, environment, home.data.parent, DEADLINE_SECONDS)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("output", SENTENCES)
def test_a_command_ends_without_a_trace_when_its_output_cannot_be_written(
    home: Home, database_url: str, output: str
) -> None:
    assert home.nudge("seed")[0] == 0
    assert home.nudge("partner", "create", "Acme")[0] == 0
    account = asyncio.run(account_with_a_lead(database_url))
    file = home.data.parent / "leads.csv"
    file.write_text("phone\n+14155550123\n")
    for words in (
        ["--help"],
        ["settings"],
        ["schema"],
        ["doctor"],
        ["seed"],
        ["link"],
        ["migrate", "--plan"],
        ["consent", PHONE],
        ["partner", "create", "Other"],
        ["partner", "rotate-key", "Acme"],
        ["leads", "export", PHONE, "--account", account],
        ["leads", "import", str(file), "--account", account],
    ):
        assert (words, *into(output, home, *words)) == (words, *SENTENCES[output])
    for words in (["migrate"], ["leads", "export", PHONE, "--account", account, "--nonsense"]):
        code, complaints = into(output, home, *words)
        assert (code, complaints.count("\n")) == (0 if words == ["migrate"] else 2, 1), "it prints nothing there"


KEYS = "SELECT p.name, k.hash, k.expires_at FROM partner p JOIN partner_key k ON k.partner_id = p.id ORDER BY k.hash"


async def keys(database_url: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(database_url)
    try:
        return [tuple(row) for row in await connection.fetch(KEYS)]
    finally:
        await connection.close()


@pytest.mark.parametrize("output", SENTENCES)
def test_a_key_that_nobody_could_read_is_not_made(home: Home, database_url: str, output: str) -> None:
    assert home.nudge("partner", "create", "Acme")[0] == 0
    before = asyncio.run(keys(database_url))
    for words in (["partner", "create", "Other"], ["partner", "rotate-key", "Acme"]):
        assert (words, *into(output, home, *words)) == (words, *SENTENCES[output])
        assert asyncio.run(keys(database_url)) == before
    assert home.nudge("partner", "create", "Other")[0] == 0


def test_a_real_process_says_nothing_at_its_end(home: Home) -> None:
    process = home.start("-m", "app.cli", "settings")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert (process.stderr.read(), process.wait(DEADLINE_SECONDS)) == ("", 141)


@pytest.mark.parametrize("lost", ["os.close(2)", "os.close(0); os.dup2(os.open('/dev/full', os.O_WRONLY), 2)"])
def test_an_error_output_that_is_lost_stops_no_work(home: Home, lost: str) -> None:
    """A process that takes the place of one with such descriptors, as a shell starts it."""
    argv = [sys.executable, "-m", "app.cli", "migrate"]
    process = home.start("-c", f"import os; {lost}; os.execv({argv[0]!r}, {argv!r})")
    process.communicate(timeout=DEADLINE_SECONDS)
    assert process.returncode == 0
