"""The expected refusals, each with its code.

A refusal is an answer, not an accident: it names what to change, and nothing was changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Code(StrEnum):
    """Why a call was refused. The values are the API's `UserErrorCode`."""

    INVALID_PHONE = "INVALID_PHONE"
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_TEMPLATE = "INVALID_TEMPLATE"
    UNKNOWN_VARIABLE = "UNKNOWN_VARIABLE"
    NOT_FOUND = "NOT_FOUND"
    DUPLICATE = "DUPLICATE"
    SEQUENCE_INACTIVE = "SEQUENCE_INACTIVE"
    LEAD_OPTED_OUT = "LEAD_OPTED_OUT"
    DRAFT_STALE = "DRAFT_STALE"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    PROVIDER_BUSY = "PROVIDER_BUSY"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"


Path = tuple[str, ...]
"""Where in the arguments of a call: names, and the places in lists as text."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong: a code for programs, a sentence for people, the path of the input."""

    code: Code
    message: str
    path: Path = ()


class Refused(Exception):
    """Raised by a use case before it changed anything; carries at least one refusal."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals = refusals


def refuse(code: Code, message: str, *path: str) -> Refused:
    """A `Refused` with a single refusal, to be raised."""
    return Refused(Refusal(code, message, path))


def not_found(what: str, *path: str) -> Refused:
    """The answer for an id that does not exist, or that belongs to another partner: the same for both."""
    return refuse(Code.NOT_FOUND, f"There is no {what} with this id.", *path)


def only(answers: Sequence[T | Refused]) -> T:
    """The one answer of a call for one; a refusal is raised."""
    [answer] = answers
    if isinstance(answer, Refused):
        raise answer
    return answer
