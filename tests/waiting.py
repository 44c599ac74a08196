"""The only place where a test waits for something that raises no event in this process."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.02


async def until(done: Callable[[], Awaitable[bool]], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Looks again and again until `done` answers true.

    Raises:
        TimeoutError: it was not so within `seconds`.
    """
    async with asyncio.timeout(seconds):
        while not await done():  # noqa: ASYNC110 - a row or another process raises no event here
            await asyncio.sleep(LOOK_SECONDS)
