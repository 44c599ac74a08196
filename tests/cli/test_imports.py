"""`nudge leads import` as an operator meets it: real processes, ended in the middle by kill -9."""

import asyncio
import csv
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.domain import ids
from tests.processes import Home

KILLED = 137
ROWS = 2_400
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def demo(home: Home, database_url: str) -> str:
    """The URL of the database, with the demo in it."""
    home.nudge("seed")
    return database_url


def fetch(url: str, sql: str) -> list[Any]:
    async def fetched() -> list[Any]:
        connection = await asyncpg.connect(url)
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()

    return asyncio.run(fetched())


def the_id(url: str, table: str, prefix: str) -> str:
    [row] = fetch(url, f"SELECT id FROM {table}")
    return ids.encode(prefix, row["id"])


def written(folder: Path, encoding: str = "utf-8-sig") -> Path:
    """A file of `ROWS` leads, one of whom has no phone."""
    file = folder / "leads.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        rows = csv.writer(out, delimiter=";")
        rows.writerow(["Vorname", "Handynummer", "Kredit"])
        rows.writerows([f"Zoë{number}", f"+1415555{number:04d}", "=1+1"] for number in range(ROWS - 1))
        rows.writerow(["=Bob()", "12", ""])
    return file


@pytest.mark.parametrize("point", ["IMPORTED_BEFORE_COMMIT", "IMPORTED_AFTER_COMMIT"])
def test_the_same_command_goes_on_after_a_kill(home: Home, demo: str, tmp_path: Path, point: str) -> None:
    file, account = written(tmp_path), the_id(demo, "account", ids.ACCOUNT)
    sequence = the_id(demo, "sequence", ids.SEQUENCE)
    words = ["leads", "import", str(file), "--account", account, "--sequence", sequence, "--per-hour", "100"]
    for _ in range(2):
        assert home.nudge(*words, NUDGE_FAILPOINTS=f"{point}=exit")[0] == KILLED
    code, output, _ = home.nudge(*words)
    assert code == 3
    assert f"created {ROWS - 1:,}, updated 0, skipped 0, refused 1, enrolled {ROWS - 1:,}" in output
    assert f"line {ROWS + 1}: " in output
    [[leads, runs, spread]] = fetch(
        demo,
        "SELECT (SELECT count(*) FROM lead WHERE source IS NULL AND metadata ->> 'Kredit' = '=1+1'), count(*),"
        " max(due_at) - min(due_at) >= (count(*) - 1) * interval '36 s' FROM enrollment",
    )
    assert (leads, runs, spread) == (ROWS - 1, ROWS - 1, True)
    with file.with_name("leads.csv.refused.csv").open(encoding="utf-8-sig", newline="") as report:
        [header, row] = csv.reader(report, delimiter=";")
    assert header == ["line", "reason", "Vorname", "Handynummer", "Kredit"]
    assert (row[0], row[2:]) == (str(ROWS + 1), ["'=Bob()", "12", ""])

    fetch(demo, "UPDATE enrollment SET status = 'COMPLETED', ended_at = now(), due_at = NULL, wake_at = NULL")
    code, again, complaints = home.nudge(*words)
    assert (code, again) == (3, output), "what was done before is told again"
    assert "nothing was done" in complaints
    [[runs]] = fetch(demo, "SELECT count(*) FROM enrollment")
    assert runs == ROWS - 1, "nobody is enrolled again"


def test_what_cannot_be_imported_is_one_line(home: Home, demo: str, tmp_path: Path) -> None:
    account, file = the_id(demo, "account", ids.ACCOUNT), tmp_path / "leads.csv"
    file.write_text("Name,City\nAnn,Reno\n")
    for words, expected, sentence in (
        ([str(file), "--account", account], 1, 'No column is the phone. The headers are: "Name", "City"'),
        ([str(file), "--account", account], 1, '--column "its header=phone"'),
        ([str(tmp_path / "none.csv"), "--account", account], 1, "cannot be read"),
        ([str(file), "--account", "7"], 2, "looks like acc_"),
        ([str(file), "--account", account, "--column", "Name"], 2, '--column "Handy=phone"'),
        ([str(file)], 2, "account"),
    ):
        code, output, complaints = home.nudge("leads", "import", *words)
        assert (code, output, complaints.count("\n"), sentence in complaints) == (expected, "", 1, True), complaints
    file.write_bytes("Name\tNumber\nAnn\t415 555 0101\n".encode("utf-16"))
    named = ["leads", "import", str(file), "--account", account, "--column", "Number=phone"]
    for pace, sentence in (
        ("0", "--per-hour is a number from 1 to "),
        ("5", "--per-hour needs a sequence: name it, or"),
    ):
        code, _, complaints = home.nudge(*named, "--per-hour", pace)
        assert (code, sentence in complaints, "perHour" in complaints) == (1, True, False), complaints
    code, output, _ = home.nudge(*named)
    assert (code, output.splitlines()[:2]) == (
        0,
        ["leads.csv: UTF-16, tab, rows: 1", 'Columns: "Name" is name, "Number" is phone'],
    )
    code, _, complaints = home.nudge(
        "leads", "import", str(file), "--account", ids.encode(ids.ACCOUNT, ids.new_id()), "--column", "Number=phone"
    )
    assert (code, "There is no account" in complaints) == (1, True)
