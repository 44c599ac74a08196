"""The page that browsers get at `GET /graphql`: GraphiQL where it was built (console/build.py), else a plain one.

Neither refers to another host, and neither could: the content security policy lets them talk to this server only.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from app.graphql.examples import EXAMPLES
from app.settings import Settings

PAGES = Path(__file__).parent / "pages"
BUILT = PAGES / "graphiql"
ASSETS = "/graphql/explorer/{name}"

# The bundle's files have a hash of their content in their names, so what is behind a name never changes.
_ASSET = re.compile(r"[a-z]+-[A-Z0-9]{8}\.(js|css|ttf)")
_FOR_EVER = "public, max-age=31536000, immutable"
_NO_MORE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The editor writes its own styles into the page; scripts and workers come from this server's files alone.
_BUILT_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    f"font-src 'self' data:; img-src 'self' data:; connect-src 'self'; {_NO_MORE}"
)
# By what names, and from what addresses, this machine speaks to itself.
_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_LOOPBACK = {"127.0.0.1", "::1"}
_PASSED_ON = ("forwarded", "x-forwarded-for", "via")


@dataclass(frozen=True, slots=True)
class Explorer:
    """The page, in either of its forms. `built` is looked at each time: it may be finished while we run."""

    built: Path = BUILT

    def page(self, request: Request, settings: Settings) -> Response:
        """The page, with the examples, and with the demo's key for whom it is meant."""
        try:
            page, policy = (self.built / "index.html").read_text(encoding="utf-8"), _BUILT_POLICY
        except FileNotFoundError:
            page = (PAGES / "plain.html").read_text(encoding="utf-8")
            policy = _plain_policy(page)
        return HTMLResponse(page.replace("<!-- setup -->", _setup(_demo_key(request, settings))), 200, _headers(policy))

    def asset(self, name: str) -> Response:
        """A file of the bundle."""
        path = self.built / name
        if not _ASSET.fullmatch(name) or not path.is_file():
            return Response("There is no such file.\n", 404, media_type="text/plain")
        return FileResponse(path, headers={"Cache-Control": _FOR_EVER, "X-Content-Type-Options": "nosniff"})


def _setup(key: str | None) -> str:
    """What the page begins with, as data: no policy has to allow it, because nothing runs it."""
    tabs = [
        {"title": one.title, "query": one.query, "variables": orjson.dumps(one.variables, option=orjson.OPT_INDENT_2)}
        for one in EXAMPLES
    ]
    told = orjson.dumps({"key": key, "examples": tabs}, default=bytes.decode).decode().replace("<", "\\u003c")
    return f'<script id="setup" type="application/json">{told}</script>'


def _demo_key(request: Request, settings: Settings) -> str | None:
    """The key that `nudge dev` gives its API for this page. Only a page that a person opens on this machine gets it:
    not one on the network, behind a tunnel, under a foreign name, or inside another page."""
    given, client, said = settings.nudge_explorer_key, request.client, request.headers
    here = (
        client is not None
        and client.host in _LOOPBACK
        and re.sub(r":\d+$", "", said.get("host", "")) in _NAMES
        and said.get("sec-fetch-dest", "document") == "document"
        and not any(name in said for name in _PASSED_ON)
    )
    return given.get_secret_value() if given and here else None


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
        f"connect-src 'self'; img-src data:; {_NO_MORE}"
    )


def _hash(page: str, tag: str) -> str:
    """What allows the page's own script or style, and no other, to take effect."""
    text = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
