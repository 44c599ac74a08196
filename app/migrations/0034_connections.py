"""Accounts with credentials of their own at the provider, and which credentials each message left by. Expand only: the
former release sends everything by the server's credentials."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0033_caps")]

    operations = [
        ops.CreateModel(
            name="Connection",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account", fields.ForeignKeyField("nudge.Account", source_field="account_id", db_constraint=True, to_field="id", on_delete=OnDelete.RESTRICT)),
                ("provider", fields.CharField(max_length=16)),
                ("provider_account", fields.CharField(max_length=64)),
                ("secret", fields.TextField(null=True)),
                ("verified_at", fields.DatetimeField(null=True)),
                ("problem", fields.TextField(null=True)),
                ("look_at", fields.DatetimeField(null=True)),
                ("ended_at", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField()),
            ],
            options={
                "table": "connection",
                "app": "nudge",
                "indexes": [Index(fields=["account_id", "id"], name="connection_of_account")],
                "pk_attr": "id",
                "table_description": "An account's own credentials at the SMS provider.",
            },
            bases=["Row"],
        ),
        ops.AddField("Account", "connection_id", fields.UUIDField(null=True)),
        ops.AddField("Message", "connection_id", fields.UUIDField(null=True)),
        ops.RunSQL(
            [
                """ALTER TABLE connection ADD CONSTRAINT connection_secret CHECK (
                    ended_at IS NOT NULL OR secret IS NOT NULL)""",
                """CREATE UNIQUE INDEX connection_current ON connection (account_id) WHERE ended_at IS NULL""",
                """CREATE INDEX connection_named ON connection (provider_account) WHERE secret IS NOT NULL""",
                """CREATE INDEX connection_look ON connection (look_at) WHERE look_at IS NOT NULL""",
            ]
        ),
    ]
