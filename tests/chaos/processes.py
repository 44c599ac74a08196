"""Real worker and API processes, forked from one process that has imported everything already."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.forking import begin, context

PATIENCE = 90.0


def _worker(environment: Mapping[str, str], output: Path) -> None:
    begin(environment, output, output)
    from workers import main

    main.entry()


def _api(environment: Mapping[str, str], output: Path) -> None:
    begin(environment, output, output)
    import uvloop

    from app import main
    from app.settings import Settings

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    stores = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
    uvloop.run(main.serve(Settings(), *stores, "127.0.0.1", 0))  # it says itself which port it got


def _command(environment: Mapping[str, str], output: Path) -> None:
    begin(environment, output, output)
    from app.cli.main import main

    sys.exit(main(environment["WORDS"].split()))


@dataclass(frozen=True, slots=True)
class Child:
    """A process that this test has started, and nobody else's."""

    process: ForkServerProcess
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(errors="replace")

    @property
    def exit_code(self) -> int | None:
        return self.process.exitcode

    def signal(self, number: signal.Signals) -> None:
        if self.process.exitcode is None and self.process.pid:
            os.kill(self.process.pid, number)

    async def ended(self) -> int:
        """Its exit code, when it has ended."""
        end = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self.process.sentinel, end.set)
        try:
            async with asyncio.timeout(PATIENCE):
                await end.wait()
        finally:
            loop.remove_reader(self.process.sentinel)
        self.process.join()
        return self.process.exitcode or 0

    async def thaw_and_stop(self) -> int:
        """Lets it go on, to finish what it has in flight and end."""
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)
        return await self.ended()


@asynccontextmanager
async def _child(target: Callable[..., None], environment: Mapping[str, str], output: Path) -> AsyncIterator[Child]:
    output.touch()
    process = context.Process(target=target, args=(dict(environment), output), daemon=True)
    process.start()
    child = Child(process, output)
    try:
        yield child
    finally:
        child.signal(signal.SIGKILL)
        process.join(10)


def a_worker(environment: Mapping[str, str], output: Path) -> Any:
    return _child(_worker, environment, output)


def an_api(environment: Mapping[str, str], output: Path) -> Any:
    return _child(_api, environment, output)


def a_command(words: str, environment: Mapping[str, str], output: Path) -> Any:
    """`nudge` with these words."""
    return _child(_command, {**environment, "WORDS": words}, output)
