-- What the migrations leave in an empty database, so that a new one is made in one step instead of 67.
-- Written by `make schema`, never by hand.
SET LOCAL check_function_bodies = off;
SET LOCAL search_path = '';
SET LOCAL client_min_messages = warning;

CREATE TABLE public.message (
    id uuid NOT NULL,
    enrollment_id uuid,
    "position" smallint,
    direction character varying(8) NOT NULL,
    source character varying(8),
    status character varying(11) NOT NULL,
    body text NOT NULL,
    segments smallint NOT NULL,
    media jsonb,
    generation jsonb,
    error_code integer,
    provider_sid character varying(64),
    superseded boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    account_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    look_at timestamp with time zone,
    looks smallint DEFAULT 0 NOT NULL,
    read_as character varying(16),
    read_rule character varying(64),
    sender character varying(34),
    classified_at timestamp with time zone,
    recipient character varying(16),
    media_look_at timestamp with time zone,
    left_from character varying(16),
    connection_id uuid,
    written_by character varying(200),
    updated_at timestamp with time zone,
    sequence_id uuid,
    replied_at timestamp with time zone,
    opted_out_at timestamp with time zone,
    converted_at timestamp with time zone,
    text_removed_at timestamp with time zone,
    CONSTRAINT message_direction CHECK (
CASE direction
    WHEN 'INBOUND'::text THEN (((status)::text = 'RECEIVED'::text) AND (source IS NULL) AND (provider_sid IS NOT NULL) AND (enrollment_id IS NULL))
    WHEN 'OUTBOUND'::text THEN (((status)::text <> 'RECEIVED'::text) AND (source IS NOT NULL))
    ELSE false
END),
    CONSTRAINT message_of_step CHECK (((enrollment_id IS NULL) = ("position" IS NULL))),
    CONSTRAINT message_read_as CHECK (((read_as IS NULL) OR (((direction)::text = 'INBOUND'::text) AND ((read_as)::text = ANY (ARRAY[('OPT_OUT'::character varying)::text, ('OPT_IN'::character varying)::text, ('HELP'::character varying)::text, ('UNCLEAR'::character varying)::text, ('REPLY'::character varying)::text, ('REACTION'::character varying)::text, ('MACHINE_ANSWER'::character varying)::text])))))
);

COMMENT ON TABLE public.message IS 'An SMS in either direction. An outbound row of a step is one attempt: its id is the attempt''s id.';

COMMENT ON COLUMN public.message.direction IS 'INBOUND: INBOUND\nOUTBOUND: OUTBOUND';

COMMENT ON COLUMN public.message.source IS 'SEQUENCE: SEQUENCE\nAI: AI\nOPERATOR: OPERATOR';

COMMENT ON COLUMN public.message.status IS 'SENDING: SENDING\nQUEUED: QUEUED\nSENT: SENT\nDELIVERED: DELIVERED\nUNDELIVERED: UNDELIVERED\nFAILED: FAILED\nUNKNOWN: UNKNOWN\nRECEIVED: RECEIVED';

CREATE FUNCTION public.account_counts_of_message(m public.message) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT a.id, local_day(m.created_at, a.time_zone), 0, -1::smallint, f.name, f.detail, f.count, m.created_at
    FROM account a CROSS JOIN LATERAL facts_of_message(m) f
    WHERE a.id = m.account_id
$$;

CREATE FUNCTION public.change_rates() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                    BEGIN
                        NEW.rules_version := OLD.rules_version + 1;
                        RETURN NEW;
                    END $$;

CREATE FUNCTION public.count_conversations(leads uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO conversation (id, account_id, last_message_id, last_message_at)
        SELECT v.id, v.account_id, v.last_message_id, v.last_message_at
        FROM conversation_as_counted v WHERE v.id = ANY(leads) ORDER BY v.id
        ON CONFLICT (id) DO NOTHING;
        PERFORM FROM conversation WHERE id = ANY(leads) ORDER BY id FOR UPDATE;
        UPDATE conversation c
        SET last_message_id = v.last_message_id, last_message_at = v.last_message_at,
            last_inbound_id = v.last_inbound_id, last_inbound_at = v.last_inbound_at, unread_count = v.unread_count,
            unanswered_at = v.unanswered_at, unclear_at = v.unclear_at, handoff_at = v.handoff_at,
            draft_at = v.draft_at, not_delivered_at = v.not_delivered_at,
            status = CASE WHEN v.not_delivered_at IS NOT NULL AND c.not_delivered_at IS NULL
                            OR v.last_inbound_id IS DISTINCT FROM c.last_inbound_id THEN 'OPEN' ELSE c.status END
        FROM conversation_as_counted v WHERE v.id = ANY(leads) AND c.id = v.id;
        DELETE FROM conversation c
        WHERE c.id = ANY(leads) AND NOT EXISTS (SELECT FROM conversation_as_counted v WHERE v.id = c.id);
    END $$;

CREATE FUNCTION public.count_ended_runs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM changed WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM former WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL) THEN
            RETURN NULL;
        END IF;
        INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at)
        SELECT r.sequence_id, local_day(r.quarter, a.time_zone), v.version, -1, r.name, '', r.count, r.last_at
        FROM (SELECT account_id, sequence_id, version_id, name,
                     date_bin('15 minutes', started_at, '2000-01-01 00:00+00') AS quarter,
                     sum(sign) AS count, max(started_at) AS last_at
              FROM (SELECT account_id, sequence_id, version_id, 'COMPLETED' AS name, started_at, 1 AS sign
                    FROM changed WHERE status = 'COMPLETED'
                    UNION ALL
                    SELECT account_id, sequence_id, version_id, 'COMPLETED' AS name, started_at, -1 AS sign
                    FROM former WHERE status = 'COMPLETED'
                    UNION ALL
                    SELECT account_id, sequence_id, version_id, 'CONVERTED' AS name, started_at, 1 AS sign
                    FROM changed WHERE converted_at IS NOT NULL
                    UNION ALL
                    SELECT account_id, sequence_id, version_id, 'CONVERTED' AS name, started_at, -1 AS sign
                    FROM former WHERE converted_at IS NOT NULL) e
              GROUP BY account_id, sequence_id, version_id, name, quarter HAVING sum(sign) <> 0) r
        JOIN account a ON a.id = r.account_id
        JOIN sequence_version v ON v.id = r.version_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.count_late_changes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        line uuid := late_line();
        counted_to uuid;
    BEGIN
        IF NOT EXISTS (SELECT FROM changed WHERE id < line) THEN
            RETURN NULL;
        END IF;
        IF NOT EXISTS (SELECT id, status, superseded, segments, error_code, read_as, replied_at, opted_out_at, converted_at FROM changed WHERE id < line EXCEPT SELECT id, status, superseded, segments, error_code, read_as, replied_at, opted_out_at, converted_at FROM former) THEN
            RETURN NULL;
        END IF;
        SELECT until INTO counted_to FROM day_count_progress WHERE source = 'message' FOR SHARE;
        INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at)
        SELECT owner_id, day, version, position, name, detail, sum(count), max(last_at)
        FROM (SELECT c.owner_id, c.day, c.version, c.position, c.name, c.detail, c.count AS count, c.last_at
              FROM changed r CROSS JOIN LATERAL counts_of_message(ROW(r.*)::message) c WHERE r.id < counted_to
              UNION ALL
              SELECT c.owner_id, c.day, c.version, c.position, c.name, c.detail, -c.count AS count, c.last_at
              FROM former r CROSS JOIN LATERAL counts_of_message(ROW(r.*)::message) c WHERE r.id < counted_to) n
        GROUP BY owner_id, day, version, position, name, detail HAVING sum(count) <> 0;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.count_late_enrollments() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        line uuid := late_line();
        counted_to uuid;
    BEGIN
        IF NOT EXISTS (SELECT FROM added WHERE id < line) THEN
            RETURN NULL;
        END IF;
        SELECT until INTO counted_to FROM day_count_progress WHERE source = 'enrollment' FOR SHARE;
        INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at)
        SELECT c.owner_id, c.day, c.version, c.position, c.name, c.detail, c.count, c.last_at
        FROM added a JOIN enrollment e ON e.id = a.id CROSS JOIN LATERAL counts_of_enrollment(e) c
        WHERE a.id < counted_to;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.count_late_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        line uuid := late_line();
        counted_to uuid;
    BEGIN
        IF NOT EXISTS (SELECT FROM added WHERE id < line) THEN
            RETURN NULL;
        END IF;
        SELECT until INTO counted_to FROM day_count_progress WHERE source = 'message' FOR SHARE;
        INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at)
        SELECT owner_id, day, version, position, name, detail, sum(count), max(last_at)
        FROM (SELECT c.owner_id, c.day, c.version, c.position, c.name, c.detail, c.count AS count, c.last_at
              FROM added r CROSS JOIN LATERAL counts_of_message(ROW(r.*)::message) c WHERE r.id < counted_to) n
        GROUP BY owner_id, day, version, position, name, detail;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.count_opt_out() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at) SELECT owner_id, day, version, position, name, detail, count, last_at FROM counts_of_consent(NEW);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.count_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at) SELECT owner_id, day, version, position, name, detail, count, last_at FROM counts_of_step_run(NEW);
        RETURN NULL;
    END $$;

CREATE TABLE public.consent_event (
    id uuid NOT NULL,
    phone character varying(16) NOT NULL,
    change character varying(7) NOT NULL,
    message_id uuid,
    rule character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    number character varying(34),
    note text,
    lead_id uuid,
    consent jsonb,
    CONSTRAINT consent_event_consent CHECK (((consent IS NULL) OR ((((consent - '{source,text,url,ip,givenAt}'::text[]) = '{}'::jsonb) AND (jsonb_typeof((consent -> 'givenAt'::text)) = 'string'::text) AND ((consent ->> 'source'::text) = ANY (ARRAY['WEB_FORM'::text, 'PHONE'::text, 'PAPER'::text, 'KEYWORD'::text, 'IMPORTED'::text, 'OTHER'::text]))) IS TRUE)))
);

COMMENT ON TABLE public.consent_event IS 'Evidence for one change of a lead''s consent: who, which message, which rule read it, when.';

COMMENT ON COLUMN public.consent_event.change IS 'OPT_OUT: OPT_OUT\nOPT_IN: OPT_IN';

CREATE FUNCTION public.counts_of_consent(c public.consent_event) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT a.id, local_day(c.created_at, a.time_zone), 0, -1::smallint, 'OPT_OUT', '', 1::bigint, c.created_at
    FROM account a WHERE a.id = c.account_id AND c.change = 'OPT_OUT'
$$;

CREATE TABLE public.enrollment (
    id uuid NOT NULL,
    status character varying(9) NOT NULL,
    cancel_reason character varying(16),
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    "position" smallint NOT NULL,
    due_at timestamp with time zone,
    wake_at timestamp with time zone,
    hold_reason character varying(16),
    tries smallint DEFAULT 0 NOT NULL,
    attempt_id uuid,
    attempts smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    looks smallint DEFAULT 0 NOT NULL,
    replied_at timestamp with time zone,
    reply_id uuid,
    account_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    sequence_id uuid NOT NULL,
    version_id uuid NOT NULL,
    failed_writings smallint DEFAULT 0 NOT NULL,
    failed_preparations smallint DEFAULT 0 NOT NULL,
    ended_by_id uuid,
    converted_at timestamp with time zone,
    variables jsonb,
    at_once boolean DEFAULT false NOT NULL,
    paused_at timestamp with time zone,
    paused_until timestamp with time zone,
    paused_by character varying(200),
    line_of uuid,
    line_position smallint,
    line_rank double precision,
    line_segments smallint,
    slot_at timestamp with time zone,
    held_by uuid,
    blocked_since timestamp with time zone,
    decided_by character varying(200),
    decided_position smallint,
    CONSTRAINT enrollment_decided CHECK (((decided_by IS NULL) = (decided_position IS NULL))),
    CONSTRAINT enrollment_ended_by CHECK (((ended_by_id IS NULL) OR ((cancel_reason)::text = 'EVENT'::text))),
    CONSTRAINT enrollment_ended_sleeps CHECK ((((status)::text = 'ACTIVE'::text) OR ((wake_at IS NULL) = (attempt_id IS NULL)))),
    CONSTRAINT enrollment_in_line CHECK ((((hold_reason)::text IS DISTINCT FROM 'SENDER_BUSY'::text) OR (wake_at IS NOT NULL) OR (num_nulls(line_of, line_rank, line_segments, slot_at) = 0))),
    CONSTRAINT enrollment_pause CHECK (((paused_at IS NOT NULL) OR ((paused_until IS NULL) AND (paused_by IS NULL)))),
    CONSTRAINT enrollment_status CHECK (
CASE status
    WHEN 'ACTIVE'::text THEN (((wake_at IS NOT NULL) OR (((hold_reason)::text = ANY (ARRAY[('AWAITING_REVIEW'::character varying)::text, ('PAUSED'::character varying)::text, ('TAKEN_OVER'::character varying)::text, ('UNCLEAR_REPLY'::character varying)::text, ('SENDER_BLOCKED'::character varying)::text, ('ACCOUNT_BLOCKED'::character varying)::text, ('NO_CONSENT'::character varying)::text, ('MISSING_VARIABLE'::character varying)::text, ('SENDER_PAUSED'::character varying)::text, ('SENDER_BUSY'::character varying)::text])) IS TRUE)) AND (due_at IS NOT NULL) AND (ended_at IS NULL) AND (cancel_reason IS NULL))
    WHEN 'COMPLETED'::text THEN ((ended_at IS NOT NULL) AND (cancel_reason IS NULL))
    WHEN 'CANCELLED'::text THEN ((ended_at IS NOT NULL) AND (cancel_reason IS NOT NULL))
    ELSE false
END),
    CONSTRAINT enrollment_variables CHECK (((variables IS NULL) OR (jsonb_typeof(variables) = 'object'::text)))
);

COMMENT ON TABLE public.enrollment IS 'One run of one lead through one version of a sequence: the row that is the timer.';

COMMENT ON COLUMN public.enrollment.status IS 'ACTIVE: ACTIVE\nCOMPLETED: COMPLETED\nCANCELLED: CANCELLED';

COMMENT ON COLUMN public.enrollment.cancel_reason IS 'REQUESTED: REQUESTED\nOPTED_OUT: OPTED_OUT\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER';

