"""Lists of an account's messages, by their kind, their error and their sequence; and those that changed lately.

Expand only. A trigger gives the messages of a former release their sequence, and a worker those of before this
migration. Writes to the table wait while the indexes are built.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# An attempt that the provider proved absent is in no list.
INDEXES = """
CREATE INDEX message_listed ON message (account_id, created_at, id) WHERE NOT superseded;
CREATE INDEX message_of_kind ON message (account_id, source, status, created_at, id) WHERE NOT superseded;
CREATE INDEX message_with_error ON message (account_id, error_code, created_at, id)
    WHERE error_code IS NOT NULL AND NOT superseded;
CREATE INDEX message_of_sequence ON message (account_id, sequence_id, status, created_at, id)
    WHERE sequence_id IS NOT NULL AND NOT superseded;
CREATE INDEX message_changed_at ON message (account_id, updated_at) WHERE updated_at IS NOT NULL;
CREATE INDEX message_without_sequence ON message (id) WHERE enrollment_id IS NOT NULL AND sequence_id IS NULL
"""
OF_STEP = """
CREATE FUNCTION give_message_its_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.sequence_id := (SELECT sequence_id FROM enrollment WHERE id = NEW.enrollment_id);
        RETURN NEW;
    END $$
"""
TRIGGER = """
CREATE TRIGGER message_of_former_release BEFORE INSERT ON message FOR EACH ROW
    WHEN (NEW.enrollment_id IS NOT NULL AND NEW.sequence_id IS NULL) EXECUTE FUNCTION give_message_its_sequence()
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0043_misfires")]

    operations = [
        ops.AddField("Message", "sequence_id", fields.UUIDField(null=True)),
        ops.RunSQL([OF_STEP, TRIGGER, INDEXES]),
    ]
