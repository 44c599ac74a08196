"""What an operation may cost more on a large account than on a small one.

The figure that counts is the rows that are read, because it is the same on every machine. Milliseconds are judged where
they grow by more than noise. A total that is counted up to a bound reads as many rows as there are, up to that bound:
it is judged by the bound.
"""

from dataclasses import dataclass, field

from app.services.paging import MOST_COUNTED
from benchmarks.figures import Figure, most

GOAL = 2.0
"""How many times as much at the largest size as at the smallest."""
ROWS_EACH = 3.0
"""Rows that may be read for each that is answered or counted."""
BESIDE = 30
"""Rows that are read once for an operation, however many it answers."""
NOISE_MS = 1.0


@dataclass(frozen=True, slots=True)
class Point:
    """An operation at one size: milliseconds, rows read, rows answered."""

    ms: float
    rows: int
    answered: int

    @property
    def rows_each(self) -> float:
        """The rows that were read for each that was answered, beyond those that any operation reads."""
        return max(1.0, (self.rows - BESIDE) / max(1, self.answered))


@dataclass(slots=True)
class Course:
    """One operation at each size. `counts`: it answers the length of a list."""

    name: str
    counts: bool = False
    at: list[Point] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Of the time at the largest size to the smallest."""
        return self.at[-1].ms / self.at[0].ms

    @property
    def counts_to_its_bound(self) -> bool:
        """Whether it reads more rows than before, and no more than the bound allows."""
        return self.counts and self.at[0].rows + BESIDE < self.at[-1].rows <= ROWS_EACH * MOST_COUNTED + BESIDE

    def figures(self) -> list[Figure]:
        first, last = self.at[0], self.at[-1]
        if self.counts_to_its_bound:
            return [most(f"growth: {self.name}: rows counted to the bound", last.rows, ROWS_EACH * MOST_COUNTED, "")]
        found = []
        if last.ms - first.ms > NOISE_MS:
            found.append(most(f"growth: {self.name}: ms", self.ratio, GOAL, "x"))
        else:
            found.append(most(f"growth: {self.name}: ms more", max(0.0, last.ms - first.ms), NOISE_MS, "ms"))
        if last.rows_each > ROWS_EACH:
            found.append(most(f"growth: {self.name}: rows read", last.rows_each / first.rows_each, GOAL, "x"))
        return found
