"""The port through which an SMS provider calls us: inbound messages and status callbacks.

`app/webhooks/` reads the call, asks the provider's `WebhookReader`, and makes one call of a use case. The provider's
folder knows the paths, the signature, the names of the parameters and the form of the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.vocabulary import MessageStatus


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """One POST of the provider, not verified.

    `url` is the address that the provider called: PUBLIC_BASE_URL with the path and the query as they came. `path`
    begins with `/webhooks/`. Header names are in lower case.
    """

    url: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class InboundSms:
    """An inbound message as the provider delivered it. `media` are addresses of files.

    `opt_out_type` is the provider's own verdict, STOP, START or HELP, if it has acted on the message already.
    `service` is the Messaging Service that the number `to` is in, if the provider told it. `missed_at` is set only for
    a message whose webhook was missed: the time at which the provider received it. `signer` is the provider's id of
    its account that tells of the message, if that is an account of a connection; None: the account with the server's
    credentials.
    """

    sid: str
    sender: str
    to: str
    body: str
    media: tuple[str, ...] = ()
    opt_out_type: str | None = None
    missed_at: datetime | None = None
    signer: str | None = None
    service: str | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """What the person wrote to: the number, and its Messaging Service."""
        return (self.to, self.service) if self.service else (self.to,)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One status callback. `attempt_id` is the id of the message row, which the message carried to the provider.

    `error_code` is the provider's own; its adapter explains it. `left_from` is the number that the message left from,
    if the provider told it. `signer` is as in `InboundSms`.
    """

    attempt_id: UUID
    sid: str
    status: MessageStatus
    error_code: int | None
    signer: str | None = None
    left_from: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """The call is not used: an HTTP status, a word for the metric, and a sentence that says what to mend."""

    status: int
    reason: str
    sentence: str


ReadCall = InboundSms | DeliveryReport | RefusedCall


@dataclass(frozen=True, slots=True)
class OfConnection:
    """A call in the name of a provider's account that is not the server's; nothing of it is verified.

    `number` is the number of ours that it concerns. `read`, with the secrets of the connections to that account, says
    what the call is: refused, unless one of them has signed it.
    """

    account: str
    number: str
    read: Callable[[Sequence[str]], ReadCall]


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """The response to an inbound message."""

    body: str
    media_type: str


class WebhookReader(Protocol):
    """Verifies and reads the provider's calls. It does no I/O."""

    def read(self, call: WebhookCall) -> ReadCall | OfConnection:
        """What a call says. Only a call with the provider's own signature is read; every other one is refused with
        403, whatever is wrong with it. A provider that accounts connect to answers `OfConnection` for a call in the
        name of another account than the server's."""
        ...

    def answer(self, text: str | None) -> WebhookAnswer:
        """The response to an inbound message. The provider texts `text` to the lead; None is no text."""
        ...
