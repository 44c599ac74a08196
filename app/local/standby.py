"""A streaming replica of a PostgreSQL of this machine, for tests and benches."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from app.local.postgres import Postgres, give
from app.local.processes import StoresError


class Standby(Postgres):
    """Made by `pg_basebackup` from the server at `primary_url`, whose databases and passwords it has."""

    name = "PostgreSQL's replica"

    def __init__(self, home: Path, primary_url: str, *, binaries: Path | None = None) -> None:
        super().__init__(home, durable=False, binaries=binaries)
        self._primary_url = primary_url

    async def prepare(self) -> None:
        self.password = urlsplit(self._primary_url).password or ""
        if self.home.exists():
            return
        self.home.mkdir(mode=0o700)
        give(self.home, self._identity.owner)
        argv = [str(self._binaries / "pg_basebackup"), f"--pgdata={self.home}", f"--dbname={self._primary_url}"]
        argv += ["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--wal-method=stream"]
        process = await asyncio.create_subprocess_exec(
            *self._identity.command(argv, signal.SIGTERM),
            cwd=self.home,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        _, complaints = await process.communicate()
        if process.returncode != 0:
            shutil.rmtree(self.home, ignore_errors=True)
            raise StoresError(f"pg_basebackup failed for {self.home}: {complaints.decode(errors='replace').strip()}")
