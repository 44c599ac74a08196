"""The memory of a process that runs for a long time."""

import asyncio
import ctypes
import gc
import linecache
import logging
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from app.concurrency import canceled

log = logging.getLogger("nudge")

COLLECT_AT = 50_000
LOOK_SECONDS = 60.0
WORTH_BYTES = 16_000_000
"""Growth after which memory is given back: that takes about 0.2 ms for each megabyte."""
_STATM = Path("/proc/self/statm")
_PAGE = resource.getpagesize()


def load_quickly() -> None:
    """For a process that is about to import the application: what importing makes stays, and to look for garbage in it
    after every 700th object takes a tenth of the start."""
    gc.set_threshold(COLLECT_AT)


def freeze() -> None:
    """Takes modules and adapters out of garbage collection: they stay, and to walk them takes 0.1 s each time.

    An answer, or a batch of steps, makes thousands of small objects that reference counting frees. To collect after
    every 700th object, as Python does, finds nothing.
    """
    # What importing has read of source files (Tortoise reads comments) and of folders is read again if it is needed.
    linecache.clearcache()
    sys.path_importer_cache.clear()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AT, 10, 10)
    give_back()  # about 5 MB that only the start needed


def resident() -> int:
    """Bytes of the process that are in memory; 0 where the system does not tell it as Linux does."""
    try:
        return int(_STATM.read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def give_back() -> int:
    """Gives memory that is free back to the system, where the C library can (glibc). Returns the bytes that stay.

    Bursts of callers leave the heap full of holes, and glibc keeps all below the last object that is in use.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    return resident()


@asynccontextmanager
async def kept_small(every: float = LOOK_SECONDS) -> AsyncIterator[None]:
    """For the time of the block, gives memory back once it has grown by `WORTH_BYTES`; looks each `every` seconds.
    What stays is in use: it is the measure for the next time."""

    keeping = asyncio.create_task(_keep_small(resident(), every))
    try:
        yield
    finally:
        await canceled(keeping)


async def _keep_small(least: int, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        least = min(least, now := resident())
        if now >= least + WORTH_BYTES:
            gc.collect()  # what cut-off requests leave refers to itself, and to their buffers
            least = give_back()
            log.debug("memory given back: %d of %d MB stay", least // 1_000_000, now // 1_000_000)
