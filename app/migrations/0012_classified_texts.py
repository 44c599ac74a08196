from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0011_numbers_told")]

    operations = [
        ops.AddField("Message", "classified_at", fields.DatetimeField(null=True)),
        ops.RunSQL(
            "CREATE INDEX message_unclear ON message (created_at) WHERE read_as = 'UNCLEAR' AND classified_at IS NULL"
        ),
    ]
