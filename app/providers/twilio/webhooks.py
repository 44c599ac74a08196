"""Twilio's webhooks: the signature first, then the parameters.

Sources: twilio.com/docs/usage/webhooks/webhooks-security, .../messaging/guides/webhook-request,
.../messaging/guides/outbound-message-logging.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.datastructures import ImmutableMultiDict

from app.domain.media.fetching import MAX_FILES
from app.domain.sms.phones import is_e164
from app.providers.twilio import codes, parameters, paths, signature, twiml
from app.providers.webhooks import (
    DeliveryReport,
    InboundSms,
    OfConnection,
    ReadCall,
    RefusedCall,
    WebhookAnswer,
    WebhookCall,
)

MAX_FIELDS = 200
SERVICE = re.compile(r"MG[0-9a-f]{32}")
SID = re.compile(r"(SM|MM)[0-9a-zA-Z]{32}")
ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
NOBODYS = "0" * 32
NOT_SIGNED = RefusedCall(
    403, "signature", "The signature does not fit. Is PUBLIC_BASE_URL the address that Twilio calls?"
)

Form = ImmutableMultiDict[str, str]


@dataclass(frozen=True, slots=True)
class TwilioWebhooks:
    """Twilio's implementation of `WebhookReader`. `account_sid` is None for the simulator, which has no account."""

    token: str
    account_sid: str | None

    def read(self, call: WebhookCall) -> ReadCall | OfConnection:
        form = _form(call)
        if isinstance(form, RefusedCall):
            return form
        account = form.get("AccountSid", "")
        if _is_signed(call, form, self.token):
            if self.account_sid and account != self.account_sid:
                return RefusedCall(403, "account", "The call is for another Twilio account.")
            return _read(call, form)
        if account == self.account_sid or not ACCOUNT.fullmatch(account):
            return NOT_SIGNED
        number = form.get("To" if call.path == paths.SMS else "From", "")
        return OfConnection(account, number, partial(_read_by, call, form, account))

    def answer(self, text: str | None) -> WebhookAnswer:
        return WebhookAnswer(twiml.answer(text), twiml.MEDIA_TYPE)


def _form(call: WebhookCall) -> Form | RefusedCall:
    """The form of a call, not verified."""
    try:
        fields = parse_qsl(
            call.body.decode(), keep_blank_values=True, strict_parsing=bool(call.body), max_num_fields=MAX_FIELDS
        )
    except ValueError:
        return RefusedCall(403, "malformed", "The body is not the form that Twilio signs.")
    return Form(fields)


def _is_signed(call: WebhookCall, form: Form, token: str) -> bool:
    return signature.genuine(token, call.url, form, call.headers.get(signature.HEADER, ""))


def _read(call: WebhookCall, form: Form) -> ReadCall:
    """What a call says that is verified."""
    if call.path == paths.SMS:
        return inbound_sms(dict(form))
    if call.path.startswith(f"{paths.STATUS}/"):
        return delivery_report(call.path.removeprefix(f"{paths.STATUS}/"), form)
    return RefusedCall(404, "path", "Twilio has no webhook at this address.")


def _read_by(call: WebhookCall, form: Form, account: str, tokens: Sequence[str]) -> ReadCall:
    """What a call says that one of these tokens of the account has signed. Without a token the work is the same, so
    that the time of the answer does not tell which accounts are connected."""
    signed = [_is_signed(call, form, token) for token in tokens or (NOBODYS,)]
    if not tokens or not any(signed):
        return NOT_SIGNED
    told = _read(call, form)
    return told if isinstance(told, RefusedCall) else replace(told, signer=account)


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
    service = form.get("MessagingServiceSid", "")
    return InboundSms(
        sid,
        sender,
        to,
        form["Body"],
        _media(form),
        form.get("OptOutType") or None,
        service=service if SERVICE.fullmatch(service) else None,
    )


def _media(form: Mapping[str, str]) -> tuple[str, ...]:
    urls = (form.get(f"MediaUrl{n}") for n in range(MAX_FILES))
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
    sender = form.get("From", "")
    return DeliveryReport(
        attempt_id, sid, codes.status_of(status), error_code, left_from=sender if is_e164(sender) else None
    )
