"""Pages of a list by limit and offset."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Generic, TypeVar

import strawberry

from app.graphql.context import Info
from app.graphql.errors import bad_input
from app.graphql.schema.common.fast_fields import selected_below
from app.graphql.schema.common.fields import output_field
from app.services.paging import MAX_LIMIT, MAX_OFFSET, MAX_OFFSET_BESIDE_CURSORS, MOST_COUNTED, Slice, Window

R = TypeVar("R")
T = TypeVar("T")

Limit = Annotated[int, strawberry.argument(description=f"The most items to answer, 1 to {MAX_LIMIT}.")]
Offset = Annotated[
    int,
    strawberry.argument(
        description="How many items to skip first: at most "
        f"{MAX_OFFSET_BESIDE_CURSORS:,} where the list has a field with cursors too."
    ),
]

LastItems = Annotated[
    int, strawberry.argument(description=f"The most items to answer, 1 to {MAX_LIMIT}, counted from the newest.")
]
SkippedItems = Annotated[int, strawberry.argument(description="How many of the newest items to skip.")]


def window(limit: int, offset: int, cursors: str | None = None) -> Window:
    """The part of a list that a caller asks for. `cursors` is the field that lists the same by cursors. Refuses values
    out of range."""
    if not 1 <= limit <= MAX_LIMIT:
        raise bad_input(f"limit must be from 1 to {MAX_LIMIT}; it is {limit}.")
    most, instead = MAX_OFFSET, "Narrow the list instead."
    if cursors:
        most, instead = MAX_OFFSET_BESIDE_CURSORS, f"Use {cursors} with `after` to read further."
    if not 0 <= offset <= most:
        raise bad_input(f"offset must be from 0 to {most:,}; it is {offset:,}. {instead}")
    return Window(limit, offset)


def page_window(info: Info, limit: int, offset: int, cursors: str | None = None) -> Window:
    """The same for a page, which is counted only if the caller selected its total."""
    part = window(limit, offset, cursors)
    return part if selected_below(info) & {"total", "totalIsExact"} else replace(part, counted=False)


@strawberry.type(description="One page of a list.")
class Page(Generic[T]):
    """One page with the total, the limit and the offset, as in the REST API."""

    items: list[T] = output_field("The items of this page, in the order of the list.")
    total: int = output_field(
        f"How many items the whole list has. Some lists count no more than {MOST_COUNTED:,}: see `totalIsExact`. "
        "Counted only if this field is selected."
    )
    limit: int = output_field("The limit of the request.")
    offset: int = output_field("The offset of the request.")
    has_more: bool = output_field("Whether more items follow after this page.")
    total_is_exact: bool = output_field(
        "Whether the whole list has exactly `total` items. False: no more were counted, and there may be more.", True
    )

    @classmethod
    def of(cls, found: Slice[R], part: Window, show: Callable[[R], T]) -> "Page[T]":
        """The page that shows these rows."""
        return Page(
            items=[show(row) for row in found.rows],
            total=found.total or 0,
            limit=part.limit,
            offset=part.offset,
            has_more=found.more,
            total_is_exact=found.exact,
        )
