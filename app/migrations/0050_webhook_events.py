"""Events of outgoing webhooks: triggers write them, with a delivery for each endpoint that wants them.

Expand only. An event is written in the transaction of the change, whichever release or statement makes the change. A
trigger first looks whether any endpoint is enabled, and then does nothing more if there is none; what calls for an event
is compared before that, in the trigger's condition.

An event is written once: a second one with the same `once_key` is left out. Where two transactions at once may both find
that theirs is the first message of a lead, the key decides.

The ends of runs are told at the commit, so that they come after the messages which the same statement records.
"""


from tortoise import migrations
from tortoise.migrations import operations as ops

# A UUID of version 7: it begins with the milliseconds since 1970.
EVENT_ID = """
CREATE FUNCTION event_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$
"""
# The hours that were played count, as in every other time that callers read.
EVENT_TIME = """
CREATE FUNCTION event_time() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT now() + coalesce((SELECT clock_ahead FROM installation), interval '0')
$$
"""
NOBODY_LISTENS = "NOT EXISTS (SELECT FROM webhook_endpoint WHERE status = 'ENABLED')"


def _tell(facts: str) -> str:
    """Writes these facts as events: account_id, lead_id, type, place, once_key, data. `place` is their order."""
    return f"""
        WITH fact AS ({facts}),
        wanted AS MATERIALIZED (
            SELECT event_id() AS id, a.partner_id, f.*, w.endpoints
            FROM fact f
            JOIN account a ON a.id = f.account_id
            CROSS JOIN LATERAL (
                SELECT array_agg(e.id) AS endpoints FROM webhook_endpoint e
                WHERE e.partner_id = a.partner_id AND e.status = 'ENABLED' AND e.events && ARRAY[f.type, '*']
                  AND (e.account_ids = '{{}}' OR f.account_id = ANY(e.account_ids))) w
            WHERE w.endpoints IS NOT NULL),
        made AS (
            INSERT INTO webhook_event (id, partner_id, account_id, lead_id, type, once_key, data, created_at)
            SELECT id, partner_id, account_id, lead_id, type, once_key, data, event_time() FROM wanted
            ORDER BY place, once_key
            ON CONFLICT (once_key) DO NOTHING RETURNING id)
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, next_at, created_at)
        SELECT event_id(), e.id, w.id, now(), event_time()
        FROM made JOIN wanted w ON w.id = made.id CROSS JOIN LATERAL unnest(w.endpoints) AS e(id)
        ORDER BY w.place"""


def _trigger_function(name: str, facts: str, before: str = "", declared: str = "") -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    {declared}
    BEGIN
        IF {NOBODY_LISTENS} THEN
            RETURN NULL;
        END IF;{before}{_tell(facts)};
        RETURN NULL;
    END $$
