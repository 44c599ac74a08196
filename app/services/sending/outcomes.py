"""What becomes of steps, in SQL: one statement applies the moves of a whole batch.

Every move is compared first: position and attempt must still be what the decision was made on.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import connection, unseen
from app.domain.calendar.delays import Following
from app.domain.engine.moves import Kind, Move, Moved
from app.domain.ids import new_id
from app.observability.metrics import STEPS
from app.services.sending.picked import following
from app.services.sending.rules import by_calendar, due_after, status_rank

_DUE = f"coalesce(m.dated, {due_after('m.at', 'n', '$20')})"

# In the order of the columns `m`.
_MOVE_COLUMNS = (
    "$1::uuid[] $2::smallint[] $3::uuid[] $4::text[] $5::timestamptz[] $6::timestamptz[] $7::text[] $8::text[] "
    "$9::text[] $10::text[] $11::text[] $12::text[] $13::int[] $14::text[] $15::smallint[] $16::smallint[] "
    "$17::smallint[] $18::uuid[] $19::timestamptz[] $21::uuid[] $22::timestamptz[] $23::timestamptz[]"
).split()

# Compare-and-set on position and attempt. `n` is the step after this one; without one the run is complete.
# `dated` is when the next step falls due if the lead's calendar decides it.
# A run that was canceled while its message was in flight stays CANCELLED; the outcome of its message is recorded.
# `decided_by`: a step that a person had sent now, and that a rule skipped instead, was skipped by nobody.
RECORD = f"""
WITH m AS (
    SELECT * FROM unnest({", ".join(map(unseen, _MOVE_COLUMNS))})
        AS m(enrollment_id, position, attempt_id, kind, at, wake_at, hold_reason, run_status, reason, explanation,
             message_status, provider_sid, error_code, cancel_reason, failed_writings, failed_preparations, looks,
             run_id, dated, held_by, blocked_since, due_at)),
moved AS (
    UPDATE enrollment e
    SET status = CASE WHEN e.status <> 'ACTIVE' THEN e.status
                      WHEN m.kind = 'STOP' THEN 'CANCELLED'
                      WHEN m.kind = 'ADVANCE' AND n.id IS NULL THEN 'COMPLETED'
                      ELSE e.status END,
        cancel_reason = CASE WHEN e.status = 'ACTIVE' AND m.kind = 'STOP' THEN m.cancel_reason
                             ELSE e.cancel_reason END,
        ended_at = CASE WHEN e.status <> 'ACTIVE' THEN e.ended_at
                        WHEN m.kind = 'STOP' OR (m.kind = 'ADVANCE' AND n.id IS NULL) THEN m.at END,
        position = CASE WHEN m.kind = 'ADVANCE' OR m.run_status IS NOT NULL THEN e.position + 1 ELSE e.position END,
        due_at = CASE WHEN m.kind = 'ADVANCE' AND n.id IS NOT NULL
                      THEN {_DUE} ELSE coalesce(m.due_at, e.due_at) END,
        blocked_since = CASE WHEN m.kind = 'POSTPONE' THEN m.blocked_since
                             WHEN m.kind = 'LOOK_UP' THEN e.blocked_since END,
        wake_at = CASE WHEN m.kind = 'LOOK_UP' THEN m.wake_at
                       WHEN e.status <> 'ACTIVE' OR m.kind = 'STOP' THEN NULL
                       WHEN m.kind = 'POSTPONE' THEN m.wake_at
                       WHEN n.id IS NOT NULL THEN {_DUE} END,
        hold_reason = CASE WHEN m.kind IN ('LOOK_UP', 'POSTPONE') THEN m.hold_reason END,
        held_by = CASE WHEN m.kind = 'POSTPONE' THEN m.held_by END,
        attempt_id = CASE WHEN m.kind = 'LOOK_UP' THEN e.attempt_id END,
        attempts = CASE WHEN m.kind = 'ADVANCE' THEN 0
                        WHEN m.kind = 'POSTPONE' AND m.attempt_id IS NOT NULL AND m.message_status IS NULL
                        THEN e.attempts - 1 ELSE e.attempts END,
        lease_until = NULL,
        failed_writings = CASE WHEN m.kind = 'ADVANCE' THEN 0 ELSE m.failed_writings END,
        failed_preparations = CASE WHEN m.kind = 'ADVANCE' THEN 0 ELSE m.failed_preparations END,
        looks = CASE WHEN m.kind = 'LOOK_UP' THEN m.looks ELSE 0 END
    FROM m
    JOIN enrollment o ON o.id = m.enrollment_id
    LEFT JOIN step n ON n.version_id = o.version_id AND n.position = m.position + 1
    WHERE e.id = m.enrollment_id AND e.position = m.position
      AND e.attempt_id IS NOT DISTINCT FROM m.attempt_id
      AND (e.status = 'ACTIVE' OR m.attempt_id IS NOT NULL)
    RETURNING e.id, e.lead_id, e.account_id, e.wake_at AS wakes_at, o.due_at AS was_due_at, m.*,
              CASE WHEN o.decided_position = m.position
                        AND (m.run_status <> 'SKIPPED' OR m.reason = 'SKIPPED_BY_PERSON')
                   THEN o.decided_by END AS decided_by),
