"""The explorer as it is built from npm, in a browser."""

import fcntl
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import HERE, INSTALL_SECONDS, PATIENCE, Node, Running
from tests.missing import missing

ROOT = HERE.parents[1]
BUILD = ROOT / "console/build.py"
BUILT = ROOT / "app/graphql/pages/graphiql"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MAX_BYTES = 8_000_000


def build(out: Path, **environment: str) -> str:
    """What the builder says."""
    ended = subprocess.run(
        [sys.executable, str(BUILD), str(out)],
        env=environment or None,
        capture_output=True,
        text=True,
        check=True,
        timeout=INSTALL_SECONDS,
    )
    return ended.stdout


@pytest.fixture(scope="session")
def built(node: Node) -> Path:
    """The explorer in its place, as `make explorer` puts it there. `node` skips where there is none."""
    with (HERE / ".explorer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = build(BUILT)
    if "npm failed" in said or "longer than" in said:
        missing(said)
    return BUILT


def test_without_node_it_is_a_plain_page_and_no_failure(tmp_path: Path) -> None:
    said = build(tmp_path / "out", PATH=str(tmp_path))
    assert said.startswith("The explorer is a plain page, because Node and npm are not here.")
    assert not (tmp_path / "out").exists()


def test_a_registry_that_is_away_is_no_failure(node: Node, tmp_path: Path) -> None:
    away = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_cache": str(tmp_path / "cache")}
    said = build(tmp_path / "out", PATH=f"{Path(node.program).parent}:/usr/bin:/bin", HOME=str(tmp_path), **away)
    assert said.startswith("The explorer is a plain page, because npm failed (ECONNREFUSED).")
    assert list(tmp_path.glob("out*")) == []


def test_its_page_and_styles_refer_to_this_server_alone(built: Path) -> None:
    page = (built / "index.html").read_text()
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [name for name in named if not name.startswith("/graphql/explorer/")] == ["data:,"]
    assert all((built / name.rpartition("/")[2]).is_file() for name in named if name != "data:,")
    [styles] = built.glob("main-*.css")
    assert re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//[^)]*", styles.read_text()) == []


def test_it_is_small_and_built_once(built: Path) -> None:
    assert sum(file.stat().st_size for file in built.iterdir()) < MAX_BYTES
    assert build(built) == "", "what is there already, of the same sources, is not built again"


@pytest.fixture(scope="session")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing("no Chromium is on PATH: the explorer is not looked at in a browser")
    return found


def looked_at(browser: str, url: str, profile: Path) -> tuple[str, str]:
    """What the page has become after its scripts ran, and what the browser said of it."""
    ended = subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}"),
            *("--disable-background-networking", "--enable-logging=stderr", "--virtual-time-budget=20000"),
            *("--dump-dom", url),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return ended.stdout, "\n".join(line for line in ended.stderr.splitlines() if "CONSOLE" in line)


def one_time_link(program: Running) -> str:
    """What `nudge link` prints."""
    options = ["--data-dir", str(program.data), "--port", program.url.rpartition(":")[2]]
    command = [sys.executable, "-m", "app.cli", "link", *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
    ).stdout.strip()


def test_in_a_browser_it_opens_with_an_example_and_breaks_no_policy(
    built: Path, browser: str, program: Running, tmp_path: Path
) -> None:
    page, said = looked_at(browser, one_time_link(program), tmp_path)
    assert program.key in page, "the link brings the demo's key"
    assert "graphiql-execute-button" in page
    assert "WhoAmI" in page, "the first example is in the editor"
    assert "Content Security Policy" not in said
    assert "Error" not in said
