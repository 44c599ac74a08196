"""The enrollment row as a timer, in SQL: the hot path. Four statements serve a whole batch; the one that records what
became of it is in `outcomes`.

Every statement that changes a row compares first: position and attempt must still be what the decision was
made on. A row that has moved on meanwhile is left alone, whoever moved it.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

from app import failpoints
from app.db import connection, unseen
from app.domain.calendar.delays import LocalDays
from app.domain.engine.decide import Due
from app.domain.engine.misfire import HOUR
from app.domain.sms.templates import CUSTOM
from app.domain.values import value
from app.domain.vocabulary import MessageSource
from app.failpoints import Failpoint
from app.observability.metrics import BROKEN
from app.services.sending.pacing import lines, shares
from app.services.sending.picked import days_of, due_of
from app.services.sending.rules import AUTOMATED, GATES, by_calendar
from app.services.sending.senders import choice

log = logging.getLogger("nudge.steps")

Rows = Sequence[Any]

# Metadata may be large, and few templates need any of it.
_USES_CUSTOM = f"strpos(concat(s.message, s.fallback_message), '{CUSTOM}') > 0"

# A first step whose enrollment was just answered is driven by the process that answered; until its grace is
# over (see `enroll.GRACE`) the workers leave it alone, so `wake_at` is checked only without ids.
# LATERAL and LIMIT: each row's lead is looked up by its key, whatever the planner believes of the tables. Left to
# itself it reads all leads for a batch when its statistics are old, and then a drain is slower the more wait.
_PICK = f"""
WITH due AS ({{due}})
SELECT e.id, e.account_id, e.lead_id, e.position, e.status, e.due_at, e.failed_writings, e.failed_preparations,
       e.attempt_id, e.attempts, e.looks, e.hold_reason, e.replied_at, e.at_once,
       e.sequence_id, e.line_of, e.line_position, e.line_rank, x.segments_per_second, x.segments_per_day,
       e.wake_at, e.blocked_since, q.misfire, q.expire_after_hours,
       s.delay_hours AS own_hours, s.delay_minutes AS own_minutes, s.delay_days AS own_days,
       s.business_days AS own_business_days, s.send_at AS own_send_at,
       s.type, s.message, s.skip_if_replied, q.priority,
       l.phone, l.first_name, l.last_name, l.name, l.email, l.property_address, l.time_zone, l.state, l.postal_code,
       coalesce(l.opted_out_at, o.created_at) AS opted_out_at,
       (SELECT true FROM suppression
        WHERE phone = l.phone AND owner_id IN (a.id, a.partner_id) LIMIT 1) AS suppressed,
       a.require_consent, l.consent IS NOT NULL AS has_consent,
       l.inbound_count, l.paused_at, l.paused_until, l.pause_reason,
       e.paused_at AS run_paused_at, e.paused_until AS run_paused_until,
       q.paused_at AS sequence_paused_at, a.paused_at AS account_paused_at,
       (SELECT restored_at FROM installation) AS restored_at,
       x.id AS sender_id, x.address, x.hold_reason AS sender_hold, x.refusals, x.retry_at, x.rules_version,
       x.status = 'PAUSED' AS sender_paused,
       a.several_senders, a.several_senders AND l.sender_id IS DISTINCT FROM x.id AS takes_sender,
       a.connection_id,
       a.company_name, a.time_zone AS account_zone, a.window_start, a.window_end, a.week, a.hour_rules,
       a.keep_holidays, a.strict_hours, a.caps,
       d.id AS draft_id, d.body AS draft, d.inbound_count AS draft_inbound_count,
       CASE WHEN {{custom}} THEN e.variables END AS variables,
       CASE WHEN {{custom}} THEN l.metadata END AS metadata,
       a.first_message_identify, a.first_message_opt_out_line, a.first_message_repeat_days,
       m.created_at AS last_automated_at,
       a.ai_review,
       n.delay_hours, n.delay_minutes, n.delay_days, n.business_days, n.send_at
FROM due e
CROSS JOIN LATERAL (SELECT * FROM step WHERE version_id = e.version_id AND position = e.position LIMIT 1) s
CROSS JOIN LATERAL (SELECT * FROM sequence WHERE id = e.sequence_id LIMIT 1) q
CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = e.lead_id LIMIT 1) l
CROSS JOIN LATERAL (SELECT * FROM account WHERE id = e.account_id LIMIT 1) a
CROSS JOIN LATERAL ({choice.OF_LEAD}) x
LEFT JOIN LATERAL (
    SELECT created_at FROM number_opt_out WHERE number = x.address AND phone = l.phone LIMIT 1) o ON true
