"""Sending by Twilio: each message is posted once, and what became of it is in the closed vocabulary of
`app/providers/sms.py`.

The POST of a message (twilio.com/docs/messaging/api/message-resource) is made here and not by Twilio's package, whose
layers around one request cost more than the request.
"""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from app.domain.engine.effects import UNEXPLAINED, Effect, Meaning
from app.providers.http1 import Answer, NotConnected, Unanswered
from app.providers.sms import (
    Accepted,
    Finding,
    Listed,
    ListingFailed,
    Outcome,
    Outgoing,
    Received,
    Rejected,
    TryLater,
    Unclear,
)
from app.providers.twilio import codes, doctor, keywords, paths
from app.providers.twilio.http import TWILIO_API, Http, Throttled, decided, quoted, quoted_before, signed
from app.providers.twilio.messages import HEADERS, Messages, Row
from app.providers.twilio.transport import steady

if TYPE_CHECKING:
    from app.providers.twilio.media import TwilioFiles

TIMEOUT_SECONDS = 10.0
LISTING = 200
PAGE = 1000
NOT_PASSED_ON = {401, 403, 404, 407}  # what a proxy or a firewall answers in place of Twilio
LONGEST_VALIDITY = 36_000  # ValidityPeriod in seconds: Twilio's limit, and its default


def is_service(sender: str) -> bool:
    """Whether this is the SID of a Messaging Service, and no number."""
    return sender.startswith("MG")


def _form(message: Outgoing, callbacks_at: str) -> bytes:
    """The form of a message, encoded. Its status callback's address ends with the id of the attempt."""
    sender = "MessagingServiceSid" if is_service(message.sender) else "From"
    form = (
        f"To={quoted(message.to)}&{sender}={quoted_before(message.sender)}&Body={quoted(message.body)}"
        f"&StatusCallback={quoted_before(callbacks_at)}{message.attempt_id}"
    )
    if message.valid_seconds is not None and message.valid_seconds <= LONGEST_VALIDITY:
        form += f"&ValidityPeriod={message.valid_seconds}"
    return form.encode("latin-1")


