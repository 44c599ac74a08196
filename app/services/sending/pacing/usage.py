"""How much senders have sent today, and how much waits in their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import connection
from app.domain import ids
from app.domain.engine import pacing
from app.services.sending.pacing.lines import IN_LINE

_SENDERS = """
SELECT s.id, s.account_id, s.address, a.time_zone FROM sender s JOIN account a ON a.id = s.account_id
WHERE s.id = ANY($1)
"""
# The ids of messages are in the order of time, so only those of the account's day are read. What waits is in the index
# of the lines.
_USAGE = f"""
SELECT w.id,
       (SELECT coalesce(sum(m.segments), 0)::int FROM message m
        WHERE m.account_id = w.account_id AND m.id >= w.since AND m.created_at >= w.begin AND m.sender = w.address
          AND m.direction = 'OUTBOUND' AND NOT m.superseded AND m.status <> 'FAILED') AS sent_today,
       (SELECT coalesce(sum(line_segments), 0)::int FROM enrollment
        WHERE line_of = w.id AND {IN_LINE}) AS queued_segments
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[])
    AS w(id, account_id, address, since, begin)
"""
_BEGIN_DAY = "UPDATE sender_pace SET sent_today = $2, day_ends_at = $3 WHERE sender_id = $1"


@dataclass(frozen=True, slots=True)
class Usage:
    """Segments that have left on this day of the account's zone, and those that wait in the line of the sender."""

    sent_today: int = 0
    queued_segments: int = 0


async def usage_of(sender_ids: Sequence[UUID], now: datetime) -> dict[UUID, Usage]:
    """The usage of each of these senders, in two statements. A message that was refused does not count."""
    senders = await connection().execute_query_dict(_SENDERS, [list(sender_ids)])
    wanted = [_day_of(row, now) for row in senders]
    columns = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[] for _ in range(5)]
    rows = await connection().execute_query_dict(_USAGE, columns)
    return {row["id"]: Usage(row["sent_today"], row["queued_segments"]) for row in rows}


def _day_of(row: dict[str, Any], now: datetime) -> tuple[UUID, UUID, str, UUID, datetime]:
    begin, _ = pacing.day_of(now, row["time_zone"])
    since = ids.earlier(ids.bound(), (now - begin).total_seconds())
    return row["id"], row["account_id"], row["address"], since, begin


async def begin_day(sender_id: UUID, zone: str, now: datetime) -> None:
    """The daily limit counts what has left today before the sender had one. In the transaction that sets the rates."""
    sent = (await usage_of([sender_id], now))[sender_id].sent_today
    await connection().execute_query(_BEGIN_DAY, [sender_id, sent, pacing.day_of(now, zone)[1]])
