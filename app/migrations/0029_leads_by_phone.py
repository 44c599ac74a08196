"""Leads are found by their phone in all accounts: a do-not-contact list of a partner binds each of them.

Without this index the list would look up each phone once for each account. Writes to the table wait while it is built.
"""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0028_missing_media")]

    operations = [ops.AddIndex("Lead", Index(fields=["phone", "account_id"], name="lead_of_phone"))]
