"""Connections to Redis or Valkey: by a URL, or through sentinels that say which machine is the master now."""

from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.exceptions import NoPermissionError, RedisError

from app.domain.stores import NotUnderstood
from app.domain.stores.redis import NO_CLUSTER, Sentinels, read_redis
from app.errors import OperatorError

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
