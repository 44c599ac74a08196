"""Numbers with which the simulator plays what goes wrong at a provider. Nobody has these numbers.

Those up to +15005550009 mean what they mean with Twilio's test credentials (twilio.com/docs/iam/test-credentials); the
others are the simulator's own. `docs/simulator.md` has the same table.
"""

from dataclasses import dataclass
from enum import StrEnum


class Play(StrEnum):
    """What the simulator does with a message."""

    REFUSE = "REFUSE"  # refuses it with the code
    LOSE = "LOSE"  # takes it, and reports that it was not delivered, with the code
    DELAY = "DELAY"  # takes it after some seconds
    KEEP_SILENT = "KEEP_SILENT"  # takes it, and reports nothing
    BREAK_OFF = "BREAK_OFF"  # ends the connection without an answer, and does not have the message
    BE_BUSY = "BE_BUSY"  # takes nothing at present: twice in a row, in each process


@dataclass(frozen=True, slots=True)
class Magic:
    """What becomes of a message to one of these numbers: what is played, Twilio's code for it, and its meaning in the
    documents."""

    play: Play
    code: int | None
    meaning: str


NUMBERS = {
    "+15005550001": Magic(Play.REFUSE, 21211, "is not a valid number"),
    "+15005550002": Magic(Play.REFUSE, 21612, "cannot be reached from the sender's number"),
    "+15005550003": Magic(Play.REFUSE, 21408, "is in a country that the account may not write to"),
    "+15005550004": Magic(Play.REFUSE, 21610, "has opted out with the provider"),
    "+15005550009": Magic(Play.REFUSE, 21614, "is a landline, which receives no SMS"),
    "+15005550010": Magic(Play.LOSE, 30003, "is undeliverable: the phone is switched off or out of reach"),
    "+15005550011": Magic(Play.LOSE, 30005, "is undeliverable: the number does not exist any more"),
    "+15005550012": Magic(Play.DELAY, None, "is slow: the provider answers after some seconds"),
    "+15005550013": Magic(
        Play.KEEP_SILENT, None, "is never reported on: the message stays SENT, until `simulateStatus`"
    ),
    "+15005550014": Magic(Play.BREAK_OFF, None, "has an unknown outcome: the provider's answer is lost"),
    "+15005550015": Magic(Play.BE_BUSY, 20429, "is busy: the provider takes the message only when it is tried again"),
}
