"""The numbers of the partners' writes, which the processes share: see `domain/stores/replicas.py`."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from app.domain.stores.replicas import Written


class Writes(Protocol):
    """Never raises, and never waits long."""

    async def note(self, partner_ids: Collection[UUID]) -> None:
        """Gives these partners a new number: after the commit of a change that they made or are about to be told of,
        and before they are answered."""
        ...

    async def last(self, partner_id: UUID) -> Written | None:
        """The number of the partner's last write, 0 if it has none; None: it cannot be told."""
        ...

    async def highest(self, known: Written | None) -> Written | None:
        """The highest number of all partners; None: it cannot be told. A counter that is behind what is `known` has
        lost numbers, and begins a new epoch."""
        ...

    async def close(self) -> None: ...


class NoWrites:
    """Where nothing is read from a replica, so that nothing needs to be counted."""

    async def note(self, partner_ids: Collection[UUID]) -> None: ...

    async def last(self, partner_id: UUID) -> Written | None:
        return None

    async def highest(self, known: Written | None) -> Written | None:
        return None

    async def close(self) -> None: ...
