"""The only doubles: Twilio and Anthropic, as HTTP servers on loopback with a ledger of what really arrived."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.fake_files import ACCOUNT_SID as ACCOUNT_SID
from tests.fake_files import AUTH_TOKEN as AUTH_TOKEN
from tests.fake_files import TwilioFilesDouble
from tests.twilio_console import ConsoleDouble

PUBLIC_URL = "https://nudge.example"


def signed(
    path: str, form: Mapping[str, str], *, public_url: str = PUBLIC_URL, token: str = AUTH_TOKEN
) -> dict[str, str]:
    """The headers of a form that Twilio posts to `path` of the public address."""
    signature = RequestValidator(token).compute_signature(f"{public_url}{path}", form)
    return {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}


def _sender_of(form: Mapping[str, str]) -> str:
    return form.get("From") or form.get("MessagingServiceSid", "")


@dataclass
class Sent:
    """A message that the provider has accepted."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    form: dict[str, str]
    at: datetime
    account: str = ACCOUNT_SID


@dataclass
class Texted:
    """A message that a person sent to a number of ours, whether its webhook arrived or not."""

    sid: str
    sender: str
    to: str
    body: str
    at: datetime
    media: tuple[str, ...] = ()
    account: str = ACCOUNT_SID


@dataclass
class TwilioDouble(TwilioFilesDouble):
    """Accepts every message unless the test has planned something else for the next ones.

    Each POST takes the next of `plans`, or asks `script` if there is one: "accept", "busy", "wait_then_busy",
    "reject:CODE", "page:STATUS" (a proxy's page in its place), "fail" (500, not accepted), "accept_then_fail" (500,
    accepted), "accept_then_reset" (accepted, connection cut), "accept_then_silence" (accepted, never answered),
    "wait" (accepts when `gate` is set). `accepted` is called with each message before its POST is answered.
    `plans_of` has plans for each POST from a sender, a number or the SID of a Messaging Service, before all others. A
    message of a Messaging Service leaves from the next of `pool`.
    `told_instead` has, by SID, fields that the list of messages tells otherwise. `tokens` has the auth token of each
    Twilio account; a request with another one is refused with 20003, and is no part of the plan.
    """

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    plans: deque[str] = field(default_factory=deque)
    ledger: list[Sent] = field(default_factory=list)
    inbox: list[Texted] = field(default_factory=list)
    posts: int = 0
    retry_after: str | None = None
    page_limit: int = 1000
    without_media: set[str] = field(default_factory=set)
    told_instead: dict[str, dict[str, Any]] = field(default_factory=dict)
    plans_of: dict[str, str] = field(default_factory=dict)
    pool: deque[str] = field(default_factory=lambda: deque(["+15005550100"]))
    listings: int = 0
    script: Callable[[], str] | None = None
    accepted: Callable[[Sent], Awaitable[None]] | None = None
    console: ConsoleDouble = field(default_factory=ConsoleDouble)
    by_number: dict[str, list[Sent]] = field(default_factory=dict)

    async def post(self, request: web.Request) -> web.StreamResponse:
        self.posts += 1
        self.arrived.set()
        if refused := self.refused(request, account := request.match_info["account"]):
            return refused
        form = {key: str(value) for key, value in (await request.post()).items()}
        plan = self.plans_of.get(_sender_of(form)) or self._next_plan()
        if plan == "wait_then_busy":
            await self.gate.wait()
        if plan.endswith("busy"):
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.json_response({"code": 20429, "message": "busy", "status": 429}, status=429, headers=headers)
        if plan.startswith("reject:"):
            code, _, status = plan.removeprefix("reject:").partition("/")
            return web.json_response(
                {"code": int(code), "message": "no", "status": int(status or 400)}, status=int(status or 400)
            )
        if plan.startswith("page:"):
            return web.Response(status=int(plan.removeprefix("page:")), text="<html>No.</html>")
        if plan == "fail":
            return web.json_response({"message": "oops"}, status=500)
        if plan == "wait":
            await self.gate.wait()
        sent = self.accept(form, account)
        if self.accepted:
            await self.accepted(sent)
        if plan == "accept_then_silence":
            await asyncio.Event().wait()
        if plan == "accept_then_fail":
            return web.json_response({"message": "oops"}, status=500)
        if plan == "accept_then_reset":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.json_response(self.described(sent), status=201)

    def _next_plan(self) -> str:
        if self.script:
            return self.script()
        return self.plans.popleft() if self.plans else "accept"

    def _chosen(self, form: dict[str, str]) -> str:
        """The number that the message leaves from: Twilio takes one of the two parameters, and no second one."""
        assert ("From" in form) != ("MessagingServiceSid" in form)
        self.pool.rotate(-1)
        return form.get("From") or self.pool[-1]

    def accept(self, form: dict[str, str], account: str = ACCOUNT_SID) -> Sent:
        sent = Sent(
            sid=f"SM{uuid4().hex}",
            to=form["To"],
            sender=self._chosen(form),
            body=form["Body"],
            callback=form.get("StatusCallback", ""),
            form=form,
            at=self.clock(),
            account=account,
        )
        self.ledger.append(sent)
        self.by_number.setdefault(sent.to, []).append(sent)
        return sent

    async def listing(self, request: web.Request) -> web.Response:
        query = request.query
        self.listings += 1
        if refused := self.refused(request, account := request.match_info["account"]):
            return refused
        outbound = self.by_number.get(query["To"], []) if "To" in query else self.ledger
        everything: list[Sent | Texted] = [*outbound, *self.inbox]
        everything.sort(key=lambda one: one.at, reverse=True)
        wanted = [
            one
            for one in everything
            if one.account == account
            and one.to == query.get("To", one.to)
            and one.sender == query.get("From", one.sender)
        ]
        page, size = int(query.get("Page", "0")), min(int(query.get("PageSize", "50")), self.page_limit)
        shown, rest = wanted[page * size : (page + 1) * size], wanted[(page + 1) * size :]
        following = f"{request.path}?{urlencode({**query, 'Page': page + 1})}" if rest else None
        return web.json_response(
            {
                "messages": [self.described(one) | self.told_instead.get(one.sid, {}) for one in shown],
                "page_size": size,
                "next_page_uri": following,
            }
        )

    def text(self, sender: str, to: str, body: str, *media: str, account: str = ACCOUNT_SID) -> Texted:
        """A person sends a message to us. The double delivers no webhook for it."""
        texted = Texted(f"SM{uuid4().hex}", sender, to, body, self.clock(), media, account)
        self.inbox.append(texted)
        return texted

    async def media(self, request: web.Request) -> web.Response:
        if request.match_info["sid"] in self.without_media:
            return web.json_response({"message": "oops"}, status=500)
        [texted] = [one for one in self.inbox if one.sid == request.match_info["sid"]]
        files = [{"sid": f"ME{n}", "uri": f"{uri}.json"} for n, uri in enumerate(texted.media)]
        return web.json_response({"media_list": files, "page_size": 50, "next_page_uri": None})

    @staticmethod
    def described(sent: Sent | Texted) -> dict[str, Any]:
        return {
            "direction": "inbound" if isinstance(sent, Texted) else "outbound-api",
            "num_media": str(len(sent.media)) if isinstance(sent, Texted) else "0",
            "sid": sent.sid,
            "to": sent.to,
            "from": sent.sender,
            "body": sent.body,
            "status": "queued",
            "date_created": format_datetime(sent.at),
            "num_segments": "1",
            "account_sid": sent.account,
        }

    def bodies(self) -> list[str]:
        return [sent.body for sent in self.ledger]


