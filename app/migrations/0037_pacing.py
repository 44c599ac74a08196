"""The clock of each sender with a rate, and the line of steps that wait for it.

Expand only. The former release paces nothing and does not look at the lines, so set rates when every process is of this
release. To go back to it, wake the steps that wait in a line first:
UPDATE enrollment SET wake_at = due_at, hold_reason = NULL WHERE hold_reason = 'SENDER_BUSY'.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# As in 0032; a step in a line has the time in `slot_at` at which it is expected to leave.
WITHOUT_ALARM = (
    "('AWAITING_REVIEW', 'PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'NO_CONSENT', "
    "'MISSING_VARIABLE', 'SENDER_PAUSED', 'SENDER_BUSY')"
)


class Migration(migrations.Migration):
    dependencies = [("nudge", "0036_paused_sequences")]

    operations = [
        ops.AddField("Enrollment", "line_of", fields.UUIDField(null=True)),
        ops.AddField("Enrollment", "line_position", fields.SmallIntField(null=True)),
        ops.AddField("Enrollment", "line_rank", fields.FloatField(null=True)),
        ops.AddField("Enrollment", "line_segments", fields.SmallIntField(null=True)),
        ops.AddField("Enrollment", "slot_at", fields.DatetimeField(null=True)),
        ops.RunSQL(
            [
                """CREATE TABLE sender_pace (
                    sender_id uuid PRIMARY KEY REFERENCES sender (id) ON DELETE RESTRICT, free_at timestamptz,
                    day_ends_at timestamptz, sent_today int NOT NULL DEFAULT 0 CHECK (sent_today >= 0),
                    line_at timestamptz)""",
                "CREATE INDEX sender_pace_line ON sender_pace (line_at) WHERE line_at IS NOT NULL",
                # A sender has a clock from its first rate on. A new rate binds at once: the line is looked at again.
                """CREATE FUNCTION keep_sender_pace() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF num_nonnulls(NEW.segments_per_second, NEW.segments_per_day) > 0 OR TG_OP = 'UPDATE' THEN
                            INSERT INTO sender_pace (sender_id) VALUES (NEW.id)
                            ON CONFLICT (sender_id) DO UPDATE SET line_at = 'epoch' WHERE sender_pace.line_at IS NOT NULL;
                        END IF;
                        RETURN NULL;
                    END $$""",
                """CREATE TRIGGER sender_paced AFTER INSERT OR UPDATE OF segments_per_second, segments_per_day ON sender
                    FOR EACH ROW EXECUTE FUNCTION keep_sender_pace()""",
                # A claim that was decided by the former rates is decided again (`RULES_UNCHANGED`).
                """CREATE FUNCTION change_rates() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        NEW.rules_version := OLD.rules_version + 1;
                        RETURN NEW;
                    END $$""",
                """CREATE TRIGGER sender_rates BEFORE UPDATE OF segments_per_second, segments_per_day ON sender
                    FOR EACH ROW WHEN ((OLD.segments_per_second, OLD.segments_per_day)
                                       IS DISTINCT FROM (NEW.segments_per_second, NEW.segments_per_day))
                    EXECUTE FUNCTION change_rates()""",
                """INSERT INTO sender_pace (sender_id) SELECT id FROM sender
                    WHERE segments_per_second IS NOT NULL OR segments_per_day IS NOT NULL""",
                # The lines: the steps of each sequence in the order in which they leave. The expression is the same as
                # `sequence_id`. No other index has its order, so the planner cannot choose another.
                """CREATE INDEX enrollment_line ON enrollment (line_of, nullif(sequence_id, line_of), line_rank, id)
                    WHERE hold_reason = 'SENDER_BUSY' AND wake_at IS NULL""",
                """ALTER TABLE enrollment ADD CONSTRAINT enrollment_in_line CHECK (
                    hold_reason IS DISTINCT FROM 'SENDER_BUSY' OR wake_at IS NOT NULL
                    OR num_nulls(line_of, line_rank, line_segments, slot_at) = 0)""",
                "ALTER TABLE enrollment DROP CONSTRAINT enrollment_status",
                f"""ALTER TABLE enrollment ADD CONSTRAINT enrollment_status CHECK (
                    CASE status WHEN 'ACTIVE' THEN (wake_at IS NOT NULL OR hold_reason IN {WITHOUT_ALARM} IS TRUE)
                                    AND due_at IS NOT NULL AND ended_at IS NULL AND cancel_reason IS NULL
                                WHEN 'COMPLETED' THEN ended_at IS NOT NULL AND cancel_reason IS NULL
                                WHEN 'CANCELLED' THEN ended_at IS NOT NULL AND cancel_reason IS NOT NULL
                                ELSE false END)""",
            ]
        ),
    ]
