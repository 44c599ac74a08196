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

from app.graphql.transport.examples import EXAMPLES, PHONE, Example
from app.settings import Settings

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
_FORWARDING = ("forwarded", "via", "x-real-ip", "x-forwarded-")


@dataclass(frozen=True, slots=True)
class Explorer:
    """The explorer's page. `built` is read for each request, because the build may end while the API runs."""

    built: Path = BUILT

    def page(self, request: Request, settings: Settings, *, is_live: bool) -> Response:
        """The page with the examples, and with the demo's key if `_demo_key` allows it.

        `is_live` says that messages really leave.
        """
        try:
            page, policy = (self.built / "index.html").read_text(encoding="utf-8"), _BUILT_POLICY
        except FileNotFoundError:
            page = (PAGES / "plain.html").read_text(encoding="utf-8")
            policy = _plain_policy(page)
        setup = _setup(_demo_key(request, settings), is_live)
        return HTMLResponse(page.replace("<!-- setup -->", setup), 200, _headers(policy))

    def asset(self, name: str) -> Response:
        """A file of the built explorer."""
        path = self.built / name
        if not _ASSET.fullmatch(name) or not path.is_file():
            return Response("There is no such file.\n", 404, media_type="text/plain")
        return FileResponse(path, headers={"Cache-Control": _IMMUTABLE, "X-Content-Type-Options": "nosniff"})


def _setup(key: str | None, is_live: bool) -> str:
    """The examples and the key as data of the page. It is no script, so no policy must allow it."""
    tabs = [{"title": one.title, "query": one.query, "variables": _variables(one, is_live)} for one in EXAMPLES]
    data = orjson.dumps({"key": key, "examples": tabs}, default=bytes.decode).decode().replace("<", "\\u003c")
    return f'<script id="setup" type="application/json">{data}</script>'


def _variables(example: Example, is_live: bool) -> bytes:
    """The variables of an example. Where messages really leave, the reader must write a phone number of their own."""
    text = orjson.dumps(example.variables, option=orjson.OPT_INDENT_2)
    return text.replace(PHONE.encode(), b"+1") if is_live else text


def _demo_key(request: Request, settings: Settings) -> str | None:
    """The key that `nudge dev` gave this process, for a page that a person opens on this machine. None for a page that
    is opened from the network, through a tunnel, under another host name or inside another page."""
    key, client, headers = settings.nudge_explorer_key, request.client, request.headers
    is_local = (
        client is not None
        and client.host in _LOOPBACK
        and re.sub(r":\d+$", "", headers.get("host", "")) in _NAMES
        and headers.get("sec-fetch-dest", "document") == "document"
        and not settings.public_base_url
        and not any(name.startswith(_FORWARDING) for name in headers)
        # A proxy that adds no header, such as nginx by default, speaks HTTP/1.0 and closes; a browser never does.
        and request.scope.get("http_version") != "1.0"
        and headers.get("connection", "").lower() != "close"
    )
    return key.get_secret_value() if key and is_local else None


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
