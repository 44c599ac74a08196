"""The port to the leaky buckets that all processes share. `redis/limiter.py` is the adapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pour:
    """An amount for one bucket, which holds `size` and leaks `per_minute`."""

    bucket: str
    per_minute: int
    size: int
    amount: int


@dataclass(frozen=True, slots=True)
class Level:
    """A bucket after a pour: seconds until it is empty, and seconds until it has room for a refused pour (else 0)."""

    empty_in: float
    wait: float


class Limiter(Protocol):
    """Pours into several buckets, into all or none. Never raises and never waits long."""

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        """The level of each bucket. Poured only if every bucket had room. None: there are no limits."""
        ...

    async def close(self) -> None: ...


class Unlimited:
    """Admits every call."""

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        return None

    async def close(self) -> None: ...
