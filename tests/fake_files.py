"""The part of Twilio's double that has files of messages: its API, which wants credentials, and its storage."""

import asyncio
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import encode_basic_auth, web

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "token-of-the-double"  # noqa: S105  (it opens nothing but the double)


@dataclass
class Kept:
    """A file of a message, as Twilio has it. `plan` is what becomes of a request for it: "redirect" to the storage, as
    Twilio does it; "serve", without a redirect; "hang"; "hang at deletion"; "status:503"; "away:URL", a redirect to
    elsewhere. A deletion is answered with `deletion`, and carried out if that is 204."""

    content: bytes
    plan: str = "redirect"
    deletion: int = 204


@dataclass
class TwilioFilesDouble:
    """`tokens` has the auth token of each Twilio account; a request with another one is refused with 20003."""

    tokens: dict[str, str] = field(default_factory=lambda: {ACCOUNT_SID: AUTH_TOKEN})
    files: dict[str, Kept] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def refused(self, request: web.Request, account: str) -> web.Response | None:
        """The answer to a request without the credentials of this account; None for one that has them."""
        token = self.tokens.get(account)
        if token is not None and request.headers.get("Authorization") == encode_basic_auth(account, token):
            return None
        return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)

    def keep(self, content: bytes, plan: str = "redirect", deletion: int = 204, account: str = ACCOUNT_SID) -> str:
        """Twilio has this file; its address, as a webhook tells it."""
        sid = f"ME{uuid4().hex}"
        self.files[sid] = Kept(content, plan, deletion)
        return f"https://api.twilio.com/2010-04-01/Accounts/{account}/Messages/MM{uuid4().hex}/Media/{sid}"

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file, or its deletion, for whoever has the account's credentials."""
        sid, kept = request.match_info["file"], self.files.get(request.match_info["file"])
        if refused := self.refused(request, request.match_info["account"]):
            return refused
        if kept is None:
            return web.json_response({"code": 20404}, status=404)
        if request.method == "DELETE":
            if kept.plan == "hang at deletion":
                self.arrived.set()
                await self.gate.wait()
            if kept.deletion == 204:
                del self.files[sid]
                self.deleted.append(sid)
            return web.Response(status=kept.deletion)
        if kept.plan == "hang":
            self.arrived.set()
            await self.gate.wait()
        if kept.plan.startswith("status:"):
            return web.Response(status=int(kept.plan.removeprefix("status:")))
        if kept.plan in ("serve", "hang"):
            return await self.storage(request)
        where = kept.plan.removeprefix("away:") if kept.plan.startswith("away:") else f"{self.url}/storage/{sid}"
        return web.Response(status=307, headers={"Location": where})

    async def round(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/round"})

    async def storage(self, request: web.Request) -> web.StreamResponse:
        """A file in the storage, which wants no credentials and is given none."""
        if request.path.startswith("/storage/") and "Authorization" in request.headers:
            return web.Response(status=400)
        sid = request.match_info["file"]
        self.fetched.append(sid)
        return web.Response(body=self.files[sid].content, content_type="image/jpeg")

    def file_routes(self) -> tuple[web.RouteDef, ...]:
        """The routes of files, at the API and in the storage."""
        file = "/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{file}"
        return (
            *(web.get(file, self.file), web.delete(file, self.file)),
            *(web.get("/storage/{file}", self.storage), web.get("/round", self.round)),
        )
