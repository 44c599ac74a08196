"""Where the highest generation of the database is kept, outside of the database: see `domain/stores/marks.py`."""

from typing import Protocol
from uuid import UUID

from app.domain.stores.marks import Highest


class Marks(Protocol):
    """Never raises and never waits long."""

    async def highest(self, mark_id: UUID) -> Highest:
        """The highest generation that was kept of the database with this mark."""
        ...

    async def keep(self, mark_id: UUID, generation: int) -> None:
        """Keeps this generation, unless a higher one is kept. Whoever cannot is followed by the next one."""
        ...

    async def close(self) -> None: ...


class NoMarks:
    """Where no database can be a copy: in tests of one process."""

    async def highest(self, mark_id: UUID) -> Highest:
        return None

    async def keep(self, mark_id: UUID, generation: int) -> None: ...

    async def close(self) -> None: ...


class Generation:
    """`known` is the highest generation that this process has seen of its database. A step is claimed only from a
    database that is no older: the claim compares it. `restored`: the database was a restored copy when it was marked
    last, so partners are told of nothing and nothing is deleted at the provider either."""

    def __init__(self) -> None:
        self.known = 0
        self.restored = False
