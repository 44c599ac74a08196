"""Child processes: each runs on a leash, and is started again when it ends."""

import asyncio
import contextlib
import os
import signal
import sys
import time

from app.local import leash
from app.local.stores import Stores
from app.settings import Settings

WORKER = [sys.executable, "-P", "-m", "workers.main"]
HISTORY = [sys.executable, "-P", "-m", "app.local.history"]
API = [sys.executable, "-P", "-m", "app.cli.program.serving"]
"""The address to listen on follows."""
STOP_SECONDS = 20.0
LONG_LIVED_SECONDS = 30.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0


def environment(settings: Settings, found: Stores) -> dict[str, str]:
    """The environment of a child: that of this process, with the stores as they were found, and the secret."""
    secret = settings.nudge_secret_key
    return {
        **os.environ,
        **({"NUDGE_SECRET_KEY": secret.get_secret_value()} if secret else {}),
        "DATABASE_URL": found.database_url,
        "REDIS_URL": found.redis_url,
        "PORT": str(settings.port),
        "NUDGE_DATA_DIR": str(settings.nudge_data_dir),
    }


async def child(argv: list[str], env: dict[str, str]) -> int:
    """Runs a program to its end and returns its exit code. When canceled it ends the program first, gracefully.

    The program is in a session of its own, so that Ctrl-C reaches it in order, through this process.
    """
    command = leash.command(argv, signal.SIGTERM)
    process = await asyncio.create_subprocess_exec(*command, env=env, start_new_session=True)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def keep_up(name: str, argv: list[str], env: dict[str, str]) -> None:
    """Runs a program for ever: when it ends it is started again, after a pause that grows while it keeps failing."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        began = time.monotonic()
        code = await child(argv, env)
        if time.monotonic() - began > LONG_LIVED_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        print(f"The {name} ended with code {code} and is started again in {pause:g} s.", flush=True)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
