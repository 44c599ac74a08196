"""Conversations: one row for each lead with a message, for lists of an inbox. A message says who wrote it, and when it
changed last. A person who takes over a conversation pauses automation for so many hours.

Expand only. Triggers keep the rows, so that they are true whatever code writes a message beside this one, in the same
transaction. Writes to messages wait while the rows of the existing leads are made. Messages that are older than a week
count as read and answered, except an unclear text whose lead is still paused.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


AttentionReason = stored("AttentionReason", "UNCLEAR_REPLY HANDOFF DRAFT UNANSWERED NOT_DELIVERED")
ConversationStatus = stored("ConversationStatus", "OPEN DONE")

# The most urgent reason comes first.
ATTENTION = """
ALTER TABLE conversation DROP COLUMN attention, ADD COLUMN attention varchar(13) GENERATED ALWAYS AS (
    CASE WHEN unclear_at IS NOT NULL THEN 'UNCLEAR_REPLY' WHEN handoff_at IS NOT NULL THEN 'HANDOFF'
         WHEN draft_at IS NOT NULL THEN 'DRAFT' WHEN unanswered_at IS NOT NULL THEN 'UNANSWERED'
         WHEN not_delivered_at IS NOT NULL THEN 'NOT_DELIVERED' END) STORED
"""
INDEXES = """
CREATE INDEX conversation_of_account ON conversation (account_id, status, last_message_at, id);
CREATE INDEX conversation_unread ON conversation (account_id, last_message_at, id) WHERE unread_count > 0;
CREATE INDEX conversation_attention ON conversation (account_id, attention, last_message_at, id)
    WHERE attention IS NOT NULL;
CREATE INDEX conversation_assignee ON conversation (account_id, assignee, status, last_message_at, id)
    WHERE assignee IS NOT NULL
"""
PROMISES = """
ALTER TABLE conversation ADD CONSTRAINT conversation_of_lead FOREIGN KEY (id) REFERENCES lead (id) ON DELETE RESTRICT;
ALTER TABLE conversation ADD CONSTRAINT conversation_status CHECK (
    status IN ('OPEN', 'DONE') AND unread_count >= 0 AND (last_inbound_id IS NULL) = (last_inbound_at IS NULL));
ALTER TABLE account ADD CONSTRAINT account_takeover CHECK (takeover_hours BETWEEN 1 AND 720)
"""

# What the messages and drafts of each lead say, beside the bounds that people's acts have set in the stored row. An
# answer is a message of a person or of the AI; only a person's answers an unclear text and a lead who asks for a person.
COUNTED = """
CREATE VIEW conversation_as_counted AS
SELECT l.id, l.account_id, m.last_message_id, m.last_message_at, m.last_inbound_id, m.last_inbound_at,
       i.unread_count, i.unanswered_at, i.unclear_at, i.handoff_at,
       (SELECT min(d.created_at) FROM enrollment e JOIN draft d ON d.enrollment_id = e.id
        WHERE e.lead_id = l.id AND e.status = 'ACTIVE' AND e.hold_reason = 'AWAITING_REVIEW' AND d.state = 'WAITING'
          AND d.created_at > coalesce(c.closed_at, '-infinity')) AS draft_at,
       CASE WHEN l.opted_out_at IS NULL AND o.status IN ('FAILED', 'UNDELIVERED')
             AND o.id IS DISTINCT FROM c.dismissed_id THEN o.created_at END AS not_delivered_at
