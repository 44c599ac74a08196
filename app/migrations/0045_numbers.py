"""Counts by day: of an account's messages, replies, opt-outs and skipped steps, and of the steps of each sequence.

Expand only. A message is counted when it is a minute old (`services/numbers/keep.py`), so that the statements which
send it and tell of its delivery count nothing. Triggers append only what changes in a message that may be counted
already, and what happens once or seldom: a step without a message, an opt-out, the end of a run. They write what they
must whichever release changes a row.

`day_count` is the sum, `day_count_change` what triggers appended since, and `day_count_progress` how far the messages and
the enrollments are counted: those with ids below `until`. A reader adds the rows from there on.

Why no change is lost. Rows below `closing` are counted once every transaction from before `barrier` has ended. A change
that found its row above `late_line` was made twenty seconds before `closing` was set, at least, so its transaction has ended, and
the row is counted as changed. Any other change locks the row of the progress: either it is committed before the rows are
counted, or it finds them counted, and is appended.

Messages, enrollments, steps and consents are not written while the ended runs, skipped steps and opt-outs of before are
counted: some seconds for a million.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

ACCEPTED = "('QUEUED', 'SENT', 'DELIVERED', 'UNDELIVERED')"
KEY = "owner_id, day, version, position, name, detail"

# A zone that this PostgreSQL does not know must not keep a message from being stored.
LOCAL_DAY = """
CREATE FUNCTION local_day(at timestamptz, zone text) RETURNS date LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN (at AT TIME ZONE zone)::date;
    EXCEPTION WHEN invalid_parameter_value THEN
        RETURN (at AT TIME ZONE 'UTC')::date;
    END $$
"""
# Ids are UUIDs of version 7: they begin with the milliseconds since 1970.
ID_BEFORE = """
CREATE FUNCTION id_before(age interval) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp() - age) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$
"""
# In PL/pgSQL: a function in SQL would be parsed anew for each statement whose trigger calls it.
LATE_LINE = """
CREATE FUNCTION late_line() RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
    BEGIN
        RETURN id_before(interval '40 seconds');
    END $$
"""
TABLES = [
    """CREATE TABLE day_count (
        owner_id uuid, day date, version int, position smallint, name varchar(16), detail varchar(32),
        count bigint NOT NULL, last_at timestamptz NOT NULL,
        PRIMARY KEY (owner_id, day, version, position, name, detail))""",
    """CREATE TABLE day_count_change (
        id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, owner_id uuid NOT NULL, day date NOT NULL,
        version int NOT NULL, position smallint NOT NULL, name varchar(16) NOT NULL, detail varchar(32) NOT NULL,
        count bigint NOT NULL, last_at timestamptz NOT NULL)""",
    "CREATE INDEX day_count_change_of_owner ON day_count_change (owner_id, day)",
    """CREATE TABLE day_count_progress (
        source varchar(10) PRIMARY KEY, until uuid NOT NULL, closing uuid NOT NULL, barrier bigint)""",
]
COLUMNS = """RETURNS TABLE (owner_id uuid, day date, version int, "position" smallint, name text, detail text,
    count bigint, last_at timestamptz) LANGUAGE sql STABLE"""

# An account counts a message on the day on which it was written or received; a sequence counts it at its step, on the
# day on which the run began.
OF_MESSAGE = f"""
CREATE FUNCTION counts_of_message(m message) {COLUMNS} AS $$
    SELECT o.owner_id, o.day, o.version, o.position, f.name, f.detail, f.count::bigint, m.created_at
    FROM (
        SELECT a.id AS owner_id, local_day(m.created_at, a.time_zone) AS day, 0 AS version, -1::smallint AS position,
               false AS of_step
        FROM account a WHERE a.id = m.account_id
        UNION ALL
        SELECT e.sequence_id, local_day(e.started_at, a.time_zone), v.version, m.position, true
        FROM enrollment e JOIN account a ON a.id = e.account_id JOIN sequence_version v ON v.id = e.version_id
        WHERE e.id = m.enrollment_id) o
    CROSS JOIN LATERAL (VALUES
        ('SENT', '', (m.status IN {ACCEPTED})::int),
        ('SEGMENTS', '', CASE WHEN m.status IN {ACCEPTED} THEN m.segments END),
        ('DELIVERED', '', (m.status = 'DELIVERED')::int),
        (m.status, coalesce(m.error_code::text, ''), (m.status IN ('UNDELIVERED', 'FAILED', 'UNKNOWN'))::int),
        ('REPLY', '', (m.direction = 'INBOUND' AND m.read_as IN ('REPLY', 'UNCLEAR'))::int),
        ('REACHED', '', (o.of_step AND m.status <> 'SENDING')::int),
        ('REPLIED', '', (o.of_step AND m.replied_at IS NOT NULL)::int),
        ('OPTED_OUT', '', (o.of_step AND m.opted_out_at IS NOT NULL)::int),
        ('CONVERTED', '', (o.of_step AND m.converted_at IS NOT NULL)::int)) f (name, detail, count)
    WHERE NOT m.superseded AND f.count > 0
