"""What a process says of Ctrl-C while it is still being loaded, before anything of it can handle it: nothing."""

import sys
from types import TracebackType


def end_quietly() -> None:
    """From now on, an interruption that nothing handles ends the process by SIGINT, as a shell expects, and without a
    trace."""
    shown = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            shown(kind, error, trace)

    sys.excepthook = hook
