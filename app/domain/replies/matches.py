"""Where phrases were found in a text, which of two that share words is right, and the work that it took."""

from collections.abc import Sequence
from dataclasses import dataclass

# Ordinary texts take about two steps a word, and three where much of them is about stopping something.
# A text that needs more than this was made to cost time.
MOST_STEPS = 1_600


@dataclass(slots=True)
class Work:
    """Counts the comparisons of an item with a position: the unit in which reading a text has a bound."""

    steps: int = 0

    @property
    def is_spent(self) -> bool:
        return self.steps > MOST_STEPS


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text, from the word `begin` up to and without the word `end`."""

    name: str
    begin: int
    end: int


class Lengths:
    """For each word of a text, the length of the longest of some matches that covers it, and where they begin."""

    def __init__(self, words: int, found: Sequence[Match]) -> None:
        self._longest = [0] * words
        self._begins = {match.begin for match in found if match.end > match.begin + 1}
        for match in sorted(found, key=lambda match: match.end - match.begin):
            length = match.end - match.begin
            self._longest[match.begin : match.end] = [length] * length

    def outweigh(self, other: Match) -> bool:
        """Whether one of the matches explains a word of the other one and more words than it."""
        return max(self._longest[other.begin : other.end]) > other.end - other.begin

    def take_its_object(self, other: Match) -> bool:
        """Whether one of the matches begins with the last word of the other one and goes on: "a way to stop PMI"."""
        return other.end - 1 in self._begins
