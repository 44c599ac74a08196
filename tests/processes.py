"""Real `nudge` processes on data directories of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from app.doors import listening
from app.settings import Settings
from tests.forking import command, forked, hold_stores, run_command

DEADLINE_SECONDS = 50.0


def eventually(happened: Callable[[], bool], what: str) -> None:
    """Waits for something that another process does. Fails after the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, f"in {DEADLINE_SECONDS:.0f} s: not {what}"
        time.sleep(0.02)


def port_of_every_address() -> int:
    """A port that nobody uses at any address of this machine; `free_port` looks at 127.0.0.1 alone, and peers of tests
    have others."""
    places = listening.everywhere(0)
    port = int(places[0].getsockname()[1])
    for place in places:
        place.close()
    return port


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@dataclass(frozen=True)
class Begun:
    """A command at work."""

    process: ForkServerProcess
    complaints: Path

    def ends(self) -> str:
        """Ends it as an operator does. Answers its complaints."""
        self.process.terminate()
        self.process.join(DEADLINE_SECONDS)
        assert self.process.exitcode is not None
        return self.complaints.read_text()


@dataclass
class Home:
    """A data directory, and the processes that a test started on it."""

    data: Path
    stores: dict[str, str] = field(default_factory=dict)
    """What the environment of each command says of stores that are not its own."""
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    holders: list[ForkServerProcess] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        names = {name.upper() for name in Settings.model_fields}
        kept = {name: value for name, value in os.environ.items() if name not in names and "NUDGE_" not in name}
        return kept | {"PYTHONPATH": str(Path(__file__).parents[1])} | self.stores

    def start(self, *argv: str, **environment: str) -> subprocess.Popen[str]:
        """A Python process in a directory without a `.env`, with these variables besides the usual ones."""
        process = subprocess.Popen(
            [sys.executable, *argv],
            cwd=self.data.parent,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def nudge(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Runs the command to its end on the data directory. Answers its exit code, output and complaints."""
        return self.command(*words, "--data-dir", str(self.data), **environment)

    def command(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Runs the command with nothing but these words."""
        return run_command(words, self.environment | environment, self.data.parent, DEADLINE_SECONDS)

    def begin(self, *words: str, **environment: str) -> Begun:
        """The command in the background, with nothing but these words."""
        name = f"command-{len(self.holders)}"
        output, complaints = (self.data.parent / f".{name}-{kind}" for kind in ("output", "complaints"))
        process = forked(command, list(words), self.environment | environment, output, complaints)
        self.holders.append(process)
        return Begun(process, complaints)

    def hold(self) -> tuple[ForkServerProcess, str]:
        """A process that has the stores, and the line that says where they are."""
        number = len(self.holders)
        output, complaints = (self.data.parent / f".{kind}-{number}" for kind in ("stores", "complaints"))
        process = forked(hold_stores, self.data, self.environment, output, complaints)
        self.holders.append(process)
        eventually(
            lambda: process.exitcode is not None or (output.exists() and output.read_text().endswith("\n")), "up"
        )
        assert process.exitcode is None, complaints.read_text()
        return process, output.read_text()

    def servers(self) -> list[int]:
        """The process ids of both servers."""
        files = (self.data / "postgres" / "postmaster.pid", self.data / "valkey" / "valkey.pid")
        return [int(file.read_text().split()[0]) for file in files]

    def end(self) -> None:
        """Ends the processes that are still running, as an operator does."""
        for holder in self.holders:
            holder.terminate()
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=DEADLINE_SECONDS)
        for holder in self.holders:
            holder.join(DEADLINE_SECONDS)
