"""The port through which messages leave, and its closed vocabulary of outcomes.

An adapter is a folder beside this file: `twilio/` for a real provider, `simulator/` for none. How the provider calls us
is the port `webhooks.py`. A provider's codes, words and addresses stay in its folder; the rest of the program knows the
outcomes below and the effects of `app/domain/engine/effects.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.domain.engine.effects import Meaning
from app.domain.values import value
from app.domain.vocabulary import MessageStatus


@value
class Outgoing:
    """One message to submit once. `attempt_id` names this attempt for ever, and the provider's reports carry it.

    `sender` is a number, or the id of a Messaging Service: then the provider chooses one of its numbers. The provider
    drops the message if it cannot pass it on within `valid_seconds`, if that is set.
    """

    attempt_id: UUID
    to: str
    sender: str
    body: str
    valid_seconds: int | None = None


@value
class Accepted:
    """The provider has the message, and gave it an id (`sid`)."""

    sid: str
    status: MessageStatus = MessageStatus.QUEUED


@dataclass(frozen=True, slots=True)
class TryLater:
    """The provider certainly does not have the message, and may take it later. `after` in seconds, if it said so."""

    detail: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will never take the message. `code` is its own, `meaning` what that says."""

    code: int | None
    meaning: Meaning
    detail: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody can say whether the provider has the message. It is never sent again blindly."""

    detail: str


Outcome = Accepted | TryLater | Rejected | Unclear


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the provider's own list shows it. `sender` is the number that it left from, and `service` the
    Messaging Service that chose it, if the list tells them."""

    sid: str
    to: str
    body: str
    status: MessageStatus
    created_at: datetime | None
    sender: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An inbound message as the provider's own list shows it. `media` is how many files came with it, and `service` the
    Messaging Service that the number is in, if the list tells it."""

    sid: str
    sender: str
    to: str
    body: str
    at: datetime
    media: int = 0
    service: str | None = None


class Severity(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of `nudge doctor` about the provider: how it is, and, if it is wrong, what to do."""

    severity: Severity
    sentence: str


SIMULATOR = "simulator"
"""The name of the adapter that sends nothing."""


class Sms(Protocol):
    """Submits messages, and lists what was submitted and what came in.

    `send` never raises: what went wrong is an outcome.
    """

    name: str
    timeout_seconds: float

    async def send(self, message: Outgoing) -> Outcome: ...

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        """What the provider has accepted for the number `to` since then, from this sender; for a Messaging Service,
        from any. Raises `ListingFailed`."""
        ...

    async def sent_since(self, since: datetime) -> list[Listed]:
        """What the provider has accepted from callers of its API since then, for all numbers, in one list; each message
        with its time and its sender. Raises `ListingFailed`."""
        ...

    async def received_since(self, since: datetime) -> list[Received]:
        """What came in for all numbers since then, in one list. Raises `ListingFailed`."""
        ...

    async def media_of(self, sid: str) -> tuple[str, ...]:
        """The addresses of the files that came with a message. Raises `ListingFailed`."""
        ...

    async def fetch_medium(self, address: str) -> bytes:
        """The content of a file that came with a message, at most `MAX_BYTES`, within `FETCH_SECONDS`. Raises
        `MediumUnavailable`."""
        ...

    async def delete_medium(self, address: str) -> None:
        """Deletes a file at the provider; one that is gone already is deleted. Raises `MediumUnavailable`."""
        ...

    def explain(self, code: int | None) -> Meaning:
        """What one of the provider's stored codes means."""
        ...

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        """Whether the provider itself answers an inbound message with this text."""
        ...

    def findings(self, base_url: str) -> list[Finding]:
        """What `nudge doctor` says about the provider's settings, if this installation is called at `base_url`."""
        ...

    async def close(self) -> None: ...


class ListingFailed(Exception):
    """The provider could not be asked; ask again later."""


class Unreachable(ListingFailed):
    """No connection came about, or somebody else answers: the network or the address is at fault. The message has no
    mend."""


class MediumUnavailable(Exception):
    """A file could not be fetched or deleted: a sentence, and whether it makes sense to try again."""

    def __init__(self, sentence: str, *, again: bool) -> None:
        super().__init__(sentence)
        self.sentence, self.again = sentence, again