$$
"""
OF_ENROLLMENT = f"""
CREATE FUNCTION counts_of_enrollment(e enrollment) {COLUMNS} AS $$
    SELECT e.sequence_id, local_day(e.started_at, a.time_zone), v.version, -1::smallint, 'ENROLLED', '', 1::bigint,
           e.started_at
    FROM account a JOIN sequence_version v ON v.id = e.version_id WHERE a.id = e.account_id
$$
"""
# How a run ended is counted when it ends, and not with the run.
OF_END = f"""
CREATE FUNCTION counts_of_end(e enrollment, completed boolean, converted boolean) {COLUMNS} AS $$
    SELECT c.owner_id, c.day, c.version, c.position, f.name, '', 1::bigint, c.last_at
    FROM counts_of_enrollment(e) c
    CROSS JOIN (VALUES ('COMPLETED', completed), ('CONVERTED', converted)) f (name, holds)
    WHERE f.holds
$$
"""
# The message of a step counts for it. Only a step without a message counts by itself.
OF_STEP_RUN = f"""
CREATE FUNCTION counts_of_step_run(s step_run) {COLUMNS} AS $$
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
$$
"""
OF_CONSENT = f"""
CREATE FUNCTION counts_of_consent(c consent_event) {COLUMNS} AS $$
    SELECT a.id, local_day(c.created_at, a.time_zone), 0, -1::smallint, 'OPT_OUT', '', 1::bigint, c.created_at
    FROM account a WHERE a.id = c.account_id AND c.change = 'OPT_OUT'
$$
"""


def _append(counts: str) -> str:
    return f"INSERT INTO day_count_change ({KEY}, count, last_at) SELECT {KEY}, count, last_at FROM {counts}"


LATE = f"""
CREATE FUNCTION count_late_message() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE counted_to uuid;
    BEGIN
        SELECT until INTO counted_to FROM day_count_progress WHERE source = 'message' FOR SHARE;
        IF TG_OP = 'INSERT' THEN
            IF NEW.id < counted_to THEN
                {_append("counts_of_message(NEW)")};
            END IF;
        ELSIF OLD.id < counted_to THEN
            INSERT INTO day_count_change ({KEY}, count, last_at)
            SELECT {KEY}, sum(count), max(last_at) FROM (
                SELECT {KEY}, -count AS count, last_at FROM counts_of_message(OLD)
                UNION ALL
                SELECT {KEY}, count, last_at FROM counts_of_message(NEW) WHERE TG_OP = 'UPDATE') c
            GROUP BY {KEY} HAVING sum(count) <> 0;
        END IF;
        RETURN NULL;
    END $$
"""
LATE_RUN = f"""
CREATE FUNCTION count_late_enrollment() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE counted_to uuid;
    BEGIN
        SELECT until INTO counted_to FROM day_count_progress WHERE source = 'enrollment' FOR SHARE;
        IF NEW.id < counted_to THEN
            {_append("counts_of_enrollment(NEW)")};
        END IF;
        RETURN NULL;
    END $$
