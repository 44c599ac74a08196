"""Standard output and error that cannot be written: a pipe whose reader has left, a full disk, a closed descriptor.

What is printed is the work of a command, so that it ends when nobody can read it any more: quietly if the reader has
left, as Unix commands do, or else with a sentence. What stands on standard error only accompanies the work, which goes
on without it. An error of either stream is thus never taken for one of a connection to PostgreSQL.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

READER_LEFT = 128 + 13
"""The exit code when the reader has left: what a shell tells of a command that SIGPIPE ended."""
_IN, _OUT, _ERR = range(3)


class CannotPrint(OSError):
    """Standard output cannot be written."""


class _Printed(io.FileIO):
    """Keeps the error that a write ended with."""

    error: OSError | None = None

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.error = error
            raise CannotPrint(error.errno, error.strerror) from None


class _Said(io.FileIO):
    """Takes what it cannot write for written."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


_printed: list[_Printed] = []


def watch() -> None:
    """From now on `lost` knows of standard output, and standard error raises nothing.

    A standard stream that the process was started without gets a stand-in, so that no connection gets its descriptor:
    an empty input, an output that nobody can write, an error output that nobody reads.
    """
    for number, stream in enumerate((sys.__stdin__, sys.__stdout__, sys.__stderr__)):
        if stream is None:
            _stand_in(number)
    if sys.stdin is None:
        sys.stdin = open(_IN, closefd=False)  # noqa: SIM115 - open as long as the process
    if sys.stdout is sys.__stdout__ and not _printed:
        _printed.append(_Printed(_OUT, "w", closefd=False))
        sys.stdout = sys.__stdout__ = _stream(_printed[0], sys.stdout)  # type: ignore[misc]
    if sys.stderr is sys.__stderr__ and not isinstance(_raw(sys.stderr), _Said):
        sys.stderr = sys.__stderr__ = _stream(_Said(_ERR, "w", closefd=False), sys.stderr)  # type: ignore[misc]


def _stand_in(number: int) -> None:
    opened = os.open(os.devnull, os.O_WRONLY if number == _ERR else os.O_RDONLY)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    os.set_inheritable(number, True)


def _raw(stream: TextIO | None) -> object:
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)


def _stream(raw: io.FileIO, former: TextIO | None) -> io.TextIOWrapper:
    """A stream that writes as the former one did."""
    if former is None:
        return io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="replace")
    former.flush()
    is_unbuffered = bool(getattr(former, "write_through", False))
    return io.TextIOWrapper(
        raw if is_unbuffered else io.BufferedWriter(raw),  # as Python's own with -u
        encoding=former.encoding,
        errors=former.errors,
        line_buffering=bool(getattr(former, "line_buffering", False)),
        write_through=is_unbuffered,
    )


def lost() -> OSError | None:
    """Writes what was printed and not written yet. The error, if standard output cannot be written."""
    if not _printed:
        return None
    with suppress(CannotPrint):
        sys.stdout.flush()
    return _printed[0].error


def give_up(error: OSError) -> int:
    """The exit code of a command whose output is lost. Nothing more is written, at the end of the process too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _OUT)
    os.close(nowhere)
    if error.errno == errno.EPIPE:
        return READER_LEFT
    print(f"nudge: The output cannot be written ({error.strerror}).", file=sys.stderr)
    return 1
