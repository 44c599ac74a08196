"""Processes that are forked from one that has imported the program already: an import costs more than a second of CPU.

Each has an id of its own, and is ended by it; all end with the process that started them.
"""

import asyncio
import contextlib
import ctypes
import io
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

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


def forked(
    target: Callable[[Any], int], work: object, environment: Mapping[str, str], output: Path, complaints: Path
) -> ForkServerProcess:
    """A process that begins in the directory of `output` with this environment and no other, and exits with what
    `target` makes of `work`."""
    for path in (output, complaints):
        path.unlink(missing_ok=True)
    process = context.Process(target=_run, args=(target, work, dict(environment), output, complaints), daemon=True)
    process.start()
    return process


def _run(
    target: Callable[[Any], int], work: object, environment: dict[str, str], output: Path, complaints: Path
) -> None:
    os.environ.clear()
    begin(environment, output, complaints)
    os.chdir(output.parent)
    sys.exit(target(work))


def run_command(
    words: Sequence[str], environment: Mapping[str, str], home: Path, seconds: float
) -> tuple[int, str, str]:
    """Runs `nudge` with these words in the directory `home`, with this environment and no other.

    Answers its exit code, output and complaints. Fails when it has not ended within `seconds`.
    """
    return _ended(command, list(words), environment, home, seconds)


def run_commands(
    cases: Sequence[tuple[list[str], Mapping[str, str]]], environment: Mapping[str, str], home: Path, seconds: float
) -> list[tuple[int | str, str, str]]:
    """Runs `nudge` with the words of each case in turn, all in one process, with the case's environment besides.

    Answers the exit code of each, or the error that it raised, with its output and complaints.
    """
    work = [(words, dict(own)) for words, own in cases]
    code, output, complaints = _ended(_commands, work, environment, home, seconds)
    assert code == 0, complaints
    return [(ended[0], ended[1], ended[2]) for ended in map(json.loads, output.splitlines())]


def _ended(
    target: Callable[[Any], int], work: object, environment: Mapping[str, str], home: Path, seconds: float
) -> tuple[int, str, str]:
    output, complaints = home / ".output", home / ".complaints"
    process = forked(target, work, environment, output, complaints)
    try:
        process.join(seconds)
        assert process.exitcode is not None, f"in {seconds:.0f} s: not the end of {work}"
    finally:
        process.kill()
        process.join()
    return process.exitcode, output.read_text(), complaints.read_text()


def command(words: list[str]) -> int:
    """`nudge` with these words."""
    sys.argv = ["nudge", *words]
    from app.cli.main import main

    return main()


def run_into(
    output: str, words: Sequence[str], environment: Mapping[str, str], home: Path, seconds: float
) -> tuple[int, str]:
    """Runs `nudge` with an output that cannot be written: "reader left", "full disk" or "closed".

    Answers its exit code and its complaints.
    """
    code, _, complaints = _ended(_command_into, (output, list(words)), environment, home, seconds)
    return code, complaints


def _command_into(work: tuple[str, list[str]]) -> int:
    output, words = work
    if output == "closed":
        os.close(1)
        sys.stdout = sys.__stdout__ = None  # type: ignore[misc]  # as Python itself begins then
        return command(words)
    if output == "full disk":
        opened = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, opened = os.pipe()
        os.close(reader)
    os.dup2(opened, 1)
    os.close(opened)
    return command(words)


def _commands(cases: list[tuple[list[str], dict[str, str]]]) -> int:
    from app.cli.main import main

    usual = dict(os.environ)
    for words, own in cases:
        os.environ.clear()
        os.environ.update(usual | own)
        out, err = io.StringIO(), io.StringIO()
        code: int | str
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main(words)
            except BaseException as error:
                code = repr(error)
        print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
    return 0


def hold_stores(data: Path) -> int:
    """Owns or finds the stores of a data directory, prints where they are, and ends when it is told to."""
    from app.local.stores import stores
    from app.settings import Settings

    async def hold() -> None:
        told = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
        async with stores(Settings(nudge_data_dir=data)) as found:
            print(json.dumps([found.database_url, found.redis_url]), flush=True)
            await told.wait()

    asyncio.run(hold())
    return 0
