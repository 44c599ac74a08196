"""The promises that the database keeps and that Tortoise cannot declare: partial indexes, checks and triggers."""

from tortoise import migrations
from tortoise.migrations import operations as ops

E164 = r"^\+[1-9][0-9]{6,14}$"
CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Migration(migrations.Migration):
    dependencies = [("nudge", "0001_initial")]

    operations = [
        ops.RunSQL(
            [
                # A partner has at most two valid keys: the current key and the key that it replaced.
                "CREATE UNIQUE INDEX partner_key_current ON partner_key (partner_id) WHERE expires_at IS NULL",
                "CREATE UNIQUE INDEX partner_key_previous ON partner_key (partner_id) WHERE expires_at IS NOT NULL",
                f"ALTER TABLE account ADD CONSTRAINT account_phone_e164 CHECK (phone_number ~ '{E164}')",
                f"""ALTER TABLE account ADD CONSTRAINT account_window CHECK (
                    (window_start IS NULL) = (window_end IS NULL)
                    AND window_start ~ '{CLOCK}' AND window_end ~ '{CLOCK}' AND window_start <> window_end)""",
                f"ALTER TABLE lead ADD CONSTRAINT lead_phone_e164 CHECK (phone ~ '{E164}')",
                # At most one default sequence per account.
                """CREATE UNIQUE INDEX sequence_default ON sequence (account_id)
                    WHERE is_default AND deleted_at IS NULL""",
                """ALTER TABLE step ADD CONSTRAINT step_text CHECK (
                    CASE type WHEN 'FIXED' THEN message IS NOT NULL AND instructions IS NULL
                              WHEN 'AI' THEN instructions IS NOT NULL ELSE false END)""",
                "ALTER TABLE step ADD CONSTRAINT step_delay CHECK (delay_hours BETWEEN 0 AND 8760)",
                "ALTER TABLE step ADD CONSTRAINT step_position CHECK (position BETWEEN 0 AND 49)",
                # A version and its steps never change.
                """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
                """CREATE TRIGGER step_immutable BEFORE UPDATE OR DELETE ON step
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
                """CREATE TRIGGER sequence_version_immutable BEFORE UPDATE OR DELETE ON sequence_version
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
                # At most one active enrollment per lead and sequence.
                """CREATE UNIQUE INDEX enrollment_live ON enrollment (lead_id, sequence_id)
                    WHERE status = 'ACTIVE'""",
                # The timer: waiting enrollments are in this index, ended enrollments are not.
                "CREATE INDEX enrollment_wake ON enrollment (wake_at) WHERE wake_at IS NOT NULL",
                """ALTER TABLE enrollment ADD CONSTRAINT enrollment_status CHECK (
                    CASE status WHEN 'ACTIVE' THEN wake_at IS NOT NULL AND due_at IS NOT NULL AND ended_at IS NULL
                                    AND cancel_reason IS NULL
                                WHEN 'COMPLETED' THEN ended_at IS NOT NULL AND cancel_reason IS NULL
                                WHEN 'CANCELLED' THEN ended_at IS NOT NULL AND cancel_reason IS NOT NULL
                                ELSE false END)""",
                # The engine reads an ended enrollment again only while the outcome of an attempt is unknown.
                """ALTER TABLE enrollment ADD CONSTRAINT enrollment_ended_sleeps CHECK (
                    status = 'ACTIVE' OR (wake_at IS NULL) = (attempt_id IS NULL))""",
                """ALTER TABLE message ADD CONSTRAINT message_direction CHECK (
                    CASE direction WHEN 'INBOUND' THEN status = 'RECEIVED' AND source IS NULL
                                       AND provider_sid IS NOT NULL AND enrollment_id IS NULL
                                   WHEN 'OUTBOUND' THEN status <> 'RECEIVED' AND source IS NOT NULL
                                   ELSE false END)""",
                """ALTER TABLE message ADD CONSTRAINT message_of_step CHECK (
                    (enrollment_id IS NULL) = (position IS NULL))""",
                # A step is submitted once: a second attempt exists only after the provider proved that the first is absent.
                """CREATE UNIQUE INDEX message_step ON message (enrollment_id, position)
                    WHERE enrollment_id IS NOT NULL AND NOT superseded""",
                "INSERT INTO installation (id, simulator_token) VALUES (1, replace(gen_random_uuid()::text, '-', ''))",
                "ALTER TABLE installation ADD CONSTRAINT installation_single CHECK (id = 1)",
            ]
        )
    ]
