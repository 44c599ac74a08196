"""The console's page and files: before and after its build, at every address below it, and behind any path."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from app.deps import Deps
from app.pages.built import Built
from app.pages.console import BEING_BUILT, console_routes
from app.services import accounts
from tests.asgi import Application
from tests.clock import FixedClock
from tests.factories import make_deps

BROWSER = {"Accept": "text/html", "Sec-Fetch-Dest": "document"}
KEY = "pk_live_" + "k" * 32
SCRIPT = "console-ABC_1-34.js"
BODY = "let a = 1;"
# What a copy of each encoding has. Nothing here reads Brotli.
SENT = {None: BODY.encode(), "gzip": gzip.compress(BODY.encode(), mtime=0), "br": b"brotli"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves, in small."""
    (tmp_path / "index.html").write_text(f'<!-- setup --><script src="./assets/{SCRIPT}"></script>')
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / SCRIPT).write_text(BODY)
    (assets / f"{SCRIPT}.gz").write_bytes(SENT["gzip"])
    (assets / f"{SCRIPT}.br").write_bytes(SENT["br"])
    return tmp_path


def site(deps: Deps, directory: Path, client: str = "127.0.0.1") -> httpx2.AsyncClient:
    app = Application(console_routes(Built(directory)), deps=deps)
    transport = httpx2.ASGITransport(app, client=(client, 123))
    return httpx2.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=BROWSER)


@pytest.fixture
async def console(deps: Deps, built: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with site(deps, built) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "script"),
    [
        ("/console", f"console/assets/{SCRIPT}"),
        ("/console/", f"assets/{SCRIPT}"),
        ("/console/acc_1", f"assets/{SCRIPT}"),
        ("/console/acc_1/inbox", f"../assets/{SCRIPT}"),
        ("/console/acc_1/inbox/cnv_1", f"../../assets/{SCRIPT}"),
    ],
)
async def test_every_address_has_the_page_whose_files_are_found_under_any_path(
    console: httpx2.AsyncClient, address: str, script: str
) -> None:
    page = await console.get(address)
    assert page.status_code == 200
    assert f'src="{script}"' in page.text
    assert httpx2.URL(f"http://any.example/sub{address}").join(script).path == f"/sub/console/assets/{SCRIPT}"
    assert page.headers["Cache-Control"] == "no-store"


async def test_its_policy_lets_only_files_of_this_server_in(console: httpx2.AsyncClient) -> None:
    policy = (await console.get("/console")).headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_its_files_are_kept_for_ever_and_nothing_else_is_served(console: httpx2.AsyncClient, built: Path) -> None:
    file = await console.get(f"/console/assets/{SCRIPT}", headers={"Accept-Encoding": "identity"})
    assert (file.status_code, file.text, "Content-Encoding" in file.headers) == (200, BODY, False)
    assert file.headers["Content-Type"].startswith("text/javascript")
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    (built / "sources.txt").write_text("secret")
    (built / "assets/plain.js").write_text("no hash, no name of ours")
    for name in ("plain.js", "console-ABC_1-35.js", "..%2fsources.txt", "..%2f..%2fmain.py", "%00", f"{SCRIPT}%0a"):
        assert (await console.get(f"/console/assets/{name}")).status_code == 404


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_a_browser_gets_the_smallest_file_that_it_accepts(
    console: httpx2.AsyncClient, accepted: str, encoding: str | None
) -> None:
    async with console.stream("GET", f"/console/assets/{SCRIPT}", headers={"Accept-Encoding": accepted}) as file:
        sent = b"".join([part async for part in file.aiter_raw()])
    assert (file.headers.get("Content-Encoding"), sent) == (encoding, SENT[encoding])
    assert file.headers["Vary"] == "Accept-Encoding"
    assert file.headers["Content-Type"].startswith("text/javascript")


async def test_where_there_is_no_such_copy_another_is_sent(console: httpx2.AsyncClient, built: Path) -> None:
    (built / f"assets/{SCRIPT}.br").unlink()
    file = await console.get(f"/console/assets/{SCRIPT}", headers={"Accept-Encoding": "gzip, br"})
    assert (file.headers["Content-Encoding"], file.text) == ("gzip", BODY)


async def test_while_it_is_built_a_page_says_so_and_loads_itself_again(
    database: None, clock: FixedClock, built: Path
) -> None:
    deps = make_deps(clock, nudge_explorer_key=SecretStr(KEY))
    link = {"token": await accounts.new_link(clock.now())}
    kept = built / "index.html"
    kept.rename(built / "later.html")
    async with site(deps, built) as client:
        page = await client.get("/console", params=link)
        assert BEING_BUILT in page.text
        assert 'http-equiv="refresh"' in page.text
        (built / "later.html").rename(kept)
        page = await client.get("/console", params=link)
        assert KEY in page.text, "the page before did not use the link up"
        page = await client.get("/console", params=link)
        assert KEY not in page.text
        assert "`nudge link` prints a new one" in page.text


async def test_a_build_that_failed_says_why_and_is_not_waited_for(deps: Deps, tmp_path: Path) -> None:
    (tmp_path / "not-built.txt").write_text("The console is not built, because of <that>.\n")
    async with site(deps, tmp_path) as client:
        page = await client.get("/console/acc_1/inbox")
    assert "because of &lt;that&gt;." in page.text
    assert "refresh" not in page.text


async def test_the_link_gives_the_key_to_nobody_elsewhere(database: None, clock: FixedClock, built: Path) -> None:
    deps = make_deps(clock, nudge_explorer_key=SecretStr(KEY))
    link = {"token": await accounts.new_link(clock.now())}
    async with site(deps, built, "192.168.0.7") as elsewhere, site(deps, built) as here:
        assert KEY not in (await elsewhere.get("/console", params=link)).text
        forwarded = await here.get("/console", params=link, headers={"X-Forwarded-For": "203.0.113.7"})
        assert KEY not in forwarded.text
        assert KEY in (await here.get("/console", params=link)).text
