"""The trigger of messages that are deleted works by statements: a statement that deletes a thousand calls it once.

Expand only. What is counted stays as it was, whichever release deletes the rows.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

KEY = "owner_id, day, version, position, name, detail"

# Two triggers of before are one: a step that is put off deletes its message, so the statement that records outcomes
# calls this each time, mostly without a row. `0045_numbers` says why a message below `counted_to` is taken back here.
REMOVED = f"""
CREATE FUNCTION keep_counts_of_removed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
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
            INSERT INTO day_count_change ({KEY}, count, last_at)
            SELECT {KEY}, -sum(count), max(last_at)
            FROM (SELECT c.* FROM removed r CROSS JOIN LATERAL counts_of_message(ROW(r.*)::message) c
                  WHERE r.id < counted_to) n
            GROUP BY {KEY} HAVING sum(count) <> 0;
        END IF;
        RETURN NULL;
    END $$
"""
TRIGGERS = [
    REMOVED,
    "DROP TRIGGER message_removed ON message",
    "DROP TRIGGER message_removed_late ON message",
    """CREATE TRIGGER message_removed AFTER DELETE ON message REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION keep_counts_of_removed_messages()""",
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0060_leads_of_sequences")]

    operations = [ops.RunSQL(TRIGGERS)]
