"""Inbound messages, delivery reports, consent, and messages that a person writes. Other topics use the names below
only."""

from app.services.conversations import consent, operator_messages, reconcile
from app.services.conversations.delivery_reports import DeliveryReport, receive_report
from app.services.conversations.find import messages_of_phone
from app.services.conversations.operator_messages import send_message
from app.services.conversations.receive import InboundSms, receive_sms

__all__ = [
    "DeliveryReport",
    "InboundSms",
    "consent",
    "messages_of_phone",
    "operator_messages",
    "receive_report",
    "receive_sms",
    "reconcile",
    "send_message",
]
