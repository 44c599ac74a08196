"""What a provider's refusal says beyond one message. A provider's own codes are in that provider's folder."""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What follows from a code besides the failure of the message itself."""

    NONE = "NONE"
    OPT_OUT = "OPT_OUT"
    DEAD_NUMBER = "DEAD_NUMBER"
    TRY_LATER = "TRY_LATER"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: its effect, and a sentence's part for the timeline."""

    effect: Effect
    sentence: str


UNEXPLAINED = Meaning(Effect.NONE, "the provider refused it")
"""The meaning of a code that the provider's table does not have: the message fails, and nothing else follows."""
