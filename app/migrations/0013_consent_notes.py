"""A person who opts a lead out says how the lead asked for it: by voice, by mail, in the branch. Expand only."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0012_classified_texts")]

    operations = [ops.AddField("ConsentEvent", "note", fields.TextField(null=True))]
