"""The webhooks of the SMS provider: read the call, ask the provider's reader, one use case, answer.

A 2xx means that the message or the report is committed. Which provider calls is decided by the settings; the
application's lifespan yields its `WebhookReader`.
"""

import logging

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.db import is_away
from app.deps import Deps
from app.http import RETRY_SECONDS, deps_of
from app.observability import logs, request_ids
from app.observability.metrics import REFUSED_WEBHOOKS
from app.providers.webhooks import (
    DeliveryReport,
    InboundSms,
    OfConnection,
    ReadCall,
    RefusedCall,
    WebhookCall,
    WebhookReader,
)
from app.services import connections
from app.services.conversations import WrongAccount, receive_report, receive_sms

log = logging.getLogger("nudge.webhooks")

MAX_BODY_BYTES = 64 * 1024
WRONG_ACCOUNT = RefusedCall(403, "account", "The number of this message belongs to another account at the provider.")


def routes() -> list[Route]:
    """Every address below `/webhooks/`, for an application whose lifespan yields `deps` and `webhooks`, a reader."""
    return [Route("/webhooks/{path:path}", _webhook, methods=["POST"])]


async def _webhook(request: Request) -> Response:
    try:
        return await _answered(request, deps_of(request), request.state.webhooks)
    except ClientDisconnect:
        # The server has written a line of it. Nothing is stored of half a body, and nobody hears this answer.
        REFUSED_WEBHOOKS.labels("aborted").inc()
        return Response(status_code=400)
    except Exception as error:
        # A 2xx before the commit would lose the message. Whether a 5xx is delivered again is the provider's setting.
        REFUSED_WEBHOOKS.labels("fault").inc()
        if is_away(error):
            logs.away(log, error, request_ids.current())
        else:
            log.exception("a webhook call could not be stored")
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return Response("Try again later.\n", 503, headers=headers, media_type="text/plain")


async def _answered(request: Request, deps: Deps, reader: WebhookReader) -> Response:
    try:
        match await _read(request, deps, reader):
            case InboundSms() as sms:
                answer = reader.answer(await receive_sms(deps, sms))
                return Response(answer.body, media_type=answer.media_type)
            case DeliveryReport() as report:
                # A report about an unknown attempt is counted, and the provider need not send it again.
                await receive_report(deps, report)
                return Response(status_code=204)
            case RefusedCall() as refused:
                return _refused(refused)
    except WrongAccount:
        return _refused(WRONG_ACCOUNT)


def _refused(call: RefusedCall) -> Response:
    REFUSED_WEBHOOKS.labels(call.reason).inc()
    log.warning("a webhook call was refused: %s", call.reason)
    return Response(f"{call.sentence}\n", call.status, media_type="text/plain")


async def _read(request: Request, deps: Deps, reader: WebhookReader) -> ReadCall:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return RefusedCall(413, "too_large", "The body is too large.")
    path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    url = f"{deps.settings.base_url}{path}" + (f"?{query}" if query else "")
    told = reader.read(WebhookCall(url, path, request.headers, body))
    if isinstance(told, OfConnection):
        return told.read(await connections.secrets_of(deps, told.account, told.number))
    return told
