"""Sending by Twilio, and its own package for everything else, on a transport of ours.

The package's transports retry a POST on a 5xx (and so send an SMS twice), ignore the timeout they are given
and hide `Retry-After`. This one posts once, within its own timeout, and turns what happened into the closed
vocabulary of `app/providers/sms.py`. The POST of a message (twilio.com/docs/messaging/api/message-resource) is
made here, with the package's headers: its layers around one request cost more than the request.
"""

import logging
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from twilio.base.exceptions import TwilioException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

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
from app.providers.twilio.media import FileTransport, TwilioFiles
from app.providers.twilio.transport import Origin, steady

log = logging.getLogger("nudge.twilio")

TWILIO_API = "https://api.twilio.com"
TIMEOUT_SECONDS = 10.0
CONNECT_SECONDS = 5.0
KEEP_ALIVE_SECONDS = 10.0
LISTING = 200
PAGE = 1000
NOT_PASSED_ON = {401, 403, 404, 407}  # what a proxy or a firewall answers in place of Twilio
LONGEST_VALIDITY = 36_000  # ValidityPeriod in seconds: Twilio's limit, and its default


class Throttled(TwilioException):  # type: ignore[misc]
    """A 429: Twilio does not have the message. `after` in seconds, when it said so."""

    def __init__(self, after: float | None) -> None:
        super().__init__("429")
        self.after = after


class OneShot(AsyncHttpClient):  # type: ignore[misc]
    """The package's transport: one request is one request, with a timeout of its own and no retries."""

    def __init__(self, base_url: str | None, timeout: float) -> None:
        super().__init__(log, True, timeout)
        self._base_url, self._timeout = base_url, timeout
        self._others: dict[str, Origin] = {}
        self.origin = self._origin(base_url or TWILIO_API)
        self.files = FileTransport(base_url or TWILIO_API, is_elsewhere=base_url is not None)

    def _origin(self, url: str) -> Origin:
        return Origin(url, timeout=self._timeout, connect_timeout=CONNECT_SECONDS, idle_seconds=KEEP_ALIVE_SECONDS)

    def _server(self, uri: str) -> tuple[Origin, str]:
        """The server of an address of Twilio's, which has several, and the rest of the address. With another base URL
        that is the server of all."""
        url = urlsplit(uri)
        server = f"{url.scheme}://{url.netloc}"
        if self._base_url or server == TWILIO_API:
            return self.origin, uri.removeprefix(server)
        if server not in self._others:
            self._others[server] = self._origin(server)
        return self._others[server], uri.removeprefix(server)

    async def end(self) -> None:
        """Closes the connections."""
        for origin in (self.origin, *self._others.values()):
            origin.close()
        await self.files.close()

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (the package's signature)
        allow_redirects: bool = False,
    ) -> Response:
        """Raises `NotConnected`, `Throttled` or `Unanswered`; answers with every other response."""
        origin, target = self._server(uri)
        target += f"?{urlencode(params, doseq=True)}" if params else ""
        body = form_encoded(data) if data else b""
        answer = _answered(await origin.request(method, target, _signed(headers, auth), body))
        return Response(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)


def _answered(answer: Answer) -> Answer:
    """The answer, if Twilio decided on the request: no 429, 5xx or redirect. Raises `Throttled` or `Unanswered`."""
    if answer.status == 429:
        raise Throttled(_seconds(answer.headers.get("retry-after")))
    if answer.status >= 500 or 300 <= answer.status < 400:
        raise Unanswered(f"HTTP {answer.status}")
    return answer


_UNSAFE = re.compile(r"[^A-Za-z0-9_.~ -]")
_ESCAPES = {chr(byte): f"%{byte:02X}" for byte in range(256)}


def form_encoded(fields: Mapping[str, object]) -> bytes:
    """`application/x-www-form-urlencoded`, as urllib writes it, in a quarter of the time: this runs for each step."""
    return "&".join(
        f"{_quoted(name)}={_quoted(str(one))}"
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ).encode("latin-1")


def _quoted(text: str) -> str:
    return _UNSAFE.sub(lambda found: _ESCAPES[found[0]], text.encode().decode("latin-1")).replace(" ", "+")


_quoted_before = lru_cache(maxsize=1024)(_quoted)


def is_service(sender: str) -> bool:
    """Whether this is the SID of a Messaging Service, and no number."""
    return sender.startswith("MG")


def _form(message: Outgoing, callbacks_at: str) -> bytes:
    """The form of a message, encoded. Its status callback's address ends with the id of the attempt."""
    sender = "MessagingServiceSid" if is_service(message.sender) else "From"
    form = (
        f"To={_quoted(message.to)}&{sender}={_quoted_before(message.sender)}&Body={_quoted(message.body)}"
        f"&StatusCallback={_quoted_before(callbacks_at)}{message.attempt_id}"
    )
    if message.valid_seconds is not None and message.valid_seconds <= LONGEST_VALIDITY:
        form += f"&ValidityPeriod={message.valid_seconds}"
    return form.encode("latin-1")


