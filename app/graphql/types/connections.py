"""The pages of a list as Relay has them: by cursors that hold although rows come and go.

By the GraphQL Cursor Connections Specification (relay.dev/graphql/connections.htm).
"""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import strawberry

from app.graphql.cursors import Cursors
from app.graphql.errors import bad_input
from app.graphql.fields import given, told
from app.services.finders import DEFAULT_LIMIT, MAX_LIMIT, Slice, Window

R = TypeVar("R")
T = TypeVar("T")

First = Annotated[
    int | None,
    strawberry.argument(
        description="At most so many from the start, or from `after` on: 0 to 250. Without `first` and `last`, 50."
    ),
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="At most so many from the end, or up to `before`: 0 to 250.")
]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


def span(
    cursors: Cursors, first: int | None, after: str | None, last: int | None, before: str | None, names: frozenset[str]
) -> Window:
    """The part of a list that a caller asks for, and what of it is to be told; refused when it makes no sense."""
    first, after, last, before = given(first), given(after), given(last), given(before)
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
        counted="totalCount" in names,
        looks_back=bool(names & ({"hasNextPage"} if last is not None else {"hasPreviousPage"})),
    )


@strawberry.type(description="What lies around one part of a list.")
class PageInfo:
    has_next_page: bool = told("Whether items follow after this part.")
    has_previous_page: bool = told("Whether items come before this part.")
    start_cursor: str | None = told("The cursor of the first item, for `before`. Null for an empty part.")
    end_cursor: str | None = told("The cursor of the last item, for `after`. Null for an empty part.")


@strawberry.type(description="One item of a list, and where it stands.")
class Edge(Generic[T]):
    cursor: str = told("Where the item stands, for `after` and `before`.")
    node: T = told("The item.")


@strawberry.type(description="One part of a list, by cursors.")
class Connection(Generic[T]):
    """A part of a list. `total_count` is there when a caller asks for it."""

    nodes: list[T] = told("The items of this part, in the order of the list.")
    edges: list[Edge[T]] = told("The items again, each with its cursor.")
    page_info: PageInfo = told("What lies around this part.")
    total_count: int = told("How many items the whole list has. Counted only if you ask.")

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
        )
