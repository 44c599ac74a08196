"""An account's numbers are read without its steps: the counts of a message are those of its account and of its step.

Expand only: `counts_of_message` counts as before.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

ACCEPTED = "('QUEUED', 'SENT', 'DELIVERED', 'UNDELIVERED')"
COLUMNS = """RETURNS TABLE (owner_id uuid, day date, version int, "position" smallint, name text, detail text,
    count bigint, last_at timestamptz) LANGUAGE sql STABLE"""

FACTS = f"""
CREATE FUNCTION facts_of_message(m message) RETURNS TABLE (name text, detail text, count bigint)
LANGUAGE sql STABLE AS $$
    SELECT f.name, f.detail, f.count::bigint
    FROM (VALUES
        ('SENT', '', (m.status IN {ACCEPTED})::int),
        ('SEGMENTS', '', CASE WHEN m.status IN {ACCEPTED} THEN m.segments END),
        ('DELIVERED', '', (m.status = 'DELIVERED')::int),
        (m.status, coalesce(m.error_code::text, ''), (m.status IN ('UNDELIVERED', 'FAILED', 'UNKNOWN'))::int),
        ('REPLY', '', (m.direction = 'INBOUND' AND m.read_as IN ('REPLY', 'UNCLEAR'))::int)) f (name, detail, count)
    WHERE NOT m.superseded AND f.count > 0
$$
"""
OF_ACCOUNT = f"""
CREATE FUNCTION account_counts_of_message(m message) {COLUMNS} AS $$
    SELECT a.id, local_day(m.created_at, a.time_zone), 0, -1::smallint, f.name, f.detail, f.count, m.created_at
    FROM account a CROSS JOIN LATERAL facts_of_message(m) f
    WHERE a.id = m.account_id
$$
"""
OF_STEP = f"""
CREATE FUNCTION step_counts_of_message(m message) {COLUMNS} AS $$
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
$$
"""
OF_MESSAGE = f"""
CREATE OR REPLACE FUNCTION counts_of_message(m message) {COLUMNS} AS $$
    SELECT * FROM account_counts_of_message(m) UNION ALL SELECT * FROM step_counts_of_message(m)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0050_webhook_events")]

    operations = [ops.RunSQL([FACTS, OF_ACCOUNT, OF_STEP, OF_MESSAGE])]
