"""Request ids: each answer has one in `X-Request-Id`, and each log line that is written during a request."""

from uuid import UUID

from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from starlette.middleware import Middleware

from app.domain.ids import new_id

HEADER = "X-Request-Id"


def middleware() -> Middleware:
    """Takes the id that a proxy in front gave the request when it is a UUID, and makes an id otherwise."""
    return Middleware(
        CorrelationIdMiddleware,
        header_name=HEADER,
        generator=lambda: new_id().hex,
        validator=None,
        transformer=_uuid_or_new,
        update_request_header=False,
    )


def current() -> str:
    """The id of the request that is being answered."""
    return correlation_id.get() or new_id().hex


def _uuid_or_new(given: str) -> str:
    try:
        return UUID(given).hex
    except ValueError:
        return new_id().hex
