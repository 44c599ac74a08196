"""`make former COMMIT=…`: keeps the code of a release, and the schema that it leaves, in `former.tar.xz`.

    python -m tests.upgrade.keep COMMIT

An archive in the repository, and no commit that is read from its history: a shallow clone, or a copy without a history,
runs the test too. It has about 480 kB.
"""

import asyncio
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from app.local.stores import throwaway
from tests.models.schema_sql import schema_sql

ARCHIVE = Path(__file__).with_name("former.tar.xz")
SCHEMA = "former.sql"
PARTS = ("app", "workers")


def unpacked(folder: Path) -> Path:
    """Unpacks the former release into the folder. Returns its schema's file."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder / SCHEMA


def kept_commit() -> str:
    """The commit that the archive was made of."""
    with tarfile.open(ARCHIVE) as archive:
        return archive.pax_headers["comment"]


def environment_of(folder: Path) -> dict[str, str]:
    """What a process needs so that it runs the code in this folder, if it is started there."""
    return {**os.environ, "PYTHONPATH": str(folder)}


async def migrate(folder: Path, **environment: str) -> None:
    """Brings a database up to date by the release in this folder."""
    command = (sys.executable, "-m", "app.cli", "migrate")
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment_of(folder) | environment)
    assert await process.wait() == 0


async def _schema_of(folder: Path, home: Path) -> str:
    """The schema that the release in this folder makes of an empty database, which is in `home` for that time."""
    async with throwaway(home) as stores:
        await migrate(folder, DATABASE_URL=stores.database_url, REDIS_URL=stores.redis_url)
        return await schema_sql(stores.database_url)


def keep(commit: str) -> None:
    code = subprocess.run(["git", "archive", commit, *PARTS], check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as home:
        folder = Path(scratch)
        with tarfile.open(fileobj=io.BytesIO(code)) as tree:
            about, members = tree.pax_headers, tree.getmembers()
            tree.extractall(folder, filter="data")
            schema = asyncio.run(_schema_of(folder, Path(home))).encode()
            with tarfile.open(ARCHIVE, "w:xz", format=tarfile.PAX_FORMAT, pax_headers=about, preset=9) as archive:
                for member in members:
                    archive.addfile(member, tree.extractfile(member) if member.isfile() else None)
                added = tarfile.TarInfo(SCHEMA)
                added.size = len(schema)
                archive.addfile(added, io.BytesIO(schema))


if __name__ == "__main__":
    keep(sys.argv[1])
    print(f"{ARCHIVE.name}: {kept_commit()}, {ARCHIVE.stat().st_size:,} bytes")
