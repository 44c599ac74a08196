"""When the media of an inbound message are listed again, if they could not be. Expand only."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0027_links")]

    operations = [
        ops.AddField("Message", "media_look_at", fields.DatetimeField(null=True)),
        ops.RunSQL("CREATE INDEX message_media_look ON message (media_look_at) WHERE media_look_at IS NOT NULL"),
    ]
