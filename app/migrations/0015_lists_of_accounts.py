"""The lists of an account read an index of its own rows, whatever the other accounts have.

Without these indexes the list of a small account walks the rows of all accounts in the order of their ids. Writes to a
table wait while its index is built.
"""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0014_keys")]

    operations = [
        ops.AddIndex("Lead", Index(fields=["account_id", "id"], name="lead_of_account")),
        ops.AddIndex("Enrollment", Index(fields=["account_id", "id"], name="enrollment_of_account")),
        ops.AddIndex("Message", Index(fields=["account_id", "id"], name="message_of_account")),
        # The new index begins with the account: an index on the account alone is of no further use.
        ops.AlterField("Enrollment", "account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
    ]
