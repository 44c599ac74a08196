"""Fields with their descriptions. No field of the API is without one."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry
from strawberry import UNSET

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def told(description: str, default: Any = ...) -> Any:
    """A plain field of an answer."""
    if default is ...:
        return strawberry.field(description=description)
    return strawberry.field(description=description, default=default)


def resolved(description: str) -> Callable[[F], F]:
    """A field of an answer that takes arguments, or work."""
    return cast(Callable[[F], F], strawberry.field(description=description))


def asked(description: str) -> Any:
    """A field of an input that must be given."""
    return strawberry.field(description=description)


def said(description: str, default: Any = UNSET) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(description=description, default=default)


def given(value: T | None) -> T | None:
    """An argument that may be left out. To leave it out is to give null."""
    return None if value is UNSET else value


def there(row: T | None) -> T:
    """A row that a foreign key says is there."""
    if row is None:
        raise LookupError("a parent row is missing")
    return row
