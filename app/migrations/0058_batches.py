"""Triggers of the hot path work by statements: a batch of claimed or recorded steps calls each of them once.

Expand only. What is counted stays as it was, whichever release writes the rows. A count is what the rows are after the
statement, less what they were before: so no row is looked for in the other table, which PostgreSQL would do row by row
with the plan that it has made for a statement of one row.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

KEY = "owner_id, day, version, position, name, detail"

# ------------------------------------------------------------------ runs that change

# A statement after which all of its runs go on as before, such as a claim, changes no count.
UNCHANGED = """NOT EXISTS (SELECT FROM changed WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM former WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL)"""
# All offsets of zones are whole quarters of an hour, so the runs of a quarter began on the same day.
ENDED = f"""
CREATE FUNCTION count_ended_runs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {UNCHANGED} THEN
            RETURN NULL;
        END IF;
        INSERT INTO day_count_change ({KEY}, count, last_at)
        SELECT r.sequence_id, local_day(r.quarter, a.time_zone), v.version, -1, r.name, '', r.count, r.last_at
        FROM (SELECT e.account_id, e.sequence_id, e.version_id, f.name,
                     date_bin('15 minutes', e.started_at, '2000-01-01 00:00+00') AS quarter,
                     sum(e.sign) AS count, max(e.started_at) AS last_at
              FROM (SELECT account_id, sequence_id, version_id, started_at, status, converted_at, 1 AS sign FROM changed
                    UNION ALL
                    SELECT account_id, sequence_id, version_id, started_at, status, converted_at, -1 FROM former) e
              CROSS JOIN LATERAL (VALUES
                  ('COMPLETED', e.status = 'COMPLETED'), ('CONVERTED', e.converted_at IS NOT NULL)) f (name, holds)
              WHERE f.holds
              GROUP BY e.account_id, e.sequence_id, e.version_id, f.name, quarter HAVING sum(e.sign) <> 0) r
        JOIN account a ON a.id = r.account_id
        JOIN sequence_version v ON v.id = r.version_id;
        RETURN NULL;
    END $$
"""
# A lead counts once for a sequence: `other` are its runs there that the statement has left alone. OFFSET 0 makes the
# planner look up the runs of the lead. Without it, it may read the whole sequence for each lead.
TOTALS = f"""
CREATE FUNCTION total_changed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {UNCHANGED} THEN
            RETURN NULL;
        END IF;
        INSERT INTO total_change (owner_id, name, version, count)
        SELECT e.sequence_id, 'ACTIVE_RUNS', v.version, e.count
        FROM (SELECT sequence_id, version_id, sum(sign) AS count
              FROM (SELECT sequence_id, version_id, 1 AS sign FROM changed WHERE status = 'ACTIVE'
                    UNION ALL
                    SELECT sequence_id, version_id, -1 FROM former WHERE status = 'ACTIVE') x
              GROUP BY sequence_id, version_id HAVING sum(sign) <> 0) e
        JOIN sequence_version v ON v.id = e.version_id
        UNION ALL
        SELECT r.sequence_id, t.name, 0, sum(t.after::int - t.before::int)
        FROM (SELECT sequence_id, lead_id, array_agg(id) AS ids,
                     bool_or(is_after AND completed) AS completed, bool_or(NOT is_after AND completed) AS had_completed,
                     bool_or(is_after AND replied) AS replied, bool_or(NOT is_after AND replied) AS had_replied
              FROM (SELECT id, sequence_id, lead_id, status = 'COMPLETED' AS completed, replied_at IS NOT NULL AS replied,
                           true AS is_after FROM changed
                    UNION ALL
                    SELECT id, sequence_id, lead_id, status = 'COMPLETED', replied_at IS NOT NULL, false FROM former) x
              WHERE completed OR replied
              GROUP BY sequence_id, lead_id) r
        CROSS JOIN LATERAL (VALUES
            ('COMPLETED_LEADS', r.had_completed, r.completed), ('REPLIED_LEADS', r.had_replied, r.replied)
        ) t (name, before, after)
        WHERE t.before <> t.after AND NOT EXISTS (
            SELECT FROM (SELECT * FROM enrollment WHERE lead_id = r.lead_id OFFSET 0) other
            WHERE other.sequence_id = r.sequence_id AND other.id <> ALL(r.ids)
              AND CASE t.name WHEN 'COMPLETED_LEADS' THEN other.status = 'COMPLETED'
                              ELSE other.replied_at IS NOT NULL END)
        GROUP BY r.sequence_id, t.name HAVING sum(t.after::int - t.before::int) <> 0;
        RETURN NULL;
    END $$
"""
RUNS = [
    ENDED,
    TOTALS,
    "DROP TRIGGER enrollment_ended ON enrollment",
    "DROP TRIGGER enrollment_changed ON enrollment",
    """CREATE TRIGGER enrollment_ended AFTER UPDATE ON enrollment REFERENCING OLD TABLE AS former NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION count_ended_runs()""",
    """CREATE TRIGGER enrollment_changed AFTER UPDATE ON enrollment REFERENCING OLD TABLE AS former NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION total_changed_runs()""",
    "DROP FUNCTION count_ended_run()",
    "DROP FUNCTION total_changed_run()",
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0057_retention")]

    operations = [ops.RunSQL(RUNS)]
