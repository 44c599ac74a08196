"""Environments of their own for Python tools that cannot share ours: what they need in other versions, or at all.

`tools/NAME.in` names what is wanted and `tools/NAME.lock` pins all of it by hash. What is made of them lies in
`.tools/`, which is not committed, and is made again when the lock or this Python has changed.
"""

import fcntl
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
MADE = HERE / ".tools"
INSTALL_SECONDS = 300
# How uv and pip say that the registry cannot be reached.
UNREACHABLE = ("error sending request", "Failed to fetch", "Connection", "Temporary failure", "Network is unreachable")


class UnavailableError(Exception):
    """The environment cannot be made on this machine; the text says why."""


def environment(name: str) -> Path:
    """The `bin` directory of the environment, made if it is not there. Processes that ask at once make it once.

    Raises:
        UnavailableError: there is neither uv nor a Python with ensurepip, or no registry.
    """
    MADE.mkdir(exist_ok=True)
    with (MADE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home, wanted = MADE / name, HERE / "tools" / f"{name}.lock"
        stamp = f"{sys.version}\n{sha256(wanted.read_bytes()).hexdigest()}"
        done = home / ".installed"
        if not done.exists() or done.read_text() != stamp:
            shutil.rmtree(home, ignore_errors=True)
            _make(home, wanted)
            done.write_text(stamp)
    return home / "bin"


def _make(home: Path, wanted: Path) -> None:
    # The lock names everything: what a package asks for besides is no matter.
    pinned = ("install", "--no-deps", "--require-hashes", "-r", str(wanted))
    if uv := shutil.which("uv"):
        _run(uv, "venv", "--quiet", "--python", sys.executable, str(home))
        _run(uv, "pip", *pinned, "--quiet", "--python", str(home / "bin/python"))
        return
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode:
        raise UnavailableError("neither uv nor ensurepip is here: no environment can be made")
    _run(sys.executable, "-m", "venv", str(home))
    _run(str(home / "bin/python"), "-m", "pip", *pinned, "--quiet", "--disable-pip-version-check", "--retries", "1")


def _run(*command: str) -> None:
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS, stdin=subprocess.DEVNULL
    )
    if ended.returncode != 0 and any(word in ended.stderr for word in UNREACHABLE):
        raise UnavailableError("the registry of packages cannot be reached")
    if ended.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}:\n{ended.stderr}")
