"""Deliveries by HTTP, to checked addresses only.

The addresses of the host are looked up for each attempt, all of them are checked, and the connection goes to one of
those, whatever the name leads to a moment later. TLS names the host (SNI), and the certificate is checked by that name.
No proxy of the environment is used: it would look the name up again. Redirects are answers like others.
"""

import asyncio
import ssl
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from functools import cached_property
from ipaddress import ip_address
from socket import gaierror

from app.domain.webhooks.addresses import Address, Problem, Reach, Target, addresses_problem, target_of
from app.domain.webhooks.schedule import ANSWER_BYTES, Attempt
from app.providers.certificates import trusted
from app.providers.http1 import Answer, NotConnected, Unanswered
from app.providers.receivers.connection import ReceiverConnection
from app.providers.receivers.names import LookUp, SystemNames

IDLE_SECONDS = 4.0
"""How long a connection is kept: less than the five seconds after which common servers close theirs."""
MOST_IDLE = 256
CONNECT_SECONDS = 5.0
"""For one address: another one may answer."""

_Key = tuple[str, int, str]


class HttpReceivers:
    """Makes attempts. Connections are kept for a while, by address, port and name. It implements `Receivers`."""

    def __init__(self, reach: Reach, seconds: float, look_up: LookUp | None = None) -> None:
        """`seconds`: for a whole attempt."""
        self._reach, self._seconds = reach, seconds
        self._names = SystemNames()
        self._look_up = look_up or self._names
        self._idle: OrderedDict[_Key, deque[ReceiverConnection]] = OrderedDict()
        self._idle_count = 0

    @cached_property
    def tls(self) -> ssl.SSLContext:
        return trusted()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Attempt:
        target = target_of(url, self._reach)
        if isinstance(target, Problem):
            return Attempt(None, target.sentence)
        try:
            async with asyncio.timeout(self._seconds):
                return _attempt(await self._post(target, _request(target, headers, body)))
        except TimeoutError:
            return Attempt(None, f"The receiver did not answer within {self._seconds:g} s.")
        except _Refused as refused:
            return Attempt(None, str(refused))
        except NotConnected as failed:
            return Attempt(None, f"The connection could not be made: {failed}.")
        except Unanswered as failed:
            return Attempt(None, f"The receiver did not answer: {failed}.")

    async def _post(self, target: Target, request: bytes) -> Answer:
        addresses = await self._checked(target)
        if (kept := self._kept(target, addresses)) is not None:
            try:
                return await self._asked(target, *kept, request)
            except Unanswered:
                # Servers close connections that were idle. One that was closed without a word has read nothing, or at
                # most this event, whose id says that it is the same.
                if kept[1].answered:
                    raise
        return await self._asked(target, *await self._connected(target, addresses), request)

    async def _checked(self, target: Target) -> Sequence[Address]:
        try:
            addresses: Sequence[Address] = [ip_address(target.host)]
        except ValueError:
            try:
                addresses = await self._look_up(target.host)
            except gaierror as error:
                raise _Refused("The name of the host cannot be looked up, or has no address.") from error
            except (OSError, UnicodeError) as error:
                raise _Refused("The name of the host cannot be looked up.") from error
        if problem := addresses_problem(addresses, target, self._reach):
            raise _Refused(problem)
        return addresses

    async def _asked(self, target: Target, key: _Key, connection: ReceiverConnection, request: bytes) -> Answer:
        try:
            answer = await connection.ask(request)
        except BaseException:
            connection.close()
            raise
        if connection.usable:
            self._keep(key, connection)
        return answer

    # ------------------------------------------------------------ connections

    async def _connected(self, target: Target, addresses: Sequence[Address]) -> tuple[_Key, ReceiverConnection]:
        """A connection to the first of the addresses that can be reached."""
        failed = NotConnected("the host has no address")
        for address in addresses:
            key = _key(target, address)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return key, await self._connect(target, address)
            except TimeoutError:
                failed = NotConnected(f"no connection within {CONNECT_SECONDS:g} s")
            except ssl.SSLCertVerificationError as error:
                raise NotConnected(f"the certificate is not valid for the host ({error.verify_message})") from error
            except ssl.SSLError as error:
                failed = NotConnected(f"TLS failed ({error.reason or 'no reason given'})")
            except OSError as error:
                failed = NotConnected(error.strerror or type(error).__name__)
        raise failed

    async def _connect(self, target: Target, address: Address) -> ReceiverConnection:
        tls, name = (self.tls, target.host) if target.is_secure else (None, None)
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            ReceiverConnection, str(address), target.port, ssl=tls, server_hostname=name
        )
        return connection

    def _keep(self, key: _Key, connection: ReceiverConnection) -> None:
        now = asyncio.get_running_loop().time()
        connection.idle_since = now
        self._idle.setdefault(key, deque()).append(connection)
        self._idle.move_to_end(key)
        self._idle_count += 1
        while self._idle_count > MOST_IDLE or self._is_old(next(iter(self._idle)), now):
            self._forget(next(iter(self._idle)))

    def _is_old(self, key: _Key, now: float) -> bool:
        return now - self._idle[key][0].idle_since > IDLE_SECONDS

    def _forget(self, key: _Key) -> None:
        """Closes the connection that has been idle for longest, of those with this key."""
        kept = self._idle[key]
        kept.popleft().close()
        self._idle_count -= 1
        if not kept:
            del self._idle[key]

    def _kept(self, target: Target, addresses: Sequence[Address]) -> tuple[_Key, ReceiverConnection] | None:
        """An idle connection to one of these addresses, the one used last."""
        now = asyncio.get_running_loop().time()
        for address in addresses:
            key = _key(target, address)
            while kept := self._idle.get(key):
                connection = kept.pop()
                self._idle_count -= 1
                if not kept:
                    del self._idle[key]
                if connection.usable and now - connection.idle_since <= IDLE_SECONDS:
                    return key, connection
                connection.close()
        return None

    async def close(self) -> None:
        self._names.close()
        for kept in self._idle.values():
            for connection in kept:
                connection.close()
        self._idle.clear()
        self._idle_count = 0


class _Refused(Exception):
    """Nothing was sent; the message is a sentence."""


def _key(target: Target, address: Address) -> _Key:
    return str(address), target.port, target.host if target.is_secure else ""


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"POST {target.path} HTTP/1.1", f"Host: {target.authority}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "\r\n"]
    return "\r\n".join(lines).encode("ascii") + body


def _attempt(answer: Answer) -> Attempt:
    text = answer.body.decode("utf-8", "replace").replace("\x00", "").encode()[:ANSWER_BYTES].decode("utf-8", "ignore")
    headers = answer.headers
    return Attempt(answer.status, None, text, headers.get("retry-after"), headers.get("webhook-delivery"))
