"""The port through which AI steps are written. Adapters: `anthropic/` and `simulator/writer.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.domain.ai.pricing import Used


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    from_lead: bool
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that did not pass the checks, and why, a sentence for each fault."""

    body: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the writer may know. The lead's words are in `conversation` only, and are data.

    `already_sent` is what this sequence has sent in this run, oldest first; `zone` the IANA name of where the lead
    is; `refused` the first try, when this is the second.
    """

    company: str
    instructions: str
    lead: dict[str, str]
    conversation: Sequence[Turn]
    now: datetime
    zone: str = "UTC"
    persona: str = ""
    tone: str = ""
    rules: Sequence[str] = ()
    max_segments: int = 2
    already_sent: Sequence[str] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A text and how it came about. `fallback` is true when it was not written by the model that is set."""

    body: str
    model: str
    used: Used = field(default_factory=Used)
    fallback: bool = False
    latency_ms: int = 0
    prompt_version: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the second reader says of a draft: any verdict but OK, an unsure one too, is a refusal."""

    passed: bool
    model: str
    used: Used = field(default_factory=Used)
    latency_ms: int = 0


class UnclearReading(StrEnum):
    """What an unclear text of a lead may turn out to be. There is no value that lets a message leave."""

    OPT_OUT = "OPT_OUT"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True, slots=True)
class Classified:
    """How the model reads an unclear text of a lead."""

    reading: UnclearReading
    model: str
    used: Used = field(default_factory=Used)
    latency_ms: int = 0


class WriterUnavailable(Exception):
    """No usable answer this time; the reason is fit for a log line (no content in it).

    `used` is what it cost all the same: a refusal is an answer too. `retry_after` is how many seconds the provider
    asks to wait. `blocked` is a sentence for people, if the fault is the server's own (its key, its model) and asking
    again changes nothing until somebody mends it.
    """

    def __init__(
        self,
        reason: str,
        model: str = "",
        used: Used | None = None,
        latency_ms: int = 0,
        *,
        retry_after: float | None = None,
        blocked: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.model = model
        self.used = used or Used()
        self.latency_ms = latency_ms
        self.retry_after = retry_after
        self.blocked = blocked


class Writer(Protocol):
    """Writes one message, and judges texts. Each call raises `WriterUnavailable` and nothing else."""

    name: str

    @property
    def has_second_reader(self) -> bool:
        """Whether a draft that passed the rules is to be put to `review`."""
        ...

    @property
    def problem(self) -> str | None:
        """Why the server's own settings keep the model from being asked, as a sentence; None if nothing does."""
        ...

    async def write(self, brief: Brief) -> Written: ...

    async def review(self, draft: str, brief: Brief) -> Reviewed:
        """Judges a draft by the facts of the brief alone: the conversation is not shown."""
        ...

    async def classify(self, text: str, company: str) -> Classified:
        """Reads a text of a lead of which the rules cannot tell whether it is an opt-out."""
        ...

    async def look_up_problem(self) -> str | None:
        """Asks the provider, at no cost, whether it accepts the server's key and model; a sentence if it does not.

        Unlike the other calls it raises nothing: a provider that does not answer is no fault of the settings.
        """
        ...

    async def close(self) -> None: ...
