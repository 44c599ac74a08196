"""A file of 100,000 leads by `nudge leads import`: rows a second, the command's memory and CPU, and PostgreSQL's CPU.

A file that was written by a spreadsheet: formatted phones, a column that is no field, one row in a hundred refused. The
second file is enrolled too, at a pace.
"""

import argparse
import asyncio
import contextlib
import csv
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import uvloop

from app.build import deps as built
from app.db import migrate
from app.domain import ids
from app.local.stores import throwaway
from app.services import accounts, sequences
from app.services.accounts import NewAccount
from app.services.sequences import NewSequence
from app.settings import Settings
from benchmarks.api_data import STEPS
from benchmarks.figures import Figure, most, say, table, total
from benchmarks.stage import Stage, cpu_of, memory_of

ROWS, BAD = 100_000, 100
SECONDS, MEGABYTES = 60, 150
LOOK_SECONDS = 0.02


def written(file: Path, first: int) -> None:
    """A file of `ROWS` leads, with phones from this number on."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out, delimiter=";")
        rows.writerow(["First", "Last", "Cell", "E-Mail", "Loan #", "Property Address", "City", "Rate"])
        for number in range(first, first + ROWS):
            phone = f"(415) {number // 10_000:03d}-{number % 10_000:04d}" if number % BAD else "4.15555E+09"
            person = [f"José{number}", "O'Neil", phone, f"jose{number}@example.com", f"L-{number}"]
            rows.writerow([*person, f"{number} Main St, Apt 2", "Oakland", "6,5 %"])


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: seconds, its peak of memory in MB, seconds of its CPU and of PostgreSQL's."""

    seconds: float
    megabytes: float
    cpu: float
    database_cpu: float


async def imported(stage: Stage, words: list[str]) -> Run:
    """Runs the command to its end, and looks at its memory meanwhile."""
    before, began = await stage.database_cpu(), time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.cli", "leads", "import", *words),
        env=stage.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, peak, cpu = asyncio.ensure_future(process.communicate()), 0.0, 0.0
    while not output.done():
        with contextlib.suppress(OSError, IndexError):  # it has ended
            peak, cpu = max(peak, memory_of(process.pid)), cpu_of(process.pid)
        await asyncio.sleep(LOOK_SECONDS)
    text, complaints = await output
    expected = f"created {ROWS - ROWS // BAD:,}, updated 0, skipped 0, refused {ROWS // BAD:,}"
    if process.returncode != 3 or expected not in text.decode():
        raise RuntimeError(f"not imported: {text.decode()}{complaints.decode()}")
    return Run(time.perf_counter() - began, peak / 1e6, cpu, await stage.database_cpu() - before)


async def importing(rounds: int) -> list[Figure]:
    """Each round imports a new file, and imports and enrolls another new file."""
    found: dict[str, list[Run]] = {"import": [], "import and enroll": []}
    with tempfile.TemporaryDirectory() as folder:
        async with throwaway(Path(folder)) as stores:
            await migrate(stores.database_url)
            async with built(Settings(_env_file=None), stores.database_url, stores.redis_url) as deps:
                partner, _ = await accounts.create_partner("Bench")
                account = await accounts.create(deps, partner.id, NewAccount(name="Bench", phone_number="+15005550006"))
                sequence = await sequences.create(deps, partner.id, account.id, NewSequence(name="S", steps=STEPS[1:]))
            words = ["--account", ids.encode(ids.ACCOUNT, account.id)]
            enrolling = ["--sequence", ids.encode(ids.SEQUENCE, sequence.id), "--per-hour", "500"]
            db = await asyncpg.connect(stores.database_url)
            stage, file = Stage(stores.database_url, stores.redis_url, "", db), Path(folder) / "leads.csv"
            say(f"\nimporting a file of {ROWS:,} rows")
            for number in range(2 * rounds):
                name = list(found)[number % 2]
                written(file, number * ROWS + 2_000_000)
                found[name].append(one := await imported(stage, [str(file), *words, *(enrolling * (number % 2))]))
                say(
                    f"  {name:18}{one.seconds:>6.1f} s, {ROWS / one.seconds:>7,.0f} rows/s, {one.megabytes:.0f} MB, "
                    f"CPU {one.cpu:.1f} s, PostgreSQL's {one.database_cpu:.1f} s"
                )
            await db.close()
    return [
        figure
        for name, runs in found.items()
        for figure in (
            most(f"{name}, {ROWS:,} rows", statistics.median(one.seconds for one in runs), SECONDS, "s"),
            most(f"{name}: memory", max(one.megabytes for one in runs), MEGABYTES, "MB"),
        )
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    found = uvloop.run(importing(parser.parse_args().rounds))
    table(found)
    total(found)
    return 0 if all(one.met for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
