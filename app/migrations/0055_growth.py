"""What lists need so that they cost the same at a million leads: kept totals, and indexes in the order of each list.

Expand only. Triggers keep the totals, whichever release changes a row. They append to `total_change`, so that no two
transactions wait for one row; `services/numbers/keep.py` adds the changes up in `total`, and a reader takes the sum of
both.

A lead counts once for a sequence, however many runs it has there. Its runs on one sequence are never under way at the
same time (`enrollment_live`), so of two runs the later one sees the former one as it ended.

Leads, enrollments and conversations are not written while those of before are counted and the indexes are built: some
seconds for a million.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

TABLES = [
    """CREATE TABLE total (
        owner_id uuid, name varchar(16), version int, count bigint NOT NULL, PRIMARY KEY (owner_id, name, version))""",
    """CREATE TABLE total_change (
        id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, owner_id uuid NOT NULL, name varchar(16) NOT NULL,
        version int NOT NULL, count bigint NOT NULL)""",
    "CREATE INDEX total_change_of_owner ON total_change (owner_id)",
]
_APPEND = "INSERT INTO total_change (owner_id, name, version, count)"

# ------------------------------------------------------------------ of an account

_LEADS = "'LEADS', 0, count(*) FROM {rows} WHERE erased_at IS NULL GROUP BY account_id"
_CONVERSATIONS = "'CONVERSATIONS', 0, {sign}count(*) FROM {rows} GROUP BY account_id"


def _statement(name: str, counts: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_APPEND} SELECT account_id, {counts};
        RETURN NULL;
    END $$
"""


ERASED = f"""
CREATE FUNCTION total_erased_lead() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_APPEND} VALUES (NEW.account_id, 'LEADS', 0, CASE WHEN NEW.erased_at IS NULL THEN 1 ELSE -1 END);
        RETURN NULL;
    END $$
"""
OF_ACCOUNTS = [
    _statement("total_created_leads", _LEADS.format(rows="added")),
    ERASED,
    _statement("total_added_conversations", _CONVERSATIONS.format(sign="", rows="added")),
    _statement("total_removed_conversations", _CONVERSATIONS.format(sign="-", rows="removed")),
    """CREATE TRIGGER lead_counted AFTER INSERT ON lead REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION total_created_leads()""",
    """CREATE TRIGGER lead_uncounted AFTER UPDATE ON lead FOR EACH ROW
        WHEN ((OLD.erased_at IS NULL) <> (NEW.erased_at IS NULL)) EXECUTE FUNCTION total_erased_lead()""",
    """CREATE TRIGGER conversation_counted AFTER INSERT ON conversation REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION total_added_conversations()""",
    """CREATE TRIGGER conversation_removed AFTER DELETE ON conversation REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION total_removed_conversations()""",
]

# ------------------------------------------------------------------ of a sequence

# OFFSET 0 makes the planner look up the runs of the lead. Without it, it may read the whole sequence for each lead.
STARTED = f"""
CREATE FUNCTION total_started_runs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_APPEND}
        SELECT e.sequence_id, 'ACTIVE_RUNS', v.version, count(*)
        FROM added e JOIN sequence_version v ON v.id = e.version_id WHERE e.status = 'ACTIVE'
        GROUP BY e.sequence_id, v.version;
        {_APPEND}
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
CHANGED = f"""
CREATE FUNCTION total_changed_run() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_APPEND}
        SELECT NEW.sequence_id, 'ACTIVE_RUNS', v.version, CASE NEW.status WHEN 'ACTIVE' THEN 1 ELSE -1 END
        FROM sequence_version v
        WHERE v.id = NEW.version_id AND (OLD.status = 'ACTIVE') <> (NEW.status = 'ACTIVE')
        UNION ALL
        SELECT NEW.sequence_id, t.name, 0, CASE WHEN t.holds THEN 1 ELSE -1 END
        FROM (VALUES
            ('COMPLETED_LEADS', OLD.status = 'COMPLETED', NEW.status = 'COMPLETED'),
            ('REPLIED_LEADS', OLD.replied_at IS NOT NULL, NEW.replied_at IS NOT NULL)) t (name, held, holds)
        WHERE t.held <> t.holds AND NOT EXISTS (
            SELECT FROM (SELECT * FROM enrollment WHERE lead_id = NEW.lead_id OFFSET 0) e
            WHERE e.sequence_id = NEW.sequence_id AND e.id <> NEW.id
              AND CASE t.name WHEN 'COMPLETED_LEADS' THEN e.status = 'COMPLETED' ELSE e.replied_at IS NOT NULL END);
        RETURN NULL;
    END $$
