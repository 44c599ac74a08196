"""The lines of steps that wait for the pace of their senders, in SQL.

A step in a line has no `wake_at`, so it costs nothing while it waits: `sender_pace.line_at` is when its line is looked
at next, and a look reads as many steps as there is room for, by the index `enrollment_line`.
"""

IN_LINE = "hold_reason = 'SENDER_BUSY' AND wake_at IS NULL"
"""The step waits in the line of the sender `line_of`. The predicate of the index `enrollment_line`."""

AT_ONCE = 64
"""How many senders' lines one batch looks at."""

# Only the index `enrollment_line` has this order, so that the planner, whatever it believes of the tables, does not
# read steps that are in no line, or in another.
_SEQUENCE = "nullif(sequence_id, line_of)"

# A step through the index from sequence to sequence, with one probe for each.
SEQUENCES = f"""
    WITH RECURSIVE q AS (
        (SELECT {_SEQUENCE} AS sequence_id FROM enrollment WHERE line_of = {{sender}} AND {IN_LINE}
         ORDER BY line_of, {_SEQUENCE} LIMIT 1)
        UNION ALL
        SELECT f.sequence_id FROM q CROSS JOIN LATERAL (
            SELECT {_SEQUENCE} AS sequence_id FROM enrollment
            WHERE line_of = {{sender}} AND {IN_LINE} AND {_SEQUENCE} > q.sequence_id
            ORDER BY line_of, {_SEQUENCE} LIMIT 1) f)"""
_OF_SEQUENCE = f"{IN_LINE} AND {_SEQUENCE} = q.sequence_id"

ROWS = f"""
    SELECT r.* FROM unnest($2::uuid[], $3::int[]) AS x(sender_id, room)
    CROSS JOIN LATERAL (
        {SEQUENCES.format(sender="x.sender_id")}
        SELECT w.id, w.line_segments,
               sum(w.line_segments) OVER (ORDER BY -s.priority, w.line_rank, w.id) AS up_to_this
        FROM q
        CROSS JOIN LATERAL (SELECT priority FROM sequence WHERE id = q.sequence_id LIMIT 1) s
        CROSS JOIN LATERAL (
            SELECT id, line_rank, line_segments FROM enrollment WHERE line_of = x.sender_id AND {_OF_SEQUENCE}
            ORDER BY line_of, {_SEQUENCE}, line_rank, id LIMIT x.room) w) h
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment WHERE id = h.id AND line_of = x.sender_id AND {IN_LINE}
        LIMIT 1 FOR UPDATE SKIP LOCKED) r
    WHERE h.up_to_this <= x.room OR h.up_to_this = h.line_segments
    LIMIT $1"""
"""The first steps of the lines of some senders ($2), with as many segments as each has room for ($3) but at least one
step of each; up to $1."""

# Nobody else looks at these lines until the transaction ends. A sender that the provider is too busy for is left out:
# its steps keep their places.
LOCK_DUE = f"""
SELECT p.*, s.account_id, s.segments_per_second, s.segments_per_day, s.retry_at, a.time_zone
FROM sender_pace p JOIN sender s ON s.id = p.sender_id JOIN account a ON a.id = s.account_id
WHERE p.line_at <= $1 AND (s.retry_at IS NULL OR s.retry_at <= $1 OR s.hold_reason <> 'PROVIDER_BUSY')
ORDER BY p.line_at LIMIT {AT_ONCE} FOR NO KEY UPDATE OF p SKIP LOCKED
"""

# In one order, so that two batches never wait for each other.
LOCK = f"""
WITH p AS MATERIALIZED (
    SELECT * FROM sender_pace WHERE sender_id = ANY($1::uuid[]) ORDER BY sender_id FOR NO KEY UPDATE)
SELECT p.*, s.account_id, s.segments_per_second, s.segments_per_day, a.time_zone, l.*
FROM p JOIN sender s ON s.id = p.sender_id JOIN account a ON a.id = s.account_id
LEFT JOIN LATERAL (
    {SEQUENCES.format(sender="p.sender_id")}
    SELECT q.sequence_id, s.priority, first.line_rank AS first_rank, last.line_rank AS last_rank
    FROM q
    CROSS JOIN LATERAL (SELECT priority FROM sequence WHERE id = q.sequence_id LIMIT 1) s
    CROSS JOIN LATERAL (
        SELECT line_rank FROM enrollment WHERE line_of = p.sender_id AND {_OF_SEQUENCE}
        ORDER BY line_of, {_SEQUENCE}, line_rank, id LIMIT 1) first
    CROSS JOIN LATERAL (
        SELECT line_rank FROM enrollment WHERE line_of = p.sender_id AND {_OF_SEQUENCE}
        ORDER BY line_of DESC, {_SEQUENCE} DESC, line_rank DESC, id DESC LIMIT 1) last) l ON p.line_at IS NOT NULL
"""
LOCK_FREE = LOCK.replace("FOR NO KEY UPDATE)", "FOR NO KEY UPDATE SKIP LOCKED)")

