"""The leads without a message have a table, so that a list of them reads no others. Expand only.

A lead is in `new_lead` from when it is made until a message to it is. Triggers keep it so, whichever release writes the
rows. A lead may be there that has a message: of two messages, one failed. No lead is missing: whatever takes a message
back lists its lead again, and a lead is taken out only by the transaction that writes a message to it.

The statements look up each lead in the key, whatever PostgreSQL believes of the size of the table: it keeps the plan of
a function, and would read a table whole that was empty when the plan was made.

Leads and messages are not written while the leads of before are listed: some seconds for a million.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

TABLE = "CREATE TABLE new_lead (account_id uuid, lead_id uuid, PRIMARY KEY (account_id, lead_id))"
_IS_NEW = "status = 'NEW' AND erased_at IS NULL"
_LIST = "INSERT INTO new_lead (account_id, lead_id) SELECT account_id, id FROM"
_BY_KEY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

MADE = f"""
CREATE FUNCTION list_new_leads() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_LIST} added WHERE {_IS_NEW};
        RETURN NULL;
    END $$
"""
CHANGED = f"""
CREATE FUNCTION list_changed_lead() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.{_IS_NEW.replace("AND ", "AND NEW.")} THEN
            INSERT INTO new_lead (account_id, lead_id) VALUES (NEW.account_id, NEW.id) ON CONFLICT DO NOTHING;
        ELSE
            DELETE FROM new_lead WHERE account_id = NEW.account_id AND lead_id = NEW.id;
        END IF;
        RETURN NULL;
    END $$
"""
CONTACTED = f"""
CREATE FUNCTION unlist_contacted_leads() RETURNS trigger LANGUAGE plpgsql {_BY_KEY} AS $$
    BEGIN
        DELETE FROM new_lead n USING added a
        WHERE n.account_id = a.account_id AND n.lead_id = a.lead_id
          AND a.direction = 'OUTBOUND' AND a.status <> 'FAILED' AND NOT a.superseded;
        RETURN NULL;
    END $$
"""
NOT_SENT = f"""
CREATE FUNCTION list_lead_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_LIST} lead WHERE id = NEW.lead_id AND {_IS_NEW} ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$
"""
REMOVED = f"""
CREATE FUNCTION list_leads_of_removed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE leads uuid[] := (SELECT array_agg(DISTINCT lead_id) FROM removed);
    BEGIN
        IF leads IS NOT NULL THEN
            {_LIST} lead WHERE id = ANY(leads) AND {_IS_NEW} ON CONFLICT DO NOTHING;
        END IF;
        RETURN NULL;
    END $$
"""
TRIGGERS = [
    MADE,
    CHANGED,
    CONTACTED,
    NOT_SENT,
    REMOVED,
    """CREATE TRIGGER lead_listed AFTER INSERT ON lead REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION list_new_leads()""",
    f"""CREATE TRIGGER lead_relisted AFTER UPDATE ON lead FOR EACH ROW
        WHEN ((OLD.{_IS_NEW.replace("AND ", "AND OLD.")}) <> (NEW.{_IS_NEW.replace("AND ", "AND NEW.")}))
        EXECUTE FUNCTION list_changed_lead()""",
    # After `message_added`, which locks the conversations in their order: so no two of these wait for each other.
    """CREATE TRIGGER message_contacts AFTER INSERT ON message REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION unlist_contacted_leads()""",
    """CREATE TRIGGER message_not_sent AFTER UPDATE ON message FOR EACH ROW
        WHEN (NEW.direction = 'OUTBOUND'
              AND (NEW.superseded AND NOT OLD.superseded OR NEW.status = 'FAILED' AND OLD.status <> 'FAILED'))
        EXECUTE FUNCTION list_lead_of_message()""",
    """CREATE TRIGGER message_removed_new AFTER DELETE ON message REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION list_leads_of_removed_messages()""",
]
FILL = f"""
{_LIST} lead l WHERE {_IS_NEW} AND (
    SELECT true FROM message m
    WHERE m.lead_id = l.id AND m.direction = 'OUTBOUND' AND m.status <> 'FAILED' AND NOT m.superseded LIMIT 1) IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0061_removed_messages")]

    operations = [ops.RunSQL([TABLE, *TRIGGERS, FILL])]
