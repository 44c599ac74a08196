"""What a provider's refusal says beyond one message. A provider's own codes are in that provider's folder."""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What follows from a code besides the failure of the message itself."""

    NONE = "NONE"
    OPT_OUT = "OPT_OUT"  # the lead has opted out with the provider
    DEAD_NUMBER = "DEAD_NUMBER"  # the lead's number can never receive messages
    TRY_LATER = "TRY_LATER"  # the sender waits, and then one message is tried
    SENDER_BLOCKED = "SENDER_BLOCKED"  # the sender cannot send until its owner has mended something
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED"  # the provider refuses the account or its credentials
    FILTERED = "FILTERED"  # a carrier filtered this message; too many of them block the sender
    UNREACHABLE_FROM_HERE = "UNREACHABLE_FROM_HERE"  # this sender may not write to this number
    TOO_LONG = "TOO_LONG"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: its effect, and a sentence's part for the timeline."""

    effect: Effect
    sentence: str


UNEXPLAINED = Meaning(Effect.NONE, "the provider refused it")
"""The meaning of a code that the provider's table does not have: the message fails, and nothing else follows."""
