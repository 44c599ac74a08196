"""Triggers of new runs work by statements: a thousand leads that are enrolled in one call call each of them once.

Expand only. What is counted stays as it was, whichever release writes the rows.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

KEY = "owner_id, day, version, position, name, detail"

# The line is drawn after the rows, and so higher than it was for the first of them: more of them count as late. A late
# row is counted here if it is below what is counted already. `0045_numbers` says why no run is lost.
LATE = f"""
CREATE FUNCTION count_late_enrollments() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        line uuid := late_line();
        counted_to uuid;
    BEGIN
        IF NOT EXISTS (SELECT FROM added WHERE id < line) THEN
            RETURN NULL;
        END IF;
        SELECT until INTO counted_to FROM day_count_progress WHERE source = 'enrollment' FOR SHARE;
        INSERT INTO day_count_change ({KEY}, count, last_at)
        SELECT {", ".join(f"c.{column}" for column in KEY.split(", "))}, c.count, c.last_at
        FROM added a JOIN enrollment e ON e.id = a.id CROSS JOIN LATERAL counts_of_enrollment(e) c
        WHERE a.id < counted_to;
        RETURN NULL;
    END $$
"""
# A lead counts once for a sequence. Of runs that are all under way, a lead has one on a sequence (`enrollment_live`), so
# each of them has only former ones beside it. Others are copied from elsewhere: there a lead may have several.
# OFFSET 0 makes the planner look up the runs of the lead. Without it, it may read the whole sequence for each lead.
STARTED = """
CREATE OR REPLACE FUNCTION total_started_runs() RETURNS trigger LANGUAGE plpgsql AS $$
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
    END $$
"""
RUNS = [
    LATE,
    STARTED,
    "DROP TRIGGER enrollment_late ON enrollment",
    """CREATE TRIGGER enrollment_late AFTER INSERT ON enrollment REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION count_late_enrollments()""",
    "DROP FUNCTION count_late_enrollment()",
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0058_batches")]

    operations = [ops.RunSQL(RUNS)]
