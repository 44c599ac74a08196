"""An account's messages, the newest first. Each filter is answered by an index that has this order.

A filter for several values of a column reads as many rows of each value as the page has, and sorts these together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from uuid import UUID

from app.db import rows
from app.domain.values import value
from app.domain.vocabulary import MessageDirection, MessageSource, MessageStatus
from app.models import Account, Message
from app.services.paging import Position, Slice, Statement, Window, capped, cut

Kind = tuple[MessageSource | None, MessageStatus]

INBOUND: Kind = (None, MessageStatus.RECEIVED)
OUTBOUND: tuple[Kind, ...] = tuple(kind for kind in product(MessageSource, MessageStatus) if kind[1] is not INBOUND[1])


@value
class MessageFilter:
    """Which messages of an account: all that match each of these. None: any. An empty tuple is none.

    `since` is included, `until` is not. `sequence_id`: messages that the sequence's steps sent.
    """

    direction: MessageDirection | None = None
    status: tuple[MessageStatus, ...] | None = None
    source: tuple[MessageSource, ...] | None = None
    error_code: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    sequence_id: UUID | None = None

    @property
    def kinds(self) -> list[Kind]:
        """The pairs of source and status that match."""
        sent = self.direction is MessageDirection.OUTBOUND or self.sequence_id or self.error_code is not None
        found = (*(() if sent else (INBOUND,)), *(() if self.direction is MessageDirection.INBOUND else OUTBOUND))
        return [
            (source, status)
            for source, status in found
            if (self.status is None or status in self.status) and (self.source is None or source in self.source)
        ]


async def account_messages(partner_id: UUID, account_id: UUID, wanted: MessageFilter, window: Window) -> Slice[Message]:
    """One part of the list, without attempts that the provider proved absent."""
    if not wanted.kinds or not await Account.of(partner_id).filter(id=account_id).exists():
        return Slice([], 0)
    total, exact = await _count(account_id, wanted) if window.counted else (None, True)
    found = await _page(account_id, wanted, window, _beyond(window))
    start, passed = (window.before if window.backward else window.after), False
    if start is not None and window.looks_back:
        others = Window(0, counted=False, backward=not window.backward)
        passed = bool(await _page(account_id, wanted, others, [("<=" if window.backward else ">=", start)]))
    return cut(found, window, total, passed, exact)


_GIVE_SEQUENCES = """
WITH given AS (
    UPDATE message m SET sequence_id = e.sequence_id
    FROM enrollment e
    WHERE e.id = m.enrollment_id AND m.id IN (
        SELECT id FROM message WHERE enrollment_id IS NOT NULL AND sequence_id IS NULL LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING m.id)
SELECT count(*) FROM given
"""


async def give_sequences(most: int = 100_000, batch: int = 2_000) -> int:
    """Gives messages of steps their sequence, for which `filter: {sequenceId}` looks; how many got it. Only messages of
    before migration 0044 have none."""
    given = 0
    while given < most:
        [row] = await rows(_GIVE_SEQUENCES, batch)
        if not row["count"]:
            break
        given += row["count"]
    return given


# ------------------------------------------------------------------ the statement

_Beyond = list[tuple[str, Position]]


def _beyond(window: Window) -> _Beyond:
    places = ((window.after, "<"), (window.before, ">"))
    return [(sign, position) for position, sign in places if position is not None]


async def _count(account_id: UUID, wanted: MessageFilter) -> tuple[int, bool]:
    sql = Statement([account_id])
    parts = [f"SELECT FROM message m WHERE {' AND '.join(part.conditions)}" for part in _parts(sql, wanted)]
    return await capped(" UNION ALL ".join(parts), sql.values)


async def _page(account_id: UUID, wanted: MessageFilter, window: Window, beyond: _Beyond) -> list[Message]:
    """Up to `limit` + 1 messages in the order of reading."""
    sql = Statement([account_id])
    places = [f"(m.created_at, m.id) {sign} ({sql.take(at)}, {sql.take(key)})" for sign, (at, key) in beyond]
    way = "ASC" if window.backward else "DESC"
    most = sql.take(window.limit + 1)
    parts = [
        f"(SELECT * FROM message m WHERE {' AND '.join([*part.conditions, *places])}"
        f" ORDER BY {', '.join(f'm.{column} {way}' for column in part.order)} LIMIT {most})"
        for part in _parts(sql, wanted)
    ]
    order = f"created_at {way}, id {way}"
    statement = f"SELECT * FROM ({' UNION ALL '.join(parts)}) x ORDER BY {order} LIMIT {most}"
    return [Message._init_from_db(**row) for row in await rows(statement, *sql.values)]


@dataclass(frozen=True, slots=True)
class _Part:
    """Conditions under which each column of an index before the time has one value, and the columns of this index."""

    conditions: list[str]
    order: tuple[str, ...]


def _parts(sql: Statement, wanted: MessageFilter) -> Iterator[_Part]:
    kinds = wanted.kinds
    rest = ["m.account_id = $1", "NOT m.superseded", *_times(sql, wanted)]
    if wanted.error_code is not None:
        error = f"m.error_code = {sql.take(wanted.error_code)}"
        others = [*_sequence(sql, wanted), *_one_of("source", wanted.source), *_one_of("status", wanted.status)]
        yield _Part([*rest, error, *others], ("error_code", *_TIME))
    elif wanted.sequence_id is not None:
        rest += [*_sequence(sql, wanted), *_one_of("source", wanted.source)]
        for status in sorted({status for _, status in kinds}):
            yield _Part([*rest, f"m.status = '{status}'"], ("sequence_id", "status", *_TIME))
    elif len(kinds) <= len(OUTBOUND):
        for source, status in kinds:
            of_kind = [f"m.source = '{source}'" if source else "m.source IS NULL", f"m.status = '{status}'"]
            yield _Part([*rest, *of_kind], ("source", "status", *_TIME))
    else:
        yield _Part(rest, _TIME)


_TIME = ("created_at", "id")


def _times(sql: Statement, wanted: MessageFilter) -> Iterator[str]:
    if wanted.since is not None:
        yield f"m.created_at >= {sql.take(wanted.since)}"
    if wanted.until is not None:
        yield f"m.created_at < {sql.take(wanted.until)}"


def _sequence(sql: Statement, wanted: MessageFilter) -> Iterator[str]:
    if wanted.sequence_id is not None:
        yield f"m.sequence_id = {sql.take(wanted.sequence_id)}"


def _one_of(column: str, values: tuple[StrEnum, ...] | None) -> Iterator[str]:
    """A condition without an index."""
    if values is not None:
        yield f"m.{column} IN ({', '.join(repr(one.value) for one in values)})"
