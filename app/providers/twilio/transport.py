"""HTTP/1.1 for sending once: a request is written once, and an error says whether it can have arrived.

Keep-alive connections, any number of them; proxies as the environment names them (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).
"""

import asyncio
import ssl
import time
from base64 import b64encode
from collections import deque
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from app.providers.certificates import trusted
from app.providers.http1 import Answer, Connection, NotConnected

_steady = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

MAX_HEAD = 16 * 1024
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def steady() -> float:
    """Seconds by a clock that goes on while this process is frozen and while the machine sleeps. Not the loop's
    clock: that one stands still for the length of a turn, and a turn may last as long as a freeze."""
    return time.clock_gettime(_steady)


class _Tunnel(asyncio.Protocol):
    """A proxy's answer to CONNECT (RFC 9110, 9.3.6): its head, and nothing after it."""

    def __init__(self) -> None:
        self.head = b""
        self.answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        self.head += data
        if (b"\r\n\r\n" in self.head or len(self.head) > MAX_HEAD) and not self.answered.done():
            self.answered.set_result(self.head)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.answered.done():
            self.answered.set_result(b"")


def proxy_for(url: SplitResult) -> SplitResult | None:
    """The proxy that the environment names for this address, unless NO_PROXY excepts it. None for this machine."""
    named, host = getproxies_environment().get(url.scheme), url.hostname or ""
    if not named or host in THIS_MACHINE or proxy_bypass(host):
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise ValueError("a proxy's address must begin with http:// and name a host")
    return proxy


def _credentials(proxy: SplitResult) -> list[str]:
    """The header line for the user name and password in a proxy's address, if there are any."""
    if proxy.username is None:
        return []
    user = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return [f"Proxy-Authorization: Basic {b64encode(user.encode()).decode()}"]


class Origin:
    """One server, with its idle connections kept for a while. Nothing is ever sent twice."""

    def __init__(self, url: str, *, timeout: float, connect_timeout: float, idle_seconds: float) -> None:
        self._url: SplitResult = urlsplit(url)
        if self._url.scheme not in ("http", "https") or not self._url.hostname:
            raise ValueError("the base URL must begin with https:// or http:// and name a host")
        self._timeout, self._connect_timeout, self._idle_seconds = timeout, connect_timeout, idle_seconds
        self._tls = trusted() if self._url.scheme == "https" else None
        self._proxy = proxy_for(self._url)
        self._idle: deque[Connection] = deque()

    async def request(
        self, method: str, target: str, headers: dict[str, str], body: bytes = b"", begun: float | None = None
    ) -> Answer:
        """The answer to one request. Raises `NotConnected` or `Unanswered`, within the timeout.

        `begun` is when the caller decided on it (by `steady`): a process that was frozen since then, or while it
        connected, may come too late with its request, and then does not send it.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._timeout
        begun = steady() if begun is None else begun
        connection = self._kept(loop.time()) or await self._connect()
        if steady() - begun > self._timeout:
            connection.close()
            raise NotConnected("too late")
        waiting = connection.ask(self._head(method, target, headers, body) + body)
        late = loop.call_at(deadline, connection.fail, "no answer in time")
        try:
            answer = await waiting
        except BaseException:
            connection.close()
            raise
        finally:
            late.cancel()
        if connection.usable:
            connection.idle_since = loop.time()
            self._idle.append(connection)
        return answer

    def _head(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
        host = self._url.netloc.rpartition("@")[2]
        path = self._url.path.rstrip("/")
        lines = [f"{method} {path}{target} HTTP/1.1", f"Host: {host}"]
        if self._proxy and not self._tls:  # a proxy is given the whole address (RFC 9112, 3.2.2)
            lines = [f"{method} http://{host}{path}{target} HTTP/1.1", f"Host: {host}", *_credentials(self._proxy)]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "\r\n"]
        head = "\r\n".join(lines)
        if head.count("\n") != len(lines):
            raise ValueError("a line break in the request's head")
        return head.encode("latin-1")

    def _kept(self, now: float) -> Connection | None:
        """The connection that was used last, so that the others grow old and are let go."""
        while self._idle and now - self._idle[0].idle_since > self._idle_seconds:
            self._idle.popleft().close()
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        host, port = self._url.hostname or "", self._url.port or (443 if self._tls else 80)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(min(self._connect_timeout, self._timeout)):
                if self._proxy and self._tls:
                    return await self._through(self._proxy, self._tls, host, port)
                if self._proxy:
                    host, port = self._proxy.hostname or "", self._proxy.port or 80
                _, connection = await loop.create_connection(Connection, host, port, ssl=self._tls)
        except (OSError, TimeoutError) as error:  # a TLS failure is an OSError too: nothing was written yet
            raise NotConnected(type(error).__name__) from error
        return connection

    async def _through(self, proxy: SplitResult, tls: ssl.SSLContext, host: str, port: int) -> Connection:
        """A connection through a proxy's tunnel. The proxy sees no byte of the request."""
        loop = asyncio.get_running_loop()
        transport, tunnel = await loop.create_connection(_Tunnel, proxy.hostname or "", proxy.port or 80)
        try:
            lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}", *_credentials(proxy), "\r\n"]
            transport.write("\r\n".join(lines).encode("latin-1"))
            status = (await tunnel.answered).partition(b"\r\n")[0].decode("latin-1").split(" ")[1:2]
            if status != ["200"]:
                raise NotConnected(f"the proxy answered {' '.join(status) or 'nothing'}")
            connection = Connection()
            secured = await loop.start_tls(transport, connection, tls, server_hostname=host)
            if secured is None:
                raise NotConnected("the tunnel closed")
            connection.connection_made(secured)
        except BaseException:
            transport.abort()
            raise
        return connection

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
