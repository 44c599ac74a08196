"""The explorer as it is built from npm, in a browser."""

import re
import subprocess
from pathlib import Path

from tests.clients.browser import build, fingerprint, needs_node, one_time_link
from tests.clients.conftest import PATIENCE, Node, Running

# The editor is most of it, and every larger file stands there compressed too.
MAX_BYTES = 12_000_000


def test_without_node_it_is_a_plain_page_and_no_failure(tmp_path: Path) -> None:
    said = build(tmp_path / "out", PATH=str(tmp_path))
    assert said.startswith("The console is not built, because Node and npm are not here.")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["not-built.txt"], "the console's page says why"


def test_node_is_wanted_only_where_there_is_something_to_build_and_no_node(node: Node, tmp_path: Path) -> None:
    with_node = f"{Path(node.program).parent}:/usr/bin:/bin"
    assert needs_node(tmp_path / "out", PATH=str(tmp_path))
    assert not needs_node(tmp_path / "out", PATH=with_node)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/sources.txt").write_text(fingerprint())
    assert not needs_node(tmp_path / "out", PATH=str(tmp_path)), "it is built already"


def test_a_registry_that_is_away_is_no_failure(node: Node, tmp_path: Path) -> None:
    away = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_cache": str(tmp_path / "cache")}
    said = build(tmp_path / "out", PATH=f"{Path(node.program).parent}:/usr/bin:/bin", HOME=str(tmp_path), **away)
    assert said.startswith("The console is not built, because npm failed (ECONNREFUSED).")
    assert [str(file.relative_to(tmp_path)) for file in tmp_path.glob("out*/*")] == ["out/not-built.txt"]


def test_pages_and_styles_refer_to_this_server_alone(built: Path) -> None:
    for page in ("index.html", "graphql.html"):
        named = re.findall(r'(?:src|href)="([^"]+)"', (built / page).read_text())
        assert [name for name in named if not name.startswith("./assets/")] == ["data:,"]
        assert all((built / name).is_file() for name in named if name != "data:,")
    for styles in (built / "assets").glob("*.css"):
        assert re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//[^)]*", styles.read_text()) == []


def test_it_is_small_and_built_once(built: Path) -> None:
    assert sum(file.stat().st_size for file in built.rglob("*") if file.is_file()) < MAX_BYTES
    assert build(built) == "", "what is there already, of the same sources, is not built again"


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


def test_in_a_browser_it_opens_with_an_example_and_breaks_no_policy(
    built: Path, browser: str, program: Running, tmp_path: Path
) -> None:
    page, said = looked_at(
        browser, one_time_link(program.url, program.data).replace("/console?", "/graphql?"), tmp_path
    )
    assert program.key in page, "the link brings the demo's key"
    assert "graphiql-execute-button" in page
    assert "WhoAmI" in page, "the first example is in the editor"
    assert "Content Security Policy" not in said
    assert "Error" not in said
