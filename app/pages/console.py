"""The console at /console: a page for every address below it, and the files of both pages."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.http import deps_of
from app.pages.built import HERE, NO_FILE, NOTHING_ELSE, Built, hash_of, html
from app.pages.demo_key import demo_key, note_for

# Scripts, styles and data come from this server only. Pictures that leads sent are served by it too.
_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; {NOTHING_ELSE}"
)
BEING_BUILT = "The console is being built. This page opens it as soon as it is there."
_REFRESH = '<meta http-equiv="refresh" content="2">'


def console_routes(built: Built | None = None) -> list[BaseRoute]:
    """The routes of the console, for an application whose lifespan yields `deps`."""
    built = built or Built()

    async def page(request: Request) -> Response:
        if request.path_params.get("path", "").startswith("assets/"):
            return NO_FILE
        if not built.has("index.html"):
            return _waiting(built.why_not())
        key = await demo_key(request, deps_of(request))
        data = {"key": key, "note": note_for(request, key)}
        return html(built.page("index.html", _assets(request), data), _POLICY)

    async def asset(request: Request) -> Response:
        return built.asset(request)

    return [
        Route("/console", page),
        Route("/console/assets/{name}", asset),
        Route("/console/{path:path}", page),
    ]


def _assets(request: Request) -> str:
    """The address of the files, relative to the page: a proxy may serve both under any path."""
    path = request.path_params.get("path")
    return "console/assets/" if path is None else "../" * path.count("/") + "assets/"


def _waiting(why_not: str | None) -> Response:
    """The page until the build is there. It is loaded again by itself unless the build has failed."""
    page = (HERE / "waiting.html").read_text(encoding="utf-8")
    page = page.replace("<!-- refresh -->", "" if why_not else _REFRESH)
    page = page.replace("<!-- why -->", escape(why_not or BEING_BUILT))
    return html(page, f"default-src 'none'; style-src {hash_of(page, 'style')}; img-src data:; {NOTHING_ELSE}")