"""
_COMPLETES = "(OLD.status <> 'COMPLETED' AND NEW.status = 'COMPLETED')"
_CONVERTS = "(OLD.converted_at IS NULL AND NEW.converted_at IS NOT NULL)"
ENDED = f"""
CREATE FUNCTION count_ended_run() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_append(f"counts_of_end(NEW, {_COMPLETES}, {_CONVERTS})")};
        RETURN NULL;
    END $$
"""
STEP = f"""
CREATE FUNCTION count_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_append("counts_of_step_run(NEW)")};
        RETURN NULL;
    END $$
"""
CONSENT = f"""
CREATE FUNCTION count_opt_out() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_append("counts_of_consent(NEW)")};
        RETURN NULL;
    END $$
"""
# What counts is compared first: the line costs a microsecond.
TRIGGERS = [
    """CREATE TRIGGER message_late AFTER INSERT ON message
        FOR EACH ROW WHEN (NEW.id < late_line()) EXECUTE FUNCTION count_late_message()""",
    """CREATE TRIGGER message_changed_late AFTER UPDATE ON message FOR EACH ROW
        WHEN ((OLD.status <> NEW.status OR OLD.superseded <> NEW.superseded OR OLD.segments <> NEW.segments
               OR OLD.error_code IS DISTINCT FROM NEW.error_code OR OLD.read_as IS DISTINCT FROM NEW.read_as
               OR OLD.replied_at IS DISTINCT FROM NEW.replied_at
               OR OLD.opted_out_at IS DISTINCT FROM NEW.opted_out_at
               OR OLD.converted_at IS DISTINCT FROM NEW.converted_at) AND NEW.id < late_line())
        EXECUTE FUNCTION count_late_message()""",
    """CREATE TRIGGER message_removed_late AFTER DELETE ON message
        FOR EACH ROW WHEN (OLD.id < late_line()) EXECUTE FUNCTION count_late_message()""",
    """CREATE TRIGGER enrollment_late AFTER INSERT ON enrollment
        FOR EACH ROW WHEN (NEW.id < late_line()) EXECUTE FUNCTION count_late_enrollment()""",
    f"""CREATE TRIGGER enrollment_ended AFTER UPDATE ON enrollment
        FOR EACH ROW WHEN ({_COMPLETES} OR {_CONVERTS}) EXECUTE FUNCTION count_ended_run()""",
    """CREATE TRIGGER step_without_message AFTER INSERT ON step_run
        FOR EACH ROW WHEN (NEW.message_id IS NULL) EXECUTE FUNCTION count_step()""",
    """CREATE TRIGGER consent_opt_out AFTER INSERT ON consent_event
        FOR EACH ROW WHEN (NEW.change = 'OPT_OUT') EXECUTE FUNCTION count_opt_out()""",
]


def _fill(counts: str) -> str:
    return f"""INSERT INTO day_count ({KEY}, count, last_at)
        SELECT {KEY}, sum(count), max(last_at) FROM (SELECT c.* FROM {counts} c) f GROUP BY {KEY}"""


FILL = [
    _fill(
        "enrollment e CROSS JOIN LATERAL counts_of_end(e, e.status = 'COMPLETED', e.converted_at IS NOT NULL)"
    ),
    _fill("step_run s CROSS JOIN LATERAL counts_of_step_run(s)"),
    _fill("consent_event e CROSS JOIN LATERAL counts_of_consent(e)"),
]


class Migration(migrations.Migration):
    dependencies = [("nudge", "0044_account_messages")]

    operations = [
        ops.AddField("Message", "replied_at", fields.DatetimeField(null=True)),
        ops.AddField("Message", "opted_out_at", fields.DatetimeField(null=True)),
        ops.AddField("Message", "converted_at", fields.DatetimeField(null=True)),
        ops.RunSQL(
            [
                *(LOCAL_DAY, ID_BEFORE, LATE_LINE, *TABLES, OF_MESSAGE, OF_ENROLLMENT, OF_END, OF_STEP_RUN, OF_CONSENT),
                *(LATE, LATE_RUN, ENDED, STEP, CONSENT, *TRIGGERS, *FILL),
            ]
        ),
    ]
