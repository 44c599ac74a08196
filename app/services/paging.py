"""One part of a list: by offset and by position, forward and backward. Callers give the query, which starts from the
partner."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.db import rows, unseen
from app.models import Row

R = TypeVar("R", bound=Row)
T = TypeVar("T")

DEFAULT_LIMIT, MAX_LIMIT = 50, 250
MAX_OFFSET = 1_000_000
MAX_OFFSET_BESIDE_CURSORS = 10_000
"""Rows that a page may skip where the list has cursors too: the database reads every row that is skipped."""
MOST_COUNTED = 10_000
"""Rows that a list counts where nobody keeps its length: a longer list says that it has more than that."""

PROBED, MOST_TESTED = 60, 500
"""Rows in the order of a list to which a search is applied one by one: first a few, and more if a page of matches is
likely among them. Otherwise the rows that the search finds are looked up and sorted."""


@dataclass(slots=True)
class Statement:
    """SQL in the making, with the values of its parameters."""

    values: list[Any] = field(default_factory=list)

    def take(self, given: Any) -> str:
        """The parameter for a value."""
        self.values.append(given)
        return f"${len(self.values)}"


Order = tuple[str, ...]
"""The columns that a list is sorted by; a minus means descending. The last column is unique."""

# Ids grow with time, so they are the order of creation.
OLDEST_FIRST: Order = ("id",)
NEWEST_FIRST: Order = ("-created_at", "-id")

Position = tuple[Any, ...]
"""The place of a row in its list: the values of the columns that the list is sorted by."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is wanted: `limit` rows between two positions, after `offset` rows.

    `backward` takes the last rows instead of the first. `counted` asks for the length of the whole list, and
    `looks_back` asks whether there are rows on the other side of the position where the part starts.
    """

    limit: int
    offset: int = 0
    after: Position | None = None
    before: Position | None = None
    backward: bool = False
    counted: bool = True
    looks_back: bool = False


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Part of a list, in the list's order; the length of the whole list, if wanted; whether rows follow (`more`) or
    precede (`behind`). The list may be longer than `total` if that is not `exact`."""

    rows: list[T]
    total: int | None
    more: bool = False
    behind: bool = False
    exact: bool = True


def cut(rows: Sequence[T], window: Window, total: int | None, passed: bool, exact: bool = True) -> Slice[T]:
    """The slice from up to `limit` + 1 rows in the order of reading; `passed` is the answer to `looks_back`."""
    kept, over = list(rows[: window.limit]), len(rows) > window.limit
    if window.backward:
        return Slice(kept[::-1], total, more=passed, behind=over, exact=exact)
    return Slice(kept, total, more=over, behind=passed, exact=exact)


async def probed(read: Callable[[int], Awaitable[list[T]]], window: Window) -> list[T] | None:
    """The page of a search that finds a large part of a list; None if it is not full after a few rows.

    `read` answers up to `limit` + 1 matches among so many rows of the list.
    """
    needed = window.offset + window.limit + 1
    for tested in (min(PROBED + 2 * window.offset, MOST_TESTED), MOST_TESTED):
        found = await read(tested)
        if len(found) > window.limit:
            return found
        if len(found) * MOST_TESTED < needed * tested:  # so many are not among those that may be tested
            break
    return None


async def capped(select: str, values: Sequence[Any]) -> tuple[int, bool]:
    """How many rows a statement finds, and whether these are all: it is read up to `MOST_COUNTED` rows."""
    [row] = await rows(f"SELECT count(*) FROM ({select} LIMIT {unseen(str(MOST_COUNTED + 1))}) AS counted", *values)
    count = int(row["count"])
    return min(count, MOST_COUNTED), count <= MOST_COUNTED


async def _capped_query(query: QuerySet[Any]) -> tuple[int, bool]:
    """The same, of the rows of a query."""
    wanted = query.values_list("id")
    wanted._choose_db_if_not_chosen()
    wanted._make_query()
    return await capped(*wanted.query.get_parameterized_sql())


def of_account(query: QuerySet[R], account_id: UUID) -> QuerySet[R]:
    """The rows of one account. Sort them by `account_id` first: PostgreSQL then reads the index on (account_id, id).

    With `account_id = $1`, PostgreSQL ignores `account_id` in the order. A generic plan, which does not know how large
    an account is, may then walk the rows of all accounts in the order of their ids. A list of two values keeps the
    order by account; PostgreSQL reads equal values once.
    """
    return query.filter(account_id__in=[account_id, account_id])


async def part(
    query: QuerySet[R], window: Window, order: Order = OLDEST_FIRST, *, account_id: UUID | None = None
) -> Slice[R]:
    """One part of the rows of a query; with an account, only its rows."""
    sorted_by = order
    if account_id is not None:
        # In the direction of the list, so that an index on both can be read from either end.
        first = "-account_id" if order[0].startswith("-") else "account_id"
        query, sorted_by = of_account(query, account_id), (first, *order)
    # Counted in its order too: PostgreSQL, which may not know how long the list is, could read another index.
    total, exact = await _capped_query(query.order_by(*sorted_by)) if window.counted else (None, True)
    wanted, direction = query, _reversed(order) if window.backward else order
    sorted_by = _reversed(sorted_by) if window.backward else sorted_by
    if window.after is not None:
        wanted = wanted.filter(_beyond(order, window.after))
    if window.before is not None:
        wanted = wanted.filter(_beyond(_reversed(order), window.before))
    found = await wanted.order_by(*sorted_by).offset(window.offset).limit(window.limit + 1)
    start, passed = (window.before if window.backward else window.after), False
    if start is not None and window.looks_back:
        # Not `exists`: without the order PostgreSQL may walk the rows of all accounts.
        others = query.filter(_beyond(_reversed(direction), start, inclusive=True)).order_by(*sorted_by)
        passed = bool(await others.limit(1).values_list("id"))
    return cut(found, window, total, passed, exact)


