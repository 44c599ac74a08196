"""What Twilio's error codes and status words mean, as data. Source: twilio.com/docs/api/errors."""

from app.domain.engine.effects import UNEXPLAINED, Effect, Meaning
from app.domain.vocabulary import MessageStatus

_NONE, _DEAD, _LATER = Effect.NONE, Effect.DEAD_NUMBER, Effect.TRY_LATER

CODES: dict[int, Meaning] = {
    21610: Meaning(Effect.OPT_OUT, "the lead has opted out with the provider"),
    21211: Meaning(_DEAD, "the number is not a valid phone number"),
    21614: Meaning(_DEAD, "the number cannot receive SMS"),
    21217: Meaning(_DEAD, "the number is not a valid phone number"),
    30003: Meaning(_NONE, "the phone was switched off or out of reach"),
    30004: Meaning(_DEAD, "the number is blocked for messages"),
    30005: Meaning(_DEAD, "the number is unknown and may no longer exist"),
    30006: Meaning(_DEAD, "the number is a landline or its carrier cannot be reached"),
    30007: Meaning(_NONE, "the carrier filtered the message"),
    30008: Meaning(_NONE, "the carrier gave no reason"),
    30034: Meaning(_NONE, "the sender's number is not registered for this traffic"),
    20429: Meaning(_LATER, "the provider is busy"),
    21611: Meaning(_LATER, "the sender's queue is full"),
    30001: Meaning(_LATER, "the sender's queue overflowed"),
}


def explain(code: int | None) -> Meaning:
    """The meaning of a code; an unknown code fails the message and has no other effect."""
    return CODES.get(code or 0, UNEXPLAINED)


_STATUSES = {
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.DELIVERED,
    "undelivered": MessageStatus.UNDELIVERED,
    "failed": MessageStatus.FAILED,
    "canceled": MessageStatus.FAILED,
}


def status_of(word: str) -> MessageStatus:
    """Twilio's status word as ours; any other word (accepted, queued, sending …) means that Twilio has the message."""
    return _STATUSES.get(word.lower(), MessageStatus.QUEUED)
