"""Values that are made for every step: frozen for the type checker, and not at run time.

A frozen dataclass sets each field through `object.__setattr__`: ten times the cost, for the dozens of fields that one
step takes. mypy refuses to set a field of a `value` all the same.
"""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """A dataclass with slots whose instances nothing changes. Equal and hashed by its fields, as a frozen one is."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
