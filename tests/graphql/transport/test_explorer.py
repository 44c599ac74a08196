"""The page for browsers: in both of its forms, for whom the demo's key is, and what the page may reach."""

import asyncio
import gzip
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
from app.graphql.transport.explorer import Explorer
from app.graphql.transport.routes import graphql_routes
from app.pages.built import HERE, Built
from app.pages.console import console_routes
from app.services import accounts
from tests.asgi import Application
from tests.clock import FixedClock
from tests.factories import make_deps

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Dest": "document"}
KEY = "pk_live_" + "k" * 32
SCRIPT = "explorer-ABC_1-34.js"


def site(deps: Deps, built: Path, client: str = "127.0.0.1") -> httpx2.AsyncClient:
    pages = Built(built)
    app = Application([*graphql_routes(Explorer(pages)), *console_routes(pages)], deps=deps)
    transport = httpx2.ASGITransport(app, client=(client, 123))
    return httpx2.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=BROWSER)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves, in small."""
    page = f'<!-- setup --><script src="./assets/{SCRIPT}"></script>'
    for name in ("index.html", "graphql.html"):
        (tmp_path / name).write_text(page)
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / SCRIPT).write_text("let a = 1;")
    (assets / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"let a = 1;"))
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
    kept = built / "graphql.html"
    kept.rename(built / "later.html")
    async with site(deps, built) as client:
        assert "<textarea" in (await client.get("/graphql")).text
        (built / "later.html").rename(kept)
        page = await client.get("/graphql")
    assert f'src="console/assets/{SCRIPT}"' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; worker-src 'self'" in policy
    assert "http" not in policy


def test_the_examples_are_good_operations() -> None:
    for example in EXAMPLES:
        assert validate(schema._schema, parse(example.query)) == [], example.title


async def test_both_pages_open_with_the_examples(plain: httpx2.AsyncClient, deps: Deps, built: Path) -> None:
    async with site(deps, built) as client:
        for page in (await plain.get("/graphql"), await client.get("/graphql")):
            found = setup(page)
            assert found["key"] is None
            assert [one["query"] for one in found["examples"]] == [one.query for one in EXAMPLES]  # type: ignore[attr-defined]


@pytest.fixture
def with_key(clock: FixedClock) -> Deps:
    """The dependencies of an API that `nudge dev` runs."""
    return make_deps(clock, nudge_explorer_key=SecretStr(KEY))


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
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}, False),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.7"}, False),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, False),
        ("127.0.0.1", {"Sec-Fetch-Dest": "empty"}, False),
        ("127.0.0.1", {"Sec-Fetch-Dest": "iframe"}, False),
    ],
)
async def test_the_link_opens_the_page_with_the_demos_key_once_and_on_this_machine(
    database: None, with_key: Deps, built: Path, client: str, headers: dict[str, str], shown: bool
) -> None:
    for directory in (built, built / "nothing"):
        link = {"token": await accounts.new_link(with_key.clock.now())}
        async with site(with_key, directory, client) as elsewhere, site(with_key, directory) as here:
            page = await elsewhere.get("/graphql", params=link, headers=headers)
            assert (setup(page)["key"] == KEY) is shown
            assert (KEY in page.text) is shown
            assert (setup(page)["note"] is None) is shown
            again = await here.get("/graphql", params=link)
            assert (setup(again)["key"] == KEY) is not shown, "who may not use it does not use it up"


@pytest.mark.parametrize("headers", [{}, {"Connection": "keep-alive"}, {"Host": "127.0.0.1:8000"}], ids=str)
async def test_without_the_link_no_page_has_the_key(
    database: None, with_key: Deps, built: Path, headers: dict[str, str]
) -> None:
    """A proxy that keeps alive, adds no header and sends a loopback Host looks like a browser on this machine."""
    token = await accounts.new_link(with_key.clock.now())
    async with site(with_key, built) as browser:
        for params in ({}, {"token": ""}, {"token": token[:-1]}, {"token": "x" * 32}):
            page = await browser.get("/graphql", params=params, headers=headers)
            assert setup(page)["key"] is None
            assert KEY not in page.text


async def test_a_link_ends_by_time_and_by_the_next_one_and_not_by_a_look(
    database: None, with_key: Deps, clock: FixedClock, built: Path
) -> None:
    async with site(with_key, built) as browser:

        async def opens(token: str) -> bool:
            return setup(await browser.get("/graphql", params={"token": token}))["key"] == KEY

        first, second = await accounts.new_link(clock.now()), await accounts.new_link(clock.now())
        assert not await opens(first)
        await browser.head("/graphql", params={"token": second})
        assert await opens(second)
        late = await accounts.new_link(clock.now())
        clock.advance(seconds=accounts.LINK_LIFE.total_seconds())
        assert not await opens(late)


async def test_of_many_who_open_a_link_at_once_one_gets_the_key(database: None, with_key: Deps, built: Path) -> None:
    link = {"token": await accounts.new_link(with_key.clock.now())}
    async with site(with_key, built) as browser:
        pages = await asyncio.gather(*(browser.get("/graphql", params=link) for _ in range(10)))
    assert [setup(page)["key"] for page in pages].count(KEY) == 1


async def test_an_api_outside_of_nudge_dev_has_no_key_to_give(database: None, deps: Deps, built: Path) -> None:
    link = {"token": await accounts.new_link(deps.clock.now())}
    async with site(deps, built) as browser:
        assert setup(await browser.get("/graphql", params=link))["key"] is None


async def test_nothing_of_the_setup_ends_its_element(database: None, clock: FixedClock, built: Path) -> None:
    deps = make_deps(clock, nudge_explorer_key=SecretStr("</script><script>alert(1)</script>"))
    async with site(deps, built) as browser:
        page = await browser.get("/graphql", params={"token": await accounts.new_link(clock.now())})
    assert page.text.count("</script>") == 2
    assert setup(page)["key"] == "</script><script>alert(1)</script>"


def test_the_plain_page_has_one_script_and_one_style() -> None:
    """Their hashes are in the policy; any other would not take effect."""
    page = (HERE / "plain.html").read_text()
    assert (page.count("<script"), page.count("<style"), page.count("<!-- setup -->")) == (1, 1, 1)
