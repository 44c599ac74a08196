"""The page that a browser gets at `GET /graphql`: GraphiQL if it was built (console/build.py), else a plain page.

Neither page loads anything from another host: the content security policy allows this server only.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from app.deps import Deps
from app.graphql.transport.examples import EXAMPLES, PHONE, Example
from app.services import accounts

PAGES = Path(__file__).parents[1] / "pages"
BUILT = PAGES / "graphiql"
ASSETS = "/graphql/explorer/{name}"

# The name of a bundled file contains a hash of its content, so the content of a name never changes.
_ASSET = re.compile(r"[a-z]+-[A-Z0-9]{8}\.(js|css|ttf)")
_IMMUTABLE = "public, max-age=31536000, immutable"
_NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The editor writes styles into the page. Scripts and workers come from files of this server only.
_BUILT_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    f"font-src 'self' data:; img-src 'self' data:; connect-src 'self'; {_NOTHING_ELSE}"
)
# The names and addresses of this machine for itself.
_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_LOOPBACK = {"127.0.0.1", "::1"}
LINK_PARAMETER = "token"
LINK_IS_OVER = "This link was used before, or is too old: `nudge link` prints a new one. Or give your partner key."
_FORWARDING = ("forwarded", "via", "x-real-ip", "x-forwarded-")


@dataclass(frozen=True, slots=True)
class Explorer:
    """The explorer's page. `built` is read for each request, because the build may end while the API runs."""

    built: Path = BUILT

    async def page(self, request: Request, deps: Deps, *, is_live: bool) -> Response:
        """The page with the examples. It has the demo's key if it is opened by the one-time link of `nudge dev`.

        `is_live` says that messages really leave.
        """
        try:
            page, policy = (self.built / "index.html").read_text(encoding="utf-8"), _BUILT_POLICY
        except FileNotFoundError:
            page = (PAGES / "plain.html").read_text(encoding="utf-8")
            policy = _plain_policy(page)
        key = await _demo_key(request, deps)
        note = LINK_IS_OVER if LINK_PARAMETER in request.query_params and key is None else None
        return HTMLResponse(page.replace("<!-- setup -->", _setup(key, note, is_live)), 200, _headers(policy))

    def asset(self, name: str) -> Response:
        """A file of the built explorer."""
        path = self.built / name
        if not _ASSET.fullmatch(name) or not path.is_file():
            return Response("There is no such file.\n", 404, media_type="text/plain")
        return FileResponse(path, headers={"Cache-Control": _IMMUTABLE, "X-Content-Type-Options": "nosniff"})


def _setup(key: str | None, note: str | None, is_live: bool) -> str:
    """The examples, the key and a note as data of the page. It is no script, so no policy must allow it."""
    tabs = [{"title": one.title, "query": one.query, "variables": _variables(one, is_live)} for one in EXAMPLES]
    data = (
        orjson.dumps({"key": key, "note": note, "examples": tabs}, default=bytes.decode)
        .decode()
        .replace("<", "\\u003c")
    )
    return f'<script id="setup" type="application/json">{data}</script>'


def _variables(example: Example, is_live: bool) -> bytes:
    """The variables of an example. Where messages really leave, the reader must write a phone number of their own."""
    text = orjson.dumps(example.variables, option=orjson.OPT_INDENT_2)
    return text.replace(PHONE.encode(), b"+1") if is_live else text


async def _demo_key(request: Request, deps: Deps) -> str | None:
    """The key that `nudge dev` gave this process, for a page that a person on this machine opens by the one-time link.
    None for any other page; nor is the link used up by a page that is opened from the network, through a proxy or a
    tunnel, under another host name or inside another page."""
    key, token = deps.settings.nudge_explorer_key, request.query_params.get(LINK_PARAMETER)
    if not key or not token or request.method != "GET" or not _is_local(request):
        return None
    return key.get_secret_value() if await accounts.use_link(token, deps.clock.real()) else None


def _is_local(request: Request) -> bool:
    client, headers = request.client, request.headers
    return (
        client is not None
        and client.host in _LOOPBACK
        and re.sub(r":\d+$", "", headers.get("host", "")) in _NAMES
        and headers.get("sec-fetch-dest", "document") == "document"
        and not any(name.startswith(_FORWARDING) for name in headers)
    )


def _headers(policy: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _plain_policy(page: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(page, 'script')}; style-src {_hash(page, 'style')}; "
        f"connect-src 'self'; img-src data:; {_NOTHING_ELSE}"
    )


def _hash(page: str, tag: str) -> str:
    """The hash that allows the page's own script or style only."""
    text = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
