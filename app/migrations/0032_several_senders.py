"""An account has several senders, each a number or a Messaging Service, and a lead keeps one of them.

Expand only. The former release sends everything from the account's number, so add senders when every process is of this
release. The trigger does what that release expects: a new number of the account takes the place of the one before.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

SERVICE = "^MG[0-9a-f]{32}$"
HELD_BY_SENDER = "('PROVIDER_BUSY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'SENDER_PAUSED')"
# As in 0017, and a step whose sender a person has paused.
WITHOUT_ALARM = (
    "('AWAITING_REVIEW', 'PAUSED', 'TAKEN_OVER', 'UNCLEAR_REPLY', 'SENDER_BLOCKED', 'ACCOUNT_BLOCKED', 'NO_CONSENT', "
    "'MISSING_VARIABLE', 'SENDER_PAUSED')"
)


class Migration(migrations.Migration):
    dependencies = [("nudge", "0031_priorities")]

    operations = [
        ops.AlterField("Sender", "phone_number", fields.CharField(max_length=16, null=True)),
        ops.AddField("Sender", "messaging_service_sid", fields.CharField(max_length=34, null=True)),
        ops.AddField("Sender", "segments_per_second", fields.FloatField(null=True)),
        ops.AddField("Sender", "segments_per_day", fields.IntField(null=True)),
        ops.AddField("Sender", "removed_at", fields.DatetimeField(null=True)),
        ops.AddField("Account", "several_senders", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Lead", "sender_id", fields.UUIDField(null=True)),
        ops.AlterField("Message", "sender", fields.CharField(max_length=34, null=True)),
        ops.AddField("Message", "left_from", fields.CharField(max_length=16, null=True)),
        ops.AlterField("ConsentEvent", "number", fields.CharField(max_length=34, null=True)),
        ops.RunSQL(
            [
                "ALTER TABLE number_opt_out ALTER number TYPE varchar(34)",
                """ALTER TABLE sender ADD address varchar(34)
                    GENERATED ALWAYS AS (coalesce(phone_number, messaging_service_sid)) STORED""",
                f"""ALTER TABLE sender ADD CONSTRAINT sender_address CHECK (
                    num_nonnulls(phone_number, messaging_service_sid) = 1
                    AND (messaging_service_sid IS NULL OR messaging_service_sid ~ '{SERVICE}'))""",
                """ALTER TABLE sender ADD CONSTRAINT sender_rate CHECK (
                    segments_per_second > 0 AND segments_per_second < 'infinity' AND segments_per_day > 0)""",
                """UPDATE sender s SET removed_at = now() FROM account a
                    WHERE a.id = s.account_id AND a.phone_number <> s.phone_number""",
                "CREATE UNIQUE INDEX sender_of_account ON sender (account_id, address)",
                "CREATE UNIQUE INDEX sender_in_use ON sender (address) WHERE removed_at IS NULL",
                # Inbound messages and opt-outs find the accounts that have ever used a number or a service.
                "CREATE INDEX sender_with_address ON sender (address)",
                """ALTER TABLE lead ADD CONSTRAINT lead_sender FOREIGN KEY (sender_id) REFERENCES sender (id)
                    ON DELETE RESTRICT""",
                "DROP INDEX enrollment_held",
                f"CREATE INDEX enrollment_held ON enrollment (account_id) WHERE hold_reason IN {HELD_BY_SENDER}",
                "ALTER TABLE enrollment DROP CONSTRAINT enrollment_status",
                f"""ALTER TABLE enrollment ADD CONSTRAINT enrollment_status CHECK (
                    CASE status WHEN 'ACTIVE' THEN (wake_at IS NOT NULL OR hold_reason IN {WITHOUT_ALARM} IS TRUE)
                                    AND due_at IS NOT NULL AND ended_at IS NULL AND cancel_reason IS NULL
                                WHEN 'COMPLETED' THEN ended_at IS NOT NULL AND cancel_reason IS NULL
                                WHEN 'CANCELLED' THEN ended_at IS NOT NULL AND cancel_reason IS NOT NULL
                                ELSE false END)""",
                """CREATE OR REPLACE FUNCTION keep_sender() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF TG_OP = 'UPDATE' THEN
                            IF NEW.phone_number = OLD.phone_number THEN RETURN NULL; END IF;
                            UPDATE sender SET removed_at = now()
                            WHERE account_id = NEW.id AND phone_number = OLD.phone_number AND removed_at IS NULL;
                        END IF;
                        INSERT INTO sender (account_id, phone_number) VALUES (NEW.id, NEW.phone_number)
                        ON CONFLICT (account_id, phone_number) DO UPDATE SET removed_at = NULL
                        WHERE sender.removed_at IS NOT NULL;
                        RETURN NULL;
                    END $$""",
            ]
        ),
    ]
