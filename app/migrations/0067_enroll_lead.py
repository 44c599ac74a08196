"""A lead is enrolled in one round trip: the statements of `app/services/enrollment/store.py`, one after the other.

Expand only: nothing is locked. The text is what `app/services/enrollment/plain.py` made when this was written, and the
name has a hash of it. Releases with other statements use a function of their own, or none.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

FUNCTION = """
CREATE OR REPLACE FUNCTION enroll_lead_66c76b45a4c5 (
    p_sequence_id uuid, p_partner_id uuid, p_version integer, p_number text, p_phone text, p_lead_id uuid,
    p_run_id uuid, p_hashed_phones text[], p_hashes bytea[], p_now timestamptz, p_hour_seconds float8,
    p_grace interval, p_if_never boolean, p_variables jsonb)
RETURNS TABLE (
    action text, by_calendar boolean,
    "id" uuid, "account_id" uuid, "lead_id" uuid, "sequence_id" uuid, "version_id" uuid, "status" varchar,
    "cancel_reason" varchar, "started_at" timestamptz, "ended_at" timestamptz, "position" smallint, "due_at"
    timestamptz, "wake_at" timestamptz, "hold_reason" varchar, "held_by" uuid, "tries" smallint, "failed_writings"
    smallint, "failed_preparations" smallint, "attempt_id" uuid, "attempts" smallint, "lease_until" timestamptz,
    "looks" smallint, "replied_at" timestamptz, "reply_id" uuid, "ended_by_id" uuid, "converted_at" timestamptz,
    "at_once" boolean, "variables" jsonb, "paused_at" timestamptz, "paused_until" timestamptz, "paused_by" varchar,
    "line_of" uuid, "line_position" smallint, "line_rank" float8, "line_segments" smallint, "slot_at" timestamptz,
    "blocked_since" timestamptz, "decided_by" varchar, "decided_position" smallint
) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    the_sequence record;
    the_lead record;
    the_lead_id uuid;
BEGIN
    SELECT q.id, q.account_id, a.partner_id, q.is_active, q.version, a.phone_number,
       ARRAY(SELECT address FROM sender WHERE account_id = a.id AND removed_at IS NULL) AS senders, pg_advisory_xact_lock_shared(hashtextextended('leads of ' || q.account_id::text, 0))
FROM sequence q JOIN account a ON a.id = q.account_id
WHERE q.deleted_at IS NULL AND q.id = p_sequence_id AND a.partner_id = p_partner_id
FOR SHARE OF q INTO the_sequence;
    IF the_sequence.is_active IS NOT TRUE OR the_sequence.version <> p_version
       OR the_sequence.phone_number IS DISTINCT FROM p_number OR clock_timestamp() > statement_timestamp() + interval '0.1 seconds' THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM number_opt_out
               WHERE number = ANY((SELECT the_sequence.senders)::text[]) AND phone = (SELECT p_phone))
       OR EXISTS (SELECT FROM suppression
                  WHERE phone = (SELECT p_phone) AND owner_id IN (the_sequence.account_id, p_partner_id)) THEN
        RETURN;
    END IF;
    FOR the_lead IN WITH blocked AS (
    SELECT k.phone, k.hash, e.scope, e.lead_id, e.created_at
    FROM unnest((SELECT p_hashed_phones::text[]), (SELECT p_hashes::bytea[])) AS k(phone, hash)
    CROSS JOIN LATERAL (SELECT scope, lead_id, created_at FROM erased_phone WHERE hash = k.hash LIMIT 1000) e
    WHERE EXISTS (SELECT FROM erased_phone)
),
existing AS (
    SELECT l.id, l.phone, l.opted_out_at, l.dead_number_code FROM unnest((SELECT ARRAY[p_phone]::text[])) AS a(phone)
    CROSS JOIN LATERAL (
        SELECT id, phone, opted_out_at, dead_number_code FROM lead
        WHERE account_id = (SELECT the_sequence.account_id::uuid) AND phone BETWEEN a.phone AND a.phone ORDER BY phone LIMIT 1
        FOR NO KEY UPDATE) l),
created AS (
    INSERT INTO lead (id, account_id, phone, created_at)
    SELECT a.id, the_sequence.account_id, a.phone, p_now FROM unnest((SELECT ARRAY[p_phone]::text[]), (SELECT ARRAY[p_lead_id]::uuid[])) AS a(phone, id)
    WHERE a.phone NOT IN (SELECT phone FROM existing)
      AND a.phone NOT IN (SELECT phone FROM blocked WHERE scope = the_sequence.account_id::uuid::text)
    ON CONFLICT (account_id, phone) DO NOTHING
    RETURNING id, phone)
SELECT l.id, l.phone, coalesce(l.opted_out_at, o.created_at) AS opted_out_at, l.dead_number_code,
       NULL::bytea AS hash, NULL AS scope, NULL::uuid AS lead_id, NULL::timestamptz AS created_at
FROM (SELECT id, phone, opted_out_at, dead_number_code FROM existing
      UNION ALL SELECT id, phone, NULL, NULL FROM created) l
LEFT JOIN LATERAL (
    SELECT created_at FROM number_opt_out
    WHERE number = ANY((SELECT the_sequence.senders::text[])::text[]) AND phone = l.phone LIMIT 1) o ON true
