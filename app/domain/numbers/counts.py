"""Counts of what was sent and what came of it, put together from counts by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from app.domain.vocabulary import MessageStatus, StepReason

REPLY_WINDOW = timedelta(days=7)
"""A reply or an opt-out belongs to the last message that the lead was sent in so long a time before it."""


class Name(StrEnum):
    """What is counted. The database counts by these names (the migration `numbers`)."""

    SENT = "SENT"
    SEGMENTS = "SEGMENTS"
    DELIVERED = "DELIVERED"
    UNDELIVERED = "UNDELIVERED"  # with the provider's code
    FAILED = "FAILED"  # with the provider's code
    UNKNOWN = "UNKNOWN"
    REPLY = "REPLY"  # a message of a lead that is a reply
    OPT_OUT = "OPT_OUT"  # a change of a lead's consent
    SKIPPED = "SKIPPED"  # with the reason
    REACHED = "REACHED"  # a step that was sent, failed or skipped
    REPLIED = "REPLIED"  # a run whose lead replied, at the step before the reply
    OPTED_OUT = "OPTED_OUT"  # a run whose lead opted out, at the step before it
    ENROLLED = "ENROLLED"
    COMPLETED = "COMPLETED"
    CONVERTED = "CONVERTED"  # of the run, and at the step before the event


PROBLEMS = frozenset({Name.UNDELIVERED, Name.FAILED, Name.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was counted on one day. `detail` is the provider's code or the reason, or empty."""

    day: date
    name: Name
    detail: str
    count: int
    last_at: datetime


@dataclass(slots=True)
class Totals:
    """Counts without their details."""

    of: dict[Name, int] = field(default_factory=dict)

    def add(self, name: Name, count: int) -> None:
        self.of[name] = self.of.get(name, 0) + count

    def __getitem__(self, name: Name) -> int:
        return self.of.get(name, 0)


@dataclass(slots=True)
class Problem:
    """Messages that went wrong in the same way. `code` is the provider's own."""

    status: MessageStatus
    code: int | None
    count: int
    last_at: datetime


@dataclass(slots=True)
class AccountStats:
    """The counts of an account in a range of days: each day with a count, in order, and all days together.

    `skipped` has the number of skipped steps by reason, `problems` the most frequent first. `overdue` is how many steps
    are late now.
    """

    days: dict[date, Totals]
    total: Totals
    skipped: dict[StepReason, int]
    problems: list[Problem]
    overdue: int = 0

    @classmethod
    def of(cls, counts: Iterable[Count]) -> Self:
        """The statistics that these counts make. A count may be in several parts, and one of them may be negative."""
        days: dict[date, Totals] = {}
        total, skipped, problems = Totals(), dict[StepReason, int](), dict[tuple[Name, str], Problem]()
        for one in sorted(counts, key=lambda count: count.day):
            days.setdefault(one.day, Totals()).add(one.name, one.count)
            total.add(one.name, one.count)
            if one.name is Name.SKIPPED:
                skipped[StepReason(one.detail)] = skipped.get(StepReason(one.detail), 0) + one.count
            if one.name in PROBLEMS:
                _add_problem(problems, one)
        by_count = sorted(problems.values(), key=lambda problem: (-problem.count, problem.status, problem.code or 0))
        return cls(days, total, skipped, [problem for problem in by_count if problem.count])


def _add_problem(problems: dict[tuple[Name, str], Problem], one: Count) -> None:
    known = problems.get((one.name, one.detail))
    if known is None:
        code = int(one.detail) if one.detail else None
        problems[one.name, one.detail] = Problem(MessageStatus(one.name), code, one.count, one.last_at)
    else:
        known.count += one.count
        known.last_at = max(known.last_at, one.last_at)


@dataclass(slots=True)
class StepTotals:
    """The counts of one step of one version of a sequence."""

    version: int
    position: int
    total: Totals = field(default_factory=Totals)
    skipped: dict[StepReason, int] = field(default_factory=dict)

    def add(self, name: Name, detail: str, count: int) -> None:
        self.total.add(name, count)
        if name is Name.SKIPPED:
            self.skipped[StepReason(detail)] = self.skipped.get(StepReason(detail), 0) + count


def share(part: int, whole: int) -> float | None:
    """The part as a share of the whole, rounded to 4 digits. None of nothing."""
    return round(part / whole, 4) if whole else None
