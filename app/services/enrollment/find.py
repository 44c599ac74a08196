"""Finding enrollments."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from app.db import rows
from app.domain.vocabulary import EnrollmentStatus
from app.models import Enrollment
from app.services.paging import (
    MAX_LIMIT,
    MOST_COUNTED,
    OLDEST_FIRST,
    Listing,
    Position,
    Slice,
    Statement,
    Window,
    capped,
    cut,
)


async def enrollments_of_account(
    partner_id: UUID, account_id: UUID, sequence_id: UUID | None, status: EnrollmentStatus | None, window: Window
) -> Slice[Enrollment]:
    """The enrollments of the account, oldest first; with a sequence or a status, only enrollments with it."""
    of = _Listed(partner_id, account_id, sequence_id, status)
    total, exact = await _count(of) if window.counted else (None, True)
    found = await _page(of, window, _beyond(window))
    start, passed = (window.before if window.backward else window.after), False
    if start is not None and window.looks_back:
        others = Window(0, counted=False, backward=not window.backward)
        passed = bool(await _page(of, others, [(">=" if window.backward else "<=", start)]))
    return cut(found, window, total, passed, exact)


class _Listed(NamedTuple):
    partner_id: UUID
    account_id: UUID
    sequence_id: UUID | None
    status: EnrollmentStatus | None


_Bounds = list[tuple[str, Position]]


def _beyond(window: Window) -> _Bounds:
    places = ((window.after, ">"), (window.before, "<"))
    return [(sign, position) for position, sign in places if position is not None]


async def _count(of: _Listed) -> tuple[int, bool]:
    sql = Statement([of.account_id, of.partner_id])
    parts = " UNION ALL ".join(
        f"(SELECT {part} ORDER BY e.{first} LIMIT {MOST_COUNTED + 1})" for part, first in _parts(sql, of)
    )
    return await capped(f"SELECT FROM ({parts}) AS x", sql.values)


async def _page(of: _Listed, window: Window, bounds: _Bounds) -> list[Enrollment]:
    """Up to `limit` + 1 enrollments in the order of reading."""
    sql, way = Statement([of.account_id, of.partner_id]), "DESC" if window.backward else "ASC"
    beyond = "".join(f" AND e.id {sign} {sql.take(key)}" for sign, (key,) in bounds)
    limit, offset = sql.take(window.limit + 1), sql.take(window.offset)
    most = sql.take(window.offset + window.limit + 1)
    parts = " UNION ALL ".join(
        f"(SELECT e.* {part}{beyond} ORDER BY e.{first} {way}, e.id {way} LIMIT {most})"
        for part, first in _parts(sql, of)
    )
    statement = f"SELECT * FROM ({parts}) AS x ORDER BY id {way} LIMIT {limit} OFFSET {offset}"
    return [Enrollment._init_from_db(**row) for row in await rows(statement, *sql.values)]


_OF_ACCOUNT = """
FROM enrollment e WHERE e.account_id IN ($1, $1) AND EXISTS (SELECT FROM account WHERE id = $1 AND partner_id = $2)
"""
_OF_SEQUENCE = """
FROM enrollment e WHERE e.sequence_id IN ({sequence}, {sequence}) AND EXISTS (
    SELECT FROM sequence s JOIN account a ON a.id = s.account_id
    WHERE s.id = {sequence} AND a.id = $1 AND a.partner_id = $2)
"""


def _parts(sql: Statement, of: _Listed) -> Iterator[tuple[str, str]]:
    """The parts of the list, each with the first column of its index: in a part, every column before the id has one
    value. Two equal values of the first column keep its order: see `paging.of_account`.

    Enrollments of a sequence are those of its account. The account is asked of the sequence alone: with a condition on
    the account of each enrollment, PostgreSQL expects so few that it would read and sort all of a small account's.
    """
    if of.sequence_id is None:
        part, first = _OF_ACCOUNT, "account_id"
    else:
        part, first = _OF_SEQUENCE.format(sequence=sql.take(of.sequence_id)), "sequence_id"
    for status in EnrollmentStatus if of.status is None else [of.status]:
        yield f"{part} AND e.status = '{status}'", first


_OF_LEAD = Listing(Enrollment, "lead_id", OLDEST_FIRST, "($4::text IS NULL OR x.status = $4)")


async def parts_of_leads(
    lead_ids: Iterable[UUID], status: EnrollmentStatus | None, window: Window
) -> dict[UUID, Slice[Enrollment]]:
    """The same part of the list of each lead's enrollments, oldest first, in one statement."""
    return await _OF_LEAD.of_each(lead_ids, window, status)


async def active_leads(lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the leads that have an active enrollment, in one statement."""
    wanted = list(lead_ids)
    found = await rows("SELECT lead_id FROM enrollment WHERE lead_id = ANY($1) AND status = 'ACTIVE'", wanted)
    return {row["lead_id"] for row in found}


async def enrollments_of_leads(
    partner_id: UUID, lead_ids: Iterable[UUID], limit: int = MAX_LIMIT, offset: int = 0
) -> dict[UUID, list[Enrollment]]:
    """The last `limit` enrollments of each lead without the last `offset`, oldest first, in two statements."""
    last = await rows(_LAST_ENROLLMENTS, list(lead_ids), limit, offset)
    found: dict[UUID, list[Enrollment]] = {}
    for row in await Enrollment.of(partner_id).filter(id__in=[row["id"] for row in last]).order_by("id"):
        found.setdefault(row.lead_id, []).append(row)
    return found


_LAST_ENROLLMENTS = """
SELECT e.id FROM unnest($1::uuid[]) AS wanted (id)
CROSS JOIN LATERAL (SELECT id FROM enrollment WHERE lead_id = wanted.id ORDER BY id DESC LIMIT $2 OFFSET $3) AS e
"""
