"""Looking things up: pages, and many rows at once. Every finder starts from the partner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.db import rows
from app.domain.sms import phones
from app.domain.vocabulary import EnrollmentStatus
from app.models import Account, Enrollment, Lead, Message, Row

R = TypeVar("R", bound=Row)
T = TypeVar("T")

DEFAULT_LIMIT, MAX_LIMIT = 50, 250
MAX_OFFSET = 1_000_000


Order = tuple[str, ...]
"""The columns that a list is sorted by, one that falls with a minus. The last one is unique."""

# Ids grow with time, so they are the order of creation.
OLDEST_FIRST: Order = ("id",)
NEWEST_FIRST: Order = ("-created_at", "-id")

Position = tuple[Any, ...]
"""Where a row stands in its list: the values of the columns that the list is sorted by."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: `limit` rows, after `offset` others, of those between two positions.

    `backward` takes the last ones instead of the first. `counted` asks for the length of the whole list, and
    `looks_back` whether there is anything on the far side of the position that the part starts from.
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
    """Part of a list, in the list's order; how long the whole list is, if that was asked; what lies around it."""

    rows: list[T]
    total: int | None
    more: bool = False
    behind: bool = False


def cut(rows: Sequence[T], window: Window, total: int | None, passed: bool) -> Slice[T]:
    """The part, from one row more than was wanted, in the order they were taken; `passed` is what `looks_back` asks."""
    kept, over = list(rows[: window.limit]), len(rows) > window.limit
    if window.backward:
        return Slice(kept[::-1], total, more=passed, behind=over)
    return Slice(kept, total, more=over, behind=passed)


async def part(query: QuerySet[R], window: Window, order: Order = OLDEST_FIRST) -> Slice[R]:
    """One part of what a query finds."""
    total = await query.count() if window.counted else None
    wanted, taken = query, _turned(order) if window.backward else order
    if window.after is not None:
        wanted = wanted.filter(_beyond(order, window.after))
    if window.before is not None:
        wanted = wanted.filter(_beyond(_turned(order), window.before))
    found = await wanted.order_by(*taken).offset(window.offset).limit(window.limit + 1)
    start, passed = (window.before if window.backward else window.after), False
    if start is not None and window.looks_back:
        passed = await query.filter(_beyond(_turned(taken), start, reached=True)).exists()
    return cut(found, window, total, passed)


def position(row: Any, order: Order) -> Position:
    """Where a row stands."""
    return tuple(getattr(row, column.removeprefix("-")) for column in order)


def _turned(order: Order) -> Order:
    return tuple(column[1:] if column.startswith("-") else f"-{column}" for column in order)


def _beyond(order: Order, position: Position, *, reached: bool = False) -> Q:
    """The rows that come after a position in this order; with the one that stands there, if `reached`."""
    column, value, name = order[0], position[0], order[0].removeprefix("-")
    ahead = "lt" if column.startswith("-") else "gt"
    if len(order) == 1:
        return Q(**{f"{name}__{ahead}e" if reached else f"{name}__{ahead}": value})
    # The first column alone bounds the rows, so that its index is of use.
    rest = Q(**{f"{name}__{ahead}": value}) | _beyond(order[1:], position[1:], reached=reached)
    return Q(**{f"{name}__{ahead}e": value}) & rest


async def by_id(model: type[R], partner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, R]:
    """The partner's rows with these ids, in one statement."""
    return {row.id: row for row in await model.of(partner_id).filter(id__in=list(ids))}


async def lead_by_phone(partner_id: UUID, account_id: UUID, phone: str) -> Lead | None:
    """The lead with this phone, written in any way that the account's country understands."""
    account = await Account.of(partner_id).get_or_none(id=account_id)
    if account is None:
        return None
    number = phones.normalise(phone, phones.region_of(account.phone_number) or "US")
    return await Lead.of(partner_id).get_or_none(account_id=account_id, phone=number) if number else None


async def enrollments(
    partner_id: UUID, account_id: UUID, sequence_id: UUID | None, status: EnrollmentStatus | None, window: Window
) -> Slice[Enrollment]:
    """The enrolments of an account, oldest first, perhaps of one sequence or in one state only."""
    query = Enrollment.of(partner_id).filter(account_id=account_id)
    if sequence_id is not None:
        query = query.filter(sequence_id=sequence_id)
    if status is not None:
        query = query.filter(status=status)
    return await part(query, window)


async def messages(partner_id: UUID, account_id: UUID, phone: str, window: Window) -> Slice[Message]:
    """The conversation with one phone, newest first. An attempt that was proved absent is no message."""
    lead = await lead_by_phone(partner_id, account_id, phone)
    if lead is None:
        return Slice([], 0)
    query = Message.of(partner_id).filter(lead_id=lead.id, superseded=False)
    return await part(query, window, NEWEST_FIRST)


async def enrollments_of(
    partner_id: UUID, lead_ids: Iterable[UUID], limit: int = MAX_LIMIT
) -> dict[UUID, list[Enrollment]]:
    """The enrolments of these leads, oldest first, the last so many of each, in two statements."""
    last = await rows(_LAST_ENROLLMENTS, list(lead_ids), limit)
    found: dict[UUID, list[Enrollment]] = {}
    for row in await Enrollment.of(partner_id).filter(id__in=[row["id"] for row in last]).order_by("id"):
        found.setdefault(row.lead_id, []).append(row)
    return found


_LAST_ENROLLMENTS = """
SELECT e.id FROM unnest($1::uuid[]) AS wanted (id)
CROSS JOIN LATERAL (SELECT id FROM enrollment WHERE lead_id = wanted.id ORDER BY id DESC LIMIT $2) AS e
"""


async def current_steps(partner_id: UUID, sequences: Iterable[Any]) -> dict[UUID, list[Any]]:
    """The steps of each sequence, in order, of the version that its row says: plain rows, in one statement."""
    versions = {row.id: row.version for row in sequences}
    found: dict[UUID, list[Any]] = {key: [] for key in versions}
    for step in await rows(_CURRENT_STEPS, partner_id, list(versions), list(versions.values())):
        found[step["sequence_id"]].append(step)
    return found


_CURRENT_STEPS = """
SELECT v.sequence_id, t.*
FROM unnest($2::uuid[], $3::int[]) AS wanted (id, version)
JOIN sequence s ON s.id = wanted.id
JOIN account a ON a.id = s.account_id AND a.partner_id = $1
JOIN sequence_version v ON v.sequence_id = s.id AND v.version = wanted.version
JOIN step t ON t.version_id = v.id
ORDER BY t.position
"""
