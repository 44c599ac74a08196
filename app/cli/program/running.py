"""Runs the work of a command to its exit code: a fault that is known becomes one line, SIGTERM and Ctrl-C end in order.

It knows nothing of the command line, so that a process that only serves has no parser in its memory.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from app.cli import output
from app.cli.faults import explain

INTERRUPTED = 128 + 2
"""The exit code after Ctrl-C, as a shell tells it."""


def watched(work: Callable[[], int]) -> int:
    """The exit code of the work, or of an output that was lost during it."""
    output.watch()
    try:
        code = work()
    except Exception:
        if (lost := output.lost()) is None:
            raise
    else:
        lost = output.lost()
    return code if lost is None else output.give_up(lost)


def run(command: Callable[..., Any], *args: Any, interrupted: int = INTERRUPTED, **named: Any) -> int:
    """The exit code of a command; `interrupted` is the exit code after Ctrl-C."""
    try:
        result = command(*args, **named)
        if asyncio.iscoroutine(result):
            with asyncio.Runner(loop_factory=_new_loop) as runner:
                result = runner.run(_until_sigterm(result))
    except KeyboardInterrupt:
        return interrupted
    except Exception as error:
        if output.lost() is not None or (explained := explain(error)) is None:
            raise
        return complain(str(explained), explained.code)
    return result or 0


def complain(sentence: str, code: int) -> int:
    print(f"nudge: {sentence}", file=sys.stderr)
    return code


def _new_loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _until_sigterm(work: Awaitable[int | None]) -> int | None:
    """The work, canceled once by SIGTERM as Ctrl-C cancels it: everything that was started ends in order."""
    task = asyncio.ensure_future(work)
    signaled = asyncio.Event()

    def on_sigterm() -> None:
        if not signaled.is_set():
            signaled.set()
            task.cancel()

    # Not by add_signal_handler: uvicorn takes the signal for the time that it serves, and hands it back to this one.
    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(on_sigterm))
    try:
        return await task
    except asyncio.CancelledError:
        if signaled.is_set():
            return 0
        raise
