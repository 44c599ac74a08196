"""The address of a Redis or Valkey: redis-py's URL, and a list of sentinels.

valkey:// and valkeys:// are the same as redis:// and rediss://.
redis://USER:PASSWORD@HOST:6379/0          rediss:// with TLS
unix:///run/redis/redis.sock?db=0
redis+sentinel://USER:PASSWORD@HOST:26379,HOST:26379/SERVICE/0      rediss+sentinel:// with TLS
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from app.domain.stores import NotUnderstood

EXAMPLE = "redis://HOST:6379/0"
SENTINELS = {"redis+sentinel": False, "rediss+sentinel": True}
SCHEMES = ("redis", "rediss", "unix", *SENTINELS)
_SAME = {"valkey": "redis", "valkeys": "rediss"}
CLUSTERS = ("redis-cluster", "rediss-cluster", "redis+cluster", "rediss+cluster")
NO_CLUSTER = "Redis Cluster is not supported: give the address of a single Redis, or of its sentinels"
SENTINEL_PORT = 26_379
_OF_SENTINELS = frozenset({"sentinel_username", "sentinel_password"})
_OF_TLS = frozenset({"ssl_ca_certs", "ssl_cert_reqs", "ssl_check_hostname", "ssl_certfile", "ssl_keyfile"})
_OF_PLACES = frozenset({"db", "username", "password", "client_name", "protocol", "socket_timeout"}) | {
    "socket_connect_timeout", "socket_keepalive", "retry_on_timeout", "health_check_interval", "max_connections",
}  # fmt: skip
"""The parameters that redis-py reads in a URL, without those that would change what it answers."""
_WHOLE = frozenset({"db", "health_check_interval", "max_connections"})
_SECONDS = frozenset({"socket_timeout", "socket_connect_timeout"})
_WORDS = {"ssl_cert_reqs": ("none", "optional", "required"), "protocol": ("2", "3")}
MOST_DATABASES = 1_000_000
LEAST_CONNECTIONS = 10
"""redis-py does not wait for a connection, and refuses a command for which none is left: a worker with one connection
took Redis for away."""


@dataclass(frozen=True, slots=True)
class Sentinels:
    """Redis behind sentinels: they say which machine is the master of `service` now. `login` is for Redis, and
    `sentinel_login` for the sentinels themselves; both are a user and a password, None where there is none.
    `tls_settings` are redis-py's, for both."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    database: int
    tls: bool
    tls_settings: Mapping[str, str | bool]
    login: tuple[str | None, str | None] = field(repr=False)
    sentinel_login: tuple[str | None, str | None] = field(repr=False)


def read_redis(url: str) -> Sentinels | str:
    """The sentinels of a `REDIS_URL`, or the URL itself, which redis-py reads. Raises `NotUnderstood`."""
    scheme, separator, rest = url.partition("://")
    scheme = _SAME.get(scheme, scheme)
    if scheme in CLUSTERS:
        raise NotUnderstood(NO_CLUSTER)
    if not separator or scheme not in SCHEMES:
        raise NotUnderstood(f"it is not understood; it looks like {EXAMPLE}")
    if "#" in rest or " " in rest:
        raise NotUnderstood("it contains # or a space, which are written %23 and %20")
    if scheme in SENTINELS:
        return _sentinels(rest, SENTINELS[scheme])
    if rest.partition("?")[0].count("@") > 1:
        raise NotUnderstood("the user or the password contains @, which is written %40")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        raise NotUnderstood(
            "the port is not a number, or the password contains a character that must be escaped"
        ) from None
    if scheme != "unix":
        if not parts.hostname:
            raise NotUnderstood(f"it is not understood; it looks like {EXAMPLE}")
        _database(parts.path.strip("/"))
    elif not parts.path.strip("/"):
        raise NotUnderstood("it has no path; it looks like unix:///run/redis/redis.sock?db=0")
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        _require_parameter(name, value, tls=scheme == "rediss")
    return f"{scheme}://{rest}"


