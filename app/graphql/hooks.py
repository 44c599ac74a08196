"""The hooks of our extensions, entered with few steps.

Strawberry lays down the hooks anew for each operation, as context managers in a stack: that costs more than most of
what they do. Here they are laid down once for each class of extensions. A stage of an operation for which several
extensions have a hook is left to Strawberry, and so is a hook that is no generator.
"""

from collections.abc import Callable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from functools import cache
from inspect import isasyncgenfunction, isgeneratorfunction
from types import TracebackType
from typing import Any

from strawberry.extensions import SchemaExtension
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.types import ExecutionContext

Entered = AbstractAsyncContextManager[Any]
_NOTHING: Entered = nullcontext()


class Hooks(SchemaExtensionsRunner):
    """The hooks of one operation."""

    def operation(self) -> Any:
        return _entered(self.extensions, "on_operation") or super().operation()

    def parsing(self) -> Any:
        return _entered(self.extensions, "on_parse") or super().parsing()

    def validation(self) -> Any:
        return _entered(self.extensions, "on_validate") or super().validation()

    def executing(self) -> Any:
        return _entered(self.extensions, "on_execute") or super().executing()

    async def get_extensions_results(self, ctx: ExecutionContext) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for extension in self.extensions:
            results = extension.get_results()
            found |= results if isinstance(results, dict) else await results
        return found | ctx.extensions_results


class _Plain:
    """A plain context manager, entered where an asynchronous one is asked for."""

    __slots__ = ("_inner",)

    def __init__(self, inner: AbstractContextManager[Any]) -> None:
        self._inner = inner

    async def __aenter__(self) -> Any:
        return self._inner.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._inner.__exit__(kind, error, trace)


def _entered(extensions: Sequence[SchemaExtension], name: str) -> Entered | None:
    """What is entered for a stage; None if that is left to Strawberry."""
    with_hook = [one for one in extensions if _has(_class(one), name)]
    if len(with_hook) != 1:
        return None if with_hook else _NOTHING
    [extension] = with_hook
    hook = _hook(_class(extension), name)
    return hook(extension) if hook else None


def _class(extension: SchemaExtension) -> Any:
    return type(extension)


@cache
def _has(kind: Any, name: str) -> bool:
    """Whether a class of extensions has a hook of its own of this name."""
    return getattr(kind, name) is not getattr(SchemaExtension, name)


@cache
def _hook(kind: Any, name: str) -> Callable[[SchemaExtension], Entered] | None:
    """The hook, laid down; None if it is no generator."""
    own: Any = getattr(kind, name)
    if isasyncgenfunction(own):
        return asynccontextmanager(own)
    if not isgeneratorfunction(own):
        return None
    plain = contextmanager(own)
    return lambda extension: _Plain(plain(extension))
