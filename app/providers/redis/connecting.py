"""Connections to Redis or Valkey: by a URL, or through sentinels that say which machine is the master now."""

import asyncio
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.exceptions import NoPermissionError, RedisError

from app.domain.stores import NotUnderstood
from app.domain.stores.redis import NO_CLUSTER, Sentinels, read_redis
from app.errors import OperatorError

DEFAULT_PORT = 6379
OLDEST = (6, 2)
LOOK_SECONDS = 1.0


class _BySentinels(SentinelConnectionPool):
    """Its connections to the sentinels end with those to the master."""

    async def disconnect(self, inuse_connections: bool = True) -> None:
        await super().disconnect(inuse_connections)
        for sentinel in self.sentinel_manager.sentinels:
            await sentinel.aclose()


def connections(url: str, **how: Any) -> ConnectionPool:
    """A pool of connections. `how` is for each of them. Raises `NotUnderstood` for an address that cannot be read."""
    found = read_redis(url)
    return _by_sentinels(found, how) if isinstance(found, Sentinels) else ConnectionPool.from_url(found, **how)


def client(url: str, **how: Any) -> Redis:
    """A client with a pool of its own, which ends with it. Raises `NotUnderstood`."""
    return Redis.from_pool(connections(url, **how))


def _by_sentinels(found: Sentinels, how: dict[str, Any]) -> ConnectionPool:
    secured = {"ssl": True, **found.tls_settings} if found.tls else {}
    user, password = found.sentinel_login
    manager = Sentinel(  # type: ignore[no-untyped-call]
        list(found.hosts), sentinel_kwargs={"username": user, "password": password, **secured, **_timeouts(how)}
    )
    user, password = found.login
    return _BySentinels(  # type: ignore[no-untyped-call]
        found.service, manager, db=found.database, username=user, password=password, **secured, **how
    )


def _timeouts(how: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in how.items() if name.startswith("socket_")}


async def problem(redis: Redis) -> str | None:
    """What keeps a Redis that answers from being used, in a sentence. Raises redis-py's errors where it is away."""
    try:
        server = await redis.info("server")
    except RedisError as error:
        if not isinstance(error, NoPermissionError):
            raise
        return None  # a user who may not ask
    if str(server.get("redis_mode")) == "cluster":
        return f"{NO_CLUSTER}."
    version = tuple(int(part) for part in str(server.get("redis_version", "99.0")).split(".")[:2] if part.isdigit())
    if version < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return f"This is Redis {server['redis_version']}, which is too old: Nudge needs {oldest} or newer."
    return None


async def other_tls(url: str) -> str | None:
    """That the server of an address which cannot be used has TLS where the address has none, or the other way round, as
    a sentence with the mend; None if it is not so. No user and no password is sent."""
    found = read_redis(url)
    scheme = url.partition("://")[0]
    if isinstance(found, Sentinels):
        has_tls, places = found.tls, list(found.hosts)
    else:
        parts = urlsplit(found)
        has_tls, places = parts.scheme == "rediss", [(parts.hostname or "", parts.port or DEFAULT_PORT)]
        if parts.scheme == "unix":
            return None
    answers = _answers_in_plain if has_tls else _answers_by_tls
    for host, port in places:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                if not await answers(host, port):
                    continue
            if has_tls:
                return (
                    f"Redis has no TLS, which {scheme}:// in REDIS_URL demands: switch TLS on there, or, where nobody "
                    f"can listen between, write {_WITHOUT_TLS[scheme]}://."
                )
            return f"Redis answers by TLS alone: begin REDIS_URL with {_WITH_TLS[scheme]}://."
    return None


_WITH_TLS = {"redis": "rediss", "valkey": "valkeys", "redis+sentinel": "rediss+sentinel"}
_WITHOUT_TLS = {secured: plain for plain, secured in _WITH_TLS.items()}


async def _answers_in_plain(host: str, port: int) -> bool:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"PING\r\n")
        return (await reader.read(1)) in (b"+", b"-")  # PONG, or that a password is wanted first
    finally:
        writer.transport.abort()


async def _answers_by_tls(host: str, port: int) -> bool:
    anyone = ssl.create_default_context()  # whose certificate it is does not matter: nothing is told
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection(host, port, ssl=anyone)
    writer.transport.abort()
    return True


async def require(url: str) -> None:
    """Raises `OperatorError` for a Redis that cannot be used. One that is away now may be back later."""
    try:
        async with client(url, socket_connect_timeout=LOOK_SECONDS, socket_timeout=LOOK_SECONDS) as redis:
            found = await problem(redis)
    except NotUnderstood as fault:
        raise OperatorError(f"REDIS_URL: {fault}.") from None
    except (RedisError, OSError, TimeoutError):
        return
    if found:
        raise OperatorError(found)
