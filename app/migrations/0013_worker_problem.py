from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0012_classified_texts")]

    operations = [ops.AddField("Worker", "problem", fields.TextField(null=True))]
