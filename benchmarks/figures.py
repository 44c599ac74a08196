"""What a bench has found, beside what it was to reach."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.stage import Result


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and its goal: at least so much, or at most. A figure without a goal is only told."""

    what: str
    measured: float
    goal: float | None
    unit: str = "x"
    at_most: bool = False

    @property
    def met(self) -> bool:
        if self.goal is None:
            return True
        return self.measured <= self.goal if self.at_most else self.measured >= self.goal


def least(what: str, measured: float, goal: float, unit: str = "x") -> Figure:
    return Figure(what, measured, goal, unit)


def most(what: str, measured: float, goal: float, unit: str) -> Figure:
    return Figure(what, measured, goal, unit, at_most=True)


def told(what: str, measured: float, unit: str) -> Figure:
    return Figure(what, measured, None, unit)


def faults(what: str, results: Sequence[Result]) -> Figure:
    """Messages that were sent twice or not at all: one is too many."""
    return most(f"{what}: duplicated or lost", sum(r.duplicated + abs(r.lost) for r in results), 0, "")


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' ratios: what was measured in the same minute is compared."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def say(line: str = "") -> None:
    print(line, flush=True)


def table(figures: Sequence[Figure]) -> None:
    wide = max(len(figure.what) for figure in figures)
    say(f"\n{'':{wide}}  {'measured':>12}  {'goal':>15}")
    for figure in figures:
        measured = f"{_number(figure.measured)} {figure.unit}"
        if figure.goal is None:
            say(f"{figure.what:{wide}}  {measured:>12}  {'no goal':>15}")
            continue
        goal = f"{'<=' if figure.at_most else '>='} {_number(figure.goal)} {figure.unit}"
        say(f"{figure.what:{wide}}  {measured:>12}  {goal:>15}  {'met' if figure.met else 'SHORT'}")


def total(figures: Sequence[Figure]) -> None:
    """How many goals were met, and each that was not."""
    with_goal = [figure for figure in figures if figure.goal is not None]
    say(f"\n{sum(figure.met for figure in with_goal)} of {len(with_goal)} goals met")
    for figure in with_goal:
        if not figure.met:
            say(f"  short of its goal: {figure.what}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"
