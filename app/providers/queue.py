"""The alarm clock: it wakes a worker when rows are due. It holds times only, no work.

`redis/queue.py` is the adapter. If it loses everything, steps are late by seconds and none is lost.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Queue(Protocol):
    """Sets alarms. Never raises and never waits long: an alarm that cannot be set is counted."""

    async def wake(self, moments: Iterable[datetime]) -> None:
        """Lets a worker read the due rows at these times."""
        ...

    async def close(self) -> None: ...