COMMENT ON COLUMN public.enrollment.hold_reason IS 'NOT_DUE: NOT_DUE\nOUTSIDE_WINDOW: OUTSIDE_WINDOW\nREPLIED: REPLIED\nOPTED_OUT: OPTED_OUT\nCANCELLED: CANCELLED\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER\nPROVIDER_BUSY: PROVIDER_BUSY\nPROVIDER_REFUSED: PROVIDER_REFUSED\nOUTCOME_UNKNOWN: OUTCOME_UNKNOWN\nAI_UNAVAILABLE: AI_UNAVAILABLE\nAI_REJECTED: AI_REJECTED\nAI_BUDGET: AI_BUDGET\nAWAITING_REVIEW: AWAITING_REVIEW\nBROKEN: BROKEN';

CREATE FUNCTION public.counts_of_end(e public.enrollment, completed boolean, converted boolean) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT c.owner_id, c.day, c.version, c.position, f.name, '', 1::bigint, c.last_at
    FROM counts_of_enrollment(e) c
    CROSS JOIN (VALUES ('COMPLETED', completed), ('CONVERTED', converted)) f (name, holds)
    WHERE f.holds
$$;

CREATE FUNCTION public.counts_of_enrollment(e public.enrollment) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT e.sequence_id, local_day(e.started_at, a.time_zone), v.version, -1::smallint, 'ENROLLED', '', 1::bigint,
           e.started_at
    FROM account a JOIN sequence_version v ON v.id = e.version_id WHERE a.id = e.account_id
$$;

CREATE FUNCTION public.counts_of_message(m public.message) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT * FROM account_counts_of_message(m) UNION ALL SELECT * FROM step_counts_of_message(m)
$$;

CREATE TABLE public.step_run (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    status character varying(9) NOT NULL,
    reason character varying(32),
    explanation text,
    due_at timestamp with time zone,
    settled_at timestamp with time zone NOT NULL,
    message_id uuid,
    enrollment_id uuid NOT NULL,
    decided_by character varying(200)
);

COMMENT ON TABLE public.step_run IS 'How one step of one enrolment was settled. Steps that are not settled have no row.';

COMMENT ON COLUMN public.step_run.status IS 'PENDING: PENDING\nSENDING: SENDING\nSENT: SENT\nSKIPPED: SKIPPED\nFAILED: FAILED\nUNKNOWN: UNKNOWN\nCANCELLED: CANCELLED';

COMMENT ON COLUMN public.step_run.reason IS 'NOT_DUE: NOT_DUE\nOUTSIDE_WINDOW: OUTSIDE_WINDOW\nREPLIED: REPLIED\nOPTED_OUT: OPTED_OUT\nCANCELLED: CANCELLED\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER\nPROVIDER_BUSY: PROVIDER_BUSY\nPROVIDER_REFUSED: PROVIDER_REFUSED\nOUTCOME_UNKNOWN: OUTCOME_UNKNOWN\nAI_UNAVAILABLE: AI_UNAVAILABLE\nAI_REJECTED: AI_REJECTED\nAI_BUDGET: AI_BUDGET\nAWAITING_REVIEW: AWAITING_REVIEW\nBROKEN: BROKEN\nPAUSED: PAUSED\nTAKEN_OVER: TAKEN_OVER\nUNCLEAR_REPLY: UNCLEAR_REPLY\nBEING_WRITTEN: BEING_WRITTEN\nREJECTED_BY_PERSON: REJECTED_BY_PERSON\nSENDER_BLOCKED: SENDER_BLOCKED\nTOO_LONG: TOO_LONG';

CREATE FUNCTION public.counts_of_step_run(s public.step_run) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT o.owner_id, o.day, o.version, o.position, f.name, f.detail, 1::bigint, s.settled_at
    FROM enrollment e
    JOIN account a ON a.id = e.account_id
    JOIN sequence_version v ON v.id = e.version_id
    CROSS JOIN LATERAL (VALUES
        (e.account_id, local_day(s.settled_at, a.time_zone), 0, -1::smallint, false),
        (e.sequence_id, local_day(e.started_at, a.time_zone), v.version, s.position, true)
    ) o (owner_id, day, version, position, of_step)
    CROSS JOIN LATERAL (VALUES
        ('SKIPPED', s.reason, s.status = 'SKIPPED'),
        ('FAILED', '', o.of_step AND s.status = 'FAILED'),
        ('REACHED', '', o.of_step)) f (name, detail, holds)
    WHERE e.id = s.enrollment_id AND s.message_id IS NULL AND f.holds
$$;

CREATE FUNCTION public.enroll_lead_66c76b45a4c5(p_sequence_id uuid, p_partner_id uuid, p_version integer, p_number text, p_phone text, p_lead_id uuid, p_run_id uuid, p_hashed_phones text[], p_hashes bytea[], p_now timestamp with time zone, p_hour_seconds double precision, p_grace interval, p_if_never boolean, p_variables jsonb) RETURNS TABLE(action text, by_calendar boolean, id uuid, account_id uuid, lead_id uuid, sequence_id uuid, version_id uuid, status character varying, cancel_reason character varying, started_at timestamp with time zone, ended_at timestamp with time zone, "position" smallint, due_at timestamp with time zone, wake_at timestamp with time zone, hold_reason character varying, held_by uuid, tries smallint, failed_writings smallint, failed_preparations smallint, attempt_id uuid, attempts smallint, lease_until timestamp with time zone, looks smallint, replied_at timestamp with time zone, reply_id uuid, ended_by_id uuid, converted_at timestamp with time zone, at_once boolean, variables jsonb, paused_at timestamp with time zone, paused_until timestamp with time zone, paused_by character varying, line_of uuid, line_position smallint, line_rank double precision, line_segments smallint, slot_at timestamp with time zone, blocked_since timestamp with time zone, decided_by character varying, decided_position smallint)
    LANGUAGE plpgsql
    AS $$
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
END $$;

CREATE FUNCTION public.event_id() RETURNS uuid
    LANGUAGE sql
    AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

CREATE FUNCTION public.event_time() RETURNS timestamp with time zone
    LANGUAGE sql
    AS $$
    SELECT now() + coalesce((SELECT clock_ahead FROM installation), interval '0')
$$;

CREATE FUNCTION public.facts_of_message(m public.message) RETURNS TABLE(name text, detail text, count bigint)
    LANGUAGE sql STABLE
    AS $$
    SELECT f.name, f.detail, f.count::bigint
    FROM (VALUES
        ('SENT', '', (m.status IN ('QUEUED', 'SENT', 'DELIVERED', 'UNDELIVERED'))::int),
        ('SEGMENTS', '', CASE WHEN m.status IN ('QUEUED', 'SENT', 'DELIVERED', 'UNDELIVERED') THEN m.segments END),
        ('DELIVERED', '', (m.status = 'DELIVERED')::int),
        (m.status, coalesce(m.error_code::text, ''), (m.status IN ('UNDELIVERED', 'FAILED', 'UNKNOWN'))::int),
        ('REPLY', '', (m.direction = 'INBOUND' AND m.read_as IN ('REPLY', 'UNCLEAR'))::int)) f (name, detail, count)
    WHERE NOT m.superseded AND f.count > 0
$$;

CREATE FUNCTION public.give_draft_its_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.account_id := (SELECT account_id FROM enrollment WHERE id = NEW.enrollment_id);
        RETURN NEW;
    END $$;

CREATE FUNCTION public.give_message_its_sequence() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.sequence_id := (SELECT sequence_id FROM enrollment WHERE id = NEW.enrollment_id);
        RETURN NEW;
    END $$;

CREATE FUNCTION public.id_before(age interval) RETURNS uuid
    LANGUAGE sql
    AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp() - age) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

CREATE FUNCTION public.keep_conversation_of_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE several uuid[];
    BEGIN
        INSERT INTO conversation AS c (
            id, account_id, last_message_id, last_message_at, last_inbound_id, last_inbound_at, unread_count,
            unanswered_at, unclear_at, handoff_at, draft_at, not_delivered_at, answered_id, decided_id, dismissed_id)
        SELECT a.lead_id, a.account_id, a.id, a.created_at,
               CASE WHEN a.direction = 'INBOUND' THEN a.id END, CASE WHEN a.direction = 'INBOUND' THEN a.created_at END,
               CASE WHEN a.direction = 'INBOUND' THEN 1 ELSE 0 END,
               CASE WHEN a.read_as IN ('REPLY', 'UNCLEAR') THEN a.created_at END,
               CASE WHEN a.read_as = 'UNCLEAR' THEN a.created_at END,
               CASE WHEN a.read_as = 'REPLY' AND a.read_rule = 'reply:person' THEN a.created_at END,
               CASE WHEN a.source = 'OPERATOR' THEN (
                    SELECT min(d.created_at) FROM enrollment e JOIN draft d ON d.enrollment_id = e.id
                    WHERE e.lead_id = a.lead_id AND e.status = 'ACTIVE' AND e.hold_reason = 'AWAITING_REVIEW'
                      AND d.state = 'WAITING') END,
               CASE WHEN a.direction = 'OUTBOUND' AND a.status IN ('FAILED', 'UNDELIVERED') THEN a.created_at END,
               CASE WHEN a.source IN ('OPERATOR', 'AI') AND a.status <> 'FAILED' THEN a.id END,
               CASE WHEN a.source = 'OPERATOR' AND a.status <> 'FAILED' THEN a.id END,
               CASE WHEN a.direction = 'OUTBOUND' THEN a.account_id END
        FROM (SELECT *, count(*) OVER (PARTITION BY lead_id) AS of_lead FROM added WHERE NOT superseded) a
        WHERE a.of_lead = 1
        ORDER BY a.lead_id
        ON CONFLICT (id) DO UPDATE
        SET last_message_id = CASE
                WHEN (excluded.last_message_at, excluded.last_message_id) > (c.last_message_at, c.last_message_id)
                THEN excluded.last_message_id ELSE c.last_message_id END,
            last_message_at = greatest(excluded.last_message_at, c.last_message_at),
            last_inbound_id = greatest(excluded.last_inbound_id, c.last_inbound_id),
            last_inbound_at = greatest(excluded.last_inbound_at, c.last_inbound_at),
            unread_count = CASE
                WHEN excluded.decided_id IS NOT NULL THEN 0
                WHEN c.read_id IS NULL OR excluded.last_inbound_id > c.read_id
                THEN c.unread_count + excluded.unread_count ELSE c.unread_count END,
            unanswered_at = CASE WHEN excluded.answered_id IS NULL
                THEN least(c.unanswered_at, excluded.unanswered_at) END,
            unclear_at = CASE WHEN excluded.decided_id IS NULL THEN least(c.unclear_at, excluded.unclear_at) END,
            handoff_at = CASE WHEN excluded.decided_id IS NULL THEN least(c.handoff_at, excluded.handoff_at) END,
            not_delivered_at = CASE WHEN excluded.dismissed_id IS NULL
                THEN c.not_delivered_at ELSE excluded.not_delivered_at END,
            status = CASE WHEN excluded.last_inbound_id IS NOT NULL OR excluded.not_delivered_at IS NOT NULL
                THEN 'OPEN' ELSE c.status END;
        SELECT array_agg(DISTINCT a.lead_id) INTO several
        FROM (SELECT lead_id FROM added WHERE NOT superseded GROUP BY lead_id HAVING count(*) > 1) a;
        IF several IS NOT NULL THEN
            PERFORM count_conversations(several);
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.keep_conversation_of_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM count_conversations(ARRAY[OLD.lead_id]);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.keep_conversation_of_draft() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE conversation c
        SET draft_at = v.draft_at, status = CASE WHEN v.draft_at IS NULL THEN c.status ELSE 'OPEN' END
        FROM conversation_as_counted v WHERE c.id = NEW.lead_id AND v.id = NEW.lead_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.keep_conversation_of_lead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.erased_at IS NOT NULL THEN
            DELETE FROM conversation WHERE id = NEW.id;
        ELSIF NEW.opted_out_at IS NOT NULL AND OLD.opted_out_at IS NULL THEN
            UPDATE conversation
            SET answered_id = last_inbound_id, decided_id = last_inbound_id,
                unanswered_at = NULL, unclear_at = NULL, handoff_at = NULL, not_delivered_at = NULL
            WHERE id = NEW.id;
        ELSE
            UPDATE conversation SET decided_id = last_inbound_id, unclear_at = NULL, handoff_at = NULL
            WHERE id = NEW.id;
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.keep_counts_of_removed_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        leads uuid[] := (SELECT array_agg(DISTINCT lead_id) FROM removed);
        line uuid;
        counted_to uuid;
    BEGIN
        IF leads IS NULL THEN
            RETURN NULL;
        END IF;
        PERFORM count_conversations(leads);
        line := late_line();
        IF EXISTS (SELECT FROM removed WHERE id < line) THEN
            SELECT until INTO counted_to FROM day_count_progress WHERE source = 'message' FOR SHARE;
            INSERT INTO day_count_change (owner_id, day, version, position, name, detail, count, last_at)
            SELECT owner_id, day, version, position, name, detail, -sum(count), max(last_at)
            FROM (SELECT c.* FROM removed r CROSS JOIN LATERAL counts_of_message(ROW(r.*)::message) c
                  WHERE r.id < counted_to) n
            GROUP BY owner_id, day, version, position, name, detail HAVING sum(count) <> 0;
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.keep_sender() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                    BEGIN
                        IF TG_OP = 'UPDATE' THEN
                            IF NEW.phone_number = OLD.phone_number THEN RETURN NULL; END IF;
                            UPDATE sender SET removed_at = now()
                            WHERE account_id = NEW.id AND phone_number = OLD.phone_number AND removed_at IS NULL;
                        END IF;
                        INSERT INTO sender (account_id, phone_number) VALUES (NEW.id, NEW.phone_number)
                        ON CONFLICT (account_id, phone_number) DO UPDATE SET removed_at = NULL
                        WHERE sender.removed_at IS NOT NULL;
                        RETURN NULL;
                    END $$;

CREATE FUNCTION public.keep_sender_pace() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                    BEGIN
                        IF num_nonnulls(NEW.segments_per_second, NEW.segments_per_day) > 0 OR TG_OP = 'UPDATE' THEN
                            INSERT INTO sender_pace (sender_id) VALUES (NEW.id)
                            ON CONFLICT (sender_id) DO UPDATE SET line_at = 'epoch' WHERE sender_pace.line_at IS NOT NULL;
                        END IF;
                        RETURN NULL;
                    END $$;

