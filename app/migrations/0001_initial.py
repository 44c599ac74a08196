from enum import StrEnum
from typing import Any
from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


def stored(name: str, values: str) -> Any:
    """The values of an enum as they were when this migration was released."""
    return StrEnum(name, [(value, value) for value in values.split()])


ConsentChange = stored("ConsentChange", "OPT_OUT OPT_IN")
MessageDirection = stored("MessageDirection", "INBOUND OUTBOUND")
MessageSource = stored("MessageSource", "SEQUENCE AI OPERATOR")
MessageStatus = stored("MessageStatus", "SENDING QUEUED SENT DELIVERED UNDELIVERED FAILED UNKNOWN RECEIVED")
EnrollmentStatus = stored("EnrollmentStatus", "ACTIVE COMPLETED CANCELLED")
CancelReason = stored("CancelReason", "REQUESTED OPTED_OUT SEQUENCE_DELETED INVALID_NUMBER")
StepReason = stored("StepReason", "NOT_DUE OUTSIDE_WINDOW REPLIED OPTED_OUT CANCELLED SEQUENCE_DELETED INVALID_NUMBER PROVIDER_BUSY PROVIDER_REFUSED OUTCOME_UNKNOWN AI_UNAVAILABLE AI_REJECTED AI_BUDGET AWAITING_REVIEW BROKEN")
StepType = stored("StepType", "FIXED AI")
StepRunStatus = stored("StepRunStatus", "PENDING SENDING SENT SKIPPED FAILED UNKNOWN CANCELLED")


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Installation',
            fields=[
                ('id', fields.SmallIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('simulator_token', fields.CharField(max_length=64)),
            ],
            options={'table': 'installation', 'app': 'nudge', 'pk_attr': 'id', 'table_description': 'What this installation made up for itself, once: a single row, written by the first migration.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Partner',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(unique=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'partner', 'app': 'nudge', 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Account',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('partner', fields.ForeignKeyField('nudge.Partner', source_field='partner_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=200)),
                ('company_name', fields.CharField(max_length=200)),
                ('phone_number', fields.CharField(unique=True, max_length=16)),
                ('time_zone', fields.CharField(max_length=64)),
                ('window_start', fields.CharField(null=True, max_length=5)),
                ('window_end', fields.CharField(null=True, max_length=5)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'account', 'app': 'nudge', 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='ConsentEvent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('nudge.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('phone', fields.CharField(max_length=16)),
                ('change', fields.CharEnumField(description='OPT_OUT: OPT_OUT\nOPT_IN: OPT_IN', enum_type=ConsentChange, max_length=7)),
                ('message_id', fields.UUIDField(null=True)),
                ('rule', fields.CharField(max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'consent_event', 'app': 'nudge', 'indexes': [Index(fields=['account_id', 'phone'])], 'pk_attr': 'id', 'table_description': "Evidence for one change of a lead's consent: who, which message, which rule read it, when."},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Lead',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('nudge.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('phone', fields.CharField(max_length=16)),
                ('first_name', fields.CharField(null=True, max_length=200)),
                ('last_name', fields.CharField(null=True, max_length=200)),
                ('name', fields.CharField(null=True, max_length=200)),
                ('email', fields.CharField(null=True, max_length=320)),
                ('property_address', fields.CharField(null=True, max_length=500)),
                ('external_id', fields.CharField(null=True, max_length=200)),
                ('source', fields.CharField(null=True, max_length=200)),
                ('notes', fields.TextField(null=True, unique=False)),
                ('time_zone', fields.CharField(null=True, max_length=64)),
                ('metadata', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('opted_out_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('inbound_count', fields.IntField(default=0, db_default=0)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'lead', 'app': 'nudge', 'unique_together': (('account_id', 'phone'), ('account_id', 'external_id')), 'pk_attr': 'id', 'table_description': 'A person with a phone, inside one account. The row that a reply and a claim both lock.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Message',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('nudge.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('lead', fields.ForeignKeyField('nudge.Lead', source_field='lead_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('enrollment_id', fields.UUIDField(null=True)),
                ('position', fields.SmallIntField(null=True)),
                ('direction', fields.CharEnumField(description='INBOUND: INBOUND\nOUTBOUND: OUTBOUND', enum_type=MessageDirection, max_length=8)),
                ('source', fields.CharEnumField(null=True, description='SEQUENCE: SEQUENCE\nAI: AI\nOPERATOR: OPERATOR', enum_type=MessageSource, max_length=8)),
                ('status', fields.CharEnumField(description='SENDING: SENDING\nQUEUED: QUEUED\nSENT: SENT\nDELIVERED: DELIVERED\nUNDELIVERED: UNDELIVERED\nFAILED: FAILED\nUNKNOWN: UNKNOWN\nRECEIVED: RECEIVED', enum_type=MessageStatus, max_length=11)),
                ('body', fields.TextField(unique=False)),
                ('segments', fields.SmallIntField()),
                ('media', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('generation', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('error_code', fields.IntField(null=True)),
                ('provider_sid', fields.CharField(null=True, unique=True, max_length=64)),
                ('superseded', fields.BooleanField(default=False, db_default=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'message', 'app': 'nudge', 'indexes': [Index(fields=['lead_id', 'created_at'])], 'pk_attr': 'id', 'table_description': "An SMS in either direction. An outbound row of a step is one attempt: its id is the attempt's id."},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='PartnerKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('partner', fields.ForeignKeyField('nudge.Partner', source_field='partner_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('hash', fields.CharField(unique=True, max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'partner_key', 'app': 'nudge', 'pk_attr': 'id', 'table_description': "A partner's API key. Only its SHA-256 is kept. A rotated key has an end; the current one has none."},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Sequence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('nudge.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=200)),
                ('description', fields.TextField(null=True, unique=False)),
                ('is_active', fields.BooleanField(default=True)),
                ('is_default', fields.BooleanField(default=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('updated_at', fields.DatetimeField(auto_now=True, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sequence', 'app': 'nudge', 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='SequenceVersion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('sequence', fields.ForeignKeyField('nudge.Sequence', source_field='sequence_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('version', fields.IntField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'sequence_version', 'app': 'nudge', 'unique_together': (('sequence_id', 'version'),), 'pk_attr': 'id', 'table_description': 'The steps of a sequence as they were at one time. Never changes: those enrolled on it stay on it.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Enrollment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('nudge.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('lead', fields.ForeignKeyField('nudge.Lead', source_field='lead_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('sequence', fields.ForeignKeyField('nudge.Sequence', source_field='sequence_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('version', fields.ForeignKeyField('nudge.SequenceVersion', source_field='version_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('status', fields.CharEnumField(description='ACTIVE: ACTIVE\nCOMPLETED: COMPLETED\nCANCELLED: CANCELLED', enum_type=EnrollmentStatus, max_length=9)),
                ('cancel_reason', fields.CharEnumField(null=True, description='REQUESTED: REQUESTED\nOPTED_OUT: OPTED_OUT\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER', enum_type=CancelReason, max_length=16)),
                ('started_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('position', fields.SmallIntField(default=0)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('wake_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('hold_reason', fields.CharEnumField(null=True, description='NOT_DUE: NOT_DUE\nOUTSIDE_WINDOW: OUTSIDE_WINDOW\nREPLIED: REPLIED\nOPTED_OUT: OPTED_OUT\nCANCELLED: CANCELLED\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER\nPROVIDER_BUSY: PROVIDER_BUSY\nPROVIDER_REFUSED: PROVIDER_REFUSED\nOUTCOME_UNKNOWN: OUTCOME_UNKNOWN\nAI_UNAVAILABLE: AI_UNAVAILABLE\nAI_REJECTED: AI_REJECTED\nAI_BUDGET: AI_BUDGET\nAWAITING_REVIEW: AWAITING_REVIEW\nBROKEN: BROKEN', enum_type=StepReason, max_length=16)),
                ('tries', fields.SmallIntField(default=0, db_default=0)),
                ('attempt_id', fields.UUIDField(null=True)),
                ('attempts', fields.SmallIntField(default=0, db_default=0)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('looks', fields.SmallIntField(default=0, db_default=0)),
                ('replied_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reply_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'enrollment', 'app': 'nudge', 'pk_attr': 'id', 'table_description': 'One run of one lead through one version of a sequence: the row that is the timer.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Draft',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('enrollment', fields.ForeignKeyField('nudge.Enrollment', source_field='enrollment_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('position', fields.SmallIntField()),
                ('body', fields.TextField(unique=False)),
                ('inbound_count', fields.IntField()),
                ('generation', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'draft', 'app': 'nudge', 'unique_together': (('enrollment_id',),), 'pk_attr': 'id', 'table_description': 'A text that the AI wrote for a step, stored before the step may be claimed.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Step',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('version', fields.ForeignKeyField('nudge.SequenceVersion', source_field='version_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('position', fields.SmallIntField()),
                ('type', fields.CharEnumField(description='FIXED: FIXED\nAI: AI', enum_type=StepType, max_length=8)),
                ('message', fields.TextField(null=True, unique=False)),
                ('instructions', fields.TextField(null=True, unique=False)),
                ('delay_hours', fields.IntField()),
                ('skip_if_replied', fields.BooleanField()),
            ],
            options={'table': 'step', 'app': 'nudge', 'unique_together': (('version_id', 'position'),), 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='StepRun',
            fields=[
                ('id', fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ('enrollment', fields.ForeignKeyField('nudge.Enrollment', source_field='enrollment_id', db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('position', fields.SmallIntField()),
                ('status', fields.CharEnumField(description='PENDING: PENDING\nSENDING: SENDING\nSENT: SENT\nSKIPPED: SKIPPED\nFAILED: FAILED\nUNKNOWN: UNKNOWN\nCANCELLED: CANCELLED', enum_type=StepRunStatus, max_length=9)),
                ('reason', fields.CharEnumField(null=True, description='NOT_DUE: NOT_DUE\nOUTSIDE_WINDOW: OUTSIDE_WINDOW\nREPLIED: REPLIED\nOPTED_OUT: OPTED_OUT\nCANCELLED: CANCELLED\nSEQUENCE_DELETED: SEQUENCE_DELETED\nINVALID_NUMBER: INVALID_NUMBER\nPROVIDER_BUSY: PROVIDER_BUSY\nPROVIDER_REFUSED: PROVIDER_REFUSED\nOUTCOME_UNKNOWN: OUTCOME_UNKNOWN\nAI_UNAVAILABLE: AI_UNAVAILABLE\nAI_REJECTED: AI_REJECTED\nAI_BUDGET: AI_BUDGET\nAWAITING_REVIEW: AWAITING_REVIEW\nBROKEN: BROKEN', enum_type=StepReason, max_length=16)),
                ('explanation', fields.TextField(null=True, unique=False)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('message_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'step_run', 'app': 'nudge', 'unique_together': (('enrollment_id', 'position'),), 'pk_attr': 'id', 'table_description': 'How one step of one enrolment was settled. Steps that are not settled have no row.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Worker',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'worker', 'app': 'nudge', 'pk_attr': 'id', 'table_description': 'A worker process that was seen alive.'},
            bases=['Model'],
        ),
    ]
