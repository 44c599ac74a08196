"""An opt-out binds the number that was told, too; and the provider's list of inbound messages is read once for all.

Expand only: the former release binds its opt-outs to the account alone, and goes on with its own columns of how far the
list is read. To read the list twice does no harm.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


OPT_OUTS = """
INSERT INTO number_opt_out (number, phone, created_at)
SELECT a.phone_number, l.phone, l.opted_out_at FROM lead l JOIN account a ON a.id = l.account_id
WHERE l.opted_out_at IS NOT NULL ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("nudge", "0010_canonical_phones")]

    operations = [
        ops.CreateModel(
            name="Reconciliation",
            fields=[
                ("provider", fields.CharField(primary_key=True, max_length=64, unique=True, db_index=True)),
                ("next_at", fields.DatetimeField()),
                ("stored_until", fields.DatetimeField(null=True)),
            ],
            options={"table": "reconciliation", "app": "nudge", "pk_attr": "provider", "table_description": "How far the provider's list of inbound messages is stored."},
            bases=["Model"],
        ),
        ops.AddField("ConsentEvent", "number", fields.CharField(max_length=16, null=True)),
        ops.RunSQL(
            [
                """CREATE TABLE number_opt_out (
                    number varchar(16) NOT NULL, phone varchar(16) NOT NULL, created_at timestamptz NOT NULL,
                    PRIMARY KEY (number, phone))""",
                # The number that was told is not on record: it was the account's number, unless that has changed since.
                OPT_OUTS,
            ]
        ),
    ]