def position(row: Any, order: Order) -> Position:
    """The position of a row."""
    return tuple(getattr(row, column.removeprefix("-")) for column in order)


def _reversed(order: Order) -> Order:
    return tuple(column[1:] if column.startswith("-") else f"-{column}" for column in order)


def _beyond(order: Order, position: Position, *, inclusive: bool = False) -> Q:
    """The rows after a position in this order; with the row at the position, if `inclusive`."""
    column, value, name = order[0], position[0], order[0].removeprefix("-")
    ahead = "lt" if column.startswith("-") else "gt"
    if len(order) == 1:
        return Q(**{f"{name}__{ahead}e" if inclusive else f"{name}__{ahead}": value})
    # The condition on the first column alone lets PostgreSQL use its index.
    rest = Q(**{f"{name}__{ahead}": value}) | _beyond(order[1:], position[1:], inclusive=inclusive)
    return Q(**{f"{name}__{ahead}e": value}) & rest


async def by_id(model: type[R], partner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, R]:
    """The partner's rows with these ids, in one statement."""
    return {row.id: row for row in await model.of(partner_id).filter(id__in=list(ids))}


# ------------------------------------------------------------------ lists that belong to a row


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """Lists that each belong to one row of another table: the rows of `model` by their column `owner`.

    All columns of the order have the same direction. `where` are conditions on `x` with parameters from $4 on.
    """

    model: type[R]
    owner: str
    order: Order
    where: str = "true"

    async def of_each(self, owner_ids: Iterable[UUID], window: Window, *values: Any) -> dict[UUID, Slice[R]]:
        """The same part of the list of each of these rows, in one statement."""
        wanted = list(owner_ids)
        given = [wanted, window.limit + 1, window.offset, *values]
        found = await rows(self._statement(given, window), *given)
        lists: dict[UUID, list[Any]] = {owner: [] for owner in wanted}
        for row in found:
            lists[row["list_id"]].append(row)
        return {owner: self._slice(of_it, window) for owner, of_it in lists.items()}

    def _slice(self, found: list[Any], window: Window) -> Slice[R]:
        columns = self.model._meta.fields_db_projection
        shown = [
            self.model._init_from_db(**{name: row[name] for name in columns}) for row in found if row["id"] is not None
        ]
        counted, exact = found[0]["total"], True
        if counted is not None:
            counted, exact = min(counted, MOST_COUNTED), counted <= MOST_COUNTED
        return cut(shown, window, counted, bool(found[0]["passed"]), exact)

    def _statement(self, given: list[Any], window: Window) -> str:
        """The statement; the positions are added to its parameters."""
        names = [column.removeprefix("-") for column in self.order]
        ahead, behind = ("<", ">") if self.order[0].startswith("-") else (">", "<")
        way = "DESC" if (ahead == "<") is not window.backward else "ASC"
        key = ", ".join(f"x.{name}" for name in names)
        # By the owner first, so that the index that begins with it is read, and not the rows of all owners in their
        # order. PostgreSQL would ignore an owner with one value in the order: see `of_account`.
        listed = f"x.{self.owner} = ANY (ARRAY[wanted.id, wanted.id]) AND {self.where}"
        first = f"x.{self.owner} {way}"
        limits, passed = "", "false"
        for place, sign, other, is_start in (
            (window.after, ahead, behind, not window.backward),
            (window.before, behind, ahead, window.backward),
        ):
            if place is None:
                continue
            given += place
            position = ", ".join(f"${number}" for number in range(len(given) - len(place) + 1, len(given) + 1))
            limits += f" AND ({key}) {sign} ({position})"
            if is_start and window.looks_back:
                passed = f"EXISTS (SELECT FROM {self._table} x WHERE {listed} AND ({key}) {other}= ({position}))"
        counted = f"SELECT FROM {self._table} x WHERE {listed} ORDER BY {first} LIMIT {MOST_COUNTED + 1}"
        total = f"(SELECT count(*) FROM ({counted}) AS counted)" if window.counted else "NULL::bigint"
        # OFFSET 0: PostgreSQL would count the list again for each row of its part.
        return f"""
            SELECT wanted.id AS list_id, whole.total, whole.passed, x.* FROM unnest($1::uuid[]) AS wanted (id)
            CROSS JOIN LATERAL (SELECT {total} AS total, {passed} AS passed OFFSET 0) AS whole
            LEFT JOIN LATERAL (
                SELECT * FROM {self._table} x WHERE {listed}{limits}
                ORDER BY {first}, {", ".join(f"x.{name} {way}" for name in names)} LIMIT $2 OFFSET $3) AS x ON true
            ORDER BY {", ".join(f"x.{name} {way}" for name in names)}"""

    @property
    def _table(self) -> str:
        return str(self.model._meta.db_table)
