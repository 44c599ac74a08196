"""Builds the console and the explorer into app/static, where Node and npm are.

Where they are not, or npm cannot do its work, one line says why, here and on the console's page, and the explorer is a
plain page: this never fails, and ends after a few minutes at the most, or with the process that started it.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "app/static"
SOURCES = ["package.json", "package-lock.json", ".npmrc", "vite.config.ts", "index.html", "graphql.html", "src"]
WHY_NOT = "not-built.txt"
"""The console's page reads this sentence: app/pages/built.py."""
NODE_MAJOR = 20
SECONDS = 240.0
# Few tries: whoever has no registry at hand waits for them.
TRIES = ["--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=15000"]
NPM = ["npm", "ci", "--ignore-scripts", "--omit=dev", *TRIES]
VITE = ["node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", "built"]


class NotBuilt(Exception):
    """Why there is no console, and no explorer but the plain page."""


def main(out: Path) -> None:
    """Builds it, unless it is there already, made of the same sources."""
    mark, fingerprint = out / "sources.txt", sources()
    if mark.exists() and mark.read_text() == fingerprint:
        return
    (out / WHY_NOT).unlink(missing_ok=True)
    try:
        require_node()
        with tempfile.TemporaryDirectory(prefix="nudge-console-") as made:
            build(Path(made), out, fingerprint)
        print("The console is built: at /console. The explorer is GraphiQL, at /graphql.", flush=True)
    except (NotBuilt, OSError, ValueError, subprocess.SubprocessError) as error:
        why = f"The console is not built, because {error}. `make console` tries again."
        print(f"{why} The explorer is a plain page.", flush=True)
        with contextlib.suppress(OSError):
            out.mkdir(exist_ok=True)
            (out / WHY_NOT).write_text(f"{why}\n")


def sources() -> str:
    """What a build is made of, as one hash."""
    files = sorted(file for name in SOURCES for file in [HERE / name, *(HERE / name).rglob("*")] if file.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def needs_node(out: Path) -> bool:
    """Whether there is something to build, and neither Node nor npm to build it with."""
    mark = out / "sources.txt"
    if mark.exists() and mark.read_text() == sources():
        return False
    try:
        require_node()
    except (NotBuilt, OSError, ValueError, subprocess.SubprocessError):
        return True
    return False


def require_node() -> None:
    """Raises `NotBuilt` where Node and npm cannot build it."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise NotBuilt("Node and npm are not here")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    if int(version.strip().removeprefix("v").partition(".")[0] or 0) < NODE_MAJOR:
        raise NotBuilt(f"it needs Node {NODE_MAJOR} or newer, and this is {version.strip() or 'none'}")


def build(work: Path, out: Path, fingerprint: str) -> None:
    """Installs and bundles in `work`, then puts the whole of it in its place."""
    for name in SOURCES:
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copy
        copy(HERE / name, work / name)
    until = time.monotonic() + SECONDS
    run(NPM, work, until)
    run(VITE, work, until)
    (work / "built/sources.txt").write_text(fingerprint)
    fresh = out.with_name(f"{out.name}.{os.getpid()}")
    shutil.copytree(work / "built", fresh)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def run(command: list[str], work: Path, until: float) -> None:
    """Runs a program to its end, in a group of its own so that all of it can be ended. Raises `NotBuilt`."""
    parent, log = os.getppid(), work / "said.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=work, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        try:
            while process.poll() is None:
                if time.monotonic() > until:
                    raise NotBuilt(f"{command[0]} took longer than {SECONDS:.0f} s")
                if os.getppid() != parent:
                    raise NotBuilt("it was interrupted")
                time.sleep(0.1)
        finally:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if process.returncode:
        raise NotBuilt(f"{command[0]} failed ({reason(log.read_text(errors='replace')) or process.returncode})")


def reason(said: str) -> str:
    """npm's own name for what went wrong, such as ENOTFOUND, if it gave one."""
    return next((line.partition(" code ")[2] for line in said.splitlines() if " code " in line), "")


if __name__ == "__main__":
    asks = sys.argv[1:2] == ["--needs-node"]
    where = sys.argv[2:] if asks else sys.argv[1:]
    place = Path(where[0]).resolve() if where else BUILT
    if asks:
        sys.exit(0 if needs_node(place) else 1)
    with contextlib.suppress(OSError):
        os.nice(5)  # whoever waits for the program comes first
    main(place)
