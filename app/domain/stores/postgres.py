"""The address of a PostgreSQL: libpq's URI (postgresql.org/docs/current/libpq-connect.html, 34.1.1.2) with what
providers add to it, as Neon, Supabase, Render, Heroku, Amazon RDS and Azure write it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlencode

from app.domain.stores import NotUnderstood

EXAMPLE = "postgresql://USER:PASSWORD@HOST:5432/NAME"
SCHEMES = ("postgresql", "postgres")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
VERIFIED = ("verify-ca", "verify-full")
DEMAND_TLS = ("require", *VERIFIED)
CHANNEL_BINDINGS = ("prefer", "require", "disable")
SESSIONS = ("any", "primary", "standby", "prefer-standby", "read-write", "read-only")
"""libpq's words for `target_session_attrs`."""
SYSTEM = "system"
"""libpq's `sslrootcert` for the certificates that the machine trusts."""

_DRIVERS_OWN = frozenset(
    {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl"}
    | {"sslpassword", "ssl_min_protocol_version", "ssl_max_protocol_version", "sslnegotiation"}
    | {"target_session_attrs", "passfile", "krbsrvname", "gsslib"}
)
"""Parameters that asyncpg understands as libpq does."""
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
_WITHOUT_EFFECT = frozenset(
    {"channel_binding", "gssencmode", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"}
    | {"tcp_user_timeout", "sslsni", "sslcompression", "load_balance_hosts", "client_encoding"}
    | {"fallback_application_name", "pool_timeout", "socket_timeout", "requiressl"}
    | {"supa", "workaround", "uselibpqcompat"}  # Supabase's for Vercel, and node-postgres's
)
"""Parameters of libpq and of other programs that change nothing here."""
_SPELLINGS = {"database": "dbname", "currentschema": "schema", "search_path": "schema", "ssl": "sslmode"}
_SSL_WORDS = {"true": "require", "1": "require", "false": "disable", "0": "disable", "no-verify": "require"}
_POOLER_WORDS = {
    "pgbouncer": {"true": True, "1": True, "false": False, "0": False},
    "prepared_statements": {"false": True, "0": True, "true": False, "1": False},
    "statement_cache_size": {"0": True},
    "preparethreshold": {"0": True},
}
"""Parameters by which other programs are told of a pooler, and whether each value tells of one."""

_RAW = {" ": ("a space", "%20"), "#": ("#", "%23"), "\t": ("a tab", "%09"), "\n": ("a line break", "%0A")}
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(
    r"\[(?P<ipv6>[0-9A-Fa-f:.]+(?:%25[\w.-]+)?)\](?::(?P<port6>\d+))?|(?P<name>[^:\[\]]*)(?::(?P<port>\d+))?"
)
_SEEN_PORTS = range(1, 65_536)


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """`dsn` is for asyncpg and has only what asyncpg understands; the other parts are given to it beside.

    `pooled` says whether the address tells of a pooler in transaction mode; None: it tells nothing. `connect_seconds`
    is how long one connection may take, `pool_size` the most connections of a process; None: the program decides.
    `files` are the certificates and keys that the address names. `hosts` counts the servers among which one is chosen.
    `verifies_by_system` is true where the server's certificate is checked by what the machine trusts.
    """

    dsn: str = field(repr=False)
    server_settings: Mapping[str, str]
    pooled: bool | None
    connect_seconds: float | None
    pool_size: int | None
    ssl_mode: str | None
    verifies_by_system: bool
    files: tuple[str, ...]
    hosts: int


def read_postgres(url: str) -> PostgresAddress:
    """The parts of a `DATABASE_URL`. Raises `NotUnderstood`."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise NotUnderstood(f"it is not understood; it looks like {EXAMPLE}")
    _refuse_raw_characters(rest)
    place, _, query = rest.partition("?")
    authority, _, name = place.partition("/")
    login, hosts = _login_and_hosts(authority, name, query)
    given = _parameters(query)
    if hosts and "host" in given:
        raise NotUnderstood("it names a host twice, before the database and as the parameter host: remove one")
    if "/" in name.rstrip("/"):
        raise NotUnderstood("the name of the database contains /, which is written %2F")
    return PostgresAddress(
        dsn=_dsn(login, hosts, unquote(name.rstrip("/")), given),
        server_settings=_server_settings(given),
        pooled=_pooled(given),
        connect_seconds=_connect_seconds(given),
        pool_size=_whole(given, "connection_limit"),
        ssl_mode=_ssl_mode(given),
        verifies_by_system=_ssl_mode(given) in VERIFIED and given.get("sslrootcert", SYSTEM) == SYSTEM,
        files=tuple(given[name] for name in _FILES if given.get(name, SYSTEM) != SYSTEM),
        hosts=len(hosts) or given.get("host", "").count(",") + 1,
    )


# ------------------------------------------------------------------ before the question mark


def _refuse_raw_characters(rest: str) -> None:
    for raw, (shown, escape) in _RAW.items():
        if raw in rest:
            raise NotUnderstood(f"it contains {shown}, which is written {escape}")
    if _NO_ESCAPE.search(rest):
        raise NotUnderstood("it contains % that begins no escape, which is written %25")


def _login_and_hosts(authority: str, name: str, query: str) -> tuple[str, list[str]]:
    """The login as it is for asyncpg, and the hosts with their ports."""
    login, at, hosts = authority.rpartition("@")
    if "@" in login:
        raise NotUnderstood("the user or the password contains @, which is written %40")
    if not at and ("@" in name or "@" in query.partition("&")[0].partition("=")[0]):
        raise NotUnderstood("the user or the password contains / or ?, which are written %2F and %3F")
    user, colon, password = login.partition(":")
    escaped = quote(unquote(user), safe="") + (f":{quote(unquote(password), safe='')}" if colon else "")
    return escaped, [_host(one) for one in hosts.split(",")] if hosts else []


def _host(text: str) -> str:
    found = _HOST.fullmatch(text)
    if not found:
        if text.count(":") > 1 and "[" not in text:
            raise NotUnderstood("an IPv6 address is written in brackets, such as [2001:db8::1]:5432")
        raise NotUnderstood("the port is not a number, or the password contains a character that must be escaped")
    port = found["port6"] or found["port"]
    if port and int(port) not in _SEEN_PORTS:
        raise NotUnderstood("the port is not between 1 and 65535")
    return text


# ------------------------------------------------------------------ parameters


def _parameters(query: str) -> dict[str, str]:
    """The parameters by their lower-case names. One that is given twice has one value: nobody can say which of two was
    meant, for `sslmode` least. A name of libpq's has precedence over another program's for the same."""
    given, spelled = dict[str, str](), dict[str, str]()
    for pair in filter(None, query.split("&")):
        key, equals, value = pair.partition("=")
        name = key if key in _DRIVERS_OWN else _SPELLINGS.get(key.lower(), key.lower())
        if not equals:
            raise NotUnderstood(f"the parameter {_shown(key)} has no value")
        if name not in KNOWN:
            raise NotUnderstood(f"the parameter {_shown(key)} is not understood: remove it")
        if spelled.get(name) == key and given[name] != unquote(value):
            raise NotUnderstood(f"the parameter {name} is given twice: remove one")
        if spelled.get(name) != name:
            given[name], spelled[name] = unquote(value), key
    if given.get("target_session_attrs", "any") not in SESSIONS:
        raise NotUnderstood(f"target_session_attrs is one of {', '.join(SESSIONS)}")
    _refuse_binding_without_tls(given)
    return given


def _refuse_binding_without_tls(given: Mapping[str, str]) -> None:
    """asyncpg has no channel binding. What `require` is for, that nobody stands between, is then left to TLS."""
    binding = given.get("channel_binding", CHANNEL_BINDINGS[0])
    if binding not in CHANNEL_BINDINGS:
        raise NotUnderstood(f"channel_binding is one of {', '.join(CHANNEL_BINDINGS)}")
    if binding == "require" and _ssl_mode(given) not in DEMAND_TLS:
        raise NotUnderstood(
            "channel_binding=require needs TLS, which sslmode does not demand: set sslmode=verify-full, or remove "
            "channel_binding"
        )


KNOWN = (
    _DRIVERS_OWN
    | _WITHOUT_EFFECT
    | _POOLER_WORDS.keys()
    | {"application_name", "options", "schema", "connect_timeout", "connection_limit"}
)
"""Every parameter that an address may have."""


def _shown(key: str) -> str:
    """The name of a parameter, if it can be one: a part of a password must not be told."""
    return key if re.fullmatch(r"[A-Za-z_]{2,40}", key) else "after ?"


def _dsn(login: str, hosts: list[str], name: str, given: Mapping[str, str]) -> str:
    forwarded = {key: value for key, value in given.items() if key in _DRIVERS_OWN}
    if mode := _ssl_mode(given):
        forwarded["sslmode"] = mode
    if forwarded.get("sslrootcert") == SYSTEM:
        del forwarded["sslrootcert"]
    query = urlencode(forwarded)
    where = f"{login}@" * bool(login) + ",".join(hosts)
    return f"postgresql://{where}/{quote(name, safe='')}" + f"?{query}" * bool(query)


def _ssl_mode(given: Mapping[str, str]) -> str | None:
    word = given.get("sslmode")
    mode = _SSL_WORDS.get(word, word) if word is not None else None
    if mode is not None and mode not in SSL_MODES:
        raise NotUnderstood(f"sslmode is one of {', '.join(SSL_MODES)}")
    return mode


def _server_settings(given: Mapping[str, str]) -> dict[str, str]:
    settings = {key: given[key] for key in ("application_name", "options") if key in given}
    if schema := given.get("schema"):
        settings["search_path"] = schema
    return settings


def _pooled(given: Mapping[str, str]) -> bool | None:
    for name, words in _POOLER_WORDS.items():
        if name in given:
            told = words.get(given[name].lower())
            if told is None and name == "pgbouncer":
                raise NotUnderstood("pgbouncer is true or false")
            if told is not None:
                return told
    return None


def _connect_seconds(given: Mapping[str, str]) -> float | None:
    """libpq's `connect_timeout`: whole seconds, and 0 for no limit, which the program replaces by its own."""
    return _whole(given, "connect_timeout") or None


def _whole(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is not None and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise NotUnderstood(f"{name} is not a whole number")
    return int(text) if text is not None else None
