"""Parts of a list by cursors. A cursor stays valid while rows are added and removed.

By the GraphQL Cursor Connections Specification (relay.dev/graphql/connections.htm).
"""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import strawberry

from app.graphql.errors import bad_input
from app.graphql.schema.common.cursors import Cursors
from app.graphql.schema.common.fields import or_none, output_field
from app.services.paging import DEFAULT_LIMIT, MAX_LIMIT, MOST_COUNTED, Slice, Window

R = TypeVar("R")
T = TypeVar("T")

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"The most items to answer from the start, or after `after`: 0 to {MAX_LIMIT}. "
        f"{DEFAULT_LIMIT} if neither `first` nor `last` is given."
    ),
]
After = Annotated[str | None, strawberry.argument(description="Only items after this cursor.")]
Last = Annotated[
    int | None,
    strawberry.argument(description=f"The most items to answer from the end, or before `before`: 0 to {MAX_LIMIT}."),
]
Before = Annotated[str | None, strawberry.argument(description="Only items before this cursor.")]


def span(
    cursors: Cursors, first: int | None, after: str | None, last: int | None, before: str | None, names: frozenset[str]
) -> Window:
    """The part of a list that a caller asks for. `names` are the fields selected below. Refuses values out of range."""
    first, after, last, before = or_none(first), or_none(after), or_none(last), or_none(before)
    if first is not None and last is not None:
        raise bad_input("Give first or last, not both.")
    for name, count in (("first", first), ("last", last)):
        if count is not None and not 0 <= count <= MAX_LIMIT:
            raise bad_input(f"{name} must be from 0 to {MAX_LIMIT}; it is {count}.")
    count = last if last is not None else first
    return Window(
        limit=DEFAULT_LIMIT if count is None else count,
        after=cursors.position("after", after),
        before=cursors.position("before", before),
        backward=last is not None,
        counted=bool(names & {"totalCount", "totalIsExact"}),
        looks_back=bool(names & ({"hasNextPage"} if last is not None else {"hasPreviousPage"})),
    )


@strawberry.type(description="Whether a list has items before and after this page.")
class PageInfo:
    has_next_page: bool = output_field("Whether more items follow after this part.")
    has_previous_page: bool = output_field("Whether items come before this part.")
    start_cursor: str | None = output_field("The cursor of the first item, for `before`. Null for an empty part.")
    end_cursor: str | None = output_field("The cursor of the last item, for `after`. Null for an empty part.")


@strawberry.type(description="One item of a list, with its cursor.")
class Edge(Generic[T]):
    cursor: str = output_field("The place of the item in the list, for `after` and `before`.")
    node: T = output_field("The item.")


@strawberry.type(description="One part of a list, by cursors.")
class Connection(Generic[T]):
    """One part of a list. `total_count` is 0 unless the caller selected it."""

    nodes: list[T] = output_field("The items of this part, in the order of the list.")
    edges: list[Edge[T]] = output_field("The items again, each with its cursor.")
    page_info: PageInfo = output_field("What comes before and after this part.")
    total_count: int = output_field(
        f"How many items the whole list has. Some lists count no more than {MOST_COUNTED:,}: see `totalIsExact`. "
        "Counted only if this field is selected."
    )
    total_is_exact: bool = output_field(
        "Whether the whole list has exactly `totalCount` items. False: no more were counted, and there may be more.",
        True,
    )

    @classmethod
    def of(cls, found: Slice[R], cursors: Cursors, show: Callable[[R], T]) -> "Connection[T]":
        """The connection that shows these rows."""
        nodes = [show(row) for row in found.rows]
        places = [cursors.of(row) for row in found.rows]
        return Connection(
            nodes=nodes,
            edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(places, nodes, strict=True)],
            page_info=PageInfo(
                has_next_page=found.more,
                has_previous_page=found.behind,
                start_cursor=places[0] if places else None,
                end_cursor=places[-1] if places else None,
            ),
            total_count=found.total or 0,
            total_is_exact=found.exact,
        )
