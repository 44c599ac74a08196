"""The imports of an account are listed by an index that has their order. Writes to the table wait while it is built."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0055_growth")]

    operations = [ops.AddIndex("ImportJob", Index(fields=["account_id", "id"], name="import_job_of_account"))]
