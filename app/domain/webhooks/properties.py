"""What the data of an event is made of: named properties, each of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a stored value is written in the body."""

    ID = "ID"
    TEXT = "TEXT"
    BODY = "BODY"  # the text of a message
    NUMBER = "NUMBER"
    INTEGER = "INTEGER"
    TIME = "TIME"
    DAY = "DAY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of the data. `prefix` is that of an id; `words` are all values of a closed set.

    A personal property is null once the person was erased.
    """

    name: str
    description: str
    kind: Kind = Kind.TEXT
    prefix: str = ""
    words: tuple[str, ...] = ()
    is_null: bool = False
    is_personal: bool = False

    @property
    def may_be_null(self) -> bool:
        return self.is_null or self.is_personal


@dataclass(frozen=True, slots=True)
class Described:
    """A type of event: when it is sent, and the properties of its data in their order."""

    when: str
    data: tuple[Property, ...]


def id_of(name: str, prefix: str, description: str, *, is_null: bool = False) -> Property:
    return Property(name=name, description=description, kind=Kind.ID, prefix=prefix, is_null=is_null)


def time(name: str, description: str, *, is_null: bool = False) -> Property:
    return Property(name=name, description=description, kind=Kind.TIME, is_null=is_null)


def text(name: str, description: str, *, is_null: bool = False, is_personal: bool = False) -> Property:
    return Property(name=name, description=description, is_null=is_null, is_personal=is_personal)


def word(name: str, description: str, words: Iterable[str], *, is_null: bool = False) -> Property:
    found = tuple(word.lower() for word in words)
    return Property(name=name, description=description, words=found, is_null=is_null)
