"""A phone that cannot receive messages is remembered on its lead. Expand only: null is a phone of which nothing is known."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0038_held_by")]

    operations = [ops.AddField("Lead", "dead_number_code", fields.IntField(null=True))]