LEFT JOIN LATERAL (
    SELECT * FROM draft
    WHERE s.type = 'AI' AND enrollment_id = e.id AND position = e.position AND state = 'READY' LIMIT 1) d ON true
LEFT JOIN LATERAL (
    SELECT created_at FROM message
    WHERE (a.first_message_identify OR a.first_message_opt_out_line IS NOT NULL)
      AND lead_id = e.lead_id AND {AUTOMATED}
    ORDER BY created_at DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (
    SELECT * FROM step t
    WHERE version_id = e.version_id AND position = e.position + 1 AND {by_calendar("t")} LIMIT 1) n ON true
"""
MOST_ROWS = 500
"""The most rows of a batch."""

# Each statement of the hot path has parameters that the planner does not see: see `unseen`. It sees MOST_ROWS, so that
# it reads the due rows in the order of their index; the batch is the outer limit.
_DUE = f"""
    SELECT * FROM (
        SELECT * FROM enrollment WHERE wake_at <= {unseen("$1::timestamptz")}
        ORDER BY wake_at LIMIT {MOST_ROWS} FOR UPDATE SKIP LOCKED) r
    LIMIT {unseen("$2::bigint")}"""
_THESE = f"""
    SELECT r.* FROM unnest({unseen("$3::uuid[]")}) AS a(id)
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment
        WHERE id = a.id AND wake_at IS NOT NULL AND due_at <= {unseen("$1::timestamptz")} AND attempt_id IS NULL
        LIMIT 1 FOR UPDATE SKIP LOCKED) r
    LIMIT {unseen("$2::bigint")}"""
PICK_DUE = _PICK.format(custom=_USES_CUSTOM, due=_DUE)
PICK_THESE = _PICK.format(custom=_USES_CUSTOM, due=_THESE)
PICK_SHARES = _PICK.format(custom=_USES_CUSTOM, due=shares.ROWS)
PICK_LINES = _PICK.format(custom=_USES_CUSTOM, due=lines.ROWS)
# For timelines: without a lock, and with the values that the steps after the current one may need too.
_GIVEN = f"""
    SELECT e.* FROM unnest({unseen("$1::uuid[]")}) AS g(id)
    CROSS JOIN LATERAL (SELECT * FROM enrollment WHERE id = g.id LIMIT 1) e
"""
_READ = _PICK.format(custom="true", due=_GIVEN)
# PostgreSQL keeps what it has looked up for each of many, which for one costs a sixth of the statement.
_READ_ONE = _PICK.format(custom="true", due="SELECT * FROM enrollment WHERE id = $1")
# Whatever ends a hold without an alarm is in the row of the lead or of the account, and the transaction that changes it
# wakes the held steps. Both rows are locked before a step is held, and read after that: so the change is either seen,
# or it finds the step held.
LOCK_CAUSES = """
WITH l AS (SELECT id, account_id FROM lead WHERE id = ANY($1) FOR SHARE SKIP LOCKED)
SELECT l.id FROM l JOIN account a ON a.id = l.account_id FOR SHARE OF a SKIP LOCKED
"""

# Few steps have a draft. Without the first condition PostgreSQL reads a small table of drafts whole for each step.
_DRAFT_OF_CLAIM = """
    SELECT * FROM draft
    WHERE c.draft_id IS NOT NULL AND id = c.draft_id AND position = e.position AND state = 'READY' LIMIT 1"""

# In the order of the columns `c`.
_CLAIM_COLUMNS = (
    "$1::uuid[] $2::smallint[] $3::uuid[] $4::text[] $5::smallint[] $6::text[] $7::uuid[] $8::timestamptz[] "
    "$11::uuid[] $12::boolean[] $14::text[] $15::int[] $16::uuid[] $17::boolean[]"
).split()

# The last check. Every gate is in this WHERE, and the lead's row is locked against the inbound handler, which
# locks the same row: a reply or STOP is either committed before, and seen here, or it comes after the claim.
# SKIP LOCKED: a lead who is writing to us at this very moment is decided again when that is stored. So are the steps
# of a sender that is being held at this moment: its row is locked once for the batch, and read after that.
CLAIM = f"""
WITH c AS (
    SELECT * FROM unnest({", ".join(map(unseen, _CLAIM_COLUMNS))})
        AS c(enrollment_id, position, attempt_id, body, segments, source, draft_id, closes, sender_id, tries_sender,
             phone, rules_version, connection_id, several_senders)),