"""
OF_SEQUENCES = [
    STARTED,
    CHANGED,
    """CREATE TRIGGER enrollment_counted AFTER INSERT ON enrollment REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION total_started_runs()""",
    """CREATE TRIGGER enrollment_changed AFTER UPDATE ON enrollment FOR EACH ROW
        WHEN (OLD.status <> NEW.status OR (OLD.replied_at IS NULL) <> (NEW.replied_at IS NULL))
        EXECUTE FUNCTION total_changed_run()""",
]

# ------------------------------------------------------------------ the rows of before

_FILL = "INSERT INTO total (owner_id, name, version, count)"
FILL = [
    f"{_FILL} SELECT account_id, {_LEADS.format(rows='lead')}",
    f"{_FILL} SELECT account_id, {_CONVERSATIONS.format(sign='', rows='conversation')}",
    f"""{_FILL} SELECT e.sequence_id, 'ACTIVE_RUNS', v.version, count(*)
        FROM enrollment e JOIN sequence_version v ON v.id = e.version_id WHERE e.status = 'ACTIVE' GROUP BY 1, 3""",
    f"""{_FILL} SELECT s.sequence_id, t.name, 0, t.count
        FROM (SELECT sequence_id, count(DISTINCT lead_id) AS enrolled,
                     count(DISTINCT lead_id) FILTER (WHERE status = 'COMPLETED') AS completed,
                     count(DISTINCT lead_id) FILTER (WHERE replied_at IS NOT NULL) AS replied
              FROM enrollment GROUP BY sequence_id) s
        CROSS JOIN LATERAL (VALUES ('ENROLLED_LEADS', s.enrolled), ('COMPLETED_LEADS', s.completed),
                                   ('REPLIED_LEADS', s.replied)) t (name, count)""",
]

# ------------------------------------------------------------------ the order of lists

DELIVERIES = """
CREATE INDEX webhook_delivery_of_status ON webhook_delivery (endpoint_id, status, id) WHERE status <> 'DELIVERED'
"""
DRAFTS = [
    """CREATE FUNCTION give_draft_its_account() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.account_id := (SELECT account_id FROM enrollment WHERE id = NEW.enrollment_id);
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER draft_of_account BEFORE INSERT ON draft FOR EACH ROW
        WHEN (NEW.account_id IS NULL) EXECUTE FUNCTION give_draft_its_account()""",
    "UPDATE draft d SET account_id = e.account_id FROM enrollment e WHERE e.id = d.enrollment_id",
    "CREATE INDEX draft_of_account ON draft (account_id, id) WHERE state = 'WAITING'",
]


def _without_index(table: str, column: str) -> fields.Field[Any]:
    return fields.ForeignKeyField(
        table, source_field=column, db_index=False, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT
    )


class Migration(migrations.Migration):
    dependencies = [("nudge", "0054_marks")]

    operations = [
        ops.AddField("Draft", "account_id", fields.UUIDField(null=True)),
        ops.RunSQL([*TABLES, *OF_ACCOUNTS, *OF_SEQUENCES, *FILL, *DRAFTS, DELIVERIES]),
        ops.AddIndex("Enrollment", Index(fields=["account_id", "status", "id"], name="enrollment_of_status")),
        ops.AddIndex("Enrollment", Index(fields=["sequence_id", "status", "id"], name="enrollment_of_sequence")),
        ops.AddIndex("Sequence", Index(fields=["account_id", "id"], name="sequence_of_account")),
        ops.AddIndex("Account", Index(fields=["partner_id", "id"], name="account_of_partner")),
        # The new indexes begin with the column that these have alone.
        ops.AlterField("Enrollment", "sequence", _without_index("nudge.Sequence", "sequence_id")),
        ops.AlterField("Sequence", "account", _without_index("nudge.Account", "account_id")),
        ops.AlterField("Account", "partner", _without_index("nudge.Partner", "partner_id")),
    ]
