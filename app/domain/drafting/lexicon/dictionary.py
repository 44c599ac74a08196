"""The ordinary words of a language, from the dictionaries of pyspellchecker (words of film subtitles, checked and
counted). A draft is made of these, of words that stand in the facts, and of nothing else.

Of English, only words that are very common in films count, the regular forms of those, and words of business; common
words for which no follow-up has a use do not. Of other languages, each word that is not rare counts.

A dictionary is read when the first draft in its language is checked; only its ordinary words stay in memory.
"""

import gzip
import math
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from app.domain.drafting.lexicon import english, spanish

FILES = {
    "english": ("en", 300),
    "spanish": ("es", 150),
    "french": ("fr", 150),
    "portuguese": ("pt", 400),
    "german": ("de", 300),
    "italian": ("it", 150),
    "dutch": ("nl", 400),
    "russian": ("ru", 0),
}
"""The file of each language, and how often a word must have been counted to be an ordinary one."""

COMMON = {"english": 8000, "spanish": 3000}
"""How often a word must have been counted to be common."""
STATED = 1000
"""How often an English word must have been counted that is not common and that a statement may have."""

_CHUNK = 1 << 19
# What builds addresses in words. A fact may have it ("com" is no fact because a link has it).
_NEVER = frozenset(
    "com net org info edu gov biz http https www dot dots dotcom slash backslash hashtag underscore url urls arroba"
    " punto puntos ponto virgule coma comma barra guion hyphen asterisk ampersand colon semicolon".split()
)
_FIELD = {"english": english.FIELD, "spanish": spanish.FIELD}

_MARKS = dict.fromkeys(range(0x300, 0x370))


def flat(word: str) -> str:
    """A word in lower case and without accents, the apostrophe straight."""
    word = word.replace("’", "'").casefold()
    return word if word.isascii() else unicodedata.normalize("NFKD", word).translate(_MARKS)


@cache
def words(language: str) -> frozenset[str]:
    """The ordinary words of a language, flat; none of one that has no dictionary."""
    return _read(language)[0] if language in FILES else frozenset()


