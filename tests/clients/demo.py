"""A new `nudge dev` with its demo and the demo's past, for the pictures and the times of the console."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from app.local.processes import free_port
from app.settings import Settings
from tests.clients.browser import BUILT, PROGRAMS, ROOT, build, one_time_link

JAVASCRIPT = Path(__file__).parent / "javascript"
START_SECONDS = 180.0


def look(script: str, *arguments: str) -> None:
    """Runs a script of `javascript/` with Chromium and a one-time link to the console of a new demo."""
    browser = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if browser is None:
        sys.exit("There is no Chromium: `make browser` installs it.")
    print(build(BUILT), end="")
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-progress"], cwd=JAVASCRIPT, check=True, capture_output=True)
    with _demo() as link:
        subprocess.run(["node", script, browser, link, *arguments], cwd=JAVASCRIPT, check=True)


@contextmanager
def _demo() -> Iterator[str]:
    """The link to a new program, which ends with the block."""
    with tempfile.TemporaryDirectory(prefix="nudge-demo-") as data:
        port = free_port()
        command = [sys.executable, "-m", "app.cli", "dev", "--data-dir", data, "--port", str(port)]
        with (Path(data) / "said.log").open("wb") as said:
            process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=said, stderr=said)
        try:
            _await_worker(port)
            yield one_time_link(f"http://127.0.0.1:{port}", Path(data))
        finally:
            process.terminate()
            process.wait()


def _environment() -> dict[str, str]:
    """Without the developer's own settings, of which credentials would keep the demo from having a past."""
    names = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in names} | {"PYTHONPATH": str(ROOT)}


def _await_worker(port: int) -> None:
    """The worker starts when the demo's past is played."""
    until = time.monotonic() + START_SECONDS
    while not _is_ready(port):
        if time.monotonic() > until:
            sys.exit("`nudge dev` does not become ready.")
        time.sleep(0.2)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