UNION ALL
SELECT NULL, phone, NULL, NULL, hash, scope, lead_id, created_at FROM blocked
    LOOP
        IF the_lead_id IS NOT NULL OR the_lead.scope IS NOT NULL OR the_lead.opted_out_at IS NOT NULL
           OR the_lead.dead_number_code IS NOT NULL THEN
            IF p_lead_id IN (the_lead.id, the_lead_id) THEN
                RAISE EXCEPTION 'the lead cannot be enrolled' USING ERRCODE = 'NU001';
            END IF;
            RETURN;
        END IF;
        the_lead_id := the_lead.id;
    END LOOP;
    IF the_lead_id IS NULL OR the_lead_id <> p_lead_id AND clock_timestamp() > statement_timestamp() + interval '0.1 seconds' THEN
        RETURN;
    END IF;
    RETURN QUERY WITH given AS (
    SELECT * FROM unnest((SELECT ARRAY[the_lead_id]::uuid[]), (SELECT ARRAY[p_run_id]::uuid[]))
        WITH ORDINALITY AS g(lead_id, id, place)),
listed AS (
    SELECT g.lead_id FROM given g
    WHERE (EXISTS (SELECT FROM suppression WHERE owner_id = (SELECT the_sequence.account_id::uuid))
           OR EXISTS (SELECT FROM suppression WHERE owner_id = (SELECT p_partner_id::uuid)))
      AND (SELECT true FROM suppression b
           WHERE b.phone = (SELECT phone FROM lead WHERE id = g.lead_id) AND b.owner_id IN (the_sequence.account_id, p_partner_id) LIMIT 1)),
wanted AS (SELECT * FROM given WHERE lead_id NOT IN (SELECT lead_id FROM listed)),
last AS (
    SELECT e.* FROM wanted CROSS JOIN LATERAL (
        SELECT * FROM (SELECT * FROM enrollment WHERE lead_id = wanted.lead_id OFFSET 0) of_lead
        WHERE sequence_id = the_sequence.id ORDER BY status = 'ACTIVE' DESC, id DESC LIMIT 1) e),
first AS MATERIALIZED (
    SELECT s.*
    FROM sequence_version v JOIN step s ON s.version_id = v.id AND s.position = 0
    WHERE v.sequence_id = the_sequence.id AND v.version = the_sequence.version),
new AS (
    SELECT w.lead_id, w.id, p_now::timestamptz + (row_number() OVER (ORDER BY w.place) - 1) * interval '0'::interval AS start
    FROM wanted w
    WHERE w.lead_id NOT IN (SELECT lead_id FROM last WHERE status = 'ACTIVE' OR p_if_never)),
due AS (
    SELECT n.lead_id, n.id, f.version_id, n.start + ((f.delay_days * 24 + f.delay_hours) * 60 + f.delay_minutes) * p_hour_seconds::float8 / 60 * interval '1 second' AS due_at
    FROM new n CROSS JOIN first f),
begun AS (
    INSERT INTO enrollment (id, account_id, lead_id, sequence_id, version_id, status, started_at, position, due_at,
                            wake_at, at_once, variables)
    SELECT id, the_sequence.account_id, lead_id, the_sequence.id, version_id, 'ACTIVE', p_now::timestamptz, 0, due_at,
           CASE WHEN due_at <= p_now::timestamptz THEN p_now::timestamptz + p_grace::interval ELSE due_at END,
           due_at <= p_now::timestamptz AND p_grace::interval > interval '0', p_variables::jsonb
    FROM due
    RETURNING *)
SELECT CASE status WHEN 'ACTIVE' THEN 'ALREADY_ENROLLED' ELSE 'SKIPPED' END AS action, false AS by_calendar,
       id, account_id, lead_id, sequence_id, version_id, status, cancel_reason, started_at, ended_at, position, due_at, wake_at, hold_reason, held_by, tries, failed_writings, failed_preparations, attempt_id, attempts, lease_until, looks, replied_at, reply_id, ended_by_id, converted_at, at_once, variables, paused_at, paused_until, paused_by, line_of, line_position, line_rank, line_segments, slot_at, blocked_since, decided_by, decided_position
FROM last WHERE status = 'ACTIVE' OR p_if_never
UNION ALL
SELECT CASE WHEN lead_id IN (SELECT lead_id FROM last WHERE status = 'CANCELLED')
            THEN 'REACTIVATED' ELSE 'ENROLLED' END, (SELECT (f.delay_days > 0 OR f.send_at IS NOT NULL) FROM first f),
       id, account_id, lead_id, sequence_id, version_id, status, cancel_reason, started_at, ended_at, position, due_at, wake_at, hold_reason, held_by, tries, failed_writings, failed_preparations, attempt_id, attempts, lease_until, looks, replied_at, reply_id, ended_by_id, converted_at, at_once, variables, paused_at, paused_until, paused_by, line_of, line_position, line_rank, line_segments, slot_at, blocked_since, decided_by, decided_position
FROM begun;
    IF NOT FOUND AND the_lead_id = p_lead_id THEN
        RAISE EXCEPTION 'the lead cannot be enrolled' USING ERRCODE = 'NU001';
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0066_references_of_runs")]

    operations = [ops.RunSQL([FUNCTION])]
