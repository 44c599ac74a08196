"""A text as words and breaks: one spelling for all that people and phones make of a word.

Everything is a pass over the characters or the words, so the work grows with the length and with nothing else.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from app.domain.replies import characters, keywords
from app.domain.replies.spellings import FORMS


class Break(IntEnum):
    """What stands before a word. A question ends a sentence, and a sentence ends a clause."""

    NONE = 0
    CLAUSE = 1
    SENTENCE = 2
    QUESTION = 3


@dataclass(frozen=True, slots=True)
class Text:
    """Words, and the break before each; `breaks` has one entry more, for the end. `cut`: words were left out."""

    words: tuple[str, ...]
    breaks: tuple[Break, ...]
    cut: bool = False

    def clauses(self, least: Break = Break.CLAUSE) -> Iterator[tuple[int, int]]:
        """Begin and end of each run of words without a break of at least this strength."""
        begin = 0
        for i in range(1, len(self.words) + 1):
            if self.breaks[i] >= least:
                yield begin, i
                begin = i


# The words that the grammar looks at: of a longer text the first and the last ones.
MOST_WORDS = 320
_TAIL = 80
# A placeholder for words that ask for nothing; no word is spelled like it.
NEUTRAL = "-"
COMPANY = "@company"

_APOSTROPHES = frozenset("'’‘`´ʼ′＇")
_SENTENCE_ENDS = frozenset(".!;\n…。\r\u2028\u2029")
_CLAUSE_ENDS = frozenset(',:/|()[]{}"“”«»„‟<>–—~\\')
# Letters of other scripts that look like Latin ones.
_LOOKALIKES = str.maketrans("аеорсхуѕітпκοτρυανԁһј", "aeopcxysitnkotpuavdhj")
_LEET = str.maketrans("013457$@!|+", "oieastsailt")
_LEET_MARKS = frozenset("013457$@!|+*")

# Endings that a keyword may run into without a blank, and what may run into it.
_GLUED = frozenset(
    "it this that now all me us texting txting text texts messaging messages please pls plz sending spam spamming"
    " calling contacting already asap forever end the thanks just ok yes no i we you u".split()
)
_STOP_WORDS = frozenset(
    "stops stopped stopping stopper stoppers stopover stopovers stopgap stopwatch stoplight stoplights stopsign"
    " stoppage"
    " nonstop backstop doorstop shortstop unstop truckstop busstop unstoppable stopby".split()
)


def read(body: str, company: str = "") -> Text:
    """The text in lower-case Latin letters without accents or invisible characters, cut into words."""
    raw = _calmed(list(_chunks(characters.plain(body))))
    too_many = len(raw) > MOST_WORDS + 1
    if too_many:
        (word, _), *tail = raw[-_TAIL - 1 :]
        raw = [*raw[: MOST_WORDS - _TAIL], (word, Break.SENTENCE), *tail]
    found = _joined(raw)
    if company:
        found = _named(found, list(_name(company)))
    found = _unsigned(found)
    words, breaks = [word for word, _ in found[:-1]], [mark for _, mark in found]
    return Text(tuple(words), tuple(breaks), cut=too_many or len(body) > characters.MOST)


def _calmed(found: list[tuple[str, Break]]) -> list[tuple[str, Break]]:
    """The text with a row of three and more sentences of one word each as one: "Leave. Me. Alone."

    A row with a keyword stays as it is: each of its words is read alone.
    """
    calm = list(found)
    i, last = 0, len(found) - 1
    while i < last:
        end = i
        while end < last and found[end][1] is Break.SENTENCE is found[end + 1][1]:
            end += 1
        if end - i >= 3 and not any(word in keywords.KEYWORDS for word, _ in found[i:end]):
            calm[i + 1 : end] = [(word, Break.NONE) for word, _ in found[i + 1 : end]]
        i = max(end, i + 1)
    return calm


def _unsigned(found: list[tuple[str, Break]]) -> list[tuple[str, Break]]:
    """The text without the line that a device puts below it: "Sent from my iPhone", "Get Outlook for iOS"."""
    for at in range(1, len(found) - 2):
        if found[at][1] < Break.SENTENCE:
            continue
        words = tuple(word for word, _ in found[at : at + 3])
        if words[:2] in _SIGNATURES or words == ("get", "outlook", "for"):
            return [*found[:at], ("", Break.SENTENCE)]
    return found


_SIGNATURES = {("sent", "from"), ("sent", "via"), ("enviado", "desde"), ("enviado", "de")}


def _chunks(text: str) -> Iterator[tuple[str, Break]]:
    """Words with the strongest break before each, and at last "" with the break at the end."""
    mark = Break.SENTENCE
    for piece, lines in _pieces(text):
        mark = max(mark, lines)
        if common := _COMMON.fullmatch(piece):
            for word in _words(_WITHIN.sub("", common[1])):
                yield word, mark
                mark = Break.NONE
            for sign in common[2]:
                mark = max(mark, _SIGN_BREAKS[sign])
            continue
        for word, before in _cut(_unleeted(piece)):
            mark = max(mark, before)
            if word:
                yield word, mark
                mark = Break.NONE
    yield "", max(mark, Break.SENTENCE)


# A word with the signs behind it, as nearly all pieces are: the short way to what `_cut` finds.
_WITHIN = re.compile(f"[{''.join(_APOSTROPHES)}]")
_SIGN_BREAKS = {
    "?": Break.QUESTION,
    **dict.fromkeys(".!;…", Break.SENTENCE),
    **dict.fromkeys(",:", Break.CLAUSE),
}
_COMMON = re.compile(rf"([a-z]+(?:{_WITHIN.pattern}[a-z]+)*)([{''.join(_SIGN_BREAKS)}]*)")


def _pieces(text: str) -> Iterator[tuple[str, Break]]:
    for line in text.splitlines():
        for i, piece in enumerate(line.split()):
            yield piece, Break.NONE if i else Break.SENTENCE


_JOINTS = re.compile(r"([^\w$@!|+*]+)")


def _unleeted(piece: str) -> str:
    """The piece with each keyword that digits and signs spell in letters: "st0p", "5top", "$top", "st*p"."""
    if not _LEET_MARKS.intersection(piece):
        return piece
    return "".join(_leet(part) or part for part in _JOINTS.split(piece))


def _leet(part: str) -> str | None:
    for form in (part, part.strip("!*|+")) if 4 <= len(part) <= 20 else ():
        if not _LEET_MARKS.intersection(form):
            return None
        letters = keywords.squeezed(form.translate(_LEET))
        if letters in keywords.STRONG and any(c.isalpha() for c in form):
            return letters
        if len(form) == 4 and form[0] + form[-1] == "sp" and "*" in form:
            return "stop"
        if form[0] == "f" and form[-1] == "k" and form.count("*") and len(form) == 4:
            return "fuck"
    return None


def _cut(piece: str) -> Iterator[tuple[str, Break]]:
    """The words of a piece without blanks, each with the break before it; then "" with the break after the last."""
    mark = Break.NONE
    for found in _RUNS.finditer(piece):
        run = found[0]
        if run[0].isalnum():
            for word in _words(_WITHIN.sub("", run)):
                yield word, mark
                mark = Break.NONE
            continue
        mark = max(mark, _strength(run, found.start(), piece))
        if run in "#✋😡":
            yield ("number" if run == "#" else run), mark
            mark = Break.NONE
    yield "", mark


# Digits, letters with the apostrophes between them, and single signs.
_RUNS = re.compile(rf"\d+|[^\W\d_]+(?:{_WITHIN.pattern}[^\W\d_]+)*|.", re.DOTALL)


def _strength(c: str, i: int, piece: str) -> Break:
    """The break that a sign between words makes. A dash counts only where it stands free; so does a point."""
    if c not in ".,-":
        return _break_of(c)
    inside = 0 < i < len(piece) - 1 and piece[i - 1].isalnum() and piece[i + 1].isalnum()
    if c == "-":
        return Break.NONE if inside else Break.CLAUSE
    return Break.NONE if inside and piece[i - 1].isdigit() and piece[i + 1].isdigit() else _break_of(c)


@lru_cache(maxsize=4096)
def _break_of(sign: str) -> Break:
    if sign == "?":
        return Break.QUESTION
    if sign in _SENTENCE_ENDS:
        return Break.SENTENCE
    return Break.CLAUSE if sign in _CLAUSE_ENDS or unicodedata.category(sign) in ("So", "Sk") else Break.NONE


@lru_cache(maxsize=4096)
def _words(word: str) -> tuple[str, ...]:
    """The word as it is spelled, or the words that run into each other in it."""
    if not word.isascii():
        latin = word.translate(_LOOKALIKES)
        word = latin if latin in keywords.KEYWORDS else word
    whole = keywords.spelled(word) if word.isascii() else word
    if whole != word or len(word) < 5 or "stop" not in word or word in _STOP_WORDS or word in keywords.KEYWORDS:
        return (whole,)
    before, _, after = word.partition("stop")
    if (before and before not in _GLUED) or (after and not _follows_glued(after)):
        return (word,)
    return tuple(part for part in (before, "stop", after) if part)


def _follows_glued(after: str) -> bool:
    return after in _GLUED or after.startswith(("stop", "text", "send", "mess", "call", "spam", "please"))


def _joined(found: list[tuple[str, Break]]) -> list[tuple[str, Break]]:
    """Letters that were spelled out become words, and forms become the one word that stands for them."""
    raw = _letters_joined(found)
    joined: list[tuple[str, Break]] = []
    i = 0
    while i < len(raw):
        word, mark = raw[i]
        following = raw[i + 1] if i + 1 < len(raw) else ("", Break.SENTENCE)
        pairs = _PAIRS.get(word)
        if pairs and following[1] < Break.SENTENCE and following[0] in pairs:
            joined.append((pairs[following[0]], mark))
            i += 2
        elif word in _BROKEN_OFF and following[1] is Break.NONE and (word, following[0]) in _BROKEN:
            joined.append((word + following[0], mark))
            i += 2
        else:
            joined.append((FORMS.get(word, word), mark))
            i += 1
    return joined


# Keywords with a blank inside: "st op", "un subscribe".
_BROKEN = frozenset(
    (keyword[:at], keyword[at:])
    for keyword in ("stop", "unsubscribe", "cancel", "stopall", "optout")
    for at in range(1, len(keyword))
    if keyword[:at] not in ("opt", "stop")
)

_BROKEN_OFF = frozenset(first for first, _ in _BROKEN)
# The forms of two words, by the first of them.
_PAIRS: dict[str, dict[str, str]] = {}
for _form, _meant in FORMS.items():
    if "_" in _form:
        _first, _second = _form.split("_")
        _PAIRS.setdefault(_first, {})[_second] = _meant

_SPELLED_OUT = keywords.KEYWORDS.keys() | keywords.OPT_IN | keywords.HELP


def _letters_joined(raw: list[tuple[str, Break]]) -> list[tuple[str, Break]]:
    """Runs of three and more single letters as the words that they spell, if a keyword is among them."""
    if [len(word) for word, _ in raw].count(1) < 3:
        return raw
    joined: list[tuple[str, Break]] = []
    i = 0
    while i < len(raw):
        if len(raw[i][0]) != 1:
            joined.append(raw[i])
            i += 1
            continue
        end = i
        while end < len(raw) and end - i < 40 and len(raw[end][0]) == 1 and raw[end][0].isalnum():
            end += 1
        run = "".join(word for word, _ in raw[i:end]).translate(_LEET)
        if end - i >= 3 and (run in _SPELLED_OUT or any(keyword in run for keyword in keywords.STRONG)):
            joined.extend((word, Break.NONE if n else raw[i][1]) for n, word in enumerate(_words(run)))
            i = end
        else:
            joined.extend(raw[i : max(end, i + 1)])
            i = max(end, i + 1)
    return joined


@lru_cache(maxsize=1024)
def _name(company: str) -> tuple[str, ...]:
    """The words of an account's name, cut as a text is."""
    return tuple(word for word, _ in _joined(list(_chunks(characters.plain(company)))))[:-1]


def _named(found: list[tuple[str, Break]], name: Sequence[str]) -> list[tuple[str, Break]]:
    """The text with the account's own name as one word."""
    words = [word for word, _ in found]
    if not name or name[0] not in words:
        return found
    named: list[tuple[str, Break]] = []
    i = 0
    while i < len(found):
        if words[i : i + len(name)] == name:
            named.append((COMPANY, found[i][1]))
            i += len(name)
        else:
            named.append(found[i])
            i += 1
    return named