FROM lead l
LEFT JOIN conversation c ON c.id = l.id
CROSS JOIN LATERAL (
    SELECT (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS last_message_id, max(created_at) AS last_message_at,
           (array_agg(id ORDER BY id DESC) FILTER (WHERE direction = 'INBOUND'))[1] AS last_inbound_id,
           max(created_at) FILTER (WHERE direction = 'INBOUND') AS last_inbound_at,
           (array_agg(id ORDER BY id DESC) FILTER (
                WHERE source IN ('OPERATOR', 'AI') AND status <> 'FAILED'))[1] AS answer_id,
           (array_agg(id ORDER BY id DESC) FILTER (WHERE source = 'OPERATOR' AND status <> 'FAILED'))[1] AS person_id
    FROM message WHERE lead_id = l.id AND NOT superseded) m
LEFT JOIN LATERAL (
    SELECT id, status, created_at FROM message WHERE lead_id = l.id AND direction = 'OUTBOUND' AND NOT superseded
    ORDER BY created_at DESC, id DESC LIMIT 1) o ON true
CROSS JOIN LATERAL (
    SELECT coalesce(greatest(c.read_id, m.person_id), '00000000-0000-0000-0000-000000000000') AS read_to,
           coalesce(greatest(c.answered_id, m.answer_id), '00000000-0000-0000-0000-000000000000') AS answered_to,
           coalesce(greatest(c.decided_id, m.person_id), '00000000-0000-0000-0000-000000000000') AS decided_to) b
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE id > b.read_to)::int AS unread_count,
           min(created_at) FILTER (WHERE id > b.answered_to AND read_as IN ('REPLY', 'UNCLEAR')) AS unanswered_at,
           min(created_at) FILTER (WHERE id > b.decided_to AND read_as = 'UNCLEAR') AS unclear_at,
           min(created_at) FILTER (
                WHERE id > b.decided_to AND read_as = 'REPLY' AND read_rule = 'reply:person') AS handoff_at
    FROM message WHERE lead_id = l.id AND direction = 'INBOUND') i
