"""What GraphQL and REST read in the same way: the partner's key and JSON."""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from hashlib import sha256
from math import ceil
from time import monotonic
from typing import Any
from uuid import UUID

import orjson
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request

from app.deps import Deps
from app.domain import addresses
from app.domain.leaky_buckets import LeakyBuckets
from app.services.accounts import KeyHolder, authenticate
from app.settings import ANY_ORIGIN, LOCAL_ORIGINS

MAX_BODY_BYTES = 1_000_000
LARGE_BODY_BYTES = 64_000
"""Bodies up to this size are read at once."""
FAILED_KEYS_PER_MINUTE = 100
KEY_IS_KNOWN_SECONDS = 600.0
MOST_KNOWN_KEYS = 10_000
JSON = "application/json"
NO_KEY = "No partner key was sent. Send it as X-Partner-Key, or as Authorization: Bearer."
WRONG_KEY = "The partner key is wrong, expired or revoked."
RETRY_SECONDS = 5
"""After how many seconds a caller repeats a call that failed because the database is away."""
CHALLENGE = 'Bearer realm="nudge"'
FRAMES = "nudge.frames"
"""The extension of ASGI by which an application sends whole frames of a WebSocket in one write, under this name in its
message, and says that it accepted the key of the socket (`let_in`). `doors/sockets.py` has it."""


_TO_PAGES = ("Idempotent-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id")


_OF_THIS_MACHINE = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"


def is_origin_allowed(origin: str, origins: Sequence[str]) -> bool:
    """Whether pages of this origin may call, where pages of these `origins` may: see `Settings.origins`."""
    if origin in origins or ANY_ORIGIN in origins:
        return True
    return LOCAL_ORIGINS in origins and re.fullmatch(_OF_THIS_MACHINE, origin) is not None


def cors(origins: Sequence[str], *methods: str) -> list[Middleware]:
    """Lets web pages of these origins (see `Settings.origins`) call with these methods.

    No cookie is a key, so credentials are not allowed.
    """
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_origin_regex=_OF_THIS_MACHINE if LOCAL_ORIGINS in origins else None,
            allow_methods=methods,
            allow_headers=("*",),  # tools for tracing add their own to every call of a page
            expose_headers=_TO_PAGES,
            max_age=600,
        )
    ]


class BadRequest(Exception):
    """A request that cannot be read: a sentence for the caller, the HTTP status, and headers of the answer."""

    def __init__(self, message: str, status: int = 400, **headers: str) -> None:
        super().__init__(message)
        self.message, self.status = message, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Unidentified(Exception):
    """A caller without a valid key: a sentence, and the seconds to wait if there were too many wrong keys before."""

    def __init__(self, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.message, self.retry_after = message, retry_after


class FailedKeys:
    """The wrong keys of each address, in this process. Beyond `FAILED_KEYS_PER_MINUTE` the database is not asked for a
    key from that address, unless the key was valid a moment ago: others may share the address."""

    def __init__(self) -> None:
        self._buckets = LeakyBuckets()
        self._valid: OrderedDict[str, float] = OrderedDict()

    def require_room(self, address: str, key: str) -> None:
        """Raises `Unidentified` if the address sent too many wrong keys. `key` is a digest."""
        now = monotonic()
        if now < self._valid.get(key, 0.0):
            return
        [(_, wait)] = self._pour(_caller(address), 0, now)
        if wait:
            raise Unidentified("This address sent too many wrong keys.", ceil(wait))

    def note(self, address: str, key: str, valid: bool) -> None:
        """Notes whether a key was valid, by its digest."""
        now = monotonic()
        if not valid:
            self._pour(_caller(address), 1, now)
            return
        self._valid[key] = now + KEY_IS_KNOWN_SECONDS
        self._valid.move_to_end(key)
        if len(self._valid) > MOST_KNOWN_KEYS:
            self._valid.popitem(last=False)

    def _pour(self, address: str, amount: int, now: float) -> list[tuple[float, float]]:
        size = FAILED_KEYS_PER_MINUTE
        if amount:
            return self._buckets.pour([(address, size, size, amount)], now)
        [(empty_in, _)] = self._buckets.pour([(address, size, size, 0)], now)
        return [(empty_in, max(0.0, empty_in - 60 + 60 / size))]


def _caller(address: str) -> str:
    return addresses.counted_as(found) if (found := addresses.parse(address)) else address


FAILED_KEYS = FailedKeys()


async def identify(key: str, address: str, now: datetime) -> KeyHolder:
    """The caller that the key names. Raises `Unidentified` for a missing or wrong key, or after too many wrong keys."""
    if not key:
        raise Unidentified(NO_KEY)
    digest = sha256(key.encode()).hexdigest()
    FAILED_KEYS.require_room(address, digest)
    holder = await authenticate(key, now)
    FAILED_KEYS.note(address, digest, holder is not None)
    if holder is None:
        raise Unidentified(WRONG_KEY)
    return holder


def deps_of(connection: HTTPConnection) -> Deps:
    """The dependencies of the process, which the application's lifespan yields as state of each request."""
    deps: Deps = connection.state["deps"]
    return deps


def address_of(connection: HTTPConnection) -> str:
    """The address of the client, as the server sees it."""
    return connection.client.host if connection.client else ""


def partner_key(headers: Mapping[str, str]) -> str:
    """The key in `X-Partner-Key` or `Authorization: Bearer`; empty if there is none. Header names are in lower case."""
    if key := headers.get("x-partner-key", "").strip():
        return key
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def idempotency_key(request: Request) -> str | None:
    """The header `Idempotency-Key`, not checked; None if it is missing."""
    return request.headers.get("idempotency-key")


async def json_body(request: Request, partner_id: UUID, held: AsyncExitStack) -> Any:
    """The JSON value of the body. The rest of a large one is read when there is room for it, which is kept in `held`.

    Raises `BadRequest` for another media type, a body too long, or broken JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise BadRequest(f"Send the body as JSON with the header Content-Type: {JSON}.", 415, Accept_Post=JSON)
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise BadRequest("Send the body uncompressed.", 415, Accept_Encoding="identity")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_BODY_BYTES:
        raise _too_large()
    body, bodies = bytearray(), deps_of(request).concurrency.bodies
    async for chunk in request.stream():
        if len(body) <= LARGE_BODY_BYTES < len(body) + len(chunk):
            await held.enter_async_context(bodies.take(partner_id, MAX_BODY_BYTES))
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
    return parsed(bytes(body), "The body")


def _too_large() -> BadRequest:
    return BadRequest(f"The body is larger than {MAX_BODY_BYTES:,} bytes.", 413)


def parsed(text: bytes, name: str) -> Any:
    """The JSON value of a text. `name` is the name of the text for callers. Raises `BadRequest` if it is not JSON."""
    # orjson also refuses text that is not UTF-8, half a surrogate pair, NaN, and deep nesting.
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(f"{name} cannot be read as JSON.") from None
