"""Many expressions searched for in one text at once, by how their matches begin.

Each of some hundred expressions costs a look at every character of a text. Nearly all of them begin with known letters
("guarantee", "you will", "no fee"), so an expression is only tried where a word begins with some of those.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

LONGEST = 5
"""Letters of a beginning that are compared."""

_GROUP = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")
_LOOK = re.compile(r"\(\?<?[=!]")
_QUANTIFIER = re.compile(r"[*+?]|\{\d*,?\d*\}")
_PLAIN = re.compile(r"[a-z0-9 '%$-]")
_WORDS = re.compile(r"(?<!\w)(?=[\w'%$-])")
"""Where a match is looked for."""


class _NotKnown(Exception):
    """A match may begin with anything."""


def beginnings(pattern: str) -> frozenset[str]:
    """The letters that every match of an expression begins with, one of them at least; empty if any may be."""
    try:
        found, end = _alternatives(pattern, 0)
    except _NotKnown:
        return frozenset()
    if end != len(pattern) or not all(_WORDS.match(start) for start in found):
        return frozenset()
    return frozenset(start[:LONGEST] for start in found)


def _alternatives(pattern: str, at: int) -> tuple[set[str], int]:
    """The beginnings of what stands up to the end of the group, and where that is; "" where nothing needs to stand."""
    found: set[str] = set()
    while True:
        begun, at = _sequence(pattern, at)
        found |= begun
        if pattern[at : at + 1] != "|":
            return found, at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[set[str], int]:
    """The beginnings of one alternative, and where it ends."""
    found: set[str] = set()
    begins = True
    while at < len(pattern) and pattern[at] not in "|)":
        item, at = _item(pattern, at) if begins else (set[str](), _after(pattern, at))
        optional, at = _quantified(pattern, at)
        if begins:
            found |= item - {""}
            begins = optional or "" in item
    return (found | {""} if begins else found), at


def _item(pattern: str, at: int) -> tuple[set[str], int]:
    """The beginnings of what stands here, and where it ends."""
    if _LOOK.match(pattern, at) or pattern.startswith("\\b", at) or pattern[at] == "^":
        return {""}, _after(pattern, at)
    if group := _GROUP.match(pattern, at):
        found, end = _alternatives(pattern, group.end())
        return found, end + 1
    letters = ""
    while at < len(pattern) and _PLAIN.match(pattern[at]):
        if letters and _QUANTIFIER.match(pattern, at + 1):
            break  # the quantifier is the last letter's
        letters += pattern[at]
        at += 1
        if _QUANTIFIER.match(pattern, at):
            break
    if not letters:
        raise _NotKnown
    return {letters}, at


def _after(pattern: str, at: int) -> int:
    """Where the item that begins here ends."""
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] == "[":
        return pattern.index("]", at + 2) + 1
    if pattern[at] != "(":
        return at + 1
    at, depth = at + 1, 1
    while depth:
        if pattern[at] in "\\[":
            at = _after(pattern, at)
            continue
        depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        at += 1
    return at


def _quantified(pattern: str, at: int) -> tuple[bool, int]:
    """Whether what stands before may be left out, and where its quantifier ends."""
    found = _QUANTIFIER.match(pattern, at)
    if found is None:
        return False, at
    least = found[0][0] in "*?" or found[0].startswith(("{0", "{,"))
    end = found.end()
    return least, end + (pattern[end : end + 1] in ("?", "+") and end < len(pattern))


class Search:
    """Expressions that match only where no word goes on, each with what its matches begin with."""

    def __init__(self, expressions: Sequence[re.Pattern[str]], begun: Iterable[frozenset[str]]) -> None:
        self.expressions = expressions
        self.anywhere: list[int] = []
        self.by_beginning: dict[str, list[int]] = defaultdict(list)
        for number, letters in enumerate(begun):
            for start in letters:
                self.by_beginning[start].append(number)
            if not letters:
                self.anywhere.append(number)

    def finds(self, text: str) -> bool:
        """Whether any of the expressions matches."""
        return next(self.matches(text), None) is not None

    def matches(self, text: str) -> Iterator[tuple[int, list[re.Match[str]]]]:
        """The expressions that match, by their numbers, each with what `finditer` finds, in no order."""
        for number in self.anywhere:
            if found := list(self.expressions[number].finditer(text)):
                yield number, found
        matched: dict[int, list[re.Match[str]]] = {}
        for word in _WORDS.finditer(text):
            at = word.start()
            for size in range(1, LONGEST + 1):
                for number in self.by_beginning.get(text[at : at + size], ()):
                    before = matched.get(number)
                    if before and before[-1].end() > at:
                        continue
                    if match := self.expressions[number].match(text, at):
                        matched.setdefault(number, []).append(match)
        yield from matched.items()