WHERE l.erased_at IS NULL AND m.last_message_id IS NOT NULL
"""
# The row is locked before its messages are counted: what is stored before that is counted, and whoever stores more
# waits, and adds to the result.
COUNT = """
CREATE FUNCTION count_conversations(leads uuid[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO conversation (id, account_id, last_message_id, last_message_at)
        SELECT v.id, v.account_id, v.last_message_id, v.last_message_at
        FROM conversation_as_counted v WHERE v.id = ANY(leads) ORDER BY v.id
        ON CONFLICT (id) DO NOTHING;
        PERFORM FROM conversation WHERE id = ANY(leads) ORDER BY id FOR UPDATE;
        UPDATE conversation c
        SET last_message_id = v.last_message_id, last_message_at = v.last_message_at,
            last_inbound_id = v.last_inbound_id, last_inbound_at = v.last_inbound_at, unread_count = v.unread_count,
            unanswered_at = v.unanswered_at, unclear_at = v.unclear_at, handoff_at = v.handoff_at,
            draft_at = v.draft_at, not_delivered_at = v.not_delivered_at,
            status = CASE WHEN v.not_delivered_at IS NOT NULL AND c.not_delivered_at IS NULL
                            OR v.last_inbound_id IS DISTINCT FROM c.last_inbound_id THEN 'OPEN' ELSE c.status END
        FROM conversation_as_counted v WHERE v.id = ANY(leads) AND c.id = v.id;
        DELETE FROM conversation c
        WHERE c.id = ANY(leads) AND NOT EXISTS (SELECT FROM conversation_as_counted v WHERE v.id = c.id);
    END $$
"""
# The hot path: a batch of claimed steps is one statement here too. `answered_id`, `decided_id` and `dismissed_id` of a
# new row are marks for the case that the row exists; as bounds they mean nothing there, for no message is older.
ADDED = """
CREATE FUNCTION keep_conversation_of_added() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE several uuid[];
    BEGIN
        INSERT INTO conversation AS c (
            id, account_id, last_message_id, last_message_at, last_inbound_id, last_inbound_at, unread_count,
            unanswered_at, unclear_at, handoff_at, draft_at, not_delivered_at, answered_id, decided_id, dismissed_id)
        SELECT a.lead_id, a.account_id, a.id, a.created_at,
               CASE WHEN a.direction = 'INBOUND' THEN a.id END, CASE WHEN a.direction = 'INBOUND' THEN a.created_at END,
               CASE WHEN a.direction = 'INBOUND' THEN 1 ELSE 0 END,
               CASE WHEN a.read_as IN ('REPLY', 'UNCLEAR') THEN a.created_at END,
               CASE WHEN a.read_as = 'UNCLEAR' THEN a.created_at END,
               CASE WHEN a.read_as = 'REPLY' AND a.read_rule = 'reply:person' THEN a.created_at END,
               CASE WHEN a.source = 'OPERATOR' THEN (
                    SELECT min(d.created_at) FROM enrollment e JOIN draft d ON d.enrollment_id = e.id
                    WHERE e.lead_id = a.lead_id AND e.status = 'ACTIVE' AND e.hold_reason = 'AWAITING_REVIEW'
                      AND d.state = 'WAITING') END,
               CASE WHEN a.direction = 'OUTBOUND' AND a.status IN ('FAILED', 'UNDELIVERED') THEN a.created_at END,
               CASE WHEN a.source IN ('OPERATOR', 'AI') AND a.status <> 'FAILED' THEN a.id END,
               CASE WHEN a.source = 'OPERATOR' AND a.status <> 'FAILED' THEN a.id END,
               CASE WHEN a.direction = 'OUTBOUND' THEN a.account_id END
        FROM (SELECT *, count(*) OVER (PARTITION BY lead_id) AS of_lead FROM added WHERE NOT superseded) a
        WHERE a.of_lead = 1
        ORDER BY a.lead_id
        ON CONFLICT (id) DO UPDATE
        SET last_message_id = CASE
                WHEN (excluded.last_message_at, excluded.last_message_id) > (c.last_message_at, c.last_message_id)
                THEN excluded.last_message_id ELSE c.last_message_id END,
            last_message_at = greatest(excluded.last_message_at, c.last_message_at),
            last_inbound_id = greatest(excluded.last_inbound_id, c.last_inbound_id),
            last_inbound_at = greatest(excluded.last_inbound_at, c.last_inbound_at),
            unread_count = CASE
                WHEN excluded.decided_id IS NOT NULL THEN 0
                WHEN c.read_id IS NULL OR excluded.last_inbound_id > c.read_id
                THEN c.unread_count + excluded.unread_count ELSE c.unread_count END,
            unanswered_at = CASE WHEN excluded.answered_id IS NULL
                THEN least(c.unanswered_at, excluded.unanswered_at) END,
            unclear_at = CASE WHEN excluded.decided_id IS NULL THEN least(c.unclear_at, excluded.unclear_at) END,
            handoff_at = CASE WHEN excluded.decided_id IS NULL THEN least(c.handoff_at, excluded.handoff_at) END,
            not_delivered_at = CASE WHEN excluded.dismissed_id IS NULL
                THEN c.not_delivered_at ELSE excluded.not_delivered_at END,
            status = CASE WHEN excluded.last_inbound_id IS NOT NULL OR excluded.not_delivered_at IS NOT NULL
                THEN 'OPEN' ELSE c.status END;
        SELECT array_agg(DISTINCT a.lead_id) INTO several
        FROM (SELECT lead_id FROM added WHERE NOT superseded GROUP BY lead_id HAVING count(*) > 1) a;
        IF several IS NOT NULL THEN
            PERFORM count_conversations(several);
        END IF;
        RETURN NULL;
    END $$
"""
CHANGED = """
CREATE FUNCTION keep_conversation_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM count_conversations(ARRAY[OLD.lead_id]);
        RETURN NULL;
    END $$
"""
DRAFTED = """
CREATE FUNCTION keep_conversation_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE conversation c
        SET draft_at = v.draft_at, status = CASE WHEN v.draft_at IS NULL THEN c.status ELSE 'OPEN' END
        FROM conversation_as_counted v WHERE c.id = NEW.lead_id AND v.id = NEW.lead_id;
        RETURN NULL;
    END $$
"""
# An opt-out settles everything. The end of a pause is a person's decision on what the lead wrote.
OF_LEAD = """
CREATE FUNCTION keep_conversation_of_lead() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.erased_at IS NOT NULL THEN
            DELETE FROM conversation WHERE id = NEW.id;
        ELSIF NEW.opted_out_at IS NOT NULL AND OLD.opted_out_at IS NULL THEN
            UPDATE conversation
            SET answered_id = last_inbound_id, decided_id = last_inbound_id,
                unanswered_at = NULL, unclear_at = NULL, handoff_at = NULL, not_delivered_at = NULL
            WHERE id = NEW.id;
        ELSE
            UPDATE conversation SET decided_id = last_inbound_id, unclear_at = NULL, handoff_at = NULL
            WHERE id = NEW.id;
        END IF;
        RETURN NULL;
    END $$
"""
TRIGGERS = [
    """CREATE TRIGGER message_added AFTER INSERT ON message REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION keep_conversation_of_added()""",
    """CREATE TRIGGER message_removed AFTER DELETE ON message
        FOR EACH ROW EXECUTE FUNCTION keep_conversation_of_changed()""",
    """CREATE TRIGGER message_changed AFTER UPDATE ON message FOR EACH ROW
        WHEN (OLD.superseded <> NEW.superseded OR OLD.read_as IS DISTINCT FROM NEW.read_as
              OR (OLD.status <> NEW.status AND (OLD.status IN ('FAILED', 'UNDELIVERED')
                                                OR NEW.status IN ('FAILED', 'UNDELIVERED'))))
        EXECUTE FUNCTION keep_conversation_of_changed()""",
    """CREATE TRIGGER enrollment_reviewed AFTER UPDATE ON enrollment FOR EACH ROW
        WHEN ((OLD.hold_reason IS NOT DISTINCT FROM 'AWAITING_REVIEW')
              <> (NEW.hold_reason IS NOT DISTINCT FROM 'AWAITING_REVIEW'))
        EXECUTE FUNCTION keep_conversation_of_draft()""",
    """CREATE TRIGGER lead_settled AFTER UPDATE ON lead FOR EACH ROW
        WHEN (OLD.opted_out_at IS NULL AND NEW.opted_out_at IS NOT NULL
              OR OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
              OR OLD.paused_at IS NOT NULL AND NEW.paused_at IS NULL)
        EXECUTE FUNCTION keep_conversation_of_lead()""",
]
FILL = """
INSERT INTO conversation (id, account_id, last_message_id, last_message_at, read_id, answered_id, decided_id)
SELECT l.id, l.account_id, m.last, m.at, m.old, m.old,
       CASE WHEN l.pause_reason IS DISTINCT FROM 'UNCLEAR_REPLY' THEN m.old END
FROM lead l CROSS JOIN LATERAL (
    SELECT (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS last, max(created_at) AS at,
           (array_agg(id ORDER BY id DESC) FILTER (
                WHERE direction = 'INBOUND' AND created_at < now() - interval '7 days'))[1] AS old
    FROM message WHERE lead_id = l.id AND NOT superseded) m
WHERE l.erased_at IS NULL AND m.last IS NOT NULL
"""
COUNT_ALL = "SELECT count_conversations(array_agg(id)) FROM conversation"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0034_connections")]

    operations = [
        ops.AddField("Account", "takeover_hours", fields.SmallIntField(default=12, db_default=12)),
        ops.AddField("Message", "written_by", fields.CharField(max_length=200, null=True)),
        ops.AddField("Message", "updated_at", fields.DatetimeField(null=True)),
        ops.CreateModel(
            name="Conversation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("last_message_id", fields.UUIDField()),
                ("last_message_at", fields.DatetimeField()),
                ("last_inbound_id", fields.UUIDField(null=True)),
                ("last_inbound_at", fields.DatetimeField(null=True)),
                ("unread_count", fields.IntField(default=0, db_default=0)),
                ("status", fields.CharEnumField(ConversationStatus, max_length=4, default=ConversationStatus.OPEN, db_default="OPEN")),
                ("assignee", fields.CharField(max_length=200, null=True)),
                ("attention", fields.CharEnumField(AttentionReason, max_length=13, null=True)),
                ("unanswered_at", fields.DatetimeField(null=True)),
                ("unclear_at", fields.DatetimeField(null=True)),
                ("handoff_at", fields.DatetimeField(null=True)),
                ("draft_at", fields.DatetimeField(null=True)),
                ("not_delivered_at", fields.DatetimeField(null=True)),
                ("read_id", fields.UUIDField(null=True)),
                ("answered_id", fields.UUIDField(null=True)),
                ("decided_id", fields.UUIDField(null=True)),
                ("dismissed_id", fields.UUIDField(null=True)),
                ("closed_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "conversation", "app": "nudge", "pk_attr": "id", "table_description": "The conversation with a lead who has a message."},
            bases=["Row"],
        ),
        ops.RunSQL([ATTENTION, INDEXES, PROMISES, COUNTED, COUNT, ADDED, CHANGED, DRAFTED, OF_LEAD, *TRIGGERS, FILL, COUNT_ALL]),
    ]
