"""The page that a browser gets at `GET /graphql`: GraphiQL if it was built (console/build.py), else a plain page.

Neither page loads anything from another host: the content security policy allows this server only.
"""

from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.deps import Deps
from app.graphql.transport.examples import EXAMPLES, PHONE, Example
from app.pages.built import HERE, NOTHING_ELSE, Built, hash_of, html, with_data
from app.pages.demo_key import demo_key, note_for

PAGE = "graphql.html"
# Relative to the page, whose files are the console's.
ASSETS = "console/assets/"
# The editor writes styles into the page. Scripts and workers come from files of this server only.
_BUILT_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    f"font-src 'self' data:; img-src 'self' data:; connect-src 'self'; {NOTHING_ELSE}"
)


@dataclass(frozen=True, slots=True)
class Explorer:
    """The explorer's page. `built` is looked at for each request, because the build may end while the API runs."""

    built: Built = field(default_factory=Built)

    async def page(self, request: Request, deps: Deps, *, is_live: bool) -> Response:
        """The page with the examples. It has the demo's key if it is opened by the one-time link of `nudge dev`.

        `is_live` says that messages really leave.
        """
        key = await demo_key(request, deps)
        data = {"key": key, "note": note_for(request, key), "examples": _examples(is_live)}
        if self.built.has(PAGE):
            return html(self.built.page(PAGE, ASSETS, data), _BUILT_POLICY)
        plain = (HERE / "plain.html").read_text(encoding="utf-8")
        return html(with_data(plain, data), _plain_policy(plain))


def _examples(is_live: bool) -> list[dict[str, Any]]:
    return [{"title": one.title, "query": one.query, "variables": _variables(one, is_live)} for one in EXAMPLES]


def _variables(example: Example, is_live: bool) -> str:
    """The variables of an example. Where messages really leave, the reader must write a phone number of their own."""
    text = orjson.dumps(example.variables, option=orjson.OPT_INDENT_2).decode()
    return text.replace(PHONE, "+1") if is_live else text


def _plain_policy(page: str) -> str:
    return (
        f"default-src 'none'; script-src {hash_of(page, 'script')}; style-src {hash_of(page, 'style')}; "
        f"connect-src 'self'; img-src data:; {NOTHING_ELSE}"
    )
