"""`python -m app.local.history`: a short process of `nudge dev`. The stores' addresses come from the environment."""

import asyncio
import contextlib
import logging
import os
import sys
import time

import uvloop

from app.errors import OperatorError, Refused
from app.local.history import settle
from app.observability import logs
from app.services.accounts import HISTORY
from app.settings import Settings

MOST_SECONDS = 120.0
NICE = 10
"""The API, which starts at the same time, comes first."""


async def main() -> None:
    began = time.monotonic()
    async with asyncio.timeout(MOST_SECONDS):
        played = await settle(Settings(), os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    if played:
        seconds = time.monotonic() - began
        print(f"The demo has a past now: {HISTORY.days} days of invented leads, played in {seconds:.1f} s.", flush=True)


if __name__ == "__main__":
    with contextlib.suppress(OSError):
        os.nice(NICE)
    # What the history has of failed messages is no fault of this installation.
    logs.to_stderr(logging.ERROR)
    try:
        uvloop.run(main())
    except (OperatorError, Refused, TimeoutError) as fault:
        sys.exit(f"The demo's history was not played: {fault or 'it took too long'}")
