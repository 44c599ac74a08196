"""Processes that are forked from one that has imported the program already: an import costs more than a second of CPU.

Each has an id of its own, and is ended by it; all end with the process that started them.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.local import leash

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.chaos.processes", "tests.forking", "tests.preloaded"])


def begin(environment: Mapping[str, str], output: Path, complaints: Path) -> None:
    """What a process does first: from now on it writes into these files, and ends with the process that forked it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(leash.PR_SET_PDEATHSIG, signal.SIGKILL)
    for descriptor, path in ((1, output), (2, complaints)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), descriptor)
    os.environ.update(environment)


def run_command(
    words: Sequence[str], environment: Mapping[str, str], home: Path, seconds: float
) -> tuple[int, str, str]:
    """Runs `nudge` with these words in the directory `home`, with this environment and no other.

    Answers its exit code, output and complaints. Fails when it has not ended within `seconds`.
    """
    files = home / ".output", home / ".complaints"
    for path in files:
        path.unlink(missing_ok=True)
    process = context.Process(target=_command, args=(list(words), dict(environment), home, *files), daemon=True)
    process.start()
    try:
        process.join(seconds)
        assert process.exitcode is not None, f"in {seconds:.0f} s: not the end of `nudge {' '.join(words)}`"
    finally:
        process.kill()
        process.join()
    output, complaints = (path.read_text() for path in files)
    return process.exitcode, output, complaints


def _command(words: list[str], environment: dict[str, str], home: Path, output: Path, complaints: Path) -> None:
    os.environ.clear()
    begin(environment, output, complaints)
    os.chdir(home)
    sys.argv = ["nudge", *words]
    from app.cli.main import main

    sys.exit(main())
