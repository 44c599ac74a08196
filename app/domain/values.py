"""Immutable values that are made for every step: frozen for the type checker, not at run time.

A frozen dataclass sets each field through `object.__setattr__`, at ten times the cost, and a step has dozens of fields.
mypy refuses to set a field of a `value`.
"""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """A dataclass with slots, compared and hashed by its fields like a frozen dataclass."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
