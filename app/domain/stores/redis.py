"""The address of a Redis or Valkey: redis-py's URL, and a list of sentinels.

redis://USER:PASSWORD@HOST:6379/0          rediss:// with TLS
unix:///run/redis/redis.sock?db=0
redis+sentinel://USER:PASSWORD@HOST:26379,HOST:26379/SERVICE/0      rediss+sentinel:// with TLS
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from app.domain.stores import NotUnderstood

EXAMPLE = "redis://HOST:6379/0"
SENTINELS = {"redis+sentinel": False, "rediss+sentinel": True}
SCHEMES = ("redis", "rediss", "unix", *SENTINELS)
CLUSTERS = ("redis-cluster", "rediss-cluster", "redis+cluster", "rediss+cluster")
NO_CLUSTER = "Redis Cluster is not supported: give the address of a single Redis, or of its sentinels"
SENTINEL_PORT = 26_379
_OF_SENTINELS = frozenset({"sentinel_username", "sentinel_password"})
_OF_TLS = frozenset({"ssl_ca_certs", "ssl_cert_reqs", "ssl_check_hostname", "ssl_certfile", "ssl_keyfile"})
MOST_DATABASES = 1_000_000


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
    return url


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
    """The address with the certificate authority that signs the server's certificate, or without a check of it."""
    added = {"ssl_ca_certs": ca_file} if ca_file else {}
    if not verifies:
        added |= {"ssl_cert_reqs": "none", "ssl_check_hostname": "false"}
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
