"""The page for browsers: in both of its forms, for whom the demo's key is, and what the page may reach."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import orjson
import pytest
from graphql import parse, validate
from pydantic import SecretStr

from app.deps import Deps
from app.graphql.api import schema
from app.graphql.transport.examples import EXAMPLES
from app.graphql.transport.explorer import PAGES, Explorer
from app.graphql.transport.routes import graphql_routes
from tests.asgi import Application
from tests.factories import make_deps

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Dest": "document"}
KEY = "pk_live_" + "k" * 32
SCRIPT = "main-ABCD1234.js"


def site(deps: Deps, built: Path, client: str = "127.0.0.1") -> httpx2.AsyncClient:
    app = Application(graphql_routes(Explorer(built)), deps=deps)
    transport = httpx2.ASGITransport(app, client=(client, 123))
    return httpx2.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=BROWSER)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves, in small."""
    (tmp_path / "index.html").write_text(f'<!-- setup --><script src="/graphql/explorer/{SCRIPT}"></script>')
    (tmp_path / SCRIPT).write_text("let a = 1;")
    (tmp_path / "sources.txt").write_text("secret")
    return tmp_path


@pytest.fixture
async def plain(deps: Deps, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with site(deps, tmp_path / "nothing") as client:
        yield client


def setup(page: httpx2.Response) -> dict[str, object]:
    found = re.search(r'<script id="setup" type="application/json">(.*?)</script>', page.text)
    assert found is not None
    return dict(orjson.loads(found[1]))


async def test_browsers_get_a_page_without_a_key_and_without_a_cdn(plain: httpx2.AsyncClient) -> None:
    page = await plain.get("/graphql")
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"https?://", page.text)
    asked = await plain.get("/graphql", params={"query": "{ __typename }"})
    assert asked.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_built_one_is_served_as_soon_as_it_is_there(deps: Deps, built: Path, tmp_path: Path) -> None:
    kept = built / "index.html"
    kept.rename(built / "later.html")
    async with site(deps, built) as client:
        assert "<textarea" in (await client.get("/graphql")).text
        (built / "later.html").rename(kept)
        page = await client.get("/graphql")
    assert SCRIPT in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; worker-src 'self'" in policy
    assert "http" not in policy


async def test_its_files_are_kept_for_ever_and_nothing_else_is_served(deps: Deps, built: Path) -> None:
    async with site(deps, built) as client:
        file = await client.get(f"/graphql/explorer/{SCRIPT}")
        assert (file.status_code, file.text) == (200, "let a = 1;")
        assert file.headers["Content-Type"].startswith("text/javascript")
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for name in ("sources.txt", "index.html", "main-ABCD1235.js", "..%2fexplorer.py", "%00", "main-ABCD1234.js%0a"):
            assert (await client.get(f"/graphql/explorer/{name}")).status_code == 404


def test_the_examples_are_good_operations() -> None:
    for example in EXAMPLES:
        assert validate(schema._schema, parse(example.query)) == [], example.title


async def test_both_pages_open_with_the_examples(plain: httpx2.AsyncClient, deps: Deps, built: Path) -> None:
    async with site(deps, built) as client:
        for page in (await plain.get("/graphql"), await client.get("/graphql")):
            found = setup(page)
            assert found["key"] is None
            assert [one["query"] for one in found["examples"]] == [one.query for one in EXAMPLES]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("client", "headers", "shown"),
    [
        ("127.0.0.1", {}, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8000"}, True),
        ("::1", {"Host": "[::1]:8000"}, True),
        ("127.0.0.1", {"Host": "localhost"}, True),
        ("192.168.0.7", {}, False),
        ("127.0.0.1", {"Host": "evil.example"}, False),
        ("127.0.0.1", {"Host": "localhost.evil.example:8000"}, False),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, False),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, False),
        ("127.0.0.1", {"Sec-Fetch-Dest": "empty"}, False),
        ("127.0.0.1", {"Sec-Fetch-Dest": "iframe"}, False),
    ],
)
async def test_the_demos_key_is_for_a_person_at_this_machine(
    built: Path, client: str, headers: dict[str, str], shown: bool
) -> None:
    deps = make_deps(nudge_explorer_key=SecretStr(KEY))
    for directory in (built, built / "nothing"):
        async with site(deps, directory, client) as browser:
            page = await browser.get("/graphql", headers=headers)
            assert (setup(page)["key"] == KEY) is shown
            assert (KEY in page.text) is shown


async def test_nothing_of_the_setup_ends_its_element(built: Path) -> None:
    deps = make_deps(nudge_explorer_key=SecretStr("</script><script>alert(1)</script>"))
    async with site(deps, built) as browser:
        page = await browser.get("/graphql")
    assert page.text.count("</script>") == 2
    assert setup(page)["key"] == "</script><script>alert(1)</script>"


def test_the_plain_page_has_one_script_and_one_style() -> None:
    """Their hashes are in the policy; any other would not take effect."""
    page = (PAGES / "plain.html").read_text()
    assert (page.count("<script"), page.count("<style"), page.count("<!-- setup -->")) == (1, 1, 1)
