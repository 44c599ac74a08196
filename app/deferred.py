"""Packages that libraries import for features which Nudge does not use: together they took 15 MB of each process."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class _Deferring:
    """A finder (`sys.meta_path`) of one module, which is loaded at the first use of a name in it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def defer(name: str) -> None:
    """Has the next import of a module not load it: the first use of a name in it does.

    Without effect for a module that was imported before.
    """
    if name not in sys.modules:
        sys.meta_path.insert(0, _Deferring(name))


@contextmanager
def absent(name: str) -> Iterator[None]:
    """Has libraries that are imported in the block take an optional package for not installed.

    Without effect if the package was imported before.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # an import raises ModuleNotFoundError then
    try:
        yield
    finally:
        del sys.modules[name]
