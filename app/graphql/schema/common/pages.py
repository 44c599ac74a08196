"""Pages of a list by limit and offset."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import strawberry

from app.graphql.errors import bad_input
from app.graphql.schema.common.fields import must_exist, output_field
from app.services.paging import MAX_LIMIT, MAX_OFFSET, Slice, Window

R = TypeVar("R")
T = TypeVar("T")

Limit = Annotated[int, strawberry.argument(description=f"The most items to answer, 1 to {MAX_LIMIT}.")]
Offset = Annotated[int, strawberry.argument(description="How many items to skip first.")]

LastItems = Annotated[
    int, strawberry.argument(description=f"The most items to answer, 1 to {MAX_LIMIT}, counted from the newest.")
]
SkippedItems = Annotated[int, strawberry.argument(description="How many of the newest items to skip.")]


def window(limit: int, offset: int) -> Window:
    """The part of a list that a caller asks for. Refuses values out of range."""
    if not 1 <= limit <= MAX_LIMIT:
        raise bad_input(f"limit must be from 1 to {MAX_LIMIT}; it is {limit}.")
    if not 0 <= offset <= MAX_OFFSET:
        raise bad_input(f"offset must be from 0 to {MAX_OFFSET:,}; it is {offset:,}. Narrow the list instead.")
    return Window(limit, offset)


@strawberry.type(description="One page of a list.")
class Page(Generic[T]):
    """One page with the total, the limit and the offset, as in the REST API."""

    items: list[T] = output_field("The items of this page, in the order of the list.")
    total: int = output_field("How many items the whole list has.")
    limit: int = output_field("The limit of the request.")
    offset: int = output_field("The offset of the request.")
    has_more: bool = output_field("Whether more items follow after this page.")

    @classmethod
    def of(cls, found: Slice[R], part: Window, show: Callable[[R], T]) -> "Page[T]":
        """The page that shows these rows."""
        return Page(
            items=[show(row) for row in found.rows],
            total=must_exist(found.total),
            limit=part.limit,
            offset=part.offset,
            has_more=found.more,
        )
