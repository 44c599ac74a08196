"""Counts of what was sent and what came of it, put together from counts by name."""

from collections.abc import Iterable, Mapping
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


DAILY = (
    *(Name.SENT, Name.SEGMENTS, Name.DELIVERED, Name.UNDELIVERED, Name.FAILED, Name.UNKNOWN, Name.REPLY, Name.OPT_OUT),
    Name.SKIPPED,
)
"""What is counted for an account."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was counted. `detail` is the provider's code or the reason, or empty."""

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
    def of(cls, days: Mapping[date, Totals], counts: Iterable[Count]) -> Self:
        """The statistics of these days, whose counts by name and detail are `counts`."""
        total, skipped, problems = Totals(), dict[StepReason, int](), list[Problem]()
        for one in counts:
            total.add(one.name, one.count)
            if one.name is Name.SKIPPED:
                skipped[StepReason(one.detail)] = one.count
            if one.name in PROBLEMS and one.count:
                code = int(one.detail) if one.detail else None
                problems.append(Problem(MessageStatus(one.name), code, one.count, one.last_at))
        problems.sort(key=lambda problem: (-problem.count, problem.status, problem.code or 0))
        return cls({day: days[day] for day in sorted(days)}, total, skipped, problems)


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
