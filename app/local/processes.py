"""A server of the data directory as a process: started, found again, and ended in order."""

import asyncio
import contextlib
import importlib.util
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from app.errors import OperatorError

log = logging.getLogger("nudge.stores")

HOST = "127.0.0.1"
UP_SECONDS = 60.0  # crash recovery included
PREDECESSOR_SECONDS = 60.0
STOP_SECONDS = 20.0
STARTS = 3


class StoresError(OperatorError):
    """The stores cannot be had. The message says why, and how to mend it, in one sentence or two."""


def package(name: str) -> Path | None:
    """Where a package lives, without importing it: these packages start servers or warn when imported."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


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


def free_port(preferred: int = 0) -> int:
    """A TCP port of this machine that nobody listens on: the preferred port when it is free, else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, preferred))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


def runs_in(pid: int, names: tuple[str, ...], home: Path) -> bool:
    """Whether this process is a program with one of these names that works in this directory.

    A number in a stale file may by now belong to anybody: a name somewhere in its command line is not enough.
    """
    if sys.platform == "linux":
        try:
            program, directory = Path(f"/proc/{pid}/exe").readlink(), Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            return False
    else:
        program, directory = Path(_said("ps", "-o", "comm=", "-p", str(pid))), _directory_of(pid)
    return program.name.removesuffix(" (deleted)") in names and directory == home.resolve()


def _directory_of(pid: int) -> Path:
    lines = _said("lsof", "-a", "-p", str(pid), "-d", "cwd", "-F", "n").splitlines()
    return Path(next((line[1:] for line in lines if line.startswith("n")), ""))


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


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

    async def start(self, preferred_port: int = 0, *, only_there: bool = False) -> None:
        """Returns when the server answers. Raises `StoresError`.

        `only_there`: somebody was given its URL, so the server starts on the preferred port or not at all.
        """
        self.password = _password(self.home.with_suffix(".password"))
        await self._outlive_predecessor()
        await self.prepare()
        for _ in range(STARTS):
            self.port = self._port(preferred_port, only_there)
            self._launch()
            if await self._comes_up():
                return
            self.stop()
        raise StoresError(f"{self.name} does not start. The end of {self.log_file}: {self._last_words()}")

    def _port(self, preferred: int, only_there: bool) -> int:
        port = free_port(preferred or self.port)
        if only_there and port != preferred:
            raise StoresError(
                f"{self.name} cannot start again: another program has taken its port {preferred}. End that program."
            )
        return port

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
        return pid if runs_in(pid, self.process_names, self.home) else None

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
        # What is left is a stale file.
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
