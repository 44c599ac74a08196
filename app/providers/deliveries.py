"""The port to partners' receivers of events."""

from collections.abc import Mapping
from typing import Protocol

from app.domain.webhooks.schedule import Attempt


class Receivers(Protocol):
    """Makes attempts to deliver. It may be used any number of times at once."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        """Posts the body, a JSON text, once, and says how that ended: it never raises for what a receiver does."""
        ...

    async def close(self) -> None: ...


class NoReceivers:
    """For processes that deliver nothing."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        return Attempt(None, "This process delivers nothing.")

    async def close(self) -> None:
        pass
