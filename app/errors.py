"""The expected refusals, each with a code.

A refusal is an answer of ours: it says what to do, and the call changed nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Code(StrEnum):
    """The reason of a refusal. The values are the API's `UserErrorCode`."""

    INVALID_PHONE = "INVALID_PHONE"
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_TEMPLATE = "INVALID_TEMPLATE"
    UNKNOWN_VARIABLE = "UNKNOWN_VARIABLE"
    NOT_FOUND = "NOT_FOUND"
    DUPLICATE = "DUPLICATE"
    SEQUENCE_INACTIVE = "SEQUENCE_INACTIVE"
    LEAD_OPTED_OUT = "LEAD_OPTED_OUT"
    LEAD_SUPPRESSED = "LEAD_SUPPRESSED"
    LEAD_ERASED = "LEAD_ERASED"
    LEAD_UNREACHABLE = "LEAD_UNREACHABLE"
    NOT_CONFIGURED = "NOT_CONFIGURED"
    DRAFT_STALE = "DRAFT_STALE"
    STEP_NOT_WAITING = "STEP_NOT_WAITING"
    NO_SUGGESTION = "NO_SUGGESTION"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    PROVIDER_BUSY = "PROVIDER_BUSY"
    PROVIDER_REFUSED = "PROVIDER_REFUSED"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    SIMULATOR_ONLY = "SIMULATOR_ONLY"


Path = tuple[str, ...]
"""A place in the arguments of a call: names, and indexes of lists as text."""


class OperatorError(Exception):
    """A fault that the operator mends, such as a port that is taken. The message is one line that says how."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One fault: a code for programs, a sentence for people, the path of the input."""

    code: Code
    message: str
    path: Path = ()


class Refused(Exception):
    """Raised by a use case that changed nothing; has at least one refusal."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(" ".join(refusal.message for refusal in refusals))
        self.refusals = refusals


def refuse(code: Code, message: str, *path: str) -> Refused:
    """A `Refused` with one refusal, for `raise`."""
    return Refused(Refusal(code, message, path))


def not_found(kind: str, *path: str) -> Refused:
    """The refusal for an id that does not exist or that belongs to another partner: the same for both."""
    return refuse(Code.NOT_FOUND, f"There is no {kind} with this id.", *path)


def lead_opted_out(*path: str) -> Refused:
    """The refusal to write to a lead who has opted out."""
    message = "The lead has opted out: nothing is sent until the lead texts START, or you store consent with optInLead."
    return refuse(Code.LEAD_OPTED_OUT, message, *path)


def lead_suppressed(*path: str) -> Refused:
    """The refusal to write to a phone on a do-not-contact list."""
    message = "The phone is on a do-not-contact list: nothing is sent to it until removeSuppressions takes it off."
    return refuse(Code.LEAD_SUPPRESSED, message, *path)


def lead_unreachable(why: str, code: int, *path: str) -> Refused:
    """The refusal to enroll a phone that cannot receive messages; `why` is a part of a sentence."""
    message = f"The phone cannot receive messages: {why} (code {code}). Give the lead another phone with updateLead."
    return refuse(Code.LEAD_UNREACHABLE, message, *path)


def lead_erased(*path: str) -> Refused:
    """The refusal to store or to write to somebody who was erased."""
    return refuse(Code.LEAD_ERASED, "The person with this phone was erased: nothing is stored, nothing is sent.", *path)


def only(answers: Sequence[T | Refused]) -> T:
    """The single answer of a call for a single object; a refusal is raised."""
    [answer] = answers
    if isinstance(answer, Refused):
        raise answer
    return answer
