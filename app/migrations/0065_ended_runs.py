"""The runs that a statement ends are counted one by one only where one of them counted before.

Expand only. What is counted stays as it was, whichever release writes the rows.

A lead has at most one run under way on a sequence (`enrollment_live_of_sequence`). So where all runs of a statement were
under way and had no reply, each is of another lead or sequence, and the change of the totals is the number of these
leads that no other run counts. This is each statement that records sent steps.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

KEY = "owner_id, day, version, position, name, detail"

UNCHANGED = """NOT EXISTS (SELECT FROM changed WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM former WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL OR converted_at IS NOT NULL)"""
# OFFSET 0 makes the planner look up the runs of the lead. Without it, it may read the whole sequence for each lead.
_RUNS_OF = "(SELECT * FROM enrollment WHERE lead_id = {row}.lead_id OFFSET 0) o WHERE o.sequence_id = {row}.sequence_id"


def _first(name: str, holds: str) -> str:
    """The leads whose run counts now, and no run of whom counted before."""
    return f"""SELECT c.sequence_id, '{name}', 0, count(*) FROM changed c
            WHERE c.{holds} AND NOT EXISTS (
                SELECT FROM {_RUNS_OF.format(row="c")} AND o.id <> c.id AND o.{holds})
            GROUP BY c.sequence_id"""


# Elsewhere: what a lead has after the statement, less what the statement changed, is what it had before.
def _runs(rows: str, sign: str = "") -> str:
    return f"""SELECT sequence_id, lead_id, {sign}(status = 'COMPLETED')::int AS completed,
                           {sign}(replied_at IS NOT NULL)::int AS replied
                    FROM {rows} WHERE status = 'COMPLETED' OR replied_at IS NOT NULL"""


TOTALS = f"""
CREATE OR REPLACE FUNCTION total_changed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
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
        JOIN sequence_version v ON v.id = e.version_id;
        IF NOT EXISTS (SELECT FROM former WHERE status <> 'ACTIVE' OR replied_at IS NOT NULL) THEN
            INSERT INTO total_change (owner_id, name, version, count)
            {_first("COMPLETED_LEADS", "status = 'COMPLETED'")}
            UNION ALL
            {_first("REPLIED_LEADS", "replied_at IS NOT NULL")};
            RETURN NULL;
        END IF;
        INSERT INTO total_change (owner_id, name, version, count)
        SELECT r.sequence_id, t.name, 0, sum(t.count)
        FROM (SELECT sequence_id, lead_id, sum(completed) AS completed, sum(replied) AS replied
              FROM ({_runs("changed")}
                    UNION ALL
                    {_runs("former", "-")}) x
              GROUP BY sequence_id, lead_id HAVING sum(completed) <> 0 OR sum(replied) <> 0) r
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE status = 'COMPLETED') AS completed, count(replied_at) AS replied
            FROM {_RUNS_OF.format(row="r")}) a
        CROSS JOIN LATERAL (VALUES
            ('COMPLETED_LEADS', (a.completed > 0)::int - (a.completed > r.completed)::int),
            ('REPLIED_LEADS', (a.replied > 0)::int - (a.replied > r.replied)::int)
        ) t (name, count)
        WHERE t.count <> 0
        GROUP BY r.sequence_id, t.name HAVING sum(t.count) <> 0;
        RETURN NULL;
    END $$
"""


def _counted(name: str, holds: str, rows: str, sign: int) -> str:
    return f"""SELECT account_id, sequence_id, version_id, '{name}' AS name, started_at, {sign} AS sign
                    FROM {rows} WHERE {holds}"""


_ENDS = {"COMPLETED": "status = 'COMPLETED'", "CONVERTED": "converted_at IS NOT NULL"}
_ROWS = "\n                    UNION ALL\n                    ".join(
    _counted(name, holds, rows, sign)
    for name, holds in _ENDS.items()
    for rows, sign in (("changed", 1), ("former", -1))
)
# All offsets of zones are whole quarters of an hour, so the runs of a quarter began on the same day.
ENDED = f"""
CREATE OR REPLACE FUNCTION count_ended_runs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {UNCHANGED} THEN
            RETURN NULL;
        END IF;
        INSERT INTO day_count_change ({KEY}, count, last_at)
        SELECT r.sequence_id, local_day(r.quarter, a.time_zone), v.version, -1, r.name, '', r.count, r.last_at
        FROM (SELECT account_id, sequence_id, version_id, name,
                     date_bin('15 minutes', started_at, '2000-01-01 00:00+00') AS quarter,
                     sum(sign) AS count, max(started_at) AS last_at
              FROM ({_ROWS}) e
              GROUP BY account_id, sequence_id, version_id, name, quarter HAVING sum(sign) <> 0) r
        JOIN account a ON a.id = r.account_id
        JOIN sequence_version v ON v.id = r.version_id;
        RETURN NULL;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0064_references")]

    operations = [ops.RunSQL([TOTALS, ENDED])]
