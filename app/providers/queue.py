"""The alarm clock: wakes a worker when something falls due. It holds no work, only the hour to look.

`arq_queue.py` is the adapter. Losing everything it knows makes steps late by seconds and loses none.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Queue(Protocol):
    """Plants alarms. Never raises and never waits long: an alarm that cannot be planted is counted."""

    async def wake(self, moments: Iterable[datetime]) -> None:
        """Has a worker look at the rows at these moments."""
        ...

    async def close(self) -> None: ...
