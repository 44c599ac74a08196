"""Keys with a name, scopes and accounts. A partner may have several; the main key alone rotates.

Expand only. The former release knows no other keys than main keys: a key that it makes is one, and a rotation by it
during the upgrade ends the other keys of the partner too, never later than they would have ended.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

INDEXES = """
CREATE UNIQUE INDEX partner_key_current ON partner_key (partner_id) WHERE expires_at IS NULL AND is_main;
CREATE UNIQUE INDEX partner_key_previous ON partner_key (partner_id) WHERE expires_at IS NOT NULL AND is_main;
CREATE INDEX partner_key_partner ON partner_key (partner_id)
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0013_consent_notes")]

    operations = [
        ops.AddField("PartnerKey", "is_main", fields.BooleanField(default=True, db_default=True)),
        ops.AddField("PartnerKey", "name", fields.CharField(max_length=200, default="main", db_default="main")),
        ops.AddField("PartnerKey", "prefix", fields.CharField(max_length=16, default="", db_default="")),
        ops.AddField(
            "PartnerKey", "scopes", fields.CharField(max_length=100, default="READ WRITE SEND ADMIN", db_default="READ WRITE SEND ADMIN")
        ),
        ops.AddField("PartnerKey", "account_ids", fields.JSONField(default=list, db_default="[]")),
        ops.AddField("PartnerKey", "last_used_at", fields.DatetimeField(null=True)),
        ops.RunSQL(["DROP INDEX partner_key_current", "DROP INDEX partner_key_previous", *INDEXES.strip().split(";")]),
    ]
