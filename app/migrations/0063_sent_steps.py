"""Messages that are written late are counted by statements, and so are the leads of runs that end: less for each step.

Expand only. What is counted stays as it was, whichever release writes the rows.

The triggers of messages call `late_line` once for a statement, which costs more than the rest of the check of a row. They
take the line when the statement has ended: it is later then, so no change is missed (`0045_numbers` says why).

Messages and enrollments are not written while their triggers are made: no row is read for that.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

KEY = "owner_id, day, version, position, name, detail"

# ------------------------------------------------------------------ messages

_KEY = ", ".join(f"c.{column}" for column in KEY.split(", "))
_PROGRESS = "SELECT until INTO counted_to FROM day_count_progress WHERE source = 'message' FOR SHARE"


def _counts(rows: str, sign: str = "") -> str:
    return f"""SELECT {_KEY}, {sign}c.count AS count, c.last_at
              FROM {rows} r CROSS JOIN LATERAL counts_of_message(ROW(r.*)::message) c WHERE r.id < counted_to"""


ADDED = f"""
CREATE FUNCTION count_late_messages() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        line uuid := late_line();
        counted_to uuid;
    BEGIN
        IF NOT EXISTS (SELECT FROM added WHERE id < line) THEN
            RETURN NULL;
        END IF;
        {_PROGRESS};
        INSERT INTO day_count_change ({KEY}, count, last_at)
        SELECT {KEY}, sum(count), max(last_at)
        FROM ({_counts("added")}) n
        GROUP BY {KEY};
        RETURN NULL;
    END $$
"""
# EXCEPT: no row is looked for in the other table, which PostgreSQL would do row by row with the plan that it has made
# for a statement of one row.
_COUNTED = "id, status, superseded, segments, error_code, read_as, replied_at, opted_out_at, converted_at"
CHANGED = f"""
CREATE FUNCTION count_late_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        line uuid := late_line();
        counted_to uuid;
    BEGIN
        IF NOT EXISTS (SELECT FROM changed WHERE id < line) THEN
            RETURN NULL;
        END IF;
        IF NOT EXISTS (SELECT {_COUNTED} FROM changed WHERE id < line EXCEPT SELECT {_COUNTED} FROM former) THEN
            RETURN NULL;
        END IF;
        {_PROGRESS};
        INSERT INTO day_count_change ({KEY}, count, last_at)
        SELECT {KEY}, sum(count), max(last_at)
        FROM ({_counts("changed")}
              UNION ALL
              {_counts("former", "-")}) n
        GROUP BY {KEY} HAVING sum(count) <> 0;
        RETURN NULL;
    END $$
"""
MESSAGES = [
    ADDED,
    CHANGED,
    "DROP TRIGGER message_late ON message",
    "DROP TRIGGER message_changed_late ON message",
    """CREATE TRIGGER message_late AFTER INSERT ON message REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION count_late_messages()""",
    """CREATE TRIGGER message_changed_late AFTER UPDATE ON message REFERENCING OLD TABLE AS former NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION count_late_changes()""",
    "DROP FUNCTION count_late_message()",
]

# ------------------------------------------------------------------ runs that change

# A lead counts once for a sequence: what it has there after the statement, less what the statement changed, is what it
# had before. OFFSET 0 makes the planner look up the runs of the lead. Without it, it may read the whole sequence for
# each lead.
_HAS = "status = 'COMPLETED' OR replied_at IS NOT NULL"


def _runs(rows: str, sign: str = "") -> str:
    return f"""SELECT sequence_id, lead_id, {sign}(status = 'COMPLETED')::int AS completed,
                           {sign}(replied_at IS NOT NULL)::int AS replied FROM {rows} WHERE {_HAS}"""


RUNS = f"""
CREATE OR REPLACE FUNCTION total_changed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
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
        JOIN sequence_version v ON v.id = e.version_id
        UNION ALL
        SELECT r.sequence_id, t.name, 0, sum(t.count)
        FROM (SELECT sequence_id, lead_id, sum(completed) AS completed, sum(replied) AS replied
              FROM ({_runs("changed")}
                    UNION ALL
                    {_runs("former", "-")}) x
              GROUP BY sequence_id, lead_id HAVING sum(completed) <> 0 OR sum(replied) <> 0) r
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE status = 'COMPLETED') AS completed, count(replied_at) AS replied
            FROM (SELECT * FROM enrollment WHERE lead_id = r.lead_id OFFSET 0) e
            WHERE sequence_id = r.sequence_id) a
        CROSS JOIN LATERAL (VALUES
            ('COMPLETED_LEADS', (a.completed > 0)::int - (a.completed > r.completed)::int),
            ('REPLIED_LEADS', (a.replied > 0)::int - (a.replied > r.replied)::int)
        ) t (name, count)
        WHERE t.count <> 0
        GROUP BY r.sequence_id, t.name HAVING sum(t.count) <> 0;
        RETURN NULL;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0062_new_leads")]

    operations = [ops.RunSQL([*MESSAGES, RUNS])]