@lru_cache(maxsize=8)
def _basic(auth: tuple[str, str]) -> str:
    return f"Basic {b64encode(':'.join(auth).encode()).decode()}"


def _signed(headers: dict[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    """The headers with HTTP Basic credentials (RFC 7617), as UTF-8."""
    return {**(headers or {}), "Authorization": _basic(auth)} if auth else dict(headers or {})


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds, given as seconds or as a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    try:
        return float(retry_after)
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


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
        http: OneShot | None = None,
    ) -> None:
        """`base_url` is where Twilio calls us; `api_url` where its API is, if not at Twilio; `http` is a transport that
        others share."""
        self.timeout_seconds = timeout_seconds
        self._confirms_keywords = confirms_keywords
        self._callbacks_at = paths.status_callback(base_url)
        self._http = http or OneShot(api_url, timeout_seconds)
        self._files = TwilioFiles((account_sid, auth_token), self._http.files)
        client = Client(account_sid, auth_token, http_client=self._http)
        self._messages = client.messages
        self._target = f"/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._headers = _signed(client.get_headers("POST", {"Accept": "application/json"}), client.auth)

    async def send(self, message: Outgoing) -> Outcome:
        begun = steady()
        try:
            form = _form(message, self._callbacks_at)
            return _outcome_in(await self._http.origin.request("POST", self._target, self._headers, form, begun))
        except Exception as error:
            return outcome_of(error)

    async def sent_to(self, to: str, sender: str, since: datetime) -> list[Listed]:
        # Not by DateSent: a message that is still queued has none, and must be found all the same.
        try:
            chosen = {} if is_service(sender) else {"from_": sender}
            listed = await self._messages.list_async(to=to, limit=LISTING, page_size=LISTING, **chosen)
        except Exception as error:
            raise ListingFailed(type(error).__name__) from error
        found = [Listed(m.sid, m.to, m.body, codes.status_of(str(m.status)), _moment(m.date_created)) for m in listed]
        recent = [one for one in found if one.created_at is None or one.created_at >= since]
        if len(recent) == LISTING:
            raise ListingFailed("more messages to this number than one page shows")
        return recent

    async def sent_since(self, since: datetime) -> list[Listed]:
        # Not by DateSent, as above. What Twilio answered a lead by itself is `outbound-reply`.
        found = [m for m in await self._since(since) if m.direction == "outbound-api"]
        return [
            Listed(
                m.sid,
                m.to,
                m.body or "",
                codes.status_of(str(m.status)),
                m.date_created,
                m.from_,
                m.messaging_service_sid,
            )
            for m in found
        ]

    async def received_since(self, since: datetime) -> list[Received]:
        found = [m for m in await self._since(since, date_sent_after=f"{since:%Y-%m-%d}") if m.direction == "inbound"]
        # What names no sender or recipient is left out: it could not be stored, and must not keep the others waiting.
        named = [m for m in found if m.sid and m.from_ and m.to]
        return [
            Received(m.sid, m.from_, m.to, m.body or "", m.date_created, _count(m.num_media), m.messaging_service_sid)
            for m in named
        ]

    async def _since(self, since: datetime, **chosen: str) -> list[Any]:
        """The messages in both directions since then. The list begins with the newest: a page with nothing recent ends
        it."""
        found: list[Any] = []
        try:
            page = await self._messages.page_async(page_size=PAGE, **chosen)
            while page is not None:
                recent = [m for m in page if (at := _moment(m.date_created)) and at >= since]
                found += recent
                page = await page.next_page_async() if recent else None
        except Exception as error:
            raise ListingFailed(type(error).__name__) from error
        return found

    async def media_of(self, sid: str) -> tuple[str, ...]:
        try:
            files = await self._messages(sid).media.list_async()
        except Exception as error:
            raise ListingFailed(type(error).__name__) from error
        return tuple(TWILIO_API + file.uri.removesuffix(".json") for file in files)

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
        await self._http.end()


def _moment(value: object) -> datetime | None:
    """A time of a list. The package leaves a time that it cannot read as the text that came."""
    return value if isinstance(value, datetime) else None


def _count(text: str | None) -> int:
    """How many files a list says that a message has; 0 if it does not say it in digits."""
    return int(text) if text and text.isdecimal() else 0


def _outcome_in(answer: Answer) -> Outcome:
    """The outcome in Twilio's answer to the POST of a message. Raises the exceptions that `outcome_of` reads."""
    fields = _json_object(_answered(answer).body)
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
    return Unclear(str(error) if isinstance(error, Unanswered) else type(error).__name__)
