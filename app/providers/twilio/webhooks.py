"""Twilio's webhooks: the signature first, then the parameters.

Sources: twilio.com/docs/usage/webhooks/webhooks-security, .../messaging/guides/webhook-request,
.../messaging/guides/outbound-message-logging.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.datastructures import ImmutableMultiDict

from app.providers.twilio import codes, parameters, paths, signature, twiml
from app.providers.webhooks import DeliveryReport, InboundSms, RefusedCall, WebhookAnswer, WebhookCall

MAX_MEDIA = 10
MAX_FIELDS = 200
SID = re.compile(r"(SM|MM)[0-9a-zA-Z]{32}")

Form = ImmutableMultiDict[str, str]


@dataclass(frozen=True, slots=True)
class TwilioWebhooks:
    """Twilio's implementation of `WebhookReader`. `account_sid` is None for the simulator, which has no account."""

    token: str
    account_sid: str | None

    def read(self, call: WebhookCall) -> InboundSms | DeliveryReport | RefusedCall:
        form = self._verified(call)
        if isinstance(form, RefusedCall):
            return form
        if call.path == paths.SMS:
            return inbound_sms(dict(form))
        if call.path.startswith(f"{paths.STATUS}/"):
            return delivery_report(call.path.removeprefix(f"{paths.STATUS}/"), form)
        return RefusedCall(404, "path", "Twilio has no webhook at this address.")

    def answer(self, text: str | None) -> WebhookAnswer:
        return WebhookAnswer(twiml.answer(text), twiml.MEDIA_TYPE)

    def _verified(self, call: WebhookCall) -> Form | RefusedCall:
        """The form of a call that Twilio has signed."""
        try:
            fields = parse_qsl(
                call.body.decode(), keep_blank_values=True, strict_parsing=bool(call.body), max_num_fields=MAX_FIELDS
            )
        except ValueError:
            return RefusedCall(403, "malformed", "The body is not the form that Twilio signs.")
        form = Form(fields)
        if not signature.genuine(self.token, call.url, form, call.headers.get(signature.HEADER, "")):
            return RefusedCall(
                403, "signature", "The signature does not fit. Is PUBLIC_BASE_URL the address that Twilio calls?"
            )
        if self.account_sid and form.get("AccountSid") != self.account_sid:
            return RefusedCall(403, "account", "The call is for another Twilio account.")
        return form


def inbound_sms(form: Mapping[str, str]) -> InboundSms | RefusedCall:
    """The inbound message. A message without its id, sender, recipient or text is refused."""
    sid, sender, to = form.get("MessageSid", ""), form.get("From", ""), form.get("To", "")
    if not SID.fullmatch(sid):
        return RefusedCall(400, "half", "MessageSid is missing or is no message's SID.")
    if not sender or not to:
        return RefusedCall(400, "half", "From or To is missing.")
    if "Body" not in form:
        return RefusedCall(400, "half", "Body is missing.")
    if wrong := parameters.problem(form):
        return RefusedCall(403, "parameters", wrong)
    return InboundSms(sid, sender, to, form["Body"], _media(form), form.get("OptOutType") or None)


def _media(form: Mapping[str, str]) -> tuple[str, ...]:
    urls = (form.get(f"MediaUrl{n}") for n in range(MAX_MEDIA))
    return tuple(url.replace("\x00", "") for url in urls if url)


def delivery_report(attempt: str, form: Mapping[str, str]) -> DeliveryReport | RefusedCall:
    """The status callback of an attempt, whose id is the last part of the path."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not SID.fullmatch(sid) or not status:
        return RefusedCall(400, "half", "MessageSid and MessageStatus are needed.")
    try:
        attempt_id = UUID(attempt)
    except ValueError:
        return RefusedCall(404, "attempt", "There is no such attempt.")
    code = form.get("ErrorCode", "")
    error_code = int(code) if re.fullmatch("[0-9]{1,6}", code) else None
    return DeliveryReport(attempt_id, sid, codes.status_of(status), error_code)