# A line ends when a look finds no step in it. The sender's clock is locked since before this statement began, and
# whoever puts a step in the line locks it too.
STORE = f"""
WITH parked AS (
    UPDATE enrollment e
    SET wake_at = NULL, hold_reason = 'SENDER_BUSY', line_of = w.sender_id, line_position = e.position,
        line_rank = w.rank, line_segments = w.segments, slot_at = w.slot, blocked_since = w.blocked_since
    FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::int[], $5::timestamptz[], $6::timestamptz[])
        AS w(id, sender_id, rank, segments, slot, blocked_since)
    WHERE e.id = w.id AND e.status = 'ACTIVE' AND e.attempt_id IS NULL)
UPDATE sender_pace p
SET free_at = w.free_at, day_ends_at = w.day_ends_at, sent_today = w.sent_today,
    line_at = CASE WHEN w.looks_empty AND NOT EXISTS (
                            SELECT FROM enrollment WHERE line_of = p.sender_id AND {IN_LINE}) THEN NULL
                   ELSE w.line_at END
FROM unnest($7::uuid[], $8::timestamptz[], $9::timestamptz[], $10::int[], $11::timestamptz[], $12::boolean[])
    AS w(sender_id, free_at, day_ends_at, sent_today, line_at, looks_empty)
WHERE p.sender_id = w.sender_id
RETURNING p.line_at
"""

# Fixed texts that nothing else holds, of accounts with one sender: what else is due is left for the claim to decide on.
# `enrollment_wake_of_account` has this order: see `shares`.
PICK_TO_PARK = """
SELECT r.id, r.sequence_id, r.due_at, r.wake_at, r.blocked_since, r.account_id, q.priority, q.misfire,
       l.phone, l.time_zone, l.state, l.postal_code,
       a.time_zone AS account_zone, a.window_start, a.window_end, a.week, a.hour_rules, a.keep_holidays, a.strict_hours
FROM unnest($3::uuid[]) AS w(id)
JOIN account a ON a.id = w.id AND NOT a.several_senders
CROSS JOIN LATERAL (
    SELECT * FROM enrollment
    WHERE account_id = a.id AND wake_at IS NOT NULL AND coalesce(wake_at, 'infinity'::timestamptz) <= $1
    ORDER BY coalesce(wake_at, 'infinity'::timestamptz) LIMIT $2 FOR UPDATE SKIP LOCKED) r
CROSS JOIN LATERAL (SELECT * FROM step WHERE version_id = r.version_id AND position = r.position LIMIT 1) s
CROSS JOIN LATERAL (SELECT * FROM sequence WHERE id = r.sequence_id LIMIT 1) q
CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = r.lead_id LIMIT 1) l
WHERE r.status = 'ACTIVE' AND r.attempt_id IS NULL AND s.type = 'FIXED'
  AND NOT (s.skip_if_replied AND r.replied_at IS NOT NULL) AND l.opted_out_at IS NULL
  AND num_nonnulls(l.paused_at, r.paused_at, q.paused_at, a.paused_at) = 0
"""

LOCK_CLOCK = """
SELECT p.*, s.segments_per_second, s.segments_per_day, a.time_zone
FROM sender_pace p JOIN sender s ON s.id = p.sender_id JOIN account a ON a.id = s.account_id
WHERE s.account_id = $1 AND s.address = $2 AND num_nonnulls(s.segments_per_second, s.segments_per_day) > 0
FOR NO KEY UPDATE OF p
"""
PAUSE = """
UPDATE sender_pace SET free_at = $2::timestamptz, line_at = CASE WHEN line_at IS NOT NULL THEN $2::timestamptz END
WHERE sender_id = $1
"""
TAKE = "UPDATE sender_pace SET free_at = $2, day_ends_at = $3, sent_today = $4 WHERE sender_id = $1"

# One probe for each line. A step that waits in a line finds it looked at, whatever happened to the sender meanwhile.
HEAL = f"""
WITH RECURSIVE l AS (
    (SELECT line_of FROM enrollment WHERE {IN_LINE} ORDER BY line_of LIMIT 1)
    UNION ALL
    SELECT f.line_of FROM l CROSS JOIN LATERAL (
        SELECT line_of FROM enrollment WHERE {IN_LINE} AND line_of > l.line_of ORDER BY line_of LIMIT 1) f),
idle AS (
    SELECT p.sender_id FROM l JOIN sender_pace p ON p.sender_id = l.line_of AND p.line_at IS NULL
    FOR NO KEY UPDATE OF p SKIP LOCKED)
UPDATE sender_pace SET line_at = $1 WHERE sender_id IN (SELECT sender_id FROM idle)
"""
