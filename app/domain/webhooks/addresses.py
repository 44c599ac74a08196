"""Where a delivery may go: URLs as partners write them, and the addresses that their hosts lead to.

A partner chooses the URL, and our server calls it. So nothing may lead to an address that only our server can reach:
the networks behind it, the machine itself, and the services of clouds that answer with credentials. The check of the
URL refuses early, with a sentence; the check of the addresses, at each attempt, is the one that protects.
"""

import re
from collections.abc import Collection
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from app.domain.values import value

MAX_URL = 2048
HTTPS_PORT = 443
_DEFAULT_PORTS = {"https": HTTPS_PORT, "http": 80}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")

Address = IPv4Address | IPv6Address


class Place(Enum):
    """Where an address is. FORBIDDEN: nothing is ever delivered there."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"  # a network of one's own
    LOOPBACK = "LOOPBACK"
    FORBIDDEN = "FORBIDDEN"


# From the registries of special addresses (iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-…). They stand
# here because Python's own tables differ from one patch release to the next.
_LOOPBACK: tuple[IPv4Network | IPv6Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_METADATA: tuple[IPv4Network | IPv6Network, ...] = (
    *map(IPv4Network, ("100.100.100.200/32", "168.63.129.16/32")),
    *map(IPv6Network, ("fd00:ec2::/32", "fd20:ce::/32")),
)
"""Where clouds answer machines, outside of the link-local networks that are forbidden as a whole."""
_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = (
    *map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")),
    IPv6Network("fc00::/7"),
)
_FORBIDDEN_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; 0.0.0.0 is this machine on Linux
            "169.254.0.0/16",  # link-local, and the metadata of clouds
            "192.0.0.0/24",  # IETF protocols
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_UNICAST_6 = IPv6Network("2000::/3")
_FORBIDDEN_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocols, and Teredo, which has an IPv4 address inside
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which has an IPv4 address inside
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def place_of(address: Address) -> Place:
    """Where an address is. One of NAT64 (RFC 6052), with which networks of IPv6 reach IPv4, is where its IPv4 address
    is; every other IPv6 address with an IPv4 address inside is forbidden."""
    if any(address in network for network in _METADATA):
        return Place.FORBIDDEN
    if any(address in network for network in _LOOPBACK):
        return Place.LOOPBACK
    if any(address in network for network in _PRIVATE):
        return Place.PRIVATE
    if isinstance(address, IPv4Address):
        return Place.FORBIDDEN if any(address in network for network in _FORBIDDEN_4) else Place.PUBLIC
    if address.scope_id is not None:
        return Place.FORBIDDEN
    if address in _NAT64:
        return place_of(IPv4Address(int(address) & 0xFFFFFFFF))
    is_unicast = address in _UNICAST_6 and not any(address in network for network in _FORBIDDEN_6)
    return Place.PUBLIC if is_unicast else Place.FORBIDDEN


def is_global(address: Address) -> bool:
    """Whether everybody on the internet can reach the address, so that our server reaches nothing by it that others
    do not."""
    return place_of(address) is Place.PUBLIC


@value
class Problem:
    """Why a URL or its addresses cannot be used, as a sentence for the partner."""

    sentence: str


@value
class Reach:
    """How far deliveries may go beyond public addresses and port 443.

    `ports`: these ports, for public and private addresses. `private`: networks of one's own, by http too. `local`: this
    machine, at any port, by http too.
    """

    ports: frozenset[int] = frozenset({HTTPS_PORT})
    private: bool = False
    local: bool = False


@value
class Target:
    """A URL that was checked. `host` is a name or an address, without brackets; `path` includes the query."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host and the port, as the header `Host` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS["https" if self.is_secure else "http"] else f"{host}:{self.port}"


def check_url(url: str, *, local: bool, ports: Collection[int], private: bool = False) -> str | Problem:
    """The URL, or why it cannot be an endpoint; the addresses of its host are checked at each attempt. The parameters
    are those of `Reach`."""
    found = target_of(url, Reach(frozenset(ports), private=private, local=local))
    return found if isinstance(found, Problem) else url


def target_of(url: str, reach: Reach) -> Target | Problem:
    """Where the URL leads, or why it cannot be used."""
    if len(url) > MAX_URL:
        return Problem(f"The URL has more than {MAX_URL:,} characters.")
    if not url.isascii() or not all("!" <= char <= "~" for char in url) or "\\" in url:
        return Problem(
            "The URL has characters that cannot be in one: write a host of other letters as xn--…, and encode others."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Problem("The URL cannot be read.")
    problem = _problem_of(parts)
    if problem is not None:
        return Problem(problem)
    host = (parts.hostname or "").lower()
    target = Target(
        parts.scheme == "https", host, _DEFAULT_PORTS[parts.scheme] if port is None else port, _path_of(parts)
    )
    problem = _host_problem(host) or _reach_problem(target, reach)
    return Problem(problem) if problem else target


def _problem_of(parts: SplitResult) -> str | None:
    if parts.scheme not in _DEFAULT_PORTS:
        return "The URL must begin with https://."
    if "@" in parts.netloc:
        return "The URL must not have a user name or a password."
    if parts.fragment:
        return "The URL must not have a part behind #, which no server receives."
    if not parts.hostname:
        return "The URL has no host."
    return None


def _path_of(parts: SplitResult) -> str:
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _host_problem(host: str) -> str | None:
    """A host that is no address in its usual form and no name: other spellings of addresses are ways around checks."""
    if _address_of(host) is not None:
        return None
    labels = host.split(".")
    if host.endswith("."):
        return "The host must not end in a dot."
    if _NUMBER.fullmatch(labels[-1]):
        return "An address must be written as four numbers from 0 to 255, or as IPv6 in brackets."
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "The host is no name that a server can have."
    return None


def _reach_problem(target: Target, reach: Reach) -> str | None:
    address = _address_of(target.host)
    is_here = target.host in THIS_MACHINE or target.host.endswith(".localhost")
    if reach.local and is_here:
        return None
    if not (target.is_secure or reach.private):
        return "The URL must begin with https://."
    if is_here:
        return "The host is this server itself."
    if target.port not in reach.ports:
        return f"The port must be {' or '.join(map(str, sorted(reach.ports)))}."
    return None if address is None else addresses_problem([address], target, reach)


def addresses_problem(found: Collection[Address], target: Target, reach: Reach) -> str | None:
    """Why no delivery may go to a host with these addresses; None if it may go to each of them. No address is named:
    a name leads to what its owner likes, and the sentence would tell what our server's network looks like."""
    if not found:
        return "The host has no address."
    allowed = {Place.PUBLIC} if target.is_secure else set()
    if reach.private and target.port in reach.ports:
        allowed.add(Place.PRIVATE)
    if reach.local:
        allowed.add(Place.LOOPBACK)
    places = {place_of(address) for address in found}
    if places <= allowed:
        return None
    if places == {Place.PUBLIC}:
        return "The URL must begin with https://."
    return "The host has an address that is not public."


def _address_of(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
