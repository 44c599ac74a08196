"""What the provider's words and error codes mean, as data. Source: twilio.com/docs/api/errors."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.vocabulary import MessageStatus


class Effect(StrEnum):
    """What follows from a code besides the failure of the message itself."""

    NONE = "NONE"
    OPT_OUT = "OPT_OUT"
    DEAD_NUMBER = "DEAD_NUMBER"
    BUSY = "BUSY"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One code: what follows, and a sentence for the timeline."""

    effect: Effect
    sentence: str


_DEAD, _BUSY = Effect.DEAD_NUMBER, Effect.BUSY

CODES: dict[int, Meaning] = {
    21610: Meaning(Effect.OPT_OUT, "the lead has opted out with the provider"),
    21211: Meaning(_DEAD, "the number is not a valid phone number"),
    21614: Meaning(_DEAD, "the number cannot receive SMS"),
    21217: Meaning(_DEAD, "the number is not a valid phone number"),
    30003: Meaning(Effect.NONE, "the phone was switched off or out of reach"),
    30004: Meaning(_DEAD, "the number is blocked for messages"),
    30005: Meaning(_DEAD, "the number is unknown and may no longer exist"),
    30006: Meaning(_DEAD, "the number is a landline or its carrier cannot be reached"),
    30007: Meaning(Effect.NONE, "the carrier filtered the message"),
    30008: Meaning(Effect.NONE, "the carrier gave no reason"),
    30034: Meaning(Effect.NONE, "the sender's number is not registered for this traffic"),
    20429: Meaning(_BUSY, "the provider is busy"),
    21611: Meaning(_BUSY, "the sender's queue is full"),
    30001: Meaning(_BUSY, "the sender's queue overflowed"),
}


def meaning(code: int | None) -> Meaning:
    """The meaning of a code; an unknown one fails the message and has no other effect."""
    return CODES.get(code or 0, Meaning(Effect.NONE, "the provider refused it"))


STATUSES = {
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.DELIVERED,
    "undelivered": MessageStatus.UNDELIVERED,
    "failed": MessageStatus.FAILED,
    "canceled": MessageStatus.FAILED,
}


def status_of(word: str) -> MessageStatus:
    """The provider's status word as ours; any other word (accepted, queued, sending …) means that it has it."""
    return STATUSES.get(word, MessageStatus.QUEUED)
