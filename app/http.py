"""What GraphQL and REST read in the same way: the partner's key and JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request

MAX_BODY_BYTES = 1_000_000
JSON = "application/json"
NO_KEY = "The partner key is missing, wrong or expired. Send it as X-Partner-Key, or as Authorization: Bearer."
RETRY_SECONDS = 5
"""After how many seconds a caller repeats a call that failed because the database is away."""
CHALLENGE = 'Bearer realm="nudge"'


# Headers that a web page may send. Those of Apollo, of tracing and of request ids change nothing here.
_FROM_PAGES = (
    "Accept",
    "Apollo-Require-Preflight",
    "ApolloGraphQL-Client-Name",
    "ApolloGraphQL-Client-Version",
    "Authorization",
    "Baggage",
    "Content-Type",
    "GraphQL-Preflight",
    "Idempotency-Key",
    "Traceparent",
    "Tracestate",
    "X-Apollo-Operation-Id",
    "X-Apollo-Operation-Name",
    "X-Apollo-Operation-Type",
    "X-Partner-Key",
    "X-Request-Id",
)
_TO_PAGES = ("Idempotent-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id")


def cors(origins: Sequence[str], *methods: str) -> list[Middleware]:
    """Lets web pages of these origins call with these methods; `*` means every origin.

    No cookie is a key, so credentials are not allowed.
    """
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=methods,
            allow_headers=_FROM_PAGES,
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


def partner_key(headers: Mapping[str, str]) -> str:
    """The key in `X-Partner-Key` or `Authorization: Bearer`; empty if there is none. Header names are in lower case."""
    if key := headers.get("x-partner-key", "").strip():
        return key
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def idempotency_key(request: Request) -> str | None:
    """The header `Idempotency-Key`, not checked; None if it is missing."""
    return request.headers.get("idempotency-key")


async def json_body(request: Request) -> Any:
    """The JSON value of the body. Raises `BadRequest` for another media type, a body too long, or broken JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise BadRequest(f"Send the body as JSON with the header Content-Type: {JSON}.", 415, Accept_Post=JSON)
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise BadRequest("Send the body uncompressed.", 415, Accept_Encoding="identity")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_BODY_BYTES:
        raise _too_large()
    body = bytearray()
    async for chunk in request.stream():
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