CREATE FUNCTION public.late_line() RETURNS uuid
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RETURN id_before(interval '40 seconds');
    END $$;

CREATE FUNCTION public.lead_words(account_id uuid, given text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT right(account_id::text, 8) || left(word, 200)))
    FROM 
regexp_split_to_table(
    lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g')), '[\s!-/:-@\[-`{-~]+')
 AS word WHERE word <> '' $$;

CREATE FUNCTION public.list_changed_lead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.status = 'NEW' AND NEW.erased_at IS NULL THEN
            INSERT INTO new_lead (account_id, lead_id) VALUES (NEW.account_id, NEW.id) ON CONFLICT DO NOTHING;
        ELSE
            DELETE FROM new_lead WHERE account_id = NEW.account_id AND lead_id = NEW.id;
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.list_lead_of_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO new_lead (account_id, lead_id) SELECT account_id, id FROM lead WHERE id = NEW.lead_id AND status = 'NEW' AND erased_at IS NULL ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.list_leads_of_removed_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE leads uuid[] := (SELECT array_agg(DISTINCT lead_id) FROM removed);
    BEGIN
        IF leads IS NOT NULL THEN
            INSERT INTO new_lead (account_id, lead_id) SELECT account_id, id FROM lead WHERE id = ANY(leads) AND status = 'NEW' AND erased_at IS NULL ON CONFLICT DO NOTHING;
        END IF;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.list_new_leads() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO new_lead (account_id, lead_id) SELECT account_id, id FROM added WHERE status = 'NEW' AND erased_at IS NULL;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.local_day(at timestamp with time zone, zone text) RETURNS date
    LANGUAGE plpgsql STABLE
    AS $$
    BEGIN
        RETURN (at AT TIME ZONE zone)::date;
    EXCEPTION WHEN invalid_parameter_value THEN
        RETURN (at AT TIME ZONE 'UTC')::date;
    END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                    BEGIN RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;

CREATE FUNCTION public.search_words(given text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_agg(DISTINCT word) FROM 
regexp_split_to_table(
    lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g')), '[\s!-/:-@\[-`{-~]+')
 AS word WHERE word <> '' $$;

CREATE FUNCTION public.step_counts_of_message(m public.message) RETURNS TABLE(owner_id uuid, day date, version integer, "position" smallint, name text, detail text, count bigint, last_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT e.sequence_id, local_day(e.started_at, a.time_zone), v.version, m.position, f.name, f.detail, f.count,
           m.created_at
    FROM enrollment e
    JOIN account a ON a.id = e.account_id
    JOIN sequence_version v ON v.id = e.version_id
    CROSS JOIN LATERAL (
        SELECT name, detail, count FROM facts_of_message(m)
        UNION ALL
        SELECT o.name, '', 1::bigint
        FROM (VALUES
            ('REACHED', m.status <> 'SENDING'),
            ('REPLIED', m.replied_at IS NOT NULL),
            ('OPTED_OUT', m.opted_out_at IS NOT NULL),
            ('CONVERTED', m.converted_at IS NOT NULL)) o (name, holds)
        WHERE NOT m.superseded AND o.holds) f
    WHERE e.id = m.enrollment_id
$$;

CREATE FUNCTION public.tell_blocked_sender() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT NEW.account_id, NULL::uuid AS lead_id, 'sender.blocked' AS type, 1 AS place, NULL AS once_key,
                   jsonb_build_object(
                       'sender_id', NEW.id, 'phone_number', NEW.phone_number,
                       'messaging_service_sid', NEW.messaging_service_sid, 'code', NEW.status_code,
                       'reason', NEW.status_reason) AS data),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_changed_lead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT l.account_id, l.id AS lead_id, f.type, f.place, NULL AS once_key, jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || f.data AS data
            FROM (SELECT NEW.*) l
            CROSS JOIN LATERAL (
                SELECT CASE WHEN OLD.status = 'NEW' AND c.has_message THEN 'contacted' ELSE lower(OLD.status) END AS before,
                       CASE WHEN NEW.status = 'NEW' AND c.has_message THEN 'contacted' ELSE lower(NEW.status) END AS after
                FROM (SELECT OLD.status <> NEW.status AND 'NEW' IN (OLD.status, NEW.status) AND EXISTS (
                        SELECT FROM message m WHERE m.lead_id = NEW.id AND m.direction = 'OUTBOUND'
                          AND m.sent_at IS NOT NULL) AS has_message) c) s
            CROSS JOIN LATERAL (VALUES
                ('lead.status_changed', 1, jsonb_build_object('status', s.after, 'previous_status', s.before),
                 s.after <> s.before),
                ('lead.opted_out', 2, jsonb_build_object('opted_out_at', l.opted_out_at),
                 OLD.opted_out_at IS NULL AND NEW.opted_out_at IS NOT NULL),
                ('lead.opted_in', 3, '{}'::jsonb, OLD.opted_out_at IS NOT NULL AND NEW.opted_out_at IS NULL)
            ) f (type, place, data, holds)
            WHERE f.holds),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_changed_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT n.account_id, n.lead_id, f.type, f.place, f.once_key, jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || f.data AS data
            FROM changed n
            JOIN former o ON o.id = n.id
            JOIN lead l ON l.id = n.lead_id
            CROSS JOIN LATERAL (SELECT o.sent_at IS NULL AND n.sent_at IS NOT NULL AS is_sent, jsonb_build_object(
                'message_id', n.id, 'enrollment_id', n.enrollment_id, 'sequence_id', n.sequence_id,
                'step_order', n.position, 'sender', coalesce(n.left_from, n.sender),
                'source', CASE n.source WHEN 'OPERATOR' THEN 'manual' ELSE lower(n.source) END,
                'segments', n.segments) AS data) m
            CROSS JOIN LATERAL (VALUES
                ('message.sent', 1, 'sent:' || n.id, m.data || jsonb_build_object('sent_at', n.sent_at), m.is_sent),
                ('conversation.started', 2, 'started:' || n.lead_id, jsonb_build_object('conversation_id', l.id, 'message_id', n.id, 'direction', lower(n.direction)),
                 m.is_sent AND NOT EXISTS (SELECT FROM message m WHERE m.lead_id = n.lead_id AND m.id <> n.id AND (
                    m.direction = 'INBOUND' OR m.sent_at IS NOT NULL AND (m.sent_at, m.id) < (n.sent_at, n.id)))),
                ('lead.status_changed', 3, 'contacted:' || n.lead_id,
                 jsonb_build_object('status', 'contacted', 'previous_status', 'new'),
                 m.is_sent AND l.status = 'NEW' AND NOT EXISTS (SELECT FROM message m WHERE m.lead_id = n.lead_id AND m.id <> n.id AND m.direction = 'OUTBOUND'
                                    AND m.sent_at IS NOT NULL AND (m.sent_at, m.id) < (n.sent_at, n.id))),
                ('message.delivered', 4, 'delivered:' || n.id,
                 m.data || jsonb_build_object('delivered_at', n.delivered_at),
                 o.status <> 'DELIVERED' AND n.status = 'DELIVERED'),
                ('message.failed', 5, 'failed:' || n.id,
                 m.data || jsonb_build_object('status', lower(n.status), 'error_code', n.error_code),
                 o.status <> n.status AND n.status IN ('FAILED', 'UNDELIVERED') AND NOT n.superseded),
                ('message.unknown', 6, 'unknown:' || n.id, m.data, o.status <> 'UNKNOWN' AND n.status = 'UNKNOWN')
            ) f (type, place, once_key, data, holds)
            WHERE n.direction = 'OUTBOUND' AND f.holds),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_changed_run() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT NEW.account_id, l.id AS lead_id, f.type, f.place, f.once_key,
                   jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || jsonb_build_object('enrollment_id', NEW.id, 'sequence_id', NEW.sequence_id) || f.data AS data
            FROM lead l
            LEFT JOIN message r ON r.id = NEW.reply_id
            CROSS JOIN LATERAL (VALUES
                ('sequence.reply_received', 1, 'replied:' || NEW.id, jsonb_build_object(
                    'message_id', r.id, 'body', r.body, 'replied_at', NEW.replied_at, 'step_order', NEW.position),
                 OLD.replied_at IS NULL AND NEW.replied_at IS NOT NULL),
                ('enrollment.paused', 2, NULL, jsonb_build_object(
                    'paused_at', NEW.paused_at, 'paused_until', NEW.paused_until, 'paused_by', NEW.paused_by), NEW.status = 'ACTIVE' AND NEW.paused_at IS NOT NULL
            AND (OLD.paused_at IS NULL OR OLD.paused_until IS DISTINCT FROM NEW.paused_until)),
                ('enrollment.resumed', 3, NULL, '{}'::jsonb, NEW.status = 'ACTIVE' AND OLD.paused_at IS NOT NULL AND NEW.paused_at IS NULL),
                ('step.held', 4,
                 concat_ws(':', 'held', NEW.id, NEW.position, NEW.hold_reason, coalesce(CASE
                WHEN NEW.hold_reason IN ('PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY') THEN (
                    SELECT greatest(l.paused_at, NEW.paused_at, q.paused_at, a.paused_at)
                    FROM sequence q JOIN account a ON a.id = q.account_id WHERE q.id = NEW.sequence_id)
                WHEN NEW.hold_reason IN ('SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'SENDER_PAUSED') THEN (
                    SELECT resumed_at FROM sender WHERE id = NEW.held_by)
            END::text, '')), jsonb_build_object(
                    'step_order', NEW.position, 'reason', lower(NEW.hold_reason), 'due_at', NEW.due_at,
                    'until', CASE WHEN NEW.hold_reason = 'SENDER_BUSY' THEN NEW.slot_at ELSE NEW.wake_at END), NEW.status = 'ACTIVE' AND NEW.hold_reason IN ('PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'NO_CONSENT', 'MISSING_VARIABLE', 'SENDER_BLOCKED',
    'ACCOUNT_BLOCKED', 'SENDER_PAUSED', 'SENDER_BUSY', 'PROVIDER_BUSY', 'AI_UNAVAILABLE', 'OUTSIDE_WINDOW', 'QUIET_HOURS',
    'CAPPED')
            AND (OLD.hold_reason IS DISTINCT FROM NEW.hold_reason OR OLD.position <> NEW.position))
            ) f (type, place, once_key, data, holds)
            WHERE l.id = NEW.lead_id AND f.holds),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_created_leads() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT l.account_id, l.id AS lead_id, 'lead.created' AS type, 1 AS place, 'created:' || l.id AS once_key,
                   jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || jsonb_build_object(
                       'status', lower(l.status), 'first_name', l.first_name, 'last_name', l.last_name, 'name', l.name,
                       'email', l.email, 'source', l.source, 'created_at', l.created_at) AS data
            FROM added l),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_ended_run() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT NEW.account_id, l.id AS lead_id,
                   CASE NEW.status WHEN 'COMPLETED' THEN 'sequence.completed' ELSE 'enrollment.cancelled' END AS type,
                   1 AS place, 'ended:' || NEW.id AS once_key,
                   jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || jsonb_build_object('enrollment_id', NEW.id, 'sequence_id', NEW.sequence_id)
                   || jsonb_build_object('started_at', NEW.started_at, 'ended_at', NEW.ended_at)
                   || CASE WHEN NEW.status = 'CANCELLED'
                           THEN jsonb_build_object('reason', lower(NEW.cancel_reason)) ELSE '{}' END AS data
            FROM lead l WHERE l.id = NEW.lead_id),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_reached_budget() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE of_account uuid; today date;
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        IF TG_TABLE_NAME = 'account' THEN
            of_account := NEW.id;
            today := local_day(event_time(), NEW.time_zone);
        ELSE
            of_account := NEW.account_id;
            today := NEW.day;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('budget ' || of_account::text, 0));
        WITH fact AS (
            SELECT a.id AS account_id, NULL::uuid AS lead_id, 'budget.reached' AS type, b.place,
                   concat_ws(':', 'budget', a.id, b.budget, b.since, b.limited_to) AS once_key,
                   jsonb_build_object('budget', b.budget, 'since', b.since, 'limit_usd', b.limited_to,
                                      'spent_usd', u.spent) AS data
            FROM account a
            CROSS JOIN LATERAL (VALUES
                ('daily', 1, a.ai_daily_budget, today),
                ('monthly', 2, a.ai_monthly_budget, date_trunc('month', today)::date)
            ) b (budget, place, limited_to, since)
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(charged_usd), 0) AS spent FROM ai_usage
                WHERE account_id = a.id AND day BETWEEN b.since AND today) u
            WHERE a.id = of_account AND b.limited_to > 0 AND u.spent >= b.limited_to),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_received_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT NEW.account_id, NEW.lead_id, f.type, f.place, f.once_key, jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || f.data AS data
            FROM lead l
            CROSS JOIN LATERAL (SELECT jsonb_build_object(
                'conversation_id', l.id, 'message_id', NEW.id, 'body', NEW.body, 'received_at', NEW.created_at) AS data) m
            CROSS JOIN LATERAL (VALUES
                ('conversation.started', 1, 'started:' || NEW.lead_id, jsonb_build_object('conversation_id', l.id, 'message_id', NEW.id, 'direction', lower(NEW.direction)),
                 NOT EXISTS (SELECT FROM message m WHERE m.lead_id = NEW.lead_id AND m.id <> NEW.id AND (
                    m.direction = 'INBOUND' OR m.sent_at IS NOT NULL AND true))),
                ('conversation.reply_received', 2, 'reply:' || NEW.id,
                 m.data || jsonb_build_object('read_as', lower(NEW.read_as)), NEW.read_as IN ('REPLY', 'UNCLEAR')),
                ('conversation.handoff_requested', 3, 'handoff:' || NEW.id, m.data,
                 NEW.read_as = 'REPLY' AND NEW.read_rule = 'reply:person')
            ) f (type, place, once_key, data, holds)
            WHERE l.id = NEW.lead_id AND f.holds),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_skipped_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT e.account_id, l.id AS lead_id, 'step.skipped' AS type, 1 AS place, 'skipped:' || NEW.id AS once_key,
                   jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || jsonb_build_object('enrollment_id', e.id, 'sequence_id', e.sequence_id) || jsonb_build_object(
                       'step_order', NEW.position, 'reason', lower(NEW.reason), 'explanation', NEW.explanation,
                       'due_at', NEW.due_at, 'skipped_at', NEW.settled_at) AS data
            FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = NEW.enrollment_id),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_started_runs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT e.account_id, l.id AS lead_id, 'enrollment.started' AS type, 1 AS place, 'run:' || e.id AS once_key,
                   jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || jsonb_build_object('enrollment_id', e.id, 'sequence_id', e.sequence_id)
                   || jsonb_build_object('started_at', e.started_at, 'first_step_at', e.due_at) AS data
            FROM added e JOIN lead l ON l.id = e.lead_id),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.tell_waiting_draft() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    
    BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED') THEN
            RETURN NULL;
        END IF;
        WITH fact AS (
            SELECT e.account_id, l.id AS lead_id, 'draft.awaiting_review' AS type, 1 AS place,
                   'review:' || NEW.id AS once_key, jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id) || jsonb_build_object('enrollment_id', e.id, 'sequence_id', e.sequence_id) || jsonb_build_object(
                       'draft_id', NEW.id, 'step_order', NEW.position, 'reason', lower(NEW.reason)) AS data
            FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = NEW.enrollment_id),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.total_added_conversations() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO total_change (owner_id, name, version, count) SELECT account_id, 'CONVERSATIONS', 0, count(*) FROM added GROUP BY account_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.total_changed_runs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM changed WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM former WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL) THEN
            RETURN NULL;
        END IF;
        INSERT INTO total_change (owner_id, name, version, count)
        SELECT e.sequence_id, 'ACTIVE_RUNS', v.version, e.count
        FROM (SELECT sequence_id, version_id, sum(sign) AS count
              FROM (SELECT sequence_id, version_id, 1 AS sign FROM changed WHERE status = 'ACTIVE'
                    UNION ALL
                    SELECT sequence_id, version_id, -1 FROM former WHERE status = 'ACTIVE') x
              GROUP BY sequence_id, version_id HAVING sum(sign) <> 0) e
        JOIN sequence_version v ON v.id = e.version_id;
        IF NOT EXISTS (SELECT FROM former WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL) THEN
            INSERT INTO total_change (owner_id, name, version, count)
            SELECT c.sequence_id, 'COMPLETED_LEADS', 0, count(*) FROM changed c
            WHERE c.status = 'COMPLETED' AND NOT EXISTS (
                SELECT FROM (SELECT * FROM enrollment WHERE lead_id = c.lead_id OFFSET 0) o WHERE o.sequence_id = c.sequence_id AND o.id <> c.id AND o.status = 'COMPLETED')
            GROUP BY c.sequence_id
            UNION ALL
            SELECT c.sequence_id, 'REPLIED_LEADS', 0, count(*) FROM changed c
            WHERE c.replied_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM (SELECT * FROM enrollment WHERE lead_id = c.lead_id OFFSET 0) o WHERE o.sequence_id = c.sequence_id AND o.id <> c.id AND o.replied_at IS NOT NULL)
            GROUP BY c.sequence_id;
            RETURN NULL;
        END IF;
        INSERT INTO total_change (owner_id, name, version, count)
        SELECT r.sequence_id, t.name, 0, sum(t.count)
        FROM (SELECT sequence_id, lead_id, sum(completed) AS completed, sum(replied) AS replied
              FROM (SELECT sequence_id, lead_id, (status = 'COMPLETED')::int AS completed,
                           (replied_at IS NOT NULL)::int AS replied
                    FROM changed WHERE status = 'COMPLETED' OR replied_at IS NOT NULL
                    UNION ALL
                    SELECT sequence_id, lead_id, -(status = 'COMPLETED')::int AS completed,
                           -(replied_at IS NOT NULL)::int AS replied
                    FROM former WHERE status = 'COMPLETED' OR replied_at IS NOT NULL) x
              GROUP BY sequence_id, lead_id HAVING sum(completed) <> 0 OR sum(replied) <> 0) r
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE status = 'COMPLETED') AS completed, count(replied_at) AS replied
            FROM (SELECT * FROM enrollment WHERE lead_id = r.lead_id OFFSET 0) o WHERE o.sequence_id = r.sequence_id) a
        CROSS JOIN LATERAL (VALUES
            ('COMPLETED_LEADS', (a.completed > 0)::int - (a.completed > r.completed)::int),
            ('REPLIED_LEADS', (a.replied > 0)::int - (a.replied > r.replied)::int)
        ) t (name, count)
        WHERE t.count <> 0
        GROUP BY r.sequence_id, t.name HAVING sum(t.count) <> 0;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.total_created_leads() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO total_change (owner_id, name, version, count) SELECT account_id, 'LEADS', 0, count(*) FROM added WHERE erased_at IS NULL GROUP BY account_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.total_erased_lead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO total_change (owner_id, name, version, count) VALUES (NEW.account_id, 'LEADS', 0, CASE WHEN NEW.erased_at IS NULL THEN 1 ELSE -1 END);
        RETURN NULL;
    END $$;

