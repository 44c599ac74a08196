from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0015_lists_of_accounts")]

    operations = [ops.AddField("Worker", "problem", fields.TextField(null=True))]
