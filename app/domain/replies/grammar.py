"""Phrases over words: a small language, its reading into values, and its matching in time that grows with the words.

A phrase is words in a row: `a|b` either, `a?` or not, `a*` up to six of them, `...` up to four words of any kind.
`^` and `$` are the ends of a sentence, `^,` and `,$` those of a clause, `^^` and `$$` those of the text; at `-` no
clause begins. `<a` is not after a, `!a` is not before a, `!!a` no a in the next six words; the first looks no further
than the clause, the other two than the sentence. `a_b` are two words, `a~` is any word that begins so, and a word in
capitals is the set of that name. No phrase reaches over a sentence's end.

The matching holds a set of positions for each item, never a path, so that nothing is tried twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from sys import intern

from app.domain.replies.matches import Match, Work
from app.domain.replies.tokens import NEUTRAL, Break, Text

_UP_TO = {"?": 1, "*": 6}
_GAP = 4
_AHEAD = 6
_NO_ROWS: Mapping[str, tuple[tuple[str, ...], ...]] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """The alternatives of an item: single words, beginnings of words, and rows of words by the first of them."""

    single: frozenset[str]
    beginnings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    rows_by_word: Mapping[str, tuple[tuple[str, ...], ...]] = field(init=False)

    def __post_init__(self) -> None:
        known = {first: tuple(row for row in self.rows if row[0] == first) for first in {row[0] for row in self.rows}}
        object.__setattr__(self, "rows_by_word", known or _NO_ROWS)

    def ends(self, words: Sequence[str], at: int, end: int) -> Sequence[int]:
        """Where the item may end if it begins at `at`."""
        if at >= end:
            return ()
        word = words[at]
        alone = word in self.single or (self.beginnings and word.startswith(self.beginnings))
        rows = self.rows_by_word.get(word)
        if rows is None:
            return (at + 1,) if alone else ()
        ends = [at + len(row) for row in rows if tuple(words[at : at + len(row)]) == row]
        return [at + 1, *ends] if alone else ends

    def stand_before(self, words: Sequence[str], at: int, begin: int) -> bool:
        before = words[at - 1] if at > begin else ""
        if before in self.single or (self.beginnings and before.startswith(self.beginnings)):
            return True
        return any(at - len(row) >= begin and tuple(words[at - len(row) : at]) == row for row in self.rows)


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a phrase. `kind` is words, gap, not_before, not_within, not_after, or one of the anchors.

    `plain` says that it is exactly one of a few single words, which most items are.
    """

    kind: str
    words: Words = Words(frozenset())
    least: int = 1
    most: int = 1
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by the two words that they may begin with, so that a text meets only those that could match.

    The word "" stands for any second word: its phrases are those that the second word cannot exclude.
    """

    by_words: Mapping[str, Mapping[str, tuple[Phrase, ...]]]
    by_beginning: Mapping[str, tuple[tuple[str, Phrase], ...]] = field(default_factory=dict)
    courtesy: frozenset[str] = frozenset()

    def at(self, word: str, following: str) -> Sequence[Phrase]:
        by_following = self.by_words.get(word)
        found: Sequence[Phrase] = () if by_following is None else by_following.get(following) or by_following[""]
        if self.by_beginning:
            for key in (word[:2], word[:_KEY]) if len(word) > 2 else (word,):
                if begun := self.by_beginning.get(key):
                    found = (*found, *(phrase for start, phrase in begun if word.startswith(start)))
        return found

    def begins(self, word: str) -> bool:
        """Whether a phrase may begin with the word."""
        starts = self.by_beginning
        return word in self.by_words or (bool(starts) and (word[:2] in starts or word[:_KEY] in starts))


# How many letters index the beginnings of words; some have only two.
_KEY = 3
_ANCHORS = frozenset({"^", "$", "^,", ",$", "^^", "$$", "-"})


def phrases(
    texts: Mapping[str, str | Sequence[str]], sets: Mapping[str, str], courtesy: frozenset[str] = frozenset()
) -> Phrases:
    """Reads phrases by name; one name may stand for several. The anchors look past words of `courtesy`.

    Raises ValueError for a phrase without a word in it.
    """
    by_word: dict[str, list[Phrase]] = {}
    by_beginning: dict[str, list[tuple[str, Phrase]]] = {}
    items = dict[str, Item]()  # the same sets of words stand in hundreds of phrases
    for name, written in texts.items():
        for text in (written,) if isinstance(written, str) else written:
            for item in text.split():
                if item not in items:
                    items[item] = _item(item, sets)
            phrase = Phrase(name, tuple(items[item] for item in text.split()))
            singles, beginnings = _first_words(phrase)
            for word in singles:
                by_word.setdefault(word, []).append(phrase)
            for beginning in beginnings:
                by_beginning.setdefault(beginning[:_KEY], []).append((beginning, phrase))
    made = dict[tuple[object, ...], dict[str, tuple[Phrase, ...]]]()
    return Phrases(
        {word: _by_second_word(word, found, made) for word, found in by_word.items()},
        {key: tuple(found) for key, found in by_beginning.items()},
        courtesy,
    )


def _by_second_word(
    first: str, found: Sequence[Phrase], made: dict[tuple[object, ...], dict[str, tuple[Phrase, ...]]]
) -> dict[str, tuple[Phrase, ...]]:
    """The phrases, in their order, by each word that may follow the first; under "" those that any word may follow.

    `made` has those of other first words: synonyms share theirs."""
    seconds = [_second_words(phrase, first) for phrase in found]
    key = (*map(id, found), *seconds)
    if key not in made:
        words = {""}.union(*(second for second in seconds if second is not None))
        alike = dict[tuple[int, ...], tuple[Phrase, ...]]()  # most words are followed by the same few phrases
        made[key] = {}
        for word in words:
            which = tuple(at for at, second in enumerate(seconds) if second is None or word in second)
            made[key][word] = alike.setdefault(which, tuple(found[at] for at in which))
    return made[key]


def _second_words(phrase: Phrase, first: str) -> frozenset[str] | None:
    """The words that can stand second in a match that begins with `first`; None if that may be any word."""
    seconds: set[str] = set()
    for number, item in enumerate(phrase.items):
        if item.kind == "gap":
            return None
        if item.kind != "words":
            continue
        seconds |= {row[1] for row in item.words.rows if row[0] == first}
        if first in item.words.single or first.startswith(item.words.beginnings):
            if (following := _next_words(phrase.items[number if item.most > 1 else number + 1 :])) is None:
                return None
            seconds |= following
        if item.least:
            break
    return frozenset(seconds)


def _next_words(items: Sequence[Item]) -> set[str] | None:
    """The words with which these items can go on; None for any word."""
    words: set[str] = set()
    for item in items:
        if item.kind == "gap" or (item.kind == "words" and item.words.beginnings):
            return None
        if item.kind == "words":
            words |= item.words.single | {row[0] for row in item.words.rows}
            if item.least:
                return words
    return None


def _first_words(phrase: Phrase) -> tuple[set[str], set[str]]:
    """The words, and beginnings of words, that a match of the phrase can begin with."""
    singles: set[str] = set()
    beginnings: set[str] = set()
    for item in phrase.items:
        if item.kind == "words":
            singles |= item.words.single | {row[0] for row in item.words.rows}
            beginnings |= set(item.words.beginnings)
            if item.least:
                return singles, beginnings
    raise ValueError(f"the phrase {phrase.name!r} must begin with words: a gap or an anchor alone is no phrase")


def _item(text: str, sets: Mapping[str, str]) -> Item:
    if text in _ANCHORS:
        return Item(text)
    if text == "...":
        return Item("gap", least=0, most=_GAP)
    for sign, kind in (("<", "not_after"), ("!!", "not_within"), ("!", "not_before")):
        if text.startswith(sign):
            return Item(kind, _alternatives(text[len(sign) :], sets))
    if text[-1] in _UP_TO:
        return Item("words", _alternatives(text[:-1], sets), 0, _UP_TO[text[-1]])
    words = _alternatives(text, sets)
    return Item("words", words, plain=not words.beginnings and not words.rows)


def _alternatives(text: str, sets: Mapping[str, str]) -> Words:
    whole = [intern(word) for word in "|".join(_expanded(word, sets) for word in text.split("|")).split("|")]
    rows = tuple(tuple(map(intern, word.split("_"))) for word in whole if "_" in word)
    beginnings = tuple(word[:-1] for word in whole if word.endswith("~"))
    return Words(frozenset(word for word in whole if "_" not in word and not word.endswith("~")), beginnings, rows)


def _expanded(word: str, sets: Mapping[str, str]) -> str:
    if not word.isupper():
        return word
    return "|".join(_expanded(inner, sets) for inner in sets[word].replace(" ", "|").split("|"))


# ---------------------------------------------------------------- matching


def matches(text: Text, known: Phrases, work: Work) -> Iterator[Match]:
    """Every phrase at every word of the text, each with the longest match that begins there, while work is left."""
    words, edges = text.words, None
    begins = known.begins
    for begin, end in text.clauses(Break.SENTENCE):
        for at in range(begin, end):
            if not begins(words[at]):
                continue
            if work.is_spent:
                return
            for phrase in known.at(words[at], words[at + 1] if at + 1 < end else ""):
                edges = edges or _edges(text, known.courtesy)
                stop = _end_of(phrase, text, edges, at, begin, end, work)
                if stop is not None and stop > at:
                    yield Match(phrase.name, at, stop)


def neutralized(text: Text, found: Iterable[Match]) -> Text:
    """The text with `NEUTRAL` in the place of each word of the matches."""
    covered = {at for match in found for at in range(match.begin, match.end)}
    return Text(tuple(NEUTRAL if i in covered else w for i, w in enumerate(text.words)), text.breaks, text.cut)


class _Edge(IntEnum):
    """The border that a position in a text is next to. Words of courtesy between them do not count."""

    NONE = 0
    CLAUSE = 1
    SENTENCE = 2
    TEXT = 3


@dataclass(frozen=True, slots=True)
class _Edges:
    opens: Sequence[_Edge]
    closes: Sequence[_Edge]


_OF_BREAK = {Break.NONE: _Edge.NONE, Break.CLAUSE: _Edge.CLAUSE}


def _edges(text: Text, courtesy: frozenset[str]) -> _Edges:
    """For each position, what begins there and what ends there."""
    last = len(text.words)
    plain = [_OF_BREAK.get(mark, _Edge.SENTENCE) for mark in text.breaks]
    opens, closes = [*plain], [*plain]
    opens[0] = closes[last] = _Edge.TEXT
    for at in range(1, last + 1):
        if text.words[at - 1] in courtesy:
            opens[at] = max(opens[at], opens[at - 1])
    for at in range(last - 1, -1, -1):
        if text.words[at] in courtesy:
            closes[at] = max(closes[at], closes[at + 1])
    return _Edges(opens, closes)


def _end_of(phrase: Phrase, text: Text, edges: _Edges, at: int, begin: int, end: int, work: Work) -> int | None:
    """Where the longest match that begins at `at` ends, within the sentence from `begin` to `end`."""
    words = text.words
    positions = {at}
    for item in phrase.items:
        work.steps += len(positions)
        if item.plain:
            single = item.words.single
            positions = {at + 1 for at in positions if at < end and words[at] in single}
        elif item.kind in _ANCHORS:
            positions = {at for at in positions if _anchored(item.kind, edges, at)}
        else:
            positions = _after(item, text, positions, begin, end)
        if not positions:
            return None
    return max(positions)


def _after(item: Item, text: Text, positions: set[int], begin: int, end: int) -> set[int]:
    words = text.words
    match item.kind:
        case "words":
            return _repeated(item, words, positions, end)
        case "gap":
            return {at + more for at in positions for more in range(min(_GAP, end - at) + 1)}
        case "not_after":
            opening = {at for at in positions if text.breaks[at] >= Break.CLAUSE}
            return opening | {at for at in positions if not item.words.stand_before(words, at, begin)}
        case "not_before":
            return {at for at in positions if not item.words.ends(words, at, end)}
        case "not_within":
            return {
                at
                for at in positions
                if not any(item.words.ends(words, near, end) for near in range(at, min(at + _AHEAD, end)))
            }
    raise ValueError(f"an item of a phrase is of no kind that is known: {item.kind!r}")


def _repeated(item: Item, words: Sequence[str], positions: set[int], end: int) -> set[int]:
    reached = set(positions) if item.least == 0 else set()
    current = positions
    known = item.words
    by_rows = bool(known.rows or known.beginnings)
    for _ in range(item.most):
        if by_rows:
            current = {stop for at in current for stop in known.ends(words, at, end) if stop <= end}
        else:
            current = {at + 1 for at in current if at < end and words[at] in known.single}
        if not current:
            break
        reached |= current
    return reached


def _anchored(kind: str, edges: _Edges, at: int) -> bool:
    edge = (edges.closes if "$" in kind else edges.opens)[at]
    match kind:
        case "-":
            return edge is _Edge.NONE
        case "^" | "$":
            return edge >= _Edge.SENTENCE
        case "^," | ",$":
            return edge >= _Edge.CLAUSE
    return edge is _Edge.TEXT