"""


OF_LEAD = """jsonb_build_object('lead_id', l.id, 'phone', CASE WHEN l.erased_at IS NULL THEN l.phone END,
                    'external_id', l.external_id)"""


def _of_run(run: str) -> str:
    return f"jsonb_build_object('enrollment_id', {run}.id, 'sequence_id', {run}.sequence_id)"


# ------------------------------------------------------------------ messages

# The first message of a lead that was received, or that the provider took. Of two that one statement records, the earlier.
FIRST = """NOT EXISTS (SELECT FROM message m WHERE m.lead_id = {n}.lead_id AND m.id <> {n}.id AND (
                    m.direction = 'INBOUND' OR m.sent_at IS NOT NULL AND {earlier}))"""
EARLIER = "(m.sent_at, m.id) < (n.sent_at, n.id)"
FIRST_SENT = f"""NOT EXISTS (SELECT FROM message m WHERE m.lead_id = n.lead_id AND m.id <> n.id AND m.direction = 'OUTBOUND'
                                    AND m.sent_at IS NOT NULL AND {EARLIER})"""
STARTED = "jsonb_build_object('conversation_id', l.id, 'message_id', {n}.id, 'direction', lower({n}.direction))"
RECEIVED = _trigger_function(
    "tell_received_message",
    f"""
            SELECT NEW.account_id, NEW.lead_id, f.type, f.place, f.once_key, {OF_LEAD} || f.data AS data
            FROM lead l
            CROSS JOIN LATERAL (SELECT jsonb_build_object(
                'conversation_id', l.id, 'message_id', NEW.id, 'body', NEW.body, 'received_at', NEW.created_at) AS data) m
            CROSS JOIN LATERAL (VALUES
                ('conversation.started', 1, 'started:' || NEW.lead_id, {STARTED.format(n="NEW")},
                 {FIRST.format(n="NEW", earlier="true")}),
                ('conversation.reply_received', 2, 'reply:' || NEW.id,
                 m.data || jsonb_build_object('read_as', lower(NEW.read_as)), NEW.read_as IN ('REPLY', 'UNCLEAR')),
                ('conversation.handoff_requested', 3, 'handoff:' || NEW.id, m.data,
                 NEW.read_as = 'REPLY' AND NEW.read_rule = 'reply:person')
            ) f (type, place, once_key, data, holds)
            WHERE l.id = NEW.lead_id AND f.holds""",
)
# For each statement, and not for each row: a batch of steps is recorded by one. A message that is made anew because the
# provider never had it is not told as failed.
SENT = _trigger_function(
    "tell_changed_messages",
    f"""
            SELECT n.account_id, n.lead_id, f.type, f.place, f.once_key, {OF_LEAD} || f.data AS data
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
                ('conversation.started', 2, 'started:' || n.lead_id, {STARTED.format(n="n")},
                 m.is_sent AND {FIRST.format(n="n", earlier=EARLIER)}),
                ('lead.status_changed', 3, 'contacted:' || n.lead_id,
                 jsonb_build_object('status', 'contacted', 'previous_status', 'new'),
                 m.is_sent AND l.status = 'NEW' AND {FIRST_SENT}),
                ('message.delivered', 4, 'delivered:' || n.id,
                 m.data || jsonb_build_object('delivered_at', n.delivered_at),
                 o.status <> 'DELIVERED' AND n.status = 'DELIVERED'),
                ('message.failed', 5, 'failed:' || n.id,
                 m.data || jsonb_build_object('status', lower(n.status), 'error_code', n.error_code),
                 o.status <> n.status AND n.status IN ('FAILED', 'UNDELIVERED') AND NOT n.superseded),
                ('message.unknown', 6, 'unknown:' || n.id, m.data, o.status <> 'UNKNOWN' AND n.status = 'UNKNOWN')
            ) f (type, place, once_key, data, holds)
            WHERE n.direction = 'OUTBOUND' AND f.holds""",
)

# ------------------------------------------------------------------ leads

CREATED = _trigger_function(
    "tell_created_leads",
    f"""
            SELECT l.account_id, l.id AS lead_id, 'lead.created' AS type, 1 AS place, 'created:' || l.id AS once_key,
                   {OF_LEAD} || jsonb_build_object(
                       'status', lower(l.status), 'first_name', l.first_name, 'last_name', l.last_name, 'name', l.name,
                       'email', l.email, 'source', l.source, 'created_at', l.created_at) AS data
            FROM added l""",
)
# A new lead to whom a message was sent counts as contacted.
CHANGED = _trigger_function(
    "tell_changed_lead",
    f"""
            SELECT l.account_id, l.id AS lead_id, f.type, f.place, NULL AS once_key, {OF_LEAD} || f.data AS data
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
                ('lead.opted_in', 3, '{{}}'::jsonb, OLD.opted_out_at IS NOT NULL AND NEW.opted_out_at IS NULL)
            ) f (type, place, data, holds)
            WHERE f.holds""",
)

# ------------------------------------------------------------------ enrollments and steps

BEGUN = _trigger_function(
    "tell_started_runs",
    f"""
            SELECT e.account_id, l.id AS lead_id, 'enrollment.started' AS type, 1 AS place, 'run:' || e.id AS once_key,
                   {OF_LEAD} || {_of_run("e")}
                   || jsonb_build_object('started_at', e.started_at, 'first_step_at', e.due_at) AS data
            FROM added e JOIN lead l ON l.id = e.lead_id""",
)
ENDED = _trigger_function(
    "tell_ended_run",
    f"""
            SELECT NEW.account_id, l.id AS lead_id,
                   CASE NEW.status WHEN 'COMPLETED' THEN 'sequence.completed' ELSE 'enrollment.cancelled' END AS type,
                   1 AS place, 'ended:' || NEW.id AS once_key,
                   {OF_LEAD} || {_of_run("NEW")}
                   || jsonb_build_object('started_at', NEW.started_at, 'ended_at', NEW.ended_at)
                   || CASE WHEN NEW.status = 'CANCELLED'
                           THEN jsonb_build_object('reason', lower(NEW.cancel_reason)) ELSE '{{}}' END AS data
            FROM lead l WHERE l.id = NEW.lead_id""",
)
# A hold is told once for each step, reason and cause: a pause or a blocked sender that comes back is another cause.
HELD_FOR = """'PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'NO_CONSENT', 'MISSING_VARIABLE', 'SENDER_BLOCKED',
    'ACCOUNT_BLOCKED', 'SENDER_PAUSED', 'SENDER_BUSY', 'PROVIDER_BUSY', 'AI_UNAVAILABLE', 'OUTSIDE_WINDOW', 'QUIET_HOURS',
    'CAPPED'"""
CAUSE = """coalesce(CASE
                WHEN NEW.hold_reason IN ('PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY') THEN (
                    SELECT greatest(l.paused_at, NEW.paused_at, q.paused_at, a.paused_at)
                    FROM sequence q JOIN account a ON a.id = q.account_id WHERE q.id = NEW.sequence_id)
                WHEN NEW.hold_reason IN ('SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'SENDER_PAUSED') THEN (
                    SELECT resumed_at FROM sender WHERE id = NEW.held_by)
            END::text, '')"""
_REPLIED = "OLD.replied_at IS NULL AND NEW.replied_at IS NOT NULL"
_PAUSED = """NEW.status = 'ACTIVE' AND NEW.paused_at IS NOT NULL
            AND (OLD.paused_at IS NULL OR OLD.paused_until IS DISTINCT FROM NEW.paused_until)"""
_RESUMED = "NEW.status = 'ACTIVE' AND OLD.paused_at IS NOT NULL AND NEW.paused_at IS NULL"
_IS_HELD = f"""NEW.status = 'ACTIVE' AND NEW.hold_reason IN ({HELD_FOR})
            AND (OLD.hold_reason IS DISTINCT FROM NEW.hold_reason OR OLD.position <> NEW.position)"""
GOES_ON = _trigger_function(
    "tell_changed_run",
    f"""
            SELECT NEW.account_id, l.id AS lead_id, f.type, f.place, f.once_key,
                   {OF_LEAD} || {_of_run("NEW")} || f.data AS data
            FROM lead l
            LEFT JOIN message r ON r.id = NEW.reply_id
            CROSS JOIN LATERAL (VALUES
                ('sequence.reply_received', 1, 'replied:' || NEW.id, jsonb_build_object(
                    'message_id', r.id, 'body', r.body, 'replied_at', NEW.replied_at, 'step_order', NEW.position),
                 {_REPLIED}),
                ('enrollment.paused', 2, NULL, jsonb_build_object(
                    'paused_at', NEW.paused_at, 'paused_until', NEW.paused_until, 'paused_by', NEW.paused_by), {_PAUSED}),
                ('enrollment.resumed', 3, NULL, '{{}}'::jsonb, {_RESUMED}),
                ('step.held', 4,
                 concat_ws(':', 'held', NEW.id, NEW.position, NEW.hold_reason, {CAUSE}), jsonb_build_object(
                    'step_order', NEW.position, 'reason', lower(NEW.hold_reason), 'due_at', NEW.due_at,
                    'until', CASE WHEN NEW.hold_reason = 'SENDER_BUSY' THEN NEW.slot_at ELSE NEW.wake_at END), {_IS_HELD})
            ) f (type, place, once_key, data, holds)
            WHERE l.id = NEW.lead_id AND f.holds""",
)
SKIPPED = _trigger_function(
    "tell_skipped_step",
    f"""
            SELECT e.account_id, l.id AS lead_id, 'step.skipped' AS type, 1 AS place, 'skipped:' || NEW.id AS once_key,
                   {OF_LEAD} || {_of_run("e")} || jsonb_build_object(
                       'step_order', NEW.position, 'reason', lower(NEW.reason), 'explanation', NEW.explanation,
                       'due_at', NEW.due_at, 'skipped_at', NEW.settled_at) AS data
            FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = NEW.enrollment_id""",
)
REVIEW = _trigger_function(
    "tell_waiting_draft",
    f"""
            SELECT e.account_id, l.id AS lead_id, 'draft.awaiting_review' AS type, 1 AS place,
                   'review:' || NEW.id AS once_key, {OF_LEAD} || {_of_run("e")} || jsonb_build_object(
                       'draft_id', NEW.id, 'step_order', NEW.position, 'reason', lower(NEW.reason)) AS data
            FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = NEW.enrollment_id""",
)

# ------------------------------------------------------------------ senders and budgets

BLOCKED = _trigger_function(
    "tell_blocked_sender",
    """
            SELECT NEW.account_id, NULL::uuid AS lead_id, 'sender.blocked' AS type, 1 AS place, NULL AS once_key,
                   jsonb_build_object(
                       'sender_id', NEW.id, 'phone_number', NEW.phone_number,
                       'messaging_service_sid', NEW.messaging_service_sid, 'code', NEW.status_code,
                       'reason', NEW.status_reason) AS data""",
)
# Of two calls of the model that are counted at once the second one sees the first. With a budget of 0 the model is not
# called, and nothing is reached.
BUDGET = _trigger_function(
    "tell_reached_budget",
    """
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
            WHERE a.id = of_account AND b.limited_to > 0 AND u.spent >= b.limited_to""",
    declared="DECLARE of_account uuid; today date;",
    before="""
        IF TG_TABLE_NAME = 'account' THEN
            of_account := NEW.id;
            today := local_day(event_time(), NEW.time_zone);
        ELSE
            of_account := NEW.account_id;
            today := NEW.day;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('budget ' || of_account::text, 0));""",
)

FUNCTIONS = [RECEIVED, SENT, CREATED, CHANGED, BEGUN, ENDED, GOES_ON, SKIPPED, REVIEW, BLOCKED, BUDGET]
TRIGGERS = [
    """CREATE TRIGGER message_received AFTER INSERT ON message
        FOR EACH ROW WHEN (NEW.direction = 'INBOUND') EXECUTE FUNCTION tell_received_message()""",
    """CREATE TRIGGER message_told AFTER UPDATE ON message REFERENCING OLD TABLE AS former NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_messages()""",
    """CREATE TRIGGER lead_created AFTER INSERT ON lead REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION tell_created_leads()""",
    """CREATE TRIGGER lead_told AFTER UPDATE ON lead
        FOR EACH ROW WHEN (OLD.status <> NEW.status OR (OLD.opted_out_at IS NULL) <> (NEW.opted_out_at IS NULL))
        EXECUTE FUNCTION tell_changed_lead()""",
    """CREATE TRIGGER enrollment_started AFTER INSERT ON enrollment REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION tell_started_runs()""",
    """CREATE CONSTRAINT TRIGGER enrollment_end_told AFTER UPDATE ON enrollment DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (OLD.status = 'ACTIVE' AND NEW.status <> 'ACTIVE') EXECUTE FUNCTION tell_ended_run()""",
    f"""CREATE TRIGGER enrollment_told AFTER UPDATE ON enrollment
        FOR EACH ROW WHEN (({_REPLIED}) OR ({_PAUSED}) OR ({_RESUMED}) OR ({_IS_HELD}))
        EXECUTE FUNCTION tell_changed_run()""",
    """CREATE TRIGGER step_skipped AFTER INSERT ON step_run
        FOR EACH ROW WHEN (NEW.status = 'SKIPPED') EXECUTE FUNCTION tell_skipped_step()""",
    """CREATE TRIGGER draft_waits AFTER INSERT OR UPDATE ON draft
        FOR EACH ROW WHEN (NEW.state = 'WAITING') EXECUTE FUNCTION tell_waiting_draft()""",
    """CREATE TRIGGER sender_blocked AFTER UPDATE ON sender
        FOR EACH ROW WHEN (OLD.status <> 'BLOCKED' AND NEW.status = 'BLOCKED')
        EXECUTE FUNCTION tell_blocked_sender()""",
    """CREATE TRIGGER usage_counted AFTER INSERT OR UPDATE OF charged_usd ON ai_usage
        FOR EACH ROW WHEN (NEW.charged_usd > 0) EXECUTE FUNCTION tell_reached_budget()""",
    """CREATE TRIGGER budget_changed AFTER UPDATE ON account
        FOR EACH ROW WHEN (OLD.ai_daily_budget IS DISTINCT FROM NEW.ai_daily_budget
                           OR OLD.ai_monthly_budget IS DISTINCT FROM NEW.ai_monthly_budget)
        EXECUTE FUNCTION tell_reached_budget()""",
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0049_webhooks")]

    operations = [ops.RunSQL([EVENT_ID, EVENT_TIME, *FUNCTIONS, *TRIGGERS])]