class TwilioSms:
    """The Twilio adapter of the `Sms` port."""

    name = "twilio"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        base_url: str,
        api_url: str | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
        *,
        confirms_keywords: bool = True,
        http: Http | None = None,
    ) -> None:
        """`base_url` is where Twilio calls us; `api_url` where its API is, if not at Twilio; `http` has the connections
        that others use too."""
        self.timeout_seconds = timeout_seconds
        self._confirms_keywords = confirms_keywords
        self._callbacks_at = paths.status_callback(base_url)
        self._http = http or Http(api_url, timeout_seconds)
        self._auth = account_sid, auth_token
        self._messages = Messages(account_sid, auth_token, self._http)
        self._target = f"/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._headers = signed({**HEADERS, "Content-Type": "application/x-www-form-urlencoded"}, self._auth)

    async def send(self, message: Outgoing) -> Outcome:
        begun = steady()
        try:
            form = _form(message, self._callbacks_at)
            return _outcome_in(await self._http.api.request("POST", self._target, self._headers, form, begun))
        except Exception as error:
            return outcome_of(error)

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        # Not by DateSent: a message that is still queued has none, and must be found all the same.
        chosen = {} if is_service(sender) else {"From": sender}
        listed: list[Row] = []
        try:
            async for page in self._messages.pages(LISTING, To=to, **chosen):
                listed += page
                if len(listed) >= LISTING:
                    break
        except Exception as error:
            raise ListingFailed(_unlisted(error)) from error
        found = [Listed(m.sid, m.to, m.body, codes.status_of(str(m.status)), m.created_at) for m in listed[:LISTING]]
        recent = [one for one in found if one.created_at is None or one.created_at >= since]
        if len(recent) == LISTING:
            raise ListingFailed("more messages to this number than one page shows")
        return recent

    async def sent_since(self, since: datetime) -> list[Listed]:
        # Not by DateSent, as above. What Twilio answered a lead by itself is `outbound-reply`.
        found = [m for m in await self._since(since) if m.direction == "outbound-api"]
        return [
            Listed(m.sid, m.to, m.body or "", codes.status_of(str(m.status)), m.created_at, m.sender, m.service)
            for m in found
        ]

    async def received_since(self, since: datetime) -> list[Received]:
        listed = await self._since(since, **{"DateSent>": f"{since:%Y-%m-%d}"})
        # What names no sender or recipient is left out: it could not be stored, and must not keep the others waiting.
        return [
            Received(m.sid, m.sender, m.to, m.body or "", m.created_at, m.media, m.service)
            for m in listed
            if m.direction == "inbound" and m.sid and m.sender and m.to and m.created_at
        ]

    async def _since(self, since: datetime, **chosen: str) -> list[Row]:
        """The messages in both directions since then. The list begins with the newest: a page with nothing recent ends
        it."""
        found: list[Row] = []
        try:
            async for page in self._messages.pages(PAGE, **chosen):
                recent = [m for m in page if m.created_at and m.created_at >= since]
                found += recent
                if not recent:
                    break
        except Exception as error:
            raise ListingFailed(_unlisted(error)) from error
        return found

    async def media_of(self, sid: str) -> tuple[str, ...]:
        try:
            return tuple(TWILIO_API + path for path in await self._messages.media(sid))
        except Exception as error:
            raise ListingFailed(_unlisted(error)) from error

    @cached_property
    def _files(self) -> "TwilioFiles":
        from app.providers.twilio.media import TwilioFiles  # only files need its HTTP client, which takes 4 MB

        return TwilioFiles(self._auth, self._http.files)

    async def fetch_medium(self, address: str) -> bytes:
        return await self._files.fetch(address)

    async def delete_medium(self, address: str) -> None:
        await self._files.delete(address)

    def explain(self, code: int | None) -> Meaning:
        return codes.explain(code)

    def confirms(self, body: str, opt_out_type: str | None) -> bool:
        return self._confirms_keywords and keywords.confirmed(body, opt_out_type)

    def findings(self, base_url: str) -> list[Finding]:
        return doctor.address(base_url)

    async def close(self) -> None:
        await self._http.close()


def _outcome_in(answer: Answer) -> Outcome:
    """The outcome in Twilio's answer to the POST of a message. Raises the exceptions that `outcome_of` reads."""
    fields = _json_object(decided(answer).body)
    if answer.status >= 400:
        return _refused(answer.status, _code(fields.get("code")))
    if not fields.get("sid"):
        return Unclear("a 2xx without a SID")
    return Accepted(fields["sid"], codes.status_of(str(fields.get("status"))))


def _json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body; an empty one for anything else, such as a proxy's page."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _code(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _refused(status: int, code: int | None) -> Outcome:
    """What a 4xx says about the message. Without a code of Twilio's it is not Twilio's word: never final."""
    meaning = codes.explain(code)
    if meaning.effect is Effect.TRY_LATER:
        return TryLater(f"the provider is busy (code {code})")
    if code is None and status in NOT_PASSED_ON:
        return TryLater(f"HTTP {status} without a code of Twilio's")
    if code is None or status in (408, 409, 425):
        return Unclear(f"HTTP {status}")
    if status in (401, 403) and meaning is UNEXPLAINED:
        meaning = codes.explain(codes.CREDENTIALS)
    return Rejected(code, meaning, f"HTTP {status}")


def outcome_of(error: Exception) -> Outcome:
    """The outcome of a POST that ended in this exception of the transport. In doubt: unclear."""
    match error:
        case Throttled(after=after):
            return TryLater("the provider is busy", after)
        case NotConnected():
            return TryLater(f"no connection to the provider ({error})")
    return Unclear(_cause(error))


def _unlisted(error: Exception) -> str:
    return f"Twilio does not give its list ({_cause(error)})"


def _cause(error: Exception) -> str:
    return str(error) if isinstance(error, Unanswered) else type(error).__name__