@dataclass
class ClaudeDouble:
    """Answers each request with the next of `texts`, or with `otherwise`, in the form that the request asks for. With a
    `script`, the script chooses the text by the request.

    A request for a judgment is known by the form of its answer, and is in `judged` instead of `requests`: a `verdict`
    is the next of `verdicts`, or OK; a `reading` the next of `readings`, or UNCLEAR; both cost `judging`.

    A text that begins with "!" is a plan: "!overloaded" (529), "!refusal", "!empty", "!cut" (out of tokens
    in the middle of the text), "!html" (the page of a captive portal), "!raw:…" (an answer of another form), "!wait"
    (answers when `gate` is set), "!hang" (answers after that, too late), "!status:401" (an error with that status, and
    `retry_after` if it is set), "!body:…" (exactly these bytes as the whole answer).
    """

    texts: deque[str] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    otherwise: str = "Just checking in. Anything I can help with?"
    script: Callable[[dict[str, Any]], str] | None = None
    usage: dict[str, int] = field(default_factory=lambda: {"input_tokens": 321, "output_tokens": 12})
    judged: list[dict[str, Any]] = field(default_factory=list)
    verdicts: deque[str] = field(default_factory=deque)
    readings: deque[str] = field(default_factory=deque)
    judging: dict[str, int] = field(default_factory=lambda: {"input_tokens": 0, "output_tokens": 0})
    retry_after: str | None = None
    writing: int = 0
    most_at_once: int = 0

    async def post(self, request: web.Request) -> web.Response:
        asked = await request.json()
        form = asked["output_config"]["format"]["schema"]["properties"]
        if judgment := {"verdict", "reading"} & form.keys():
            return self._judge(asked, judgment.pop())
        self.requests.append(asked)
        self.writing += 1
        self.most_at_once = max(self.most_at_once, self.writing)
        try:
            return await self._answer(self._next_text())
        finally:
            self.writing -= 1

    async def model(self, request: web.Request) -> web.Response:
        """What is known of a model: everything, unless `otherwise` plans an error."""
        if self.otherwise.startswith("!status:"):
            return self._error(int(self.otherwise.removeprefix("!status:")))
        name = request.match_info["name"]
        return web.json_response(
            {"id": name, "type": "model", "display_name": name, "created_at": "2026-01-01T00:00:00Z"}
        )

    def _judge(self, asked: dict[str, Any], kind: str) -> web.Response:
        self.judged.append(asked)
        planned, otherwise = (self.verdicts, "OK") if kind == "verdict" else (self.readings, "UNCLEAR")
        said = planned.popleft() if planned else otherwise
        if said.startswith("!status:"):
            return self._error(int(said.removeprefix("!status:")))
        return self._message(asked["model"], [{"type": "text", "text": json.dumps({kind: said})}], self.judging)

    def _error(self, status: int) -> web.Response:
        error = {"type": "error", "error": {"type": "an_error", "message": "no"}}
        headers = {"retry-after": self.retry_after} if self.retry_after else {}
        return web.json_response(error, status=status, headers=headers)

    @staticmethod
    def _message(
        model: str, content: list[dict[str, str]], usage: dict[str, int], stop: str = "end_turn"
    ) -> web.Response:
        message = {"id": "msg_double", "type": "message", "role": "assistant", "model": model, "content": content}
        return web.json_response({**message, "stop_reason": stop, "stop_sequence": None, "usage": usage})

    def _next_text(self) -> str:
        if self.script:
            return self.script(self.requests[-1])
        return self.texts.popleft() if self.texts else self.otherwise

    async def _answer(self, text: str) -> web.Response:
        self.arrived.set()
        if text == "!overloaded":
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}
            return web.json_response(error, status=529, headers={"retry-after-ms": "1"})
        if text == "!html":
            return web.Response(text="<html>Welcome to the captive portal</html>", content_type="text/html")
        if text.startswith("!status:"):
            return self._error(int(text.removeprefix("!status:")))
        if text.startswith("!body:"):
            return web.Response(text=text.removeprefix("!body:"), content_type="application/json")
        if text in ("!wait", "!hang"):
            await self.gate.wait()
            text = "Just checking in. Any news?"
        said = text.removeprefix("!raw:") if text.startswith("!raw:") else json.dumps({"message": text})
        blocks = [{"type": "thinking", "thinking": "", "signature": "x"}, {"type": "text", "text": said}]
        stop = {"!refusal": "refusal", "!cut": "max_tokens"}.get(text, "end_turn")
        if text == "!cut":
            blocks[1]["text"] = '{"message": "We can offer you'
        content = [] if text in ("!refusal", "!empty") else blocks
        return self._message(self.requests[-1]["model"], content, self.usage, stop)

    def said(self, number: int = -1) -> str:
        """The whole of one request to the model, as text."""
        return json.dumps(self.requests[number])


@asynccontextmanager
async def _served(*routes: web.RouteDef) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def twilio_double(double: TwilioDouble | None = None, *more: web.RouteDef) -> AsyncIterator[TwilioDouble]:
    double = double or TwilioDouble()
    path = "/2010-04-01/Accounts/{account}/Messages.json"
    media = path.removesuffix(".json") + "/{sid}/Media.json"
    routes = web.post(path, double.post), web.get(path, double.listing), web.get(media, double.media)
    others = *double.file_routes(), *double.console.routes(double.refused)
    async with _served(*routes, *others, *more) as double.url:
        yield double
        double.gate.set()


@asynccontextmanager
async def claude_double() -> AsyncIterator[ClaudeDouble]:
    double = ClaudeDouble()
    routes = web.post("/v1/messages", double.post), web.get("/v1/models/{name}", double.model)
    async with _served(*routes) as double.url:
        yield double
        double.gate.set()
