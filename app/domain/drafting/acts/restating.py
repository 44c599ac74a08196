"""Sentences that restate what the account says: whatever they speak of, it is the account that said it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SENTENCE = re.compile(r"(?:[^.!?;\n]|(?<=\d)\.(?=\d))+[.!?;\n]?")
_WORD = re.compile(r"[$€£]?\d+(?:[.,:]\d+)*%?|[^\W\d_]+(?:['-][^\W\d_]+)*")
# What is said of the lead is a claim about the lead, in whatever words.
_OF_THE_LEAD = frozenset("you yours you're you'll you'd you've yourself i i'm i'll me my usted su sus tu tus".split())
# Words without which a sentence says the same; "no" and "not" are none of them.
_EMPTY = frozenset(
    "a an the your is are it it's that that's this we we'll our us and or with of for to at on in by from also just"
    " only about"
    " so as here there which be can will has have had do does its hi hello hey thanks thank offer offers include"
    " includes included"
    " take takes cost costs come comes run runs last lasts start starts give gives get gets open first each per visit"
    " visits el la los las un una es son de del por para con y en a que nuestro nuestra".split()
)
LEAST = 2
"""Words that a restatement says at the least: "it's free" could be anything."""
_OF_US = re.compile(r"\W*(?:we|our)\b")
_ORDERS = re.compile(r"\b(?:ask|whether|if|find out|pregunt\w+|si)\b")
_GREETING = re.compile(r"\W*(?:hi|hello|hey|dear|hola)\b(?: [^\W\d_]+){0,2}[,!] ")
_FIGURE_OF = re.compile(r"([^:]+): ([$€£]?\d+(?:[.,]\d+)*%?)")
_ENDING = re.compile(r"(?:'s|ies|es|ed|ing|s|y|e)$")


def without_restated(text: str, statements: str) -> str:
    """A text (spelled by `plain`) without each sentence that states what one of `statements` says.

    It does so if it has no other word than that sentence, but for words that say nothing. A sentence about the lead
    restates nothing: "Ask if they are approved" has the words of "you are approved".
    """
    return _SENTENCE.sub(lambda found: " " if _is_restated(found[0], statements) else found[0], text)


def without_told_figures(text: str, lead: Iterable[str]) -> str:
    """A text (spelled by `plain`) without each sentence that says no more than a figure of the lead's data: of "rate:
    6.25" that is "hi, your rate is 6.25."."""
    told = [found for one in lead if (found := _FIGURE_OF.fullmatch(one))]
    if not told:
        return text
    said = "|".join(rf"(?:your|the|su|tu|el|la) {re.escape(one[1])} (?:is|es) {re.escape(one[2])}%?" for one in told)
    alone = re.compile(rf"\s*(?:{said})\s*[.!]?")
    return _SENTENCE.sub(lambda found: " " if alone.fullmatch(_GREETING.sub("", found[0])) else found[0], text)


def _is_restated(sentence: str, statements: str) -> bool:
    words = frozenset(_WORD.findall(_GREETING.sub("", sentence)))
    if sentence.endswith("?") or not words.isdisjoint(_OF_THE_LEAD):
        return False
    if "your" in words and not _OF_US.match(sentence):
        return False
    said = frozenset(_stems(words))
    return len(said) >= LEAST and any(said <= known for known in _known(statements))


@lru_cache(maxsize=256)
def _known(statements: str) -> tuple[frozenset[str], ...]:
    """The words of each sentence that states something."""
    sentences = (found[0] for found in _SENTENCE.finditer(statements))
    return tuple(frozenset(_stems(_WORD.findall(said))) for said in sentences if not _ORDERS.search(said))


def _stems(words: Iterator[str] | list[str] | frozenset[str]) -> Iterator[str]:
    return (word if word[-1].isdigit() else _ENDING.sub("", word) or word for word in words if word not in _EMPTY)
