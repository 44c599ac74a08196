"""The tables, by topic. A query starts with `Model.of(partner_id)`, so that rows of other partners are never found."""

from app.models.accounts import Account, Partner, PartnerKey
from app.models.ai import AiUsage, Draft, Suggestion
from app.models.base import Record, Row
from app.models.connections import Connection
from app.models.conversations import Conversation, Message, Reconciliation
from app.models.enrollment import Enrollment, StepRun
from app.models.idempotency import IdempotencyKey
from app.models.imports import ImportChunk, ImportJob, ImportRejection
from app.models.installation import Installation, Worker
from app.models.media import Medium, StoredFile
from app.models.people import ConsentEvent, Lead, LeadEvent, Suppression
from app.models.senders import Sender
from app.models.sequences import Sequence, SequenceVersion, Step
from app.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "Account",
    "AiUsage",
    "Connection",
    "ConsentEvent",
    "Conversation",
    "Draft",
    "Enrollment",
    "IdempotencyKey",
    "ImportChunk",
    "ImportJob",
    "ImportRejection",
    "Installation",
    "Lead",
    "LeadEvent",
    "Medium",
    "Message",
    "Partner",
    "PartnerKey",
    "Reconciliation",
    "Record",
    "Row",
    "Sender",
    "Sequence",
    "SequenceVersion",
    "Step",
    "StepRun",
    "StoredFile",
    "Suggestion",
    "Suppression",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "Worker",
]
