"""The consent of a lead, accounts that require it, do-not-contact lists, and the version of the rules of a sender.

Expand only: the former release stores no consent, reads no list and changes no version. A step that waits for consent
has no alarm, and the index finds such steps of an account.
"""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

# The words of `ConsentOrigin` as they were when this migration was released.
CONSENT = """
consent IS NULL OR (
    consent - '{source,text,url,ip,givenAt}'::text[] = '{}' AND jsonb_typeof(consent -> 'givenAt') = 'string'
    AND consent ->> 'source' IN ('WEB_FORM', 'PHONE', 'PAPER', 'KEYWORD', 'IMPORTED', 'OTHER')) IS TRUE
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0019_leads")]

    operations = [
        ops.AddField("Lead", "consent", fields.JSONField(null=True)),
        ops.AddField("ConsentEvent", "consent", fields.JSONField(null=True)),
        ops.AddField("Account", "require_consent", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Sender", "rules_version", fields.IntField(default=0, db_default=0)),
        ops.CreateModel(
            name="Suppression",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("partner", fields.ForeignKeyField("nudge.Partner", source_field="partner_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", null=True, db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("owner_id", fields.UUIDField()),
                ("phone", fields.CharField(max_length=16)),
                ("is_listed", fields.BooleanField(default=True, db_default=True)),
                ("source", fields.CharField(max_length=200)),
                ("note", fields.TextField(null=True)),
                ("created_at", fields.DatetimeField()),
            ],
            options={
                "table": "suppression",
                "app": "nudge",
                "unique_together": (("phone", "owner_id"),),
                "indexes": [Index(fields=["owner_id", "id"], name="suppression_of_owner")],
                "pk_attr": "id",
                "table_description": "A phone on a do-not-contact list, of one account or of the whole partner.",
            },
            bases=["Row"],
        ),
        ops.RunSQL(
            [
                f"ALTER TABLE lead ADD CONSTRAINT lead_consent CHECK ({CONSENT})",
                f"ALTER TABLE consent_event ADD CONSTRAINT consent_event_consent CHECK ({CONSENT})",
                "CREATE INDEX enrollment_without_consent ON enrollment (account_id) WHERE hold_reason = 'NO_CONSENT'",
                """ALTER TABLE suppression ADD CONSTRAINT suppression_owner CHECK (
                    owner_id = coalesce(account_id, partner_id))""",
                r"ALTER TABLE suppression ADD CONSTRAINT suppression_phone_e164 CHECK (phone ~ '^\+[1-9][0-9]{6,14}$')",
            ]
        ),
    ]
