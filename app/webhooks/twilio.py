"""Twilio's webhooks: verify, parse, one call, answer. A 2xx means that it is committed.

Sources: twilio.com/docs/usage/webhooks/webhooks-security, .../messaging/guides/webhook-request,
.../messaging/guides/outbound-message-logging.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.db import is_away
from app.deps import Deps
from app.http import deps_of
from app.observability import logs, request_ids
from app.observability.metrics import REFUSED_WEBHOOKS
from app.providers.twilio import codes, parameters, paths, signature, twiml
from app.services.conversations import DeliveryReport, InboundSms, receive_report, receive_sms

log = logging.getLogger("nudge.webhooks")

MAX_BODY = 64 * 1024
MAX_MEDIA = 10
SID = re.compile(r"(SM|MM)[0-9a-zA-Z]{32}")

Form = ImmutableMultiDict[str, str]


class RefusedCall(Exception):
    """The call is not answered with its content: an HTTP status and a sentence that says what to mend."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.reason = status, reason


def routes() -> list[Route]:
    """The webhook routes, for an application whose lifespan yields `deps` and `token`.

    The token signs what comes in: Twilio's auth token, or the simulator's.
    """

    async def sms(request: Request) -> Response:
        return await _guarded(request, deps_of(request), request.state.token, _sms)

    async def status(request: Request) -> Response:
        return await _guarded(request, deps_of(request), request.state.token, _status)

    return [
        Route(paths.SMS, sms, methods=["POST"]),
        Route(paths.STATUS + "/{attempt}", status, methods=["POST"]),
    ]


async def _guarded(
    request: Request, deps: Deps, token: str, handle: Callable[[Request, Deps, Form], Awaitable[Response]]
) -> Response:
    try:
        form = await verified(request, deps, token)
        return await handle(request, deps, form)
    except RefusedCall as refused:
        REFUSED_WEBHOOKS.labels(refused.reason).inc()
        log.warning("a webhook call was refused: %s", refused.reason)
        return Response(f"{refused}\n", refused.status, media_type="text/plain")
    except ClientDisconnect:
        # The server has written a line of it. Nothing is stored of half a body, and nobody hears this answer.
        REFUSED_WEBHOOKS.labels("aborted").inc()
        return Response(status_code=400)
    except Exception as error:
        # Twilio tries again on a 5xx only when it is told where; what matters is never to say 2xx before the commit.
        REFUSED_WEBHOOKS.labels("fault").inc()
        if is_away(error):
            logs.away(log, error, request_ids.current())
        else:
            log.exception("a webhook call could not be stored")
        return Response("Try again later.\n", 503, headers={"Retry-After": "5"}, media_type="text/plain")


async def verified(request: Request, deps: Deps, token: str) -> Form:
    """The form of a call that Twilio has signed. Anything else is a 403, whatever is wrong with it."""
    body = await _body(request)
    try:
        form = Form(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=200))
    except Exception as error:
        raise RefusedCall(403, "malformed", "The body is not the form that Twilio signs.") from error
    sent = request.headers.get(signature.HEADER, "")
    if not signature.genuine(token, _called_url(request, deps), form, sent):
        raise RefusedCall(
            403, "signature", "The signature does not fit. Is PUBLIC_BASE_URL the address that Twilio calls?"
        )
    account_sid = deps.settings.twilio_account_sid
    if account_sid and form.get("AccountSid") != account_sid:
        raise RefusedCall(403, "account", "The call is for another Twilio account.")
    return form


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise RefusedCall(413, "too_large", "The body is too large.")
    return body


def _called_url(request: Request, deps: Deps) -> str:
    """The address that Twilio called and signed: our public one, with the path and query as they came."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    return f"{deps.settings.base_url}{path}" + (f"?{query}" if query else "")


async def _sms(request: Request, deps: Deps, form: Form) -> Response:
    text = await receive_sms(deps, parse_sms(dict(form)))
    return Response(twiml.answer(text), media_type=twiml.MEDIA_TYPE)


def parse_sms(form: Mapping[str, str]) -> InboundSms:
    """The inbound message. Half a message is refused: nothing is stored that cannot be told apart."""
    sid, sender, to = form.get("MessageSid", ""), form.get("From", ""), form.get("To", "")
    if not SID.fullmatch(sid):
        raise RefusedCall(400, "half", "MessageSid is missing or is no message's SID.")
    if not sender or not to:
        raise RefusedCall(400, "half", "From or To is missing.")
    if "Body" not in form:
        raise RefusedCall(400, "half", "Body is missing.")
    if wrong := parameters.problem(form):
        raise RefusedCall(403, "parameters", wrong)
    return InboundSms(
        sid=sid,
        sender=sender,
        to=to,
        body=form["Body"],
        media=_media(form),
        opt_out_type=form.get("OptOutType") or None,
    )


def _media(form: Mapping[str, str]) -> tuple[str, ...]:
    urls = (form.get(f"MediaUrl{n}") for n in range(MAX_MEDIA))
    return tuple(url.replace("\x00", "") for url in urls if url)


async def _status(request: Request, deps: Deps, form: Form) -> Response:
    report = parse_status(request.path_params["attempt"], form)
    # An attempt that is unknown here is no error of Twilio's: it is counted, and not asked for again.
    await receive_report(deps, report)
    return Response(status_code=204)


def parse_status(attempt: str, form: Form) -> DeliveryReport:
    """What Twilio says of one attempt, whose id is in the path."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not SID.fullmatch(sid) or not status:
        raise RefusedCall(400, "half", "MessageSid and MessageStatus are needed.")
    try:
        attempt_id = UUID(attempt)
    except ValueError as error:
        raise RefusedCall(404, "attempt", "There is no such attempt.") from error
    code = form.get("ErrorCode", "")
    error_code = int(code) if re.fullmatch("[0-9]{1,6}", code) else None
    return DeliveryReport(attempt_id, sid, codes.status_of(status), error_code)