CREATE FUNCTION public.total_removed_conversations() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO total_change (owner_id, name, version, count) SELECT account_id, 'CONVERSATIONS', 0, -count(*) FROM removed GROUP BY account_id;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.total_started_runs() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO total_change (owner_id, name, version, count)
        SELECT r.sequence_id, 'ACTIVE_RUNS', v.version, r.count
        FROM (SELECT sequence_id, version_id, count(*) AS count FROM added WHERE status = 'ACTIVE' GROUP BY 1, 2) r
        JOIN sequence_version v ON v.id = r.version_id;
        IF NOT EXISTS (SELECT FROM added WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL) THEN
            INSERT INTO total_change (owner_id, name, version, count)
            SELECT n.sequence_id, 'ENROLLED_LEADS', 0, count(*) FROM added n
            WHERE NOT EXISTS (
                SELECT FROM (SELECT * FROM enrollment WHERE lead_id = n.lead_id OFFSET 0) e
                WHERE e.sequence_id = n.sequence_id AND e.id <> n.id)
            GROUP BY n.sequence_id;
            RETURN NULL;
        END IF;
        INSERT INTO total_change (owner_id, name, version, count)
        SELECT n.sequence_id, t.name, 0, count(*)
        FROM (SELECT sequence_id, lead_id, array_agg(id) AS ids, bool_or(status = 'COMPLETED') AS completed,
                     bool_or(replied_at IS NOT NULL) AS replied
              FROM added GROUP BY sequence_id, lead_id) n
        CROSS JOIN LATERAL (
            SELECT count(*) > 0 AS enrolled, coalesce(bool_or(status = 'COMPLETED'), false) AS completed,
                   count(replied_at) > 0 AS replied
            FROM (SELECT * FROM enrollment WHERE lead_id = n.lead_id OFFSET 0) e
            WHERE sequence_id = n.sequence_id AND id <> ALL(n.ids)) former
        CROSS JOIN LATERAL (VALUES
            ('ENROLLED_LEADS', NOT former.enrolled), ('COMPLETED_LEADS', n.completed AND NOT former.completed),
            ('REPLIED_LEADS', n.replied AND NOT former.replied)) t (name, holds)
        WHERE t.holds GROUP BY n.sequence_id, t.name;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.unlist_contacted_leads() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
    BEGIN
        DELETE FROM new_lead n USING added a
        WHERE n.account_id = a.account_id AND n.lead_id = a.lead_id
          AND a.direction = 'OUTBOUND' AND a.status <> 'FAILED' AND NOT a.superseded;
        RETURN NULL;
    END $$;

