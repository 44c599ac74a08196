"""Inbound messages, delivery reports, consent, messages that a person writes, and the inbox. Other topics use the
names below only."""

from app.providers.webhooks import DeliveryReport, InboundSms
from app.services.conversations.account_messages import MessageFilter, account_messages, give_sequences
from app.services.conversations.consent import ended_by_provider as record_with_lead
from app.services.conversations.consent import history as consent_history
from app.services.conversations.consent import of_phone as consent_of_phone
from app.services.conversations.consent import opt_in_lead, opt_out_lead
from app.services.conversations.consent import source as consent_source
from app.services.conversations.delivery_reports import receive_report
from app.services.conversations.entries import InboxEntry, inbox_entries
from app.services.conversations.find import last_messages, messages_of_leads, messages_of_phone
from app.services.conversations.handling import MAX_NAME as MAX_PERSON
from app.services.conversations.handling import assign as assign_conversation
from app.services.conversations.handling import close as close_conversation
from app.services.conversations.handling import mark_read
from app.services.conversations.inbox import (
    NEEDS_HANDOFF,
    ConversationFilter,
    conversations,
    find_conversation,
    miscounted,
)
from app.services.conversations.inbox import ORDER as CONVERSATIONS_ORDER
from app.services.conversations.operator_messages import look_up_due as look_up_operator_messages
from app.services.conversations.operator_messages import refused_by_provider, send_message
from app.services.conversations.provider_accounts import WrongAccount
from app.services.conversations.receive import receive_sms
from app.services.conversations.reconcile import Source, sources, store_missed
from app.services.conversations.reconcile import run as reconcile_accounts
from app.services.conversations.takeover import hand_back, take_over
from app.services.conversations.unclear import classify_unclear

__all__ = [
    "CONVERSATIONS_ORDER",
    "MAX_PERSON",
    "NEEDS_HANDOFF",
    "ConversationFilter",
    "DeliveryReport",
    "InboundSms",
    "InboxEntry",
    "MessageFilter",
    "Source",
    "WrongAccount",
    "account_messages",
    "assign_conversation",
    "classify_unclear",
    "close_conversation",
    "consent_history",
    "consent_of_phone",
    "consent_source",
    "conversations",
    "find_conversation",
    "give_sequences",
    "hand_back",
    "inbox_entries",
    "last_messages",
    "look_up_operator_messages",
    "mark_read",
    "messages_of_leads",
    "messages_of_phone",
    "miscounted",
    "opt_in_lead",
    "opt_out_lead",
    "receive_report",
    "receive_sms",
    "reconcile_accounts",
    "record_with_lead",
    "refused_by_provider",
    "send_message",
    "sources",
    "store_missed",
    "take_over",
]
