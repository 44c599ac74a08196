"""What console/build.py made: pages, and the files that they load. Nothing of it names another host."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

STATIC = Path(__file__).parents[1] / "static"
HERE = Path(__file__).parent
WHY_NOT = "not-built.txt"
"""Written by console/build.py where it could not build: one sentence."""

# The name of a built file contains a hash of its content, so the content of a name never changes.
_ASSET = re.compile(r"[\w.-]+-[\w-]{8}\.(js|css|ttf)")
# The copies that the build makes, the smallest first.
_COMPRESSED = (("br", "br"), ("gzip", "gz"))
_IMMUTABLE = "public, max-age=31536000, immutable"
NO_FILE = Response("There is no such file.\n", 404, media_type="text/plain")
NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Built:
    """The built pages in a directory. They are read for each request, because a build may end while the API runs."""

    directory: Path = STATIC

    def page(self, name: str, assets: str, data: dict[str, Any]) -> str:
        """A built page, with its files at the address `assets` (relative to the page) and with data."""
        page = (self.directory / name).read_text(encoding="utf-8")
        return with_data(page.replace('="./assets/', f'="{assets}'), data)

    def has(self, name: str) -> bool:
        """Whether this page was built."""
        return (self.directory / name).is_file()

    def why_not(self) -> str | None:
        """Why there is no build; None while it is still made."""
        try:
            return (self.directory / WHY_NOT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def asset(self, request: Request) -> Response:
        """A file that a page loads; compressed for whoever accepts it."""
        name: str = request.path_params["name"]
        path = self.directory / "assets" / name
        if not _ASSET.fullmatch(name) or not path.is_file():
            return NO_FILE
        headers = {"Cache-Control": _IMMUTABLE, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
        accepted = _accepted(request.headers.get("accept-encoding", ""))
        for encoding, ending in _COMPRESSED:
            if encoding in accepted and (compressed := path.with_name(f"{name}.{ending}")).is_file():
                return FileResponse(
                    compressed, headers=headers | {"Content-Encoding": encoding}, media_type=_type(name)
                )
        return FileResponse(path, headers=headers, media_type=_type(name))


def _accepted(header: str) -> set[str]:
    """The encodings that `Accept-Encoding` names, without those that it refuses ("br;q=0")."""
    asked = [one.partition(";") for one in header.lower().replace(" ", "").split(",")]
    return {name for name, _, weight in asked if not re.fullmatch(r"q=0(\.0*)?", weight)}


def with_data(page: str, data: dict[str, Any]) -> str:
    """The page with data in it. It is no script, so no policy must allow it."""
    text = orjson.dumps(data).decode().replace("<", "\\u003c")
    return page.replace("<!-- setup -->", f'<script id="setup" type="application/json">{text}</script>')


def html(page: str, policy: str) -> Response:
    """A page that no cache keeps, with its content security policy."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, 200, headers)


def hash_of(page: str, tag: str) -> str:
    """The hash that allows the page's own script or style only."""
    text = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _type(name: str) -> str:
    return {"js": "text/javascript", "css": "text/css"}.get(name.rpartition(".")[2], "font/ttf")