CREATE TABLE public.account (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    company_name character varying(200) NOT NULL,
    phone_number character varying(16) NOT NULL,
    time_zone character varying(64) NOT NULL,
    window_start character varying(5),
    window_end character varying(5),
    created_at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL,
    reconcile_at timestamp with time zone,
    reconciled_at timestamp with time zone,
    ai_persona text,
    ai_tone text,
    ai_rules jsonb DEFAULT '[]'::jsonb NOT NULL,
    ai_max_segments smallint DEFAULT 2 NOT NULL,
    ai_review boolean DEFAULT false NOT NULL,
    ai_when_rejected character varying(4) DEFAULT 'SKIP'::character varying NOT NULL,
    ai_daily_budget numeric(12,2),
    ai_monthly_budget numeric(12,2),
    unclear_pause_hours smallint,
    require_consent boolean DEFAULT false NOT NULL,
    first_message_identify boolean DEFAULT false NOT NULL,
    first_message_opt_out_line character varying(160),
    first_message_repeat_days smallint,
    week text,
    hour_rules character varying(9) DEFAULT 'NONE'::character varying NOT NULL,
    keep_holidays boolean DEFAULT false NOT NULL,
    strict_hours boolean DEFAULT true NOT NULL,
    several_senders boolean DEFAULT false NOT NULL,
    caps text,
    connection_id uuid,
    takeover_hours smallint DEFAULT 12 NOT NULL,
    paused_at timestamp with time zone,
    paused_by character varying(200),
    guardrail_share double precision,
    guardrail_sends smallint,
    ai_suggest_replies boolean DEFAULT false NOT NULL,
    CONSTRAINT account_ai CHECK (((ai_max_segments >= 1) AND (ai_max_segments <= 10) AND (ai_daily_budget >= (0)::numeric) AND (ai_monthly_budget >= (0)::numeric) AND ((ai_when_rejected)::text = ANY (ARRAY[('SKIP'::character varying)::text, ('HOLD'::character varying)::text])) AND (jsonb_typeof(ai_rules) = 'array'::text))),
    CONSTRAINT account_caps CHECK ((caps ~ '^([1-9][0-9]{0,2}|1000)/([1-9][0-9]{0,2}|1[0-9]{3}|20[0-9]{2}|21[0-5][0-9]|2160)(,([1-9][0-9]{0,2}|1000)/([1-9][0-9]{0,2}|1[0-9]{3}|20[0-9]{2}|21[0-5][0-9]|2160)){0,4}$'::text)),
    CONSTRAINT account_first_message CHECK (((first_message_repeat_days >= 1) AND (first_message_repeat_days <= 3650) AND ((first_message_opt_out_line)::text <> ''::text))),
    CONSTRAINT account_guardrail CHECK ((((guardrail_share IS NULL) = (guardrail_sends IS NULL)) AND ((guardrail_share >= (0.001)::double precision) AND (guardrail_share <= (0.5)::double precision)) AND ((guardrail_sends >= 20) AND (guardrail_sends <= 1000)))),
    CONSTRAINT account_hour_rules CHECK (((hour_rules)::text = ANY (ARRAY[('US_STATES'::character varying)::text, ('FEDERAL'::character varying)::text, ('NONE'::character varying)::text]))),
    CONSTRAINT account_pause CHECK (((paused_at IS NOT NULL) OR (paused_by IS NULL))),
    CONSTRAINT account_phone_e164 CHECK (((phone_number)::text ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT account_takeover CHECK (((takeover_hours >= 1) AND (takeover_hours <= 720))),
    CONSTRAINT account_unclear_pause CHECK (((unclear_pause_hours >= 1) AND (unclear_pause_hours <= 8760))),
    CONSTRAINT account_week CHECK (((week IS NULL) OR ((window_start IS NULL) AND (week ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9](\+([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])*)?(,(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9](\+([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])*)?){6}$'::text)))),
    CONSTRAINT account_window CHECK ((((window_start IS NULL) = (window_end IS NULL)) AND ((window_start)::text ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND ((window_end)::text ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND ((window_start)::text <> (window_end)::text)))
);

COMMENT ON COLUMN public.account.ai_when_rejected IS 'SKIP: SKIP\nHOLD: HOLD';

CREATE TABLE public.ai_usage (
    id uuid NOT NULL,
    day date NOT NULL,
    model character varying(100) NOT NULL,
    tries integer NOT NULL,
    rejected integer NOT NULL,
    failed integer NOT NULL,
    input_tokens bigint NOT NULL,
    cached_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_usd numeric(18,8),
    charged_usd numeric(18,8) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT ai_usage_counts CHECK (((tries >= (rejected + failed)) AND (failed >= 0) AND (rejected >= 0)))
);

COMMENT ON TABLE public.ai_usage IS 'What the model was asked for an account on one day, and what that cost.';

CREATE TABLE public.connection (
    id uuid NOT NULL,
    provider character varying(16) NOT NULL,
    provider_account character varying(64) NOT NULL,
    secret text,
    verified_at timestamp with time zone,
    problem text,
    look_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT connection_secret CHECK (((ended_at IS NOT NULL) OR (secret IS NOT NULL)))
);

COMMENT ON TABLE public.connection IS 'An account''s own credentials at the SMS provider.';

CREATE TABLE public.conversation (
    id uuid NOT NULL,
    last_message_id uuid NOT NULL,
    last_message_at timestamp with time zone NOT NULL,
    last_inbound_id uuid,
    last_inbound_at timestamp with time zone,
    unread_count integer DEFAULT 0 NOT NULL,
    status character varying(4) DEFAULT 'OPEN'::character varying NOT NULL,
    assignee character varying(200),
    unanswered_at timestamp with time zone,
    unclear_at timestamp with time zone,
    handoff_at timestamp with time zone,
    draft_at timestamp with time zone,
    not_delivered_at timestamp with time zone,
    read_id uuid,
    answered_id uuid,
    decided_id uuid,
    dismissed_id uuid,
    closed_at timestamp with time zone,
    account_id uuid NOT NULL,
    attention character varying(13) GENERATED ALWAYS AS (
CASE
    WHEN (unclear_at IS NOT NULL) THEN 'UNCLEAR_REPLY'::text
    WHEN (handoff_at IS NOT NULL) THEN 'HANDOFF'::text
    WHEN (draft_at IS NOT NULL) THEN 'DRAFT'::text
    WHEN (unanswered_at IS NOT NULL) THEN 'UNANSWERED'::text
    WHEN (not_delivered_at IS NOT NULL) THEN 'NOT_DELIVERED'::text
    ELSE NULL::text
END) STORED,
    CONSTRAINT conversation_status CHECK ((((status)::text = ANY (ARRAY[('OPEN'::character varying)::text, ('DONE'::character varying)::text])) AND (unread_count >= 0) AND ((last_inbound_id IS NULL) = (last_inbound_at IS NULL))))
);

COMMENT ON TABLE public.conversation IS 'The conversation with a lead who has a message.';

COMMENT ON COLUMN public.conversation.status IS 'OPEN: OPEN\nDONE: DONE';

CREATE TABLE public.draft (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    body text NOT NULL,
    inbound_count integer NOT NULL,
    generation jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    enrollment_id uuid NOT NULL,
    state character varying(8) DEFAULT 'READY'::character varying NOT NULL,
    reason character varying(16),
    note text,
    replaced_id uuid,
    account_id uuid,
    CONSTRAINT draft_state CHECK (((state)::text = ANY (ARRAY[('WRITING'::character varying)::text, ('READY'::character varying)::text, ('WAITING'::character varying)::text, ('REJECTED'::character varying)::text])))
);

COMMENT ON TABLE public.draft IS 'A text that the AI wrote for a step, stored before the step may be claimed.';

COMMENT ON COLUMN public.draft.state IS 'WRITING: WRITING\nREADY: READY\nWAITING: WAITING\nREJECTED: REJECTED';

COMMENT ON COLUMN public.draft.reason IS 'NOT_DUE: NOT_DUE\nOUTSIDE_WINDOW: OUTSIDE_WINDOW\nREPLIED: REPLIED\nOPTED_OUT: OPTED_OUT\nCANCELLED: CANCELLED\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER\nPROVIDER_BUSY: PROVIDER_BUSY\nPROVIDER_REFUSED: PROVIDER_REFUSED\nOUTCOME_UNKNOWN: OUTCOME_UNKNOWN\nAI_UNAVAILABLE: AI_UNAVAILABLE\nAI_REJECTED: AI_REJECTED\nAI_BUDGET: AI_BUDGET\nAWAITING_REVIEW: AWAITING_REVIEW\nBROKEN: BROKEN';

CREATE TABLE public.lead (
    id uuid NOT NULL,
    phone character varying(16) NOT NULL,
    first_name character varying(200),
    last_name character varying(200),
    name character varying(200),
    email character varying(320),
    property_address character varying(500),
    external_id character varying(200),
    source character varying(200),
    notes text,
    time_zone character varying(64),
    metadata jsonb,
    opted_out_at timestamp with time zone,
    inbound_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    paused_at timestamp with time zone,
    paused_until timestamp with time zone,
    pause_reason character varying(16),
    paused_by character varying(200),
    status character varying(9) DEFAULT 'NEW'::character varying NOT NULL,
    state character varying(2),
    postal_code character varying(16),
    updated_at timestamp with time zone,
    consent jsonb,
    erased_at timestamp with time zone,
    sender_id uuid,
    dead_number_code integer,
    CONSTRAINT lead_consent CHECK (((consent IS NULL) OR ((((consent - '{source,text,url,ip,givenAt}'::text[]) = '{}'::jsonb) AND (jsonb_typeof((consent -> 'givenAt'::text)) = 'string'::text) AND ((consent ->> 'source'::text) = ANY (ARRAY['WEB_FORM'::text, 'PHONE'::text, 'PAPER'::text, 'KEYWORD'::text, 'IMPORTED'::text, 'OTHER'::text]))) IS TRUE))),
    CONSTRAINT lead_erased CHECK (((erased_at IS NULL) OR (num_nonnulls(first_name, last_name, name, email, property_address, external_id, source, notes, time_zone, state, postal_code, metadata, consent, paused_by) = 0))),
    CONSTRAINT lead_pause CHECK ((((paused_at IS NULL) = (pause_reason IS NULL)) AND ((pause_reason IS NULL) OR ((pause_reason)::text = ANY (ARRAY[('REQUESTED'::character varying)::text, ('TAKEN_OVER'::character varying)::text, ('UNCLEAR_REPLY'::character varying)::text, ('AWAY'::character varying)::text, ('SENDER_BLOCKED'::character varying)::text]))) AND ((paused_at IS NOT NULL) OR ((paused_until IS NULL) AND (paused_by IS NULL))))),
    CONSTRAINT lead_phone_e164 CHECK (((phone)::text ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT lead_state CHECK (((state)::text ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT lead_status CHECK (((status)::text = ANY (ARRAY[('NEW'::character varying)::text, ('CONTACTED'::character varying)::text, ('QUALIFIED'::character varying)::text, ('CONVERTED'::character varying)::text, ('LOST'::character varying)::text])))
);

COMMENT ON TABLE public.lead IS 'A person with a phone, inside one account. The row that a reply and a claim both lock.';

CREATE VIEW public.conversation_as_counted AS
 SELECT l.id,
    l.account_id,
    m.last_message_id,
    m.last_message_at,
    m.last_inbound_id,
    m.last_inbound_at,
    i.unread_count,
    i.unanswered_at,
    i.unclear_at,
    i.handoff_at,
    ( SELECT min(d.created_at) AS min
           FROM (public.enrollment e
             JOIN public.draft d ON ((d.enrollment_id = e.id)))
          WHERE ((e.lead_id = l.id) AND ((e.status)::text = 'ACTIVE'::text) AND ((e.hold_reason)::text = 'AWAITING_REVIEW'::text) AND ((d.state)::text = 'WAITING'::text) AND (d.created_at > COALESCE(c.closed_at, '-infinity'::timestamp with time zone)))) AS draft_at,
        CASE
            WHEN ((l.opted_out_at IS NULL) AND ((o.status)::text = ANY (ARRAY[('FAILED'::character varying)::text, ('UNDELIVERED'::character varying)::text])) AND (o.id IS DISTINCT FROM c.dismissed_id)) THEN o.created_at
            ELSE NULL::timestamp with time zone
        END AS not_delivered_at
   FROM (((((public.lead l
     LEFT JOIN public.conversation c ON ((c.id = l.id)))
     CROSS JOIN LATERAL ( SELECT (array_agg(message.id ORDER BY message.created_at DESC, message.id DESC))[1] AS last_message_id,
            max(message.created_at) AS last_message_at,
            (array_agg(message.id ORDER BY message.id DESC) FILTER (WHERE ((message.direction)::text = 'INBOUND'::text)))[1] AS last_inbound_id,
            max(message.created_at) FILTER (WHERE ((message.direction)::text = 'INBOUND'::text)) AS last_inbound_at,
            (array_agg(message.id ORDER BY message.id DESC) FILTER (WHERE (((message.source)::text = ANY (ARRAY[('OPERATOR'::character varying)::text, ('AI'::character varying)::text])) AND ((message.status)::text <> 'FAILED'::text))))[1] AS answer_id,
            (array_agg(message.id ORDER BY message.id DESC) FILTER (WHERE (((message.source)::text = 'OPERATOR'::text) AND ((message.status)::text <> 'FAILED'::text))))[1] AS person_id
           FROM public.message
          WHERE ((message.lead_id = l.id) AND (NOT message.superseded))) m)
     LEFT JOIN LATERAL ( SELECT message.id,
            message.status,
            message.created_at
           FROM public.message
          WHERE ((message.lead_id = l.id) AND ((message.direction)::text = 'OUTBOUND'::text) AND (NOT message.superseded))
          ORDER BY message.created_at DESC, message.id DESC
         LIMIT 1) o ON (true))
     CROSS JOIN LATERAL ( SELECT COALESCE(GREATEST(c.read_id, m.person_id), '00000000-0000-0000-0000-000000000000'::uuid) AS read_to,
            COALESCE(GREATEST(c.answered_id, m.answer_id), '00000000-0000-0000-0000-000000000000'::uuid) AS answered_to,
            COALESCE(GREATEST(c.decided_id, m.person_id), '00000000-0000-0000-0000-000000000000'::uuid) AS decided_to) b)
     CROSS JOIN LATERAL ( SELECT (count(*) FILTER (WHERE (message.id > b.read_to)))::integer AS unread_count,
            min(message.created_at) FILTER (WHERE ((message.id > b.answered_to) AND ((message.read_as)::text = ANY (ARRAY[('REPLY'::character varying)::text, ('UNCLEAR'::character varying)::text])))) AS unanswered_at,
            min(message.created_at) FILTER (WHERE ((message.id > b.decided_to) AND ((message.read_as)::text = 'UNCLEAR'::text))) AS unclear_at,
            min(message.created_at) FILTER (WHERE ((message.id > b.decided_to) AND ((message.read_as)::text = 'REPLY'::text) AND ((message.read_rule)::text = 'reply:person'::text))) AS handoff_at
           FROM public.message
          WHERE ((message.lead_id = l.id) AND ((message.direction)::text = 'INBOUND'::text))) i)
  WHERE ((l.erased_at IS NULL) AND (m.last_message_id IS NOT NULL));

CREATE TABLE public.day_count (
    owner_id uuid NOT NULL,
    day date NOT NULL,
    version integer NOT NULL,
    "position" smallint NOT NULL,
    name character varying(16) NOT NULL,
    detail character varying(32) NOT NULL,
    count bigint NOT NULL,
    last_at timestamp with time zone NOT NULL
);

CREATE TABLE public.day_count_change (
    id bigint NOT NULL,
    owner_id uuid NOT NULL,
    day date NOT NULL,
    version integer NOT NULL,
    "position" smallint NOT NULL,
    name character varying(16) NOT NULL,
    detail character varying(32) NOT NULL,
    count bigint NOT NULL,
    last_at timestamp with time zone NOT NULL
);

ALTER TABLE public.day_count_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.day_count_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.day_count_progress (
    source character varying(10) NOT NULL,
    until uuid NOT NULL,
    closing uuid NOT NULL,
    barrier bigint
);

CREATE TABLE public.erased_phone (
    hash bytea NOT NULL,
    scope character varying(48) NOT NULL,
    lead_id uuid,
    key_id character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.idempotency_key (
    id uuid NOT NULL,
    key character varying(255) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    done jsonb NOT NULL,
    answer text,
    created_at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL
);

COMMENT ON TABLE public.idempotency_key IS 'A partner''s key for calls that are carried out once; `app/services/idempotency.py` says what is in it.';

CREATE TABLE public.import_chunk (
    id uuid NOT NULL,
    upload_id uuid NOT NULL,
    number integer NOT NULL,
    data bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.import_chunk IS 'A part of an uploaded file.';

CREATE TABLE public.import_job (
    id uuid NOT NULL,
    status character varying(8) NOT NULL,
    digest character varying(64) NOT NULL,
    upload_id uuid,
    mapping jsonb,
    per_hour integer,
    dry_run boolean NOT NULL,
    encoding character varying(16),
    delimiter character varying(1),
    headers jsonb,
    rows integer DEFAULT 0 NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    enrolled integer DEFAULT 0 NOT NULL,
    failure text,
    next_run_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    worked_at timestamp with time zone,
    ended_at timestamp with time zone,
    report_until timestamp with time zone,
    account_id uuid NOT NULL,
    sequence_id uuid,
    CONSTRAINT import_job_counts CHECK (((created >= 0) AND (updated >= 0) AND (skipped >= 0) AND (refused >= 0) AND (enrolled >= 0) AND ((((created + updated) + skipped) + refused) = done))),
    CONSTRAINT import_job_status CHECK (((((status)::text = ANY (ARRAY[('CHECKING'::character varying)::text, ('RUNNING'::character varying)::text, ('PAUSED'::character varying)::text])) AND (ended_at IS NULL)) OR (((status)::text = ANY (ARRAY[('DONE'::character varying)::text, ('FAILED'::character varying)::text])) AND (ended_at IS NOT NULL))))
);

COMMENT ON TABLE public.import_job IS 'One file of leads.';

COMMENT ON COLUMN public.import_job.status IS 'CHECKING: CHECKING\nRUNNING: RUNNING\nPAUSED: PAUSED\nDONE: DONE\nFAILED: FAILED';

CREATE TABLE public.import_rejection (
    id uuid NOT NULL,
    line integer NOT NULL,
    code character varying(32) NOT NULL,
    message text NOT NULL,
    cells jsonb NOT NULL,
    job_id uuid NOT NULL
);

COMMENT ON TABLE public.import_rejection IS 'A row of a file that was refused.';

CREATE TABLE public.installation (
    id smallint NOT NULL,
    simulator_token character varying(64) NOT NULL,
    link_hash character varying(64),
    link_until timestamp with time zone,
    clock_ahead interval DEFAULT '00:00:00'::interval NOT NULL,
    history_until timestamp with time zone,
    history_played_to timestamp with time zone,
    mark_id uuid,
    generation bigint DEFAULT 0 NOT NULL,
    marked_at timestamp with time zone,
    marked_in character varying(200),
    restored_at timestamp with time zone,
    restored_because character varying(16),
    texts_removed_until uuid,
    CONSTRAINT installation_clock_ahead CHECK ((clock_ahead >= '00:00:00'::interval)),
    CONSTRAINT installation_mark CHECK ((((marked_at IS NULL) = (mark_id IS NULL)) AND ((marked_at IS NULL) = (marked_in IS NULL)))),
    CONSTRAINT installation_restored CHECK (((restored_at IS NULL) = (restored_because IS NULL))),
    CONSTRAINT installation_single CHECK ((id = 1))
);

COMMENT ON TABLE public.installation IS 'What this installation made up for itself, once: a single row, written by the first migration.';

CREATE SEQUENCE public.installation_id_seq
    AS smallint
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.installation_id_seq OWNED BY public.installation.id;

CREATE TABLE public.lead_event (
    id uuid NOT NULL,
    name character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    lead_id uuid NOT NULL
);

COMMENT ON TABLE public.lead_event IS 'An event of a lead that the partner recorded.';

CREATE TABLE public.medium (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    address text,
    status character varying(8) NOT NULL,
    digest character varying(64),
    content_type character varying(32),
    bytes integer,
    problem text,
    tries smallint DEFAULT 0 NOT NULL,
    next_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    message_id uuid,
    CONSTRAINT medium_stored CHECK ((((message_id IS NULL) AND (num_nonnulls(digest, content_type, bytes, problem) = 0)) OR (((status)::text = 'PENDING'::text) AND (address IS NOT NULL) AND (next_at IS NOT NULL) AND (num_nonnulls(digest, content_type, bytes) = 0)) OR (((status)::text = 'STORED'::text) AND (num_nulls(digest, content_type, bytes) = 0)) OR (((status)::text = 'FAILED'::text) AND (problem IS NOT NULL) AND (num_nonnulls(digest, content_type, bytes) = 0))))
);

COMMENT ON TABLE public.medium IS 'A file of an inbound message.';

COMMENT ON COLUMN public.medium.status IS 'PENDING: PENDING\nSTORED: STORED\nFAILED: FAILED';

CREATE TABLE public.new_lead (
    account_id uuid NOT NULL,
    lead_id uuid NOT NULL
);

CREATE TABLE public.number_opt_out (
    number character varying(34) NOT NULL,
    phone character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.partner (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.partner_key (
    id uuid NOT NULL,
    hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    partner_id uuid NOT NULL,
    is_main boolean DEFAULT true NOT NULL,
    name character varying(200) DEFAULT 'main'::character varying NOT NULL,
    prefix character varying(16) DEFAULT ''::character varying NOT NULL,
    scopes character varying(100) DEFAULT 'READ WRITE SEND ADMIN'::character varying NOT NULL,
    account_ids jsonb DEFAULT '[]'::jsonb NOT NULL,
    last_used_at timestamp with time zone,
    made_by jsonb DEFAULT '[]'::jsonb NOT NULL
);

COMMENT ON TABLE public.partner_key IS 'A partner''s API key. Only its SHA-256 is kept. A rotated key has an end; the current one has none.';

CREATE TABLE public.reconciliation (
    provider character varying(64) NOT NULL,
    next_at timestamp with time zone NOT NULL,
    stored_until timestamp with time zone
);

COMMENT ON TABLE public.reconciliation IS 'How far the provider''s list of inbound messages is stored.';

CREATE TABLE public.sender (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    phone_number character varying(16),
    status character varying(8) DEFAULT 'READY'::character varying NOT NULL,
    status_code integer,
    status_reason text,
    hold_reason character varying(32),
    refusals smallint DEFAULT 0 NOT NULL,
    retry_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    account_id uuid NOT NULL,
    rules_version integer DEFAULT 0 NOT NULL,
    messaging_service_sid character varying(34),
    segments_per_second double precision,
    segments_per_day integer,
    removed_at timestamp with time zone,
    address character varying(34) GENERATED ALWAYS AS (COALESCE(phone_number, messaging_service_sid)) STORED,
    resumed_at timestamp with time zone,
    CONSTRAINT sender_address CHECK (((num_nonnulls(phone_number, messaging_service_sid) = 1) AND ((messaging_service_sid IS NULL) OR ((messaging_service_sid)::text ~ '^MG[0-9a-f]{32}$'::text)))),
    CONSTRAINT sender_rate CHECK (((segments_per_second > (0)::double precision) AND (segments_per_second < 'Infinity'::double precision) AND (segments_per_day > 0))),
    CONSTRAINT sender_state CHECK ((((status)::text = ANY (ARRAY[('READY'::character varying)::text, ('PAUSED'::character varying)::text, ('BLOCKED'::character varying)::text])) AND (refusals >= 0) AND ((retry_at IS NULL) = (hold_reason IS NULL)) AND (((status)::text <> 'BLOCKED'::text) OR (retry_at IS NOT NULL)) AND ((hold_reason IS NULL) OR ((hold_reason)::text = ANY (ARRAY[('PROVIDER_BUSY'::character varying)::text, ('SENDER_BLOCKED'::character varying)::text, ('ACCOUNT_BLOCKED'::character varying)::text])))))
);

COMMENT ON TABLE public.sender IS 'A number that messages of an account leave from, and whether the provider takes them.';

COMMENT ON COLUMN public.sender.status IS 'READY: READY\nPAUSED: PAUSED\nBLOCKED: BLOCKED';

COMMENT ON COLUMN public.sender.hold_reason IS 'NOT_DUE: NOT_DUE\nOUTSIDE_WINDOW: OUTSIDE_WINDOW\nREPLIED: REPLIED\nOPTED_OUT: OPTED_OUT\nCANCELLED: CANCELLED\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER\nPROVIDER_BUSY: PROVIDER_BUSY\nPROVIDER_REFUSED: PROVIDER_REFUSED\nOUTCOME_UNKNOWN: OUTCOME_UNKNOWN\nAI_UNAVAILABLE: AI_UNAVAILABLE\nAI_REJECTED: AI_REJECTED\nAI_BUDGET: AI_BUDGET\nAWAITING_REVIEW: AWAITING_REVIEW\nBROKEN: BROKEN\nPAUSED: PAUSED\nTAKEN_OVER: TAKEN_OVER\nUNCLEAR_REPLY: UNCLEAR_REPLY\nBEING_WRITTEN: BEING_WRITTEN\nREJECTED_BY_PERSON: REJECTED_BY_PERSON\nSENDER_BLOCKED: SENDER_BLOCKED\nACCOUNT_BLOCKED: ACCOUNT_BLOCKED\nTOO_LONG: TOO_LONG';

CREATE TABLE public.sender_pace (
    sender_id uuid NOT NULL,
    free_at timestamp with time zone,
    day_ends_at timestamp with time zone,
    sent_today integer DEFAULT 0 NOT NULL,
    line_at timestamp with time zone,
    CONSTRAINT sender_pace_sent_today_check CHECK ((sent_today >= 0))
);

CREATE TABLE public.sequence (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    description text,
    is_active boolean NOT NULL,
    is_default boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    account_id uuid NOT NULL,
    exit_on text[] DEFAULT '{"{","}"}'::text[] NOT NULL,
    goal character varying(64),
    priority smallint DEFAULT 0 NOT NULL,
    paused_at timestamp with time zone,
    paused_by character varying(200),
    resumed_at timestamp with time zone,
    misfire character varying(5) DEFAULT 'SEND'::character varying NOT NULL,
    expire_after_hours smallint,
    pause_reason character varying(16),
    guarded_since timestamp with time zone,
    CONSTRAINT sequence_exit_on CHECK (((cardinality(exit_on) <= 20) AND (array_position(exit_on, NULL::text) IS NULL))),
    CONSTRAINT sequence_expiry CHECK (((expire_after_hours >= 1) AND (expire_after_hours <= 8760))),
    CONSTRAINT sequence_misfire CHECK (((misfire)::text = ANY (ARRAY[('SEND'::character varying)::text, ('SKIP'::character varying)::text, ('SHIFT'::character varying)::text]))),
    CONSTRAINT sequence_pause CHECK (
CASE
    WHEN (paused_at IS NULL) THEN (paused_by IS NULL)
    ELSE (resumed_at IS NULL)
END),
    CONSTRAINT sequence_pause_reason CHECK (((pause_reason)::text = 'OPT_OUTS'::text)),
    CONSTRAINT sequence_priority CHECK (((priority >= '-1000'::integer) AND (priority <= 1000)))
);

CREATE TABLE public.sequence_version (
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sequence_id uuid NOT NULL
);

COMMENT ON TABLE public.sequence_version IS 'The steps of a sequence as they were at one time. Never changes: those enrolled on it stay on it.';

CREATE TABLE public.step (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    type character varying(8) NOT NULL,
    message text,
    instructions text,
    delay_hours integer NOT NULL,
    skip_if_replied boolean NOT NULL,
    version_id uuid NOT NULL,
    fallback_message text,
    delay_minutes integer DEFAULT 0 NOT NULL,
    delay_days smallint DEFAULT 0 NOT NULL,
    business_days boolean DEFAULT false NOT NULL,
    send_at character varying(5),
    CONSTRAINT step_delay CHECK (((delay_hours >= 0) AND (delay_hours <= 8760))),
    CONSTRAINT step_delay_days CHECK (((delay_days >= 0) AND (delay_days <= 365) AND ((delay_days > 0) OR (NOT business_days)))),
    CONSTRAINT step_delay_minutes CHECK (((delay_minutes >= 0) AND (delay_minutes <= 525600))),
    CONSTRAINT step_fallback CHECK ((((type)::text = 'AI'::text) OR (fallback_message IS NULL))),
    CONSTRAINT step_position CHECK ((("position" >= 0) AND ("position" <= 49))),
    CONSTRAINT step_send_at CHECK (((send_at)::text ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
    CONSTRAINT step_text CHECK (
CASE type
    WHEN 'FIXED'::text THEN ((message IS NOT NULL) AND (instructions IS NULL))
    WHEN 'AI'::text THEN (instructions IS NOT NULL)
    ELSE false
END)
);

COMMENT ON COLUMN public.step.type IS 'FIXED: FIXED\nAI: AI';

CREATE TABLE public.stored_file (
    digest character varying(64) NOT NULL,
    check_at timestamp with time zone
);

COMMENT ON TABLE public.stored_file IS 'A file in the store, written before the file is.';

CREATE TABLE public.suggestion (
    id uuid NOT NULL,
    body text NOT NULL,
    inbound_count integer NOT NULL,
    generation jsonb,
    state character varying(8) NOT NULL,
    tries smallint DEFAULT 0 NOT NULL,
    next_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    CONSTRAINT suggestion_state CHECK (((((state)::text = 'READY'::text) AND (next_at IS NULL) AND (body <> ''::text) AND (generation IS NOT NULL)) OR (((state)::text = 'WRITING'::text) AND (next_at IS NOT NULL) AND (body = ''::text) AND (generation IS NULL))))
);

COMMENT ON COLUMN public.suggestion.state IS 'WRITING: WRITING\nREADY: READY\nWAITING: WAITING\nREJECTED: REJECTED';

CREATE TABLE public.suppression (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    phone character varying(16) NOT NULL,
    is_listed boolean DEFAULT true NOT NULL,
    source character varying(200) NOT NULL,
    note text,
    created_at timestamp with time zone NOT NULL,
    account_id uuid,
    partner_id uuid NOT NULL,
    CONSTRAINT suppression_owner CHECK ((owner_id = COALESCE(account_id, partner_id))),
    CONSTRAINT suppression_phone_e164 CHECK (((phone)::text ~ '^\+[1-9][0-9]{6,14}$'::text))
);

COMMENT ON TABLE public.suppression IS 'A phone on a do-not-contact list, of one account or of the whole partner.';

CREATE TABLE public.tortoise_migrations (
    id integer NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.tortoise_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.tortoise_migrations_id_seq OWNED BY public.tortoise_migrations.id;

CREATE TABLE public.total (
    owner_id uuid NOT NULL,
    name character varying(16) NOT NULL,
    version integer NOT NULL,
    count bigint NOT NULL
);

CREATE TABLE public.total_change (
    id bigint NOT NULL,
    owner_id uuid NOT NULL,
    name character varying(16) NOT NULL,
    version integer NOT NULL,
    count bigint NOT NULL
);

ALTER TABLE public.total_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.total_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_delivery (
    id uuid NOT NULL,
    status character varying(9) DEFAULT 'PENDING'::character varying NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    next_at timestamp with time zone,
    attempt_id uuid,
    lease_until timestamp with time zone,
    last_status_code smallint,
    last_error text,
    last_answer text,
    created_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    CONSTRAINT webhook_delivery_state CHECK ((((status)::text = ANY (ARRAY[('PENDING'::character varying)::text, ('DELIVERED'::character varying)::text, ('FAILED'::character varying)::text, ('ABANDONED'::character varying)::text])) AND (attempts >= 0) AND (((status)::text <> ALL (ARRAY[('DELIVERED'::character varying)::text, ('ABANDONED'::character varying)::text])) OR (next_at IS NULL)) AND (octet_length(last_answer) <= 1024)))
);

COMMENT ON TABLE public.webhook_delivery IS 'The delivery of one event to one endpoint.';

COMMENT ON COLUMN public.webhook_delivery.status IS 'PENDING: PENDING\nDELIVERED: DELIVERED\nFAILED: FAILED\nABANDONED: ABANDONED';

CREATE TABLE public.webhook_endpoint (
    id uuid NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    account_ids uuid[] NOT NULL,
    description text,
    status character varying(8) DEFAULT 'ENABLED'::character varying NOT NULL,
    disabled_reason text,
    secret text NOT NULL,
    former_secret text,
    former_until timestamp with time zone,
    failing_since timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    partner_id uuid NOT NULL,
    CONSTRAINT webhook_endpoint_state CHECK ((((status)::text = ANY (ARRAY[('ENABLED'::character varying)::text, ('DISABLED'::character varying)::text])) AND (((status)::text = 'DISABLED'::text) OR (disabled_reason IS NULL)) AND ((deleted_at IS NULL) OR ((status)::text = 'DISABLED'::text)) AND (cardinality(events) > 0) AND ((former_secret IS NULL) = (former_until IS NULL))))
);

COMMENT ON TABLE public.webhook_endpoint IS 'An address of a partner that is told of events.';

COMMENT ON COLUMN public.webhook_endpoint.status IS 'ENABLED: ENABLED\nDISABLED: DISABLED';

CREATE TABLE public.webhook_event (
    id uuid NOT NULL,
    lead_id uuid,
    type character varying(32) NOT NULL,
    "order" bigint NOT NULL,
    data jsonb NOT NULL,
    once_key character varying(200),
    created_at timestamp with time zone NOT NULL,
    account_id uuid,
    partner_id uuid NOT NULL,
    CONSTRAINT webhook_event_data CHECK ((jsonb_typeof(data) = 'object'::text))
);

COMMENT ON TABLE public.webhook_event IS 'Something that happened, as partners are told of it.';

ALTER TABLE public.webhook_event ALTER COLUMN "order" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_event_order_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.worker (
    id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    problem text
);

COMMENT ON TABLE public.worker IS 'A worker process that was seen alive.';

ALTER TABLE ONLY public.installation ALTER COLUMN id SET DEFAULT nextval('public.installation_id_seq'::regclass);

ALTER TABLE ONLY public.tortoise_migrations ALTER COLUMN id SET DEFAULT nextval('public.tortoise_migrations_id_seq'::regclass);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_phone_number_key UNIQUE (phone_number);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ai_usage
    ADD CONSTRAINT ai_usage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_event
    ADD CONSTRAINT consent_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.day_count_change
    ADD CONSTRAINT day_count_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.day_count
    ADD CONSTRAINT day_count_pkey PRIMARY KEY (owner_id, day, version, "position", name, detail);

ALTER TABLE ONLY public.day_count_progress
    ADD CONSTRAINT day_count_progress_pkey PRIMARY KEY (source);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.enrollment
    ADD CONSTRAINT enrollment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erased_phone
    ADD CONSTRAINT erased_phone_pkey PRIMARY KEY (hash, scope);

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT import_chunk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT import_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lead_event
    ADD CONSTRAINT lead_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.medium
    ADD CONSTRAINT medium_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_provider_sid_key UNIQUE (provider_sid);

ALTER TABLE ONLY public.new_lead
    ADD CONSTRAINT new_lead_pkey PRIMARY KEY (account_id, lead_id);

ALTER TABLE ONLY public.number_opt_out
    ADD CONSTRAINT number_opt_out_pkey PRIMARY KEY (number, phone);

ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT partner_key_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT partner_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_name_key UNIQUE (name);

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reconciliation
    ADD CONSTRAINT reconciliation_pkey PRIMARY KEY (provider);

ALTER TABLE ONLY public.sender_pace
    ADD CONSTRAINT sender_pace_pkey PRIMARY KEY (sender_id);

ALTER TABLE ONLY public.sender
    ADD CONSTRAINT sender_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sequence
    ADD CONSTRAINT sequence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sequence_version
    ADD CONSTRAINT sequence_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.step
    ADD CONSTRAINT step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.step_run
    ADD CONSTRAINT step_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stored_file
    ADD CONSTRAINT stored_file_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.suppression
    ADD CONSTRAINT suppression_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tortoise_migrations
    ADD CONSTRAINT tortoise_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.total_change
    ADD CONSTRAINT total_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.total
    ADD CONSTRAINT total_pkey PRIMARY KEY (owner_id, name, version);

ALTER TABLE ONLY public.ai_usage
    ADD CONSTRAINT uid_ai_usage_account_fdbd99 UNIQUE (account_id, day, model);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT uid_draft_enrollm_2945db UNIQUE (enrollment_id);

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT uid_idempotency_partner_57a652 UNIQUE (partner_id, key);

ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT uid_import_chun_upload__ed9877 UNIQUE (upload_id, number);

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT uid_import_reje_job_id_4ca134 UNIQUE (job_id, line);

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT uid_lead_account_25bcf5 UNIQUE (account_id, phone);

ALTER TABLE ONLY public.medium
    ADD CONSTRAINT uid_medium_message_87b033 UNIQUE (message_id, "position");

ALTER TABLE ONLY public.sender
    ADD CONSTRAINT uid_sender_account_a885d7 UNIQUE (account_id, phone_number);

ALTER TABLE ONLY public.sequence_version
    ADD CONSTRAINT uid_sequence_ve_sequenc_da0eae UNIQUE (sequence_id, version);

ALTER TABLE ONLY public.step_run
    ADD CONSTRAINT uid_step_run_enrollm_1acfed UNIQUE (enrollment_id, "position");

ALTER TABLE ONLY public.step
    ADD CONSTRAINT uid_step_version_18be4f UNIQUE (version_id, "position");

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT uid_suggestion_lead_id_6f8ddb UNIQUE (lead_id);

ALTER TABLE ONLY public.suppression
    ADD CONSTRAINT uid_suppression_phone_f2d508 UNIQUE (phone, owner_id);

ALTER TABLE ONLY public.tortoise_migrations
    ADD CONSTRAINT uid_tortoise_mi_app_3803a5 UNIQUE (app, name);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT uid_webhook_del_event_i_4cd663 UNIQUE (event_id, endpoint_id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_once_key_key UNIQUE (once_key);

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

CREATE INDEX account_of_partner ON public.account USING btree (partner_id, id);

CREATE UNIQUE INDEX connection_current ON public.connection USING btree (account_id) WHERE (ended_at IS NULL);

CREATE INDEX connection_look ON public.connection USING btree (look_at) WHERE (look_at IS NOT NULL);

CREATE INDEX connection_named ON public.connection USING btree (provider_account) WHERE (secret IS NOT NULL);

CREATE INDEX connection_of_account ON public.connection USING btree (account_id, id);

CREATE INDEX consent_event_moved ON public.consent_event USING btree (lead_id) WHERE (lead_id IS NOT NULL);

CREATE INDEX conversation_assignee ON public.conversation USING btree (account_id, assignee, status, last_message_at, id) WHERE (assignee IS NOT NULL);

CREATE INDEX conversation_attention ON public.conversation USING btree (account_id, attention, last_message_at, id) WHERE (attention IS NOT NULL);

CREATE INDEX conversation_of_account ON public.conversation USING btree (account_id, status, last_message_at, id);

CREATE INDEX conversation_unread ON public.conversation USING btree (account_id, last_message_at, id) WHERE (unread_count > 0);

CREATE INDEX day_count_change_of_owner ON public.day_count_change USING btree (owner_id, day);

CREATE INDEX draft_of_account ON public.draft USING btree (account_id, id) WHERE ((state)::text = 'WAITING'::text);

CREATE INDEX draft_replaced ON public.draft USING btree (replaced_id) WHERE (replaced_id IS NOT NULL);

CREATE INDEX draft_waiting ON public.draft USING btree (enrollment_id) WHERE ((state)::text = 'WAITING'::text);

CREATE INDEX enrollment_ended_of_sequence ON public.enrollment USING btree (sequence_id, status, lead_id) WHERE ((status)::text <> 'ACTIVE'::text);

CREATE INDEX enrollment_held ON public.enrollment USING btree (account_id) WHERE ((hold_reason)::text = ANY (ARRAY[('PROVIDER_BUSY'::character varying)::text, ('SENDER_BLOCKED'::character varying)::text, ('ACCOUNT_BLOCKED'::character varying)::text, ('SENDER_PAUSED'::character varying)::text]));

CREATE INDEX enrollment_held_by ON public.enrollment USING btree (held_by) WHERE ((hold_reason)::text = ANY (ARRAY[('PROVIDER_BUSY'::character varying)::text, ('SENDER_BLOCKED'::character varying)::text, ('ACCOUNT_BLOCKED'::character varying)::text, ('SENDER_PAUSED'::character varying)::text]));

CREATE INDEX enrollment_line ON public.enrollment USING btree (line_of, NULLIF(sequence_id, line_of), line_rank, id) WHERE (((hold_reason)::text = 'SENDER_BUSY'::text) AND (wake_at IS NULL));

CREATE UNIQUE INDEX enrollment_live_of_sequence ON public.enrollment USING btree (sequence_id, lead_id) WHERE ((status)::text = 'ACTIVE'::text);

CREATE INDEX enrollment_of_sequence ON public.enrollment USING btree (sequence_id, status, id);

CREATE INDEX enrollment_of_status ON public.enrollment USING btree (account_id, status, id);

CREATE INDEX enrollment_paused ON public.enrollment USING btree (sequence_id, due_at) WHERE (((hold_reason)::text = 'PAUSED'::text) AND (wake_at IS NULL));

CREATE INDEX enrollment_wake ON public.enrollment USING btree (wake_at) WHERE (wake_at IS NOT NULL);

CREATE INDEX enrollment_wake_of_account ON public.enrollment USING btree (account_id, COALESCE(wake_at, 'infinity'::timestamp with time zone)) WHERE (wake_at IS NOT NULL);

CREATE INDEX enrollment_without_consent ON public.enrollment USING btree (account_id) WHERE ((hold_reason)::text = 'NO_CONSENT'::text);

CREATE INDEX idx_consent_eve_account_ad6f49 ON public.consent_event USING btree (account_id, phone);

CREATE INDEX idx_enrollment_lead_id_4c0478 ON public.enrollment USING btree (lead_id);

CREATE INDEX idx_idempotency_created_98dcfd ON public.idempotency_key USING btree (created_at);

CREATE INDEX idx_import_chun_created_56d67b ON public.import_chunk USING btree (created_at);

CREATE INDEX idx_lead_event_lead_id_8b3bfc ON public.lead_event USING btree (lead_id);

CREATE INDEX idx_message_lead_id_ae0a2f ON public.message USING btree (lead_id, created_at);

CREATE INDEX idx_webhook_end_partner_3dc559 ON public.webhook_endpoint USING btree (partner_id);

CREATE INDEX import_job_digest ON public.import_job USING btree (account_id, digest);

CREATE INDEX import_job_of_account ON public.import_job USING btree (account_id, id);

CREATE UNIQUE INDEX import_job_open ON public.import_job USING btree (account_id, digest) WHERE ((status)::text = ANY (ARRAY[('CHECKING'::character varying)::text, ('RUNNING'::character varying)::text, ('PAUSED'::character varying)::text]));

CREATE INDEX import_job_report ON public.import_job USING btree (report_until) WHERE (report_until IS NOT NULL);

CREATE INDEX import_job_waiting ON public.import_job USING btree (created_at) WHERE ((status)::text = ANY (ARRAY[('CHECKING'::character varying)::text, ('RUNNING'::character varying)::text]));

CREATE INDEX lead_changed ON public.lead USING btree (account_id, updated_at) WHERE (updated_at IS NOT NULL);

CREATE INDEX lead_created ON public.lead USING brin (created_at) WITH (pages_per_range='32', autosummarize='on');

CREATE UNIQUE INDEX lead_external_id ON public.lead USING btree (account_id, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX lead_of_account ON public.lead USING btree (account_id, id);

CREATE INDEX lead_of_phone ON public.lead USING btree (phone, account_id);

CREATE INDEX lead_of_status ON public.lead USING btree (account_id, status, id) WHERE ((status)::text <> 'NEW'::text);

CREATE INDEX lead_opted_out ON public.lead USING btree (account_id, id) WHERE (opted_out_at IS NOT NULL);

CREATE INDEX lead_phone_end ON public.lead USING btree (account_id, "right"((phone)::text, 4));

CREATE INDEX lead_search ON public.lead USING gin (public.lead_words(account_id, (((((((((COALESCE(first_name, ''::character varying))::text || ' '::text) || (COALESCE(last_name, ''::character varying))::text) || ' '::text) || (COALESCE(name, ''::character varying))::text) || ' '::text) || (COALESCE(email, ''::character varying))::text) || ' '::text) || (COALESCE(external_id, ''::character varying))::text))) WHERE (COALESCE(first_name, last_name, name, email, external_id) IS NOT NULL);

CREATE INDEX medium_digest ON public.medium USING btree (digest) WHERE (digest IS NOT NULL);

CREATE INDEX medium_next ON public.medium USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX message_changed_at ON public.message USING btree (account_id, updated_at) WHERE (updated_at IS NOT NULL);

CREATE INDEX message_listed ON public.message USING btree (account_id, created_at, id) WHERE (NOT superseded);

CREATE INDEX message_look ON public.message USING btree (look_at) WHERE (look_at IS NOT NULL);

CREATE INDEX message_media_look ON public.message USING btree (media_look_at) WHERE (media_look_at IS NOT NULL);

CREATE INDEX message_of_account ON public.message USING btree (account_id, id);

CREATE INDEX message_of_kind ON public.message USING btree (account_id, source, status, created_at, id) WHERE (NOT superseded);

CREATE INDEX message_of_sequence ON public.message USING btree (account_id, sequence_id, status, created_at, id) WHERE ((sequence_id IS NOT NULL) AND (NOT superseded));

CREATE UNIQUE INDEX message_step ON public.message USING btree (enrollment_id, "position") WHERE ((enrollment_id IS NOT NULL) AND (NOT superseded));

CREATE INDEX message_unclear ON public.message USING btree (created_at) WHERE (((read_as)::text = 'UNCLEAR'::text) AND (classified_at IS NULL));

CREATE INDEX message_with_error ON public.message USING btree (account_id, error_code, created_at, id) WHERE ((error_code IS NOT NULL) AND (NOT superseded));

CREATE INDEX message_without_sequence ON public.message USING btree (id) WHERE ((enrollment_id IS NOT NULL) AND (sequence_id IS NULL));

CREATE UNIQUE INDEX partner_key_current ON public.partner_key USING btree (partner_id) WHERE ((expires_at IS NULL) AND is_main);

CREATE INDEX partner_key_partner ON public.partner_key USING btree (partner_id);

CREATE UNIQUE INDEX partner_key_previous ON public.partner_key USING btree (partner_id) WHERE ((expires_at IS NOT NULL) AND is_main);

CREATE UNIQUE INDEX sender_in_use ON public.sender USING btree (address) WHERE (removed_at IS NULL);

CREATE INDEX sender_number ON public.sender USING btree (phone_number);

CREATE UNIQUE INDEX sender_of_account ON public.sender USING btree (account_id, address);

CREATE INDEX sender_pace_line ON public.sender_pace USING btree (line_at) WHERE (line_at IS NOT NULL);

CREATE INDEX sender_retry ON public.sender USING btree (retry_at) WHERE (retry_at IS NOT NULL);

CREATE INDEX sender_with_address ON public.sender USING btree (address);

CREATE UNIQUE INDEX sequence_default ON public.sequence USING btree (account_id) WHERE (is_default AND (deleted_at IS NULL));

CREATE INDEX sequence_of_account ON public.sequence USING btree (account_id, id);

CREATE INDEX sequence_resumed ON public.sequence USING btree (resumed_at) WHERE (resumed_at IS NOT NULL);

CREATE INDEX stored_file_check ON public.stored_file USING btree (check_at) WHERE (check_at IS NOT NULL);

CREATE INDEX suggestion_next ON public.suggestion USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX suppression_of_owner ON public.suppression USING btree (owner_id, id);

CREATE INDEX total_change_of_owner ON public.total_change USING btree (owner_id);

CREATE INDEX webhook_delivery_next ON public.webhook_delivery USING btree (endpoint_id, next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX webhook_delivery_of_endpoint ON public.webhook_delivery USING btree (endpoint_id, id);

CREATE INDEX webhook_delivery_of_status ON public.webhook_delivery USING btree (endpoint_id, status, id) WHERE ((status)::text <> 'DELIVERED'::text);

CREATE INDEX webhook_event_of_lead ON public.webhook_event USING btree (lead_id) WHERE (lead_id IS NOT NULL);

CREATE INDEX webhook_event_of_partner ON public.webhook_event USING btree (partner_id, id);

CREATE TRIGGER account_sender AFTER INSERT OR UPDATE OF phone_number ON public.account FOR EACH ROW EXECUTE FUNCTION public.keep_sender();

CREATE TRIGGER budget_changed AFTER UPDATE ON public.account FOR EACH ROW WHEN (((old.ai_daily_budget IS DISTINCT FROM new.ai_daily_budget) OR (old.ai_monthly_budget IS DISTINCT FROM new.ai_monthly_budget))) EXECUTE FUNCTION public.tell_reached_budget();

CREATE TRIGGER consent_opt_out AFTER INSERT ON public.consent_event FOR EACH ROW WHEN (((new.change)::text = 'OPT_OUT'::text)) EXECUTE FUNCTION public.count_opt_out();

CREATE TRIGGER conversation_counted AFTER INSERT ON public.conversation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.total_added_conversations();

CREATE TRIGGER conversation_removed AFTER DELETE ON public.conversation REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.total_removed_conversations();

CREATE TRIGGER draft_of_account BEFORE INSERT ON public.draft FOR EACH ROW WHEN ((new.account_id IS NULL)) EXECUTE FUNCTION public.give_draft_its_account();

CREATE TRIGGER draft_waits AFTER INSERT OR UPDATE ON public.draft FOR EACH ROW WHEN (((new.state)::text = 'WAITING'::text)) EXECUTE FUNCTION public.tell_waiting_draft();

CREATE TRIGGER enrollment_changed AFTER UPDATE ON public.enrollment REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.total_changed_runs();

CREATE TRIGGER enrollment_counted AFTER INSERT ON public.enrollment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.total_started_runs();

CREATE CONSTRAINT TRIGGER enrollment_end_told AFTER UPDATE ON public.enrollment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.status)::text = 'ACTIVE'::text) AND ((new.status)::text <> 'ACTIVE'::text))) EXECUTE FUNCTION public.tell_ended_run();

CREATE TRIGGER enrollment_ended AFTER UPDATE ON public.enrollment REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.count_ended_runs();

CREATE TRIGGER enrollment_late AFTER INSERT ON public.enrollment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_late_enrollments();

CREATE TRIGGER enrollment_reviewed AFTER UPDATE ON public.enrollment FOR EACH ROW WHEN (((NOT ((old.hold_reason)::text IS DISTINCT FROM 'AWAITING_REVIEW'::text)) <> (NOT ((new.hold_reason)::text IS DISTINCT FROM 'AWAITING_REVIEW'::text)))) EXECUTE FUNCTION public.keep_conversation_of_draft();

CREATE TRIGGER enrollment_started AFTER INSERT ON public.enrollment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.tell_started_runs();

CREATE TRIGGER enrollment_told AFTER UPDATE ON public.enrollment FOR EACH ROW WHEN ((((old.replied_at IS NULL) AND (new.replied_at IS NOT NULL)) OR (((new.status)::text = 'ACTIVE'::text) AND (new.paused_at IS NOT NULL) AND ((old.paused_at IS NULL) OR (old.paused_until IS DISTINCT FROM new.paused_until))) OR (((new.status)::text = 'ACTIVE'::text) AND (old.paused_at IS NOT NULL) AND (new.paused_at IS NULL)) OR (((new.status)::text = 'ACTIVE'::text) AND ((new.hold_reason)::text = ANY (ARRAY[('PAUSED'::character varying)::text, ('TAKEN_OVER'::character varying)::text, ('UNCLEAR_REPLY'::character varying)::text, ('NO_CONSENT'::character varying)::text, ('MISSING_VARIABLE'::character varying)::text, ('SENDER_BLOCKED'::character varying)::text, ('ACCOUNT_BLOCKED'::character varying)::text, ('SENDER_PAUSED'::character varying)::text, ('SENDER_BUSY'::character varying)::text, ('PROVIDER_BUSY'::character varying)::text, ('AI_UNAVAILABLE'::character varying)::text, ('OUTSIDE_WINDOW'::character varying)::text, ('QUIET_HOURS'::character varying)::text, ('CAPPED'::character varying)::text])) AND (((old.hold_reason)::text IS DISTINCT FROM (new.hold_reason)::text) OR (old."position" <> new."position"))))) EXECUTE FUNCTION public.tell_changed_run();

CREATE TRIGGER lead_counted AFTER INSERT ON public.lead REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.total_created_leads();

CREATE TRIGGER lead_created AFTER INSERT ON public.lead REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.tell_created_leads();

CREATE TRIGGER lead_listed AFTER INSERT ON public.lead REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.list_new_leads();

CREATE TRIGGER lead_relisted AFTER UPDATE ON public.lead FOR EACH ROW WHEN (((((old.status)::text = 'NEW'::text) AND (old.erased_at IS NULL)) <> (((new.status)::text = 'NEW'::text) AND (new.erased_at IS NULL)))) EXECUTE FUNCTION public.list_changed_lead();

CREATE TRIGGER lead_settled AFTER UPDATE ON public.lead FOR EACH ROW WHEN ((((old.opted_out_at IS NULL) AND (new.opted_out_at IS NOT NULL)) OR ((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL)) OR ((old.paused_at IS NOT NULL) AND (new.paused_at IS NULL)))) EXECUTE FUNCTION public.keep_conversation_of_lead();

CREATE TRIGGER lead_told AFTER UPDATE ON public.lead FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) OR ((old.opted_out_at IS NULL) <> (new.opted_out_at IS NULL)))) EXECUTE FUNCTION public.tell_changed_lead();

CREATE TRIGGER lead_uncounted AFTER UPDATE ON public.lead FOR EACH ROW WHEN (((old.erased_at IS NULL) <> (new.erased_at IS NULL))) EXECUTE FUNCTION public.total_erased_lead();

CREATE TRIGGER message_added AFTER INSERT ON public.message REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.keep_conversation_of_added();

CREATE TRIGGER message_changed AFTER UPDATE ON public.message FOR EACH ROW WHEN (((old.superseded <> new.superseded) OR ((old.read_as)::text IS DISTINCT FROM (new.read_as)::text) OR (((old.status)::text <> (new.status)::text) AND (((old.status)::text = ANY (ARRAY[('FAILED'::character varying)::text, ('UNDELIVERED'::character varying)::text])) OR ((new.status)::text = ANY (ARRAY[('FAILED'::character varying)::text, ('UNDELIVERED'::character varying)::text])))))) EXECUTE FUNCTION public.keep_conversation_of_changed();

CREATE TRIGGER message_changed_late AFTER UPDATE ON public.message REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.count_late_changes();

CREATE TRIGGER message_contacts AFTER INSERT ON public.message REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.unlist_contacted_leads();

CREATE TRIGGER message_late AFTER INSERT ON public.message REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_late_messages();

CREATE TRIGGER message_not_sent AFTER UPDATE ON public.message FOR EACH ROW WHEN ((((new.direction)::text = 'OUTBOUND'::text) AND ((new.superseded AND (NOT old.superseded)) OR (((new.status)::text = 'FAILED'::text) AND ((old.status)::text <> 'FAILED'::text))))) EXECUTE FUNCTION public.list_lead_of_message();

CREATE TRIGGER message_of_former_release BEFORE INSERT ON public.message FOR EACH ROW WHEN (((new.enrollment_id IS NOT NULL) AND (new.sequence_id IS NULL))) EXECUTE FUNCTION public.give_message_its_sequence();

CREATE TRIGGER message_received AFTER INSERT ON public.message FOR EACH ROW WHEN (((new.direction)::text = 'INBOUND'::text)) EXECUTE FUNCTION public.tell_received_message();

CREATE TRIGGER message_removed AFTER DELETE ON public.message REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_counts_of_removed_messages();

CREATE TRIGGER message_removed_new AFTER DELETE ON public.message REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.list_leads_of_removed_messages();

CREATE TRIGGER message_told AFTER UPDATE ON public.message REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changed_messages();

CREATE TRIGGER sender_blocked AFTER UPDATE ON public.sender FOR EACH ROW WHEN ((((old.status)::text <> 'BLOCKED'::text) AND ((new.status)::text = 'BLOCKED'::text))) EXECUTE FUNCTION public.tell_blocked_sender();

CREATE TRIGGER sender_paced AFTER INSERT OR UPDATE OF segments_per_second, segments_per_day ON public.sender FOR EACH ROW EXECUTE FUNCTION public.keep_sender_pace();

CREATE TRIGGER sender_rates BEFORE UPDATE OF segments_per_second, segments_per_day ON public.sender FOR EACH ROW WHEN (((old.segments_per_second IS DISTINCT FROM new.segments_per_second) OR (old.segments_per_day IS DISTINCT FROM new.segments_per_day))) EXECUTE FUNCTION public.change_rates();

CREATE TRIGGER sequence_version_immutable BEFORE DELETE OR UPDATE ON public.sequence_version FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER step_immutable BEFORE DELETE OR UPDATE ON public.step FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER step_skipped AFTER INSERT ON public.step_run FOR EACH ROW WHEN (((new.status)::text = 'SKIPPED'::text)) EXECUTE FUNCTION public.tell_skipped_step();

CREATE TRIGGER step_without_message AFTER INSERT ON public.step_run FOR EACH ROW WHEN ((new.message_id IS NULL)) EXECUTE FUNCTION public.count_step();

CREATE TRIGGER usage_counted AFTER INSERT OR UPDATE OF charged_usd ON public.ai_usage FOR EACH ROW WHEN ((new.charged_usd > (0)::numeric)) EXECUTE FUNCTION public.tell_reached_budget();

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.ai_usage
    ADD CONSTRAINT ai_usage_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.connection
    ADD CONSTRAINT connection_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.consent_event
    ADD CONSTRAINT consent_event_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES public.enrollment(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.enrollment
    ADD CONSTRAINT enrollment_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.enrollment
    ADD CONSTRAINT enrollment_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.sequence_version(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.erased_phone
    ADD CONSTRAINT erased_phone_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT import_job_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT import_job_sequence_id_fkey FOREIGN KEY (sequence_id) REFERENCES public.sequence(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.import_job(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.lead_event
    ADD CONSTRAINT lead_event_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.lead_event
    ADD CONSTRAINT lead_event_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_sender FOREIGN KEY (sender_id) REFERENCES public.sender(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.medium
    ADD CONSTRAINT medium_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.medium
    ADD CONSTRAINT medium_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT partner_key_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.sender
    ADD CONSTRAINT sender_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.sender_pace
    ADD CONSTRAINT sender_pace_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES public.sender(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.sequence
    ADD CONSTRAINT sequence_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.sequence_version
    ADD CONSTRAINT sequence_version_sequence_id_fkey FOREIGN KEY (sequence_id) REFERENCES public.sequence(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.step_run
    ADD CONSTRAINT step_run_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES public.enrollment(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.step
    ADD CONSTRAINT step_version_id_fkey FOREIGN KEY (version_id) REFERENCES public.sequence_version(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.suppression
    ADD CONSTRAINT suppression_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.suppression
    ADD CONSTRAINT suppression_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES public.webhook_endpoint(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.webhook_event(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT webhook_endpoint_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id) ON DELETE RESTRICT;

INSERT INTO public.installation (id, simulator_token) VALUES (1, replace(gen_random_uuid()::text, '-', ''));

INSERT INTO public.tortoise_migrations (app, name, applied_at) VALUES
    ('nudge', '0001_initial', now()),
    ('nudge', '0002_promises', now()),
    ('nudge', '0003_looking_up', now()),
    ('nudge', '0004_reconciling', now()),
    ('nudge', '0005_ai_steps', now()),
    ('nudge', '0006_idempotency', now()),
    ('nudge', '0007_external_ids', now()),
    ('nudge', '0008_pauses', now()),
    ('nudge', '0009_senders', now()),
    ('nudge', '0010_canonical_phones', now()),
    ('nudge', '0011_numbers_told', now()),
    ('nudge', '0012_classified_texts', now()),
    ('nudge', '0013_consent_notes', now()),
    ('nudge', '0014_keys', now()),
    ('nudge', '0015_lists_of_accounts', now()),
    ('nudge', '0016_worker_problem', now()),
    ('nudge', '0017_reasons', now()),
    ('nudge', '0018_events', now()),
    ('nudge', '0019_leads', now()),
    ('nudge', '0020_permission', now()),
    ('nudge', '0021_shares', now()),
    ('nudge', '0022_variables', now()),
    ('nudge', '0023_imports', now()),
    ('nudge', '0024_keys_of_keys', now()),
    ('nudge', '0025_first_message', now()),
    ('nudge', '0026_hours', now()),
    ('nudge', '0027_links', now()),
    ('nudge', '0028_missing_media', now()),
    ('nudge', '0029_leads_by_phone', now()),
    ('nudge', '0030_erasure', now()),
    ('nudge', '0031_priorities', now()),
    ('nudge', '0032_several_senders', now()),
    ('nudge', '0033_caps', now()),
    ('nudge', '0034_connections', now()),
    ('nudge', '0035_conversations', now()),
    ('nudge', '0036_paused_sequences', now()),
    ('nudge', '0037_pacing', now()),
    ('nudge', '0038_held_by', now()),
    ('nudge', '0039_dead_numbers', now()),
    ('nudge', '0040_delays', now()),
    ('nudge', '0041_media', now()),
    ('nudge', '0042_clock', now()),
    ('nudge', '0043_misfires', now()),
    ('nudge', '0044_account_messages', now()),
    ('nudge', '0045_numbers', now()),
    ('nudge', '0046_guardrail', now()),
    ('nudge', '0047_resumed_senders', now()),
    ('nudge', '0048_suggestions', now()),
    ('nudge', '0049_webhooks', now()),
    ('nudge', '0050_webhook_events', now()),
    ('nudge', '0051_counts_of_accounts', now()),
    ('nudge', '0052_decided_steps', now()),
    ('nudge', '0053_demo_history', now()),
    ('nudge', '0054_marks', now()),
    ('nudge', '0055_growth', now()),
    ('nudge', '0056_import_lists', now()),
    ('nudge', '0057_retention', now()),
    ('nudge', '0058_batches', now()),
    ('nudge', '0059_begun_runs', now()),
    ('nudge', '0060_leads_of_sequences', now()),
    ('nudge', '0061_removed_messages', now()),
    ('nudge', '0062_new_leads', now()),
    ('nudge', '0063_sent_steps', now()),
    ('nudge', '0064_references', now()),
    ('nudge', '0065_ended_runs', now()),
    ('nudge', '0066_references_of_runs', now()),
    ('nudge', '0067_enroll_lead', now());
