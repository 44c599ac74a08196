"""A program that ends with its parent, whatever ends the parent.

The parent starts this file by its path, and it becomes the program that stands after `--`. It imports nothing
but the standard library, because it runs with `-I -S`, as another user, in a few milliseconds.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.2
GRACE_SECONDS = 20.0


def command(
    argv: Sequence[str], when_orphaned: signal.Signals, *, prefix: Sequence[str] = (), uid: int | None = None
) -> list[str]:
    """The command line that runs `argv` on a leash: it gets the signal when this process ends.

    Start it from the main thread: the kernel takes the end of the thread that started it for the end of the
    parent. `prefix` is a program that changes the user and then executes its arguments (`unshare`, `setpriv`);
    with `uid` the leash changes the user itself.
    """
    own = [sys.executable, "-I", "-S", os.path.abspath(__file__)]
    return [*prefix, *own, str(os.getpid()), str(int(when_orphaned)), str(-1 if uid is None else uid), "--", *argv]


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


def _tied_by_kernel(parent: int, number: int, argv: list[str]) -> None:
    """On Linux the kernel sends the signal. Requested after the last change of user, because that change cancels it."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it ended before the kernel was asked
        sys.exit(1)
    os.execvp(argv[0], argv)


def _tied_by_watching(parent: int, number: int, argv: list[str]) -> int:
    """Elsewhere: this process stays, hands on the signals it gets, and looks for its parent."""
    child = subprocess.Popen(argv)

    def hand_on(received: int, _: FrameType | None) -> None:
        child.send_signal(received)

    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(name, hand_on)
    while (code := child.poll()) is None:
        if os.getppid() != parent:
            child.send_signal(number)
            return _last_moments(child)
        time.sleep(WATCH_SECONDS)
    return code


def _last_moments(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def main() -> int:
    parent, number, uid = (int(word) for word in sys.argv[1:4])
    argv = sys.argv[5:]
    if uid >= 0:
        _become(uid)
    if sys.platform == "linux":
        _tied_by_kernel(parent, number, argv)
    return _tied_by_watching(parent, number, argv)


if __name__ == "__main__":
    sys.exit(main())
