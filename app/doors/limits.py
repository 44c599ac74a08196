"""The limits of a connection, and the decision on one connection. Pure: the time is an argument."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from app.domain import addresses

KB, MB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    head_bytes: int = 16 * KB
    headers: int = 100
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    discarded_bytes: int = MB
    """What may still arrive of a body whose request was answered already."""
    chunks: int = 1000
    """Chunks of one body, and one more for each `bytes_of_chunk`. Lines that are sent one by one are within it."""
    bytes_of_chunk: int = 16
    pipelined: int = 16
    """Requests of one connection that wait for the answer to the request before them."""
    strange_frames: int = 64
    """Frames of a socket whose key was not accepted yet."""
    socket_frames: int = 1000
    """Frames of a socket that may arrive at once; then `socket_frames_per_second`."""
    socket_frames_per_second: float = 200.0
    unsent_seconds: float = 30.0
    unsent_bytes: int = 8 * MB
    large_unsent_seconds: float = 3.0
    """How long more than `unsent_bytes` may wait for a reader that takes nothing."""
    unsent_total_bytes: int = 32 * MB
    unfinished_total_bytes: int = 64 * MB
    """What may be held of bodies that are not complete, for all connections together."""
    connections: int = 10_000
    reserved_connections: int = 128
    """Connections above `connections`, for the paths in `always_open` alone."""
    always_open: tuple[bytes, ...] = ()

    @property
    def connections_per_address(self) -> int:
        return max(1, self.connections // 4)

    def within(self, descriptors: int) -> "Limits":
        """These limits with as many connections as the descriptors allow."""
        room = descriptors - KEPT_DESCRIPTORS - self.reserved_connections
        return replace(self, connections=max(64, min(self.connections, room)))


KEPT_DESCRIPTORS = 192
"""Descriptors that are no caller's connection: the stores, the provider, the model, files, refused connections."""
REFUSED_AT_ONCE = 64
"""Refused connections that may be open at a time, so that the caller can read why it was refused."""
REFUSED_SECONDS = 1.0
PROGRESS_BYTES = 256 * KB
"""A reader that takes this much in `unsent_seconds` is slow, but it reads."""


class Phase(Enum):
    """What the server waits for. In each phase but WORKING a connection may be closed to make room: its request is not
    complete, or it is answered."""

    IDLE = "no request"
    HEAD = "the rest of the headers"
    BODY = "the rest of the body"
    SOCKET = "a socket's key"
    WORKING = "the application"
    REFUSED = "the end of a refused connection"


class Reason(Enum):
    """Why a connection is closed or a request is refused. The values are labels of a metric."""

    NO_REQUEST = "no_request"
    SLOW_HEAD = "slow_head"
    SLOW_BODY = "slow_body"
    NO_KEY = "no_key"
    SLOW_READER = "slow_reader"
    UNSENT_TOTAL = "unsent_total"
    LARGE_HEAD = "large_head"
    LONG_URL = "long_url"
    MALFORMED = "malformed"
    NO_HOST = "no_host"
    SMALL_CHUNKS = "small_chunks"
    PIPELINED = "pipelined"
    CUT_OFF = "cut_off"
    DISCARDED = "discarded"
    FLOOD = "flood"
    EVICTED = "evicted"
    FULL = "full"
    ADDRESS = "address"


def overdue(phase: Phase, waited: float, unsent: int, unread_for: float, limits: Limits) -> Reason | None:
    """Why the connection must be closed now, or None.

    `waited` is the time in this phase; `unread_for` is the time for which the caller has read (almost) nothing of the
    `unsent` bytes.
    """
    if unsent and unread_for >= limits.unsent_seconds:
        return Reason.SLOW_READER
    if unsent > limits.unsent_bytes and unread_for >= limits.large_unsent_seconds:
        return Reason.SLOW_READER
    match phase:
        case Phase.IDLE if waited >= limits.head_seconds:
            return Reason.NO_REQUEST
        case Phase.HEAD if waited >= limits.head_seconds:
            return Reason.SLOW_HEAD
        case Phase.BODY if waited >= limits.body_seconds:
            return Reason.SLOW_BODY
        case Phase.SOCKET if waited >= limits.body_seconds:
            return Reason.NO_KEY
    return None


@dataclass(slots=True)
class Allowance:
    """What one socket may still send: `room` frames, and `per_second` more, up to `most`."""

    room: float
    most: float = 0.0
    per_second: float = 0.0
    since: float = 0.0

    def take(self, frames: int, now: float) -> bool:
        """Takes the frames out of the room. False if there were more than the room."""
        if self.per_second:
            self.room = min(self.most, self.room + (now - self.since) * self.per_second)
            self.since = now
        self.room -= frames
        return self.room >= 0


class Proxies:
    """The addresses whose connections carry many callers, so that no limit per address holds for them.

    `text` is uvicorn's FORWARDED_ALLOW_IPS: addresses and networks separated by commas, or `*`.
    """

    def __init__(self, text: str | Sequence[str]) -> None:
        named = [part.strip() for part in (text.split(",") if isinstance(text, str) else text)]
        self._all = "*" in named
        self._networks = [network for part in named if (network := _network(part))]

    def __contains__(self, address: IPv4Address | IPv6Address) -> bool:
        return self._all or any(address in network for network in self._networks)


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None  # uvicorn takes other words as names of peers that have no address


def group(host: str | None, proxies: Proxies) -> str | None:
    """The name under which connections of one caller are counted; None for a proxy, or a peer without an address."""
    address = addresses.parse(host)
    return None if address is None or address in proxies else addresses.counted_as(address)