message_updated AS (
    UPDATE message x
    SET status = CASE WHEN {status_rank("m.message_status")} > {status_rank("x.status")}
                      THEN m.message_status ELSE x.status END,
        superseded = x.superseded OR m.kind = 'POSTPONE',
        provider_sid = coalesce(x.provider_sid, m.provider_sid),
        sent_at = CASE WHEN m.run_status = 'SENT' THEN coalesce(x.sent_at, m.at) ELSE x.sent_at END,
        delivered_at = CASE WHEN m.message_status = 'DELIVERED' THEN coalesce(x.delivered_at, m.at)
                            ELSE x.delivered_at END,
        error_code = coalesce(m.error_code, x.error_code),
        updated_at = m.at
    FROM moved m
    WHERE x.id = m.attempt_id AND m.message_status IS NOT NULL),
removed AS (
    DELETE FROM message x USING moved m
    WHERE x.id = m.attempt_id AND m.kind = 'POSTPONE' AND m.message_status IS NULL),
run AS (
    INSERT INTO step_run (id, enrollment_id, position, status, reason, explanation, due_at, settled_at, message_id,
                          decided_by)
    SELECT m.run_id, m.enrollment_id, m.position, m.run_status, m.reason, m.explanation, m.was_due_at, m.at,
           m.attempt_id, m.decided_by
    FROM moved m WHERE m.run_status IS NOT NULL
    ON CONFLICT (enrollment_id, position) DO NOTHING)
SELECT id, wakes_at, lead_id, account_id FROM moved
"""


async def record(tx: BaseDBAsyncClient, moves: Sequence[Move], hour_seconds: float) -> list[Moved]:
    """Applies the moves whose rows are still as they were seen; answers with those that were."""
    if not moves:
        return []
    for (status, reason), number in Counter(_decided(move) for move in moves).items():
        STEPS.labels(status, reason).inc(number)
    late = [[m.blocked_since for m in moves], [m.due_at for m in moves]]
    values = [*_columns(moves, hour_seconds), hour_seconds, [m.held_by for m in moves], *late]
    _, rows = await tx.execute_query(RECORD, values)
    return [Moved(row["id"], row["wakes_at"], row["lead_id"], row["account_id"]) for row in rows]


def _decided(move: Move) -> tuple[str, str]:
    """What was decided on a step and why, as labels of a metric."""
    if move.run_status:
        return move.run_status.value, move.reason.value if move.reason else ""
    if move.kind is Kind.STOP:
        return Kind.STOP.value, move.cancel_reason.value if move.cancel_reason else ""
    why = move.hold_reason or move.again
    return move.kind.value, why.value if why else ""


def _columns(moves: Iterable[Move], hour_seconds: float) -> list[list[Any]]:
    return [
        list(column)
        for column in zip(
            *(
                (
                    m.enrollment_id,
                    m.position,
                    m.attempt_id,
                    m.kind,
                    m.at,
                    m.wake_at,
                    m.hold_reason,
                    m.run_status,
                    m.reason,
                    m.explanation,
                    m.message_status,
                    m.provider_sid,
                    m.error_code,
                    m.cancel_reason,
                    m.failed_writings,
                    m.failed_preparations,
                    m.looks,
                    m.attempt_id or new_id(),
                    m.following.due_after(m.at, hour_seconds) if m.following else None,
                )
                for m in moves
            ),
            strict=True,
        )
    ]


# ------------------------------------------------------------------ the delay of the next step
# For whoever records a step that was not picked.

_FOLLOWING = f"""
SELECT l.phone, l.time_zone, l.state, l.postal_code, a.time_zone AS account_zone,
       n.delay_hours, n.delay_minutes, n.delay_days, n.business_days, n.send_at
FROM enrollment e
JOIN step n ON n.version_id = e.version_id AND n.position = e.position + 1 AND {by_calendar("n")}
JOIN lead l ON l.id = e.lead_id
JOIN account a ON a.id = e.account_id
WHERE e.id = $1
"""

CALENDAR_FOLLOWS = f"""EXISTS (
    SELECT FROM enrollment e JOIN step n ON n.version_id = e.version_id AND n.position = e.position + 1
    WHERE e.id = message.enrollment_id AND e.attempt_id = message.id AND {by_calendar("n")})"""
"""Whether this message is the attempt of a current step, and the lead's calendar decides when the next step is due."""


async def following_of(enrollment_id: UUID) -> Following | None:
    """The delay of the next step of this enrollment if the lead's calendar decides it."""
    rows = await connection().execute_query_dict(_FOLLOWING, [enrollment_id])
    return following(rows[0]) if rows else None