x AS MATERIALIZED (
    SELECT id, address, status, removed_at, retry_at, rules_version
    FROM sender WHERE id = ANY({unseen("$13::uuid[]")}::uuid[]) FOR SHARE SKIP LOCKED),
r AS MATERIALIZED (
    SELECT s.id, a.partner_id, a.require_consent, a.paused_at, i.restored_at, i.generation
    FROM sender s JOIN account a ON a.id = s.account_id CROSS JOIN installation i
    WHERE s.id = ANY({unseen("$13::uuid[]")}::uuid[])),
gate AS (
    SELECT c.*, e.account_id, e.lead_id, e.sequence_id, e.due_at, d.generation, x.address AS sender
    FROM c
    JOIN x ON x.id = c.sender_id
    JOIN r ON r.id = c.sender_id
    JOIN enrollment e ON e.id = c.enrollment_id
    JOIN step s ON s.version_id = e.version_id AND s.position = e.position
    JOIN sequence q ON q.id = e.sequence_id
    JOIN lead l ON l.id = e.lead_id
    LEFT JOIN LATERAL ({_DRAFT_OF_CLAIM}) d ON true
    WHERE {GATES}
    FOR UPDATE OF e SKIP LOCKED
    FOR SHARE OF l SKIP LOCKED),
claimed AS (
    UPDATE enrollment e
    SET attempt_id = g.attempt_id, attempts = e.attempts + 1, lease_until = $10, wake_at = $10, looks = 0,
        hold_reason = NULL
    FROM gate g
    WHERE e.id = g.enrollment_id)
INSERT INTO message (id, account_id, lead_id, enrollment_id, position, direction, source, status, body, segments,
                     generation, sender, connection_id, recipient, created_at, sequence_id)
SELECT g.attempt_id, g.account_id, g.lead_id, g.enrollment_id, g.position, 'OUTBOUND', g.source, 'SENDING', g.body,
       g.segments, g.generation, g.sender, g.connection_id, g.phone, $9, g.sequence_id
FROM gate g
RETURNING id
"""

# Named rows wait for their leads instead of skipping those that are busy. Leads before enrollments, the order in
# which the inbound handler locks them too.
AWAIT_LEADS = "SELECT FROM lead WHERE id IN (SELECT lead_id FROM enrollment WHERE id = ANY($1)) FOR NO KEY UPDATE"

NEXT_WAKE = """
SELECT (SELECT min(wake_at) FROM enrollment WHERE wake_at > $1) AS wake_at,
       (SELECT min(line_at) FROM sender_pace WHERE line_at > $1) AS line_at
"""


READ_AGAIN = timedelta(minutes=1)
"""After so long a row is picked again that cannot be read, such as one that a newer release has written."""
_READ_LATER = "UPDATE enrollment SET wake_at = $2 WHERE id = ANY($1)"


@value
class Claim:
    """A step that may be sent, if the claim's statement finds every gate open."""

    due: Due
    attempt_id: UUID
    body: str
    segments: int
    source: MessageSource
    closes: datetime | None