def _require_parameter(name: str, value: str, *, tls: bool) -> None:
    """Raises `NotUnderstood` for a parameter that redis-py does not read, or whose value it cannot read."""
    if name not in _OF_PLACES | _OF_TLS:
        raise NotUnderstood(f"the parameter {name} is not understood: remove it")
    if name in _OF_TLS and not tls:
        raise NotUnderstood(f"the parameter {name} is for TLS: the address begins with rediss:// then")
    if name in _WORDS and value not in _WORDS[name]:
        raise NotUnderstood(f"{name} is one of {', '.join(_WORDS[name])}")
    if name in _WHOLE and not (value.isascii() and value.isdigit() and len(value) < 7):
        raise NotUnderstood(f"{name} is not a whole number")
    if name == "max_connections" and int(value) < LEAST_CONNECTIONS:
        raise NotUnderstood(f"max_connections is {LEAST_CONNECTIONS} or more, because a process needs as many")
    if name in _SECONDS and not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,6})?", value):
        raise NotUnderstood(f"{name} is not a number of seconds")


def _sentinels(rest: str, tls: bool) -> Sentinels:
    place, _, query = rest.partition("?")
    authority, _, path = place.partition("/")
    login, _, hosts = authority.rpartition("@")
    service, _, database = path.strip("/").partition("/")
    if not hosts or not service:
        raise NotUnderstood(
            "it has no host or no service; it looks like redis+sentinel://HOST:26379,HOST:26379/SERVICE/0"
        )
    given = dict(parse_qsl(query))
    if unknown := given.keys() - _OF_SENTINELS - _OF_TLS:
        raise NotUnderstood(f"the parameter {min(unknown)} is not understood: remove it")
    for name in sorted(given.keys() & _OF_TLS):
        _require_parameter(name, given[name], tls=tls)
    user, _, password = login.partition(":")
    return Sentinels(
        hosts=tuple(_host(one) for one in hosts.split(",")),
        service=unquote(service),
        database=_database(database),
        tls=tls,
        tls_settings={name: _tls_value(name, given[name]) for name in sorted(given.keys() & _OF_TLS)},
        login=(unquote(user) or None, unquote(password) or None),
        sentinel_login=_sentinel_login(given),
    )


def _tls_value(name: str, text: str) -> str | bool:
    return text.lower() in ("true", "1", "yes") if name == "ssl_check_hostname" else text


def with_tls(url: str, ca_file: str | None, *, verifies: bool) -> str:
    """The address with the certificate authority that signs the server's certificate, or without a check of it.

    A certificate that is checked must have the name of the host, or whoever has any certificate that is trusted could
    stand between. Sentinels tell the address of a master as a number, which few certificates have: there the address
    itself says whether names are compared.
    """
    added = {"ssl_ca_certs": ca_file} if ca_file else {}
    if not verifies:
        added |= {"ssl_cert_reqs": "none", "ssl_check_hostname": "false"}
    elif url.startswith(("rediss://", "valkeys://")):
        given = dict(parse_qsl(url.partition("?")[2]))
        if "ssl_check_hostname" not in given and given.get("ssl_cert_reqs") != "none":
            added["ssl_check_hostname"] = "true"
    return url + ("&" if "?" in url else "?") + urlencode(added) if added else url


def _sentinel_login(given: Mapping[str, str]) -> tuple[str | None, str | None]:
    return given.get("sentinel_username"), given.get("sentinel_password")


def _host(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port or SENTINEL_PORT
    except ValueError:
        host, port = None, 0
    if not host:
        raise NotUnderstood("a host of a sentinel is not understood; it looks like HOST:26379")
    return host, port


def _database(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and int(text) < MOST_DATABASES):
        raise NotUnderstood("the database is not a number, such as /0")
    return int(text or 0)
