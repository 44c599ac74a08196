"""Erased leads: when they were erased, and their phones as hashes.

Expand only. The former release erases nobody. Beside this one it does not look at the hashes, so it may make a lead of an
erased phone during the upgrade: erase people when every process is of this release.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0029_leads_by_phone")]

    operations = [
        ops.AddField("Lead", "erased_at", fields.DatetimeField(null=True)),
        ops.RunSQL(
            [
                """CREATE TABLE erased_phone (
                    hash bytea NOT NULL, scope varchar(48) NOT NULL, lead_id uuid REFERENCES lead (id) ON DELETE RESTRICT,
                    key_id varchar(16) NOT NULL, created_at timestamptz NOT NULL, PRIMARY KEY (hash, scope))""",
                """ALTER TABLE lead ADD CONSTRAINT lead_erased CHECK (
                    erased_at IS NULL OR num_nonnulls(first_name, last_name, name, email, property_address, external_id,
                                                      source, notes, time_zone, state, postal_code, metadata, consent,
                                                      paused_by) = 0)""",
            ]
        ),
    ]
