"""The two pages for browsers: how they are built, and the link that opens them."""

import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "console/build.py"
BUILT = ROOT / "app/static"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BUILD_SECONDS = 300.0
LINK_SECONDS = 120.0


def build(out: Path, **environment: str) -> str:
    """What the builder says."""
    ended = subprocess.run(
        [sys.executable, str(BUILD), str(out)],
        env=environment or None,
        capture_output=True,
        text=True,
        check=True,
        timeout=BUILD_SECONDS,
    )
    return ended.stdout


def needs_node(out: Path, **environment: str) -> bool:
    """Whether `make run` would install Node."""
    command = [sys.executable, str(BUILD), "--needs-node", str(out)]
    return subprocess.run(command, env=environment, check=False, timeout=BUILD_SECONDS).returncode == 0


def fingerprint() -> str:
    """What the builder writes beside the pages: the hash of their sources."""
    module = runpy.run_path(str(BUILD), run_name="build")
    return str(module["sources"]())


def one_time_link(url: str, data: Path) -> str:
    """What `nudge link` prints for the program at this address."""
    command = [sys.executable, "-m", "app.cli", "link", "--data-dir", str(data), "--port", url.rpartition(":")[2]]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=LINK_SECONDS)
    return ended.stdout.strip()
