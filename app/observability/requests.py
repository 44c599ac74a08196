"""One line in the log and one measurement for each HTTP request: its door, what it was, and how long it took.

Whoever answers tells more of it by `tell`: the operation's name, its cost, the partner. Never a phone, a text or a key.
"""

import logging
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observability import tracing
from app.observability.metrics import REQUESTS

log = logging.getLogger("nudge.requests")

_TOLD = "nudge.told"
_DOORS = {
    "graphql": "graphql",
    "v1": "rest",
    "api": "rest",
    "webhooks": "webhooks",
    "media": "media",
    "imports": "imports",
    "console": "pages",
}
_UNSEEN = {"healthz", "readyz", "metrics"}
"""Addresses that a load balancer asks every few seconds."""
OTHER = "other"
ANSWERED, LIMITED, REFUSED, FAILED = "answered", "limited", "refused", "failed"


def tell(scope: Scope, **facts: Any) -> None:
    """Adds facts to the line of this request: few, short, and none of a person. The fact `outcome` is also the label of
    a request whose status does not tell how it ended: GraphQL answers faults and refusals with 200."""
    scope.setdefault(_TOLD, {}).update(facts)


class Requests:
    """The ASGI middleware. WebSockets pass by: a query or mutation there is measured by itself, as door `sockets`.
    A request that ended in its body without an answer is measured, and has its line from `app.doors`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (room := _room(scope)) in _UNSEEN:
            await self._app(scope, receive, send)
            return
        began, status, streams, is_whole, is_cut_off = perf_counter(), 0, False, False, False
        told: dict[str, Any] = {}
        scope[_TOLD] = told

        async def received() -> Message:
            nonlocal is_whole, is_cut_off
            message = await receive()
            if message["type"] == "http.request":
                is_whole = not message.get("more_body")
            else:
                is_cut_off = not is_whole
            return message

        async def observed(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                streams = any(
                    name.lower() == b"content-type" and value.startswith(b"text/event-stream")
                    for name, value in message.get("headers", ())
                )
            await send(message)

        try:
            with tracing.span("request", scope["headers"], door=_DOORS.get(room, OTHER)) as span:
                await self._app(scope, received, observed)
                for name, fact in (("status", status), *told.items()):
                    span.set_attribute(name, fact if isinstance(fact, int | float) else str(fact))
        except Exception:
            status = 500  # as Starlette answers above this
            raise
        finally:
            seconds = perf_counter() - began
            door = "streams" if streams else _DOORS.get(room, OTHER)
            if not streams:  # a stream ends when its reader goes
                REQUESTS.labels(door, outcome(status, told.get("outcome"))).observe(seconds)
            facts = {"door": door, "status": status, "ms": round(seconds * 1000, 1), **told}
            if status or not is_cut_off:  # else `app.doors` has the line, and bounds how many there are
                log.info("%s %s", scope["method"], door, extra=facts)


def _room(scope: Scope) -> str:
    """The first part of the address."""
    path = str(scope["path"])
    return path.removeprefix(scope.get("root_path", "")).lstrip("/").partition("/")[0]


def outcome(status: int, told: str | None = None) -> str:
    """How a request ended, in a word: few of them, for a label. `told` counts where the status is that of an answer."""
    match status:
        case 0:
            return "aborted"
        case 429:
            return LIMITED
        case _ if status < 400:
            return told or ANSWERED
        case _ if status < 500:
            return REFUSED
    return FAILED
