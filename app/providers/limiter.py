"""The port to the leaky buckets that all processes share. `redis_limiter.py` is the adapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pour:
    """So much into one bucket, which holds `size` and leaks `per_minute`."""

    bucket: str
    per_minute: int
    size: int
    amount: int


@dataclass(frozen=True, slots=True)
class Level:
    """How a bucket stands after a pour: seconds until it is empty; and, if it had no room, until it has."""

    empty_in: float
    wait: float


class Limiter(Protocol):
    """Pours into buckets, all or none. Never raises, and never waits long."""

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        """How each bucket stands; poured only if all had room. None: nobody knows, so let it pass."""
        ...

    async def close(self) -> None: ...


class Unlimited:
    """Lets everything pass."""

    async def pour(self, pours: Sequence[Pour]) -> list[Level] | None:
        return None

    async def close(self) -> None: ...
