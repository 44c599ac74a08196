"""The port through which AI steps are written. Adapters: `claude.py` and `offline.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    from_lead: bool
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the writer may know. The lead's words are in `conversation` only, and are data."""

    company: str
    instructions: str
    lead: dict[str, str]
    conversation: Sequence[Turn]
    now: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A text and how it came about. `fallback` is true when it was not written by the model that is set."""

    body: str
    model: str
    input_tokens: int
    output_tokens: int
    fallback: bool
    cost_usd: float | None = None


class WriterUnavailable(Exception):
    """No usable text this time; the reason is fit for a log line (no content in it)."""


class Writer(Protocol):
    """Writes one message. Raises `WriterUnavailable` and nothing else."""

    name: str

    async def write(self, brief: Brief) -> Written: ...

    async def close(self) -> None: ...
