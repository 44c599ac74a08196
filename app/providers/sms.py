"""The port through which messages leave, and its closed vocabulary of outcomes.

The adapters stand beside it: `twilio_sms.py` and `simulator.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.values import value


@value
class Outgoing:
    """One message to submit once. `attempt_id` names this attempt for ever; callbacks carry it."""

    attempt_id: UUID
    to: str
    sender: str
    body: str
    callback_url: str
    validity_seconds: int | None = None


@value
class Accepted:
    """The provider has it: a 2xx with a SID."""

    sid: str
    status: str = "queued"


@dataclass(frozen=True, slots=True)
class TryLater:
    """The provider certainly does not have it, and may take it later. `after` in seconds, if it said so."""

    detail: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will never take it: a 4xx with a code."""

    code: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody can say whether the provider has it. Never sent again blindly."""

    detail: str


Outcome = Accepted | TryLater | Rejected | Unclear


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the provider's own list shows it."""

    sid: str
    to: str
    body: str
    status: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """An inbound message as the provider's own list shows it. `media` is how many files came with it."""

    sid: str
    sender: str
    to: str
    body: str
    at: datetime
    media: int = 0


class Sms(Protocol):
    """Submits messages, and lists what was submitted and what came in.

    `send` never raises: what went wrong is an outcome.
    """

    name: str
    timeout_seconds: float

    async def send(self, message: Outgoing) -> Outcome: ...

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        """What the provider has accepted for this number since then. Raises `ListingFailed`."""
        ...

    async def received_since(self, to: str, since: datetime) -> list[Received]:
        """What came in for this number of ours since then. Raises `ListingFailed`."""
        ...

    async def media_of(self, sid: str) -> tuple[str, ...]:
        """The addresses of the files that came with a message. Raises `ListingFailed`."""
        ...

    async def close(self) -> None: ...


class ListingFailed(Exception):
    """The provider could not be asked; ask again later."""