@cache
def _read(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """The ordinary words of a language, those that begin many sentences, those that only a question may have, and
    those of the latter that a statement may have in lower case.

    The file is read once, and not kept.
    """
    name, least = FILES[language]
    begins = COMMON.get(language, math.inf)
    found, common, frequent = set[str](), set[str](), set[str]()
    for written, count in _entries(name, least):
        word = flat(written)
        found.add(word)
        if count >= begins:
            common.add(word)
        if count >= STATED:
            frequent.add(word)
    asked = frozenset[str]()
    if language == "english":
        barred = english.UNUSED | english.NEVER_ASKED | _NEVER
        asked = frozenset(word for word in found if len(word) > 3 and barred.isdisjoint((word, *_bases(word))))
        found, common = _english(found, common)
    field = _FIELD.get(language, frozenset())
    ordinary = frozenset((found | field) - _NEVER)
    asked -= ordinary
    return ordinary, frozenset(common | field), asked, (asked & frequent) - english.NAMES


def _entries(name: str, least: int) -> Iterator[tuple[str, int]]:
    """The words of a file with their counts, those counted less than `least` times left out.

    The text is looked at in pieces, and numbers that are too short to be large are passed over by the expression:
    the largest file has 417,000 words, of which 18,000 count.
    """
    entry = re.compile(rf'\n"([^"\\]{{1,48}})": ?(\d{{{len(str(least))},}})'.encode())
    file = resources.files("spellchecker").joinpath("resources", f"{name}.json.gz")
    with file.open("rb") as packed, gzip.open(packed) as text:
        while piece := text.read(_CHUNK):
            for found in entry.finditer(b"\n" + piece + text.readline()):
                if (count := int(found[2])) >= least:
                    yield found[1].decode(), count


def _english(found: set[str], common: set[str]) -> tuple[set[str], set[str]]:
    """The ordinary and the common words of English: no form of a word for which no follow-up has a use."""
    common = {word for word in common if english.UNUSED.isdisjoint((word, *_bases(word)))}
    known = common | english.SHORT | english.FIELD
    forms = {
        word
        for word in found - english.UNUSED
        if len(word) > 3
        and (bases := _bases(word))
        and not known.isdisjoint(bases)
        and english.UNUSED.isdisjoint(bases)
    }
    beginnings = {word for word in forms if not word.endswith(("er", "ers"))}  # "Parker" and "Walker" are names
    return {word for word in common if len(word) > 3} | forms | english.SHORT, common | beginnings


# What the regular forms of an English word end with, by the last letter, and what the word has in its place.
_FORMS = {
    "s": (("ies", ("y",)), ("ers", ("", "e")), ("s", ("",))),
    "d": (("ied", ("y",)), ("ed", ("", "e"))),
    "g": (("ing", ("", "e")),),
    "r": (("ier", ("y",)), ("er", ("", "e"))),
    "t": (("iest", ("y",)), ("est", ("", "e"))),
    "y": (("ily", ("y",)), ("ly", ("", "le"))),
}


def _bases(word: str) -> list[str]:
    """The words of which this may be a regular form: "planning" of "plan", "applies" of "apply"."""
    bases = []
    for ending, beginnings in _FORMS.get(word[-1], ()):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            bases += [stem + beginning for beginning in beginnings]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                bases.append(stem[:-1])
    if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        bases.append(word[:-2])
    return bases


def may_be_asked(word: str) -> bool:
    """Whether an English word, as it is written, is known, though it is not ordinary: a question may have it, which
    states nothing."""
    return _is_of(word, _read("english")[2])


def may_be_stated(word: str) -> bool:
    """Whether an English word, as it is written, is frequent, though it is not ordinary, and names nobody."""
    return _is_of(word, _read("english")[3])


def _is_of(word: str, known: frozenset[str]) -> bool:
    bare = flat(word)
    return word.isascii() and not {bare, _stem(bare)}.isdisjoint(known)


def is_common(word: str, languages: set[str]) -> bool:
    """Whether a word is so common that it begins many sentences; names are rarer. Every word of a language for which
    that is not known is common."""
    if "spanish" in languages and (_is_spanish_form(word) or _is_common_plural(word)):
        return True
    return any(name not in COMMON or not {word, _stem(word)}.isdisjoint(_read(name)[1]) for name in languages)


def _is_common_plural(word: str) -> bool:
    """Whether a word is the plural of a common Spanish one: "buenas", "documentos"."""
    return any(
        word.endswith(ending) and len(word) > 4 and word.removesuffix(ending) in _read("spanish")[1]
        for ending in ("s", "es")
    )


_CLITIC = re.compile(r"(?:'(?:s|re|ll|ve|d|m)|n't|s')$")


def _stem(word: str) -> str:
    return _CLITIC.sub("", word)


# English words that are written with an accent; any other accent hides a word.
_ACCENTED = frozenset("cafe cafes resume resumes fiance fiancee naive decor".split())


def is_ordinary(word: str, languages: set[str]) -> bool:
    """Whether a word, as it is written, is an ordinary one of any of these languages. "Lender's" is, as "lender" is."""
    bare = flat(word)
    if languages == {"english"} and not word.replace("’", "'").isascii() and bare not in _ACCENTED:
        return False
    stem = _stem(bare)
    if any(bare in known or stem in known or stem.removesuffix("s") in known for known in map(words, languages)):
        return True
    return "spanish" in languages and _is_spanish_form(bare)


@lru_cache(maxsize=4096)
def _is_spanish_form(word: str) -> bool:
    known = words("spanish")
    if word in spanish.IRREGULAR or word.removesuffix("es") in known:
        return True
    if (word.endswith("ces") and f"{word.removesuffix('ces')}z" in known) or not known.isdisjoint(
        spanish.undiminished(word)
    ):
        return True
    return any(infinitive in known for infinitive in spanish.infinitives(word))
