"""The pages of a list, by limit and offset."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import strawberry

from app.graphql.errors import bad_input
from app.graphql.fields import there, told
from app.services.finders import MAX_LIMIT, MAX_OFFSET, Slice, Window

R = TypeVar("R")
T = TypeVar("T")

Limit = Annotated[int, strawberry.argument(description="At most how many items to answer, 1 to 250.")]
Offset = Annotated[int, strawberry.argument(description="How many items to pass over first.")]


def window(limit: int, offset: int) -> Window:
    """The part of a list that a caller asks for; refused when it makes no sense."""
    if not 1 <= limit <= MAX_LIMIT:
        raise bad_input(f"limit must be from 1 to {MAX_LIMIT}; it is {limit}.")
    if not 0 <= offset <= MAX_OFFSET:
        raise bad_input(f"offset must be from 0 to {MAX_OFFSET:,}; it is {offset:,}. Narrow the list instead.")
    return Window(limit, offset)


@strawberry.type(description="One part of a list.")
class Page(Generic[T]):
    """The source document's total, limit and offset."""

    items: list[T] = told("The items of this part, in the order of the list.")
    total: int = told("How many items the whole list has.")
    limit: int = told("The limit that was asked for.")
    offset: int = told("The offset that was asked for.")
    has_more: bool = told("Whether items follow after this part.")

    @classmethod
    def of(cls, found: Slice[R], part: Window, show: Callable[[R], T]) -> "Page[T]":
        """The page that shows these rows."""
        return Page(
            items=[show(row) for row in found.rows],
            total=there(found.total),
            limit=part.limit,
            offset=part.offset,
            has_more=found.more,
        )
