"""The port through which AI steps are written. Adapters: `claude.py` and `offline.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
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


class WriterUnavailable(Exception):
    """No usable text this time; the reason is fit for a log line (no content in it). `used` is what it cost all the
    same: a refusal is an answer too."""

    def __init__(self, reason: str, model: str = "", used: Used | None = None, latency_ms: int = 0) -> None:
        super().__init__(reason)
        self.model = model
        self.used = used or Used()
        self.latency_ms = latency_ms


class Writer(Protocol):
    """Writes one message. Raises `WriterUnavailable` and nothing else."""

    name: str

    async def write(self, brief: Brief) -> Written: ...

    async def close(self) -> None: ...
