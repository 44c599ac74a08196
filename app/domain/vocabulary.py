"""The closed vocabularies. Their values are stored, and are the values of the API's enums."""

from enum import StrEnum


class StepType(StrEnum):
    FIXED = "FIXED"
    AI = "AI"


class KeyScope(StrEnum):
    READ = "READ"
    WRITE = "WRITE"
    SEND = "SEND"
    ADMIN = "ADMIN"


class Mode(StrEnum):
    SIMULATED = "SIMULATED"
    LIVE = "LIVE"


class EnrollmentStatus(StrEnum):
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class CancelReason(StrEnum):
    REQUESTED = "REQUESTED"
    OPTED_OUT = "OPTED_OUT"
    SEQUENCE_DELETED = "SEQUENCE_DELETED"
    INVALID_NUMBER = "INVALID_NUMBER"
    EVENT = "EVENT"
    SUPPRESSED = "SUPPRESSED"
    ERASED = "ERASED"


class StepRunStatus(StrEnum):
    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    CANCELLED = "CANCELLED"


class StepReason(StrEnum):
    NOT_DUE = "NOT_DUE"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    REPLIED = "REPLIED"
    OPTED_OUT = "OPTED_OUT"
    CANCELLED = "CANCELLED"
    SEQUENCE_DELETED = "SEQUENCE_DELETED"
    INVALID_NUMBER = "INVALID_NUMBER"
    PROVIDER_BUSY = "PROVIDER_BUSY"
    PROVIDER_REFUSED = "PROVIDER_REFUSED"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    AI_UNAVAILABLE = "AI_UNAVAILABLE"
    AI_REJECTED = "AI_REJECTED"
    AI_BUDGET = "AI_BUDGET"
    AWAITING_REVIEW = "AWAITING_REVIEW"
    BROKEN = "BROKEN"
    PAUSED = "PAUSED"
    TAKEN_OVER = "TAKEN_OVER"
    UNCLEAR_REPLY = "UNCLEAR_REPLY"
    BEING_WRITTEN = "BEING_WRITTEN"
    REJECTED_BY_PERSON = "REJECTED_BY_PERSON"
    SKIPPED_BY_PERSON = "SKIPPED_BY_PERSON"
    SENDER_BLOCKED = "SENDER_BLOCKED"
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED"
    SENDER_PAUSED = "SENDER_PAUSED"
    SENDER_BUSY = "SENDER_BUSY"
    TOO_LONG = "TOO_LONG"
    NO_CONSENT = "NO_CONSENT"
    SUPPRESSED = "SUPPRESSED"
    MISSING_VARIABLE = "MISSING_VARIABLE"
    QUIET_HOURS = "QUIET_HOURS"
    CAPPED = "CAPPED"
    MISFIRED = "MISFIRED"
    EXPIRED = "EXPIRED"


class MisfirePolicy(StrEnum):
    """What becomes of a step that is late because nothing could be sent."""

    SEND = "SEND"
    SKIP = "SKIP"
    SHIFT = "SHIFT"


class HourRules(StrEnum):
    """Which public rules about the hours of texts an account keeps, for numbers that begin with +1."""

    US_STATES = "US_STATES"  # the federal hours, and those of the lead's state
    FEDERAL = "FEDERAL"
    NONE = "NONE"


