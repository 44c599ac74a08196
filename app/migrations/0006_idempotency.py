"""Idempotency keys."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("nudge", "0005_ai_steps")]

    operations = [
        ops.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('partner', fields.ForeignKeyField('nudge.Partner', source_field='partner_id', db_index=False, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('key', fields.CharField(max_length=255)),
                ('fingerprint', fields.CharField(max_length=64)),
                ('done', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('answer', fields.TextField(null=True, unique=False)),
                ('created_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'idempotency_key', 'app': 'nudge', 'unique_together': (('partner_id', 'key'),), 'pk_attr': 'id', 'table_description': "A partner's key for calls that are carried out once; `app/services/idempotency.py` says what is in it."},
            bases=['Row'],
        ),
    ]
