"""The port for accounts with credentials of their own at a provider, and the adapters that a process keeps of them.

Which credentials an account has is in its rows; `services/connections.py` reads them.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.providers.sms import Finding, Sms


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account at the provider, and what proves that it is ours."""

    account: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receiver:
    """What the provider does with inbound messages: the `place` where that is set, in words; the address that it calls
    now, and the address that it should call."""

    place: str
    calls: str | None
    should_call: str


class Console(Protocol):
    """The settings of an account at the provider. A sender is a number, or the id of a pool of numbers there.

    Every method raises `ListingFailed` if the provider could not be asked.
    """

    async def problem(self, senders: Sequence[str]) -> str | None:
        """Why messages of these senders cannot leave by these credentials, as a sentence; None if they can."""
        ...

    async def lacks(self, sender: str) -> str | None:
        """Why the account cannot send from this number or service, as a sentence; None if it can, as far as the
        provider says. Raises `ListingFailed` if the provider does not say it."""
        ...

    async def findings(self, senders: Sequence[str]) -> list[Finding]:
        """How the account stands at the provider, and its senders: in the order to mend them."""
        ...

    async def receiver(self, sender: str) -> Receiver | None:
        """What the provider does with what people write to the sender; None if the account does not have it."""
        ...

    async def receive_here(self, sender: str) -> None:
        """Has the provider deliver here what people write to the sender."""
        ...


class Connector(Protocol):
    """A provider that takes messages with any account's credentials."""

    name: str

    def sms(self, credentials: Credentials) -> Sms:
        """The adapter that submits messages with these credentials. Its transport is shared with the others."""
        ...

    def console(self, credentials: Credentials) -> Console:
        """The settings of this account at the provider."""
        ...

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        """Whether the provider itself answers an inbound message with this text."""
        ...

    def rate_advice(self, sender: str, per_second: float | None) -> str | None:
        """A sentence about a sender's rate in segments a second, if it has none or more than carriers take."""
        ...

    async def close(self) -> None: ...


KEPT = 256
"""How many connections a process keeps an adapter of."""


class Connections:
    """The adapters of connections, by the id of the connection; those that were used last are kept.

    The credentials of an id never change, so an adapter stays right for as long as it is kept.
    """

    def __init__(self, connector: Connector, kept: int = KEPT) -> None:
        self.connector = connector
        self._kept = kept
        self._adapters: OrderedDict[UUID, Sms] = OrderedDict()

    def find(self, connection_id: UUID) -> Sms | None:
        """The adapter that is kept, if there is one."""
        if adapter := self._adapters.get(connection_id):
            self._adapters.move_to_end(connection_id)
        return adapter

    def keep(self, connection_id: UUID, credentials: Credentials) -> Sms:
        """The adapter for these credentials."""
        adapter = self._adapters[connection_id] = self.connector.sms(credentials)
        self._adapters.move_to_end(connection_id)
        if len(self._adapters) > self._kept:
            self._adapters.popitem(last=False)
        return adapter

    def forget(self, connection_id: UUID) -> None:
        """Drops the adapter: the connection has ended."""
        self._adapters.pop(connection_id, None)

    async def close(self) -> None:
        self._adapters.clear()
        await self.connector.close()
