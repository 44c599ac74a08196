"""What every door of the API reads in the same way: the partner's key, and JSON."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

MAX_BODY_BYTES = 1_000_000
JSON = "application/json"
NO_KEY = "The partner key is missing, wrong or expired. Send it as X-Partner-Key, or as Authorization: Bearer."
CHALLENGE = 'Bearer realm="nudge"'


class BadRequest(Exception):
    """A request that cannot be read: a sentence that says why, the status, and headers that help."""

    def __init__(self, message: str, status: int = 400, **headers: str) -> None:
        super().__init__(message)
        self.message, self.status = message, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def partner_key(headers: Mapping[str, str]) -> str:
    """The key, from `X-Partner-Key` or `Authorization: Bearer`; empty if neither has one. Names in lower case."""
    if key := headers.get("x-partner-key", "").strip():
        return key
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def idempotency_key(request: Request) -> str | None:
    """What the caller sent as `Idempotency-Key`, good or not; None if nothing."""
    return request.headers.get("idempotency-key")


async def json_body(request: Request) -> Any:
    """The body's value. Raises `BadRequest` for another media type, for one that is too long, for broken JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise BadRequest(f"Send the body as {JSON}, and say so in Content-Type.", 415, Accept_Post=JSON)
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


def parsed(text: bytes, what: str) -> Any:
    """The JSON value in a text that callers know as `what`."""
    # orjson refuses what is no JSON, no UTF-8, half a surrogate pair, NaN, or nested too deeply.
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(f"{what} cannot be read as JSON.") from None
