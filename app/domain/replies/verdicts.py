"""The verdicts on an inbound text: a closed vocabulary of five answers, and two marks for texts of no person."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OptOut:
    """Nothing may be sent to this phone any more. `rule` names, in plain words of at most 64 characters, why."""

    rule: str


@dataclass(frozen=True, slots=True)
class OptIn:
    """Messages are welcome again."""

    rule: str


@dataclass(frozen=True, slots=True)
class Help:
    """A question about the sender, to be answered with the standard text."""

    rule: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The text carries a cue of an opt-out and is not plainly something else: send nothing until a person decides.

    `rule` names the cue in plain words of at most 64 characters.
    """

    rule: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Anything else that a person wrote: the lead has answered."""

    rule: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """A tapback on a message of ours, which the phone turns into a text that quotes us: the lead wrote nothing."""

    rule: str


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """A text that a device or a carrier wrote: driving mode, out of office, a notice. The lead wrote nothing.

    `away_until` is the first day on which the lead is back, where the text names it.
    """

    rule: str
    away_until: date | None = None


Verdict = OptOut | OptIn | Help | Unclear | Reply | Reaction | MachineAnswer