class Weekday(StrEnum):
    """The days of the week, in the order of `date.weekday`."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class LeadStatus(StrEnum):
    NEW = "NEW"
    CONTACTED = "CONTACTED"
    QUALIFIED = "QUALIFIED"
    CONVERTED = "CONVERTED"
    LOST = "LOST"


class LeadOrder(StrEnum):
    """The order of a list of leads."""

    OLDEST = "OLDEST"
    NEWEST = "NEWEST"
    LAST_MESSAGE = "LAST_MESSAGE"


class SenderStatus(StrEnum):
    READY = "READY"
    PAUSED = "PAUSED"  # by a person
    BLOCKED = "BLOCKED"  # by a carrier or the provider


class PauseReason(StrEnum):
    """Why no automated step is sent to a lead for now."""

    REQUESTED = "REQUESTED"
    TAKEN_OVER = "TAKEN_OVER"
    UNCLEAR_REPLY = "UNCLEAR_REPLY"
    AWAY = "AWAY"
    SENDER_BLOCKED = "SENDER_BLOCKED"
    OPT_OUTS = "OPT_OUTS"  # a sequence paused itself


class ConversationStatus(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"


class AttentionReason(StrEnum):
    """Why a conversation needs a person, the most urgent reason first."""

    UNCLEAR_REPLY = "UNCLEAR_REPLY"
    HANDOFF = "HANDOFF"
    DRAFT = "DRAFT"
    UNANSWERED = "UNANSWERED"
    NOT_DELIVERED = "NOT_DELIVERED"


class WhenRejected(StrEnum):
    """What becomes of an AI step without a text that may leave, and without a fallback message."""

    SKIP = "SKIP"
    HOLD = "HOLD"


class DraftState(StrEnum):
    WRITING = "WRITING"  # asked for, and no text yet: the model could not
    READY = "READY"  # may be claimed
    WAITING = "WAITING"  # for a person
    REJECTED = "REJECTED"  # by a person


class MessageDirection(StrEnum):
    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"


class ReadAs(StrEnum):
    """How an inbound text was read."""

    OPT_OUT = "OPT_OUT"
    OPT_IN = "OPT_IN"
    HELP = "HELP"
    UNCLEAR = "UNCLEAR"
    REPLY = "REPLY"
    REACTION = "REACTION"
    MACHINE_ANSWER = "MACHINE_ANSWER"


class MessageSource(StrEnum):
    SEQUENCE = "SEQUENCE"
    AI = "AI"
    OPERATOR = "OPERATOR"


class MessageStatus(StrEnum):
    SENDING = "SENDING"
    QUEUED = "QUEUED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    UNDELIVERED = "UNDELIVERED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    RECEIVED = "RECEIVED"


STATUS_ORDER = (MessageStatus.SENDING, MessageStatus.UNKNOWN, MessageStatus.QUEUED, MessageStatus.SENT)
"""The order in which an outbound message's status moves. Every other status is final and comes after these."""


def rank(status: MessageStatus) -> int:
    """How far a message has come, from 1. Statuses only move forward; `sending/rules.py` says the same in SQL."""
    return STATUS_ORDER.index(status) + 1 if status in STATUS_ORDER else len(STATUS_ORDER) + 1


class MediaStatus(StrEnum):
    """How far a file that a lead sent has come."""

    PENDING = "PENDING"
    STORED = "STORED"
    FAILED = "FAILED"


class EnrollmentAction(StrEnum):
    ENROLLED = "ENROLLED"
    ALREADY_ENROLLED = "ALREADY_ENROLLED"
    REACTIVATED = "REACTIVATED"
    SKIPPED = "SKIPPED"


class SuppressionScope(StrEnum):
    """Whom an entry of a do-not-contact list binds."""

    ACCOUNT = "ACCOUNT"
    PARTNER = "PARTNER"


class ImportAction(StrEnum):
    CREATED = "CREATED"
    UPDATED = "UPDATED"
    SKIPPED = "SKIPPED"


class ImportJobStatus(StrEnum):
    CHECKING = "CHECKING"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    DONE = "DONE"
    FAILED = "FAILED"


class ConsentChange(StrEnum):
    OPT_OUT = "OPT_OUT"
    OPT_IN = "OPT_IN"


class ConsentOrigin(StrEnum):
    """How a lead agreed to messages."""

    WEB_FORM = "WEB_FORM"
    PHONE = "PHONE"
    PAPER = "PAPER"
    KEYWORD = "KEYWORD"
    IMPORTED = "IMPORTED"
    OTHER = "OTHER"


class ConsentSource(StrEnum):
    LEAD = "LEAD"
    PROVIDER = "PROVIDER"
    PERSON = "PERSON"
    IMPORT = "IMPORT"
    MOVED = "MOVED"


class WebhookEndpointStatus(StrEnum):
    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


class WebhookDeliveryStatus(StrEnum):
    """How far the delivery of an event to an endpoint has come."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"  # the last attempt failed, and another one follows
    ABANDONED = "ABANDONED"  # no attempt follows
