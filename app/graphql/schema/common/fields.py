"""Fields with their descriptions. Every field of the API has a description."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry
from strawberry import UNSET
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

from app.graphql.guard.cost import MOST, WORK, PerRow, PerText

Most = int | PerRow | None
"""The most items of a list: a number, a number for each row of a bulk call, or None for the items of a page."""

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def output_field(description: str, default: Any = ..., *, most_items: Most = None) -> Any:
    """A field of an answer that is read from the object as it is. A list of objects declares the most that it has."""
    if default is ...:
        return strawberry.field(description=description, metadata={MOST: most_items})
    return strawberry.field(description=description, default=default, metadata={MOST: most_items})


ATTACHABLE = "attachable"
"""The key of the metadata of a field whose value may be attached to the object, by the name of the field."""


def resolved_field(
    description: str, *, most_items: Most = None, attachable: bool = False, work: int | PerText = 0
) -> Callable[[F], F]:
    """A field of an answer that takes arguments or does work. An `attachable` one takes no arguments, and answers what
    was attached to the object (`fast_fields.attach`). `work` is what a root field costs beside its objects."""
    metadata = {MOST: most_items, ATTACHABLE: attachable, WORK: work}
    return cast(Callable[[F], F], strawberry.field(description=description, metadata=metadata))


def link(
    owner: type, description: str, *, most_items: Most = None, name: str | None = None, attachable: bool = False
) -> Callable[[F], F]:
    """Adds a resolved field to a type of a lower module. The first parameter of the resolver is a `Parent[owner]`. The
    field has the name of the resolver if it is given no other.

    So a type refers to types of the modules below it only, and the fields that lead upwards stand in a module above
    both. Call it before the schema is built.
    """

    def add(resolver: F) -> F:
        field: StrawberryField = strawberry.field(
            resolver=resolver, description=description, metadata={MOST: most_items, ATTACHABLE: attachable}
        )
        field.python_name = name or resolver.__name__
        get_object_definition(owner, strict=True).fields.append(field)
        return resolver

    return add


def required_input(description: str) -> Any:
    """A field of an input that the caller must give."""
    return strawberry.field(description=description)


def optional_input(description: str, default: Any = UNSET) -> Any:
    """A field of an input that the caller may leave out."""
    return strawberry.field(description=description, default=default)


def or_none(value: T | None) -> T | None:
    """An optional argument, with None when it was left out: there null and left out mean the same."""
    return None if value is UNSET else value


def mentioned(source: object, *names: str) -> dict[str, Any]:
    """The fields of an input that the caller gave, null or not."""
    return {name: value for name in names if (value := getattr(source, name)) is not UNSET}


def must_exist(row: T | None) -> T:
    """A row that a foreign key guarantees. Raises LookupError without it."""
    if row is None:
        raise LookupError("a parent row is missing")
    return row