# One process at a time tries a sender: the others find its time at the end of the lease of the step that does.
TRY_SENDERS = """
UPDATE sender SET retry_at = $3
WHERE id IN (SELECT id FROM sender WHERE id = ANY($1) AND retry_at <= $2 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


async def pick(
    tx: BaseDBAsyncClient,
    now: datetime,
    limit: int,
    only: Sequence[UUID] | None = None,
    accounts: Sequence[UUID] = (),
    rooms: Mapping[UUID, int] | None = None,
    hour: timedelta = HOUR,
) -> list[Due]:
    """Rows to decide on now, those that have been due longest, at most `MOST_ROWS`, locked until the transaction ends;
    none that others have locked. With `accounts` (at most as many as the limit), as many rows of each. With `rooms`,
    rows of the lines of these senders, with about so many segments. In the order in which they are to be sent: the
    higher priority of the sequence first, then the older due time.

    The values of a text are those of this moment: a change of the lead's data that commits later is not in the message.
    """
    if only is not None:
        await tx.execute_query(AWAIT_LEADS, [list(only)])
        _, rows = await tx.execute_query(PICK_THESE, [now, limit, list(only)])
    elif rooms:
        _, rows = await tx.execute_query(PICK_LINES, [limit, list(rooms), list(rooms.values())])
    elif accounts:
        _, rows = await tx.execute_query(PICK_SHARES, [now, limit // len(accounts), list(accounts)])
    else:
        _, rows = await tx.execute_query(PICK_DUE, [now, limit])
    found = await _read(tx, rows, hour, now)
    return sorted(found, key=lambda due: (-due.priority, due.due_at, due.enrollment_id))


async def _read(tx: BaseDBAsyncClient, rows: Rows, hour: timedelta, now: datetime) -> list[Due]:
    """The rows as values. A row that cannot be read is left for a while, as it is."""
    found, unreadable = list[Due](), list[UUID]()
    for row in rows:
        try:
            found.append(due_of(row, hour))
        except Exception:
            BROKEN.inc()
            log.exception("a row cannot be read", extra={"enrollment": str(row["id"])})
            unreadable.append(row["id"])
    if unreadable:
        await tx.execute_query(_READ_LATER, [unreadable, now + READ_AGAIN])
    return found


async def read(enrollment_ids: Sequence[UUID], hour: timedelta) -> dict[UUID, tuple[Due, LocalDays]]:
    """The rows of these enrollments as the engine would pick them now, and the days of their leads.

    None of an enrollment whose last step has ended. Nothing is locked.
    """
    if len(enrollment_ids) == 1:
        _, rows = await connection().execute_query(_READ_ONE, [*enrollment_ids])
    else:
        _, rows = await connection().execute_query(_READ, [list(enrollment_ids)])
    return {row["id"]: (due_of(row, hour), days_of(row)) for row in rows}


async def pick_again(tx: BaseDBAsyncClient, now: datetime, picked: Sequence[Due], hour: timedelta) -> list[Due]:
    """Those of these picked rows whose lead and account nobody is changing, read again with both locked."""
    _, rows = await tx.execute_query(LOCK_CAUSES, [[due.lead_id for due in picked]])
    free = {row["id"] for row in rows}
    ids = [due.enrollment_id for due in picked if due.lead_id in free]
    _, rows = await tx.execute_query(PICK_THESE, [now, len(ids), ids])
    return await _read(tx, rows, hour, now)


async def claim(
    tx: BaseDBAsyncClient, claims: Sequence[Claim], now: datetime, lease_until: datetime, generation: int = 0
) -> list[Claim]:
    """Those of the claims whose gates are all open. Once this is committed, they are to be sent, and only they.

    `generation` is the highest that this process has seen of the database.
    """
    if not claims:
        return []
    tried = [c.due.sender_id for c in claims if c.due.sender_hold]
    if tried:
        # Another process may have taken the sender until the same moment, which the gate cannot tell from this one.
        own = {row["id"] for row in await tx.execute_query_dict(TRY_SENDERS, [tried, now, lease_until])}
        failpoints.reach(Failpoint.PROBE_TAKEN)
        claims = [c for c in claims if not c.due.sender_hold or c.due.sender_id in own]
        if not claims:
            return []
    takes = [c.due for c in claims if c.due.takes_sender]
    if takes:
        await choice.give(tx, [due.lead_id for due in takes], [due.sender_id for due in takes])
        failpoints.reach(Failpoint.SENDER_GIVEN)
    columns = [
        [c.due.enrollment_id for c in claims],
        [c.due.position for c in claims],
        [c.attempt_id for c in claims],
        [c.body for c in claims],
        [c.segments for c in claims],
        [c.source for c in claims],
        [c.due.draft_id if c.source is MessageSource.AI else None for c in claims],
        [c.closes for c in claims],
    ]
    phones = [c.due.phone for c in claims]
    versions = [c.due.rules_version for c in claims]
    connections, several = [c.due.connection_id for c in claims], [c.due.several_senders for c in claims]
    values = [*columns, now, lease_until, *_senders(claims), phones, versions, connections, several, generation]
    _, rows = await tx.execute_query(CLAIM, values)
    won = {row["id"] for row in rows}
    return [c for c in claims if c.attempt_id in won]


def _senders(claims: Sequence[Claim]) -> list[list[Any]]:
    each = [c.due.sender_id for c in claims]
    return [each, [c.due.sender_hold is not None for c in claims], list(set(each))]


async def next_wake(tx: BaseDBAsyncClient, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The next moments at which a row is to be decided on, and at which the line of a sender is looked at."""
    _, [row] = await tx.execute_query(NEXT_WAKE, [now])
    return row["wake_at"], row["line_at"]
