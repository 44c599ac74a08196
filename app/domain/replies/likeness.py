"""How much a text is like those of people who ask to be left alone: for the wordings that no phrase knows.

The score never opts anybody out. It leaves a text in doubt that no cue has, and leaves in doubt a request that only a
phrase has found and whose words are those of ordinary replies: in doubt nothing is sent until a person decides.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from app.domain.replies.tokens import NEUTRAL, Break, Text
from app.domain.weights import Weights, load

REFUSES = 0.1
"""From this score on a text without a cue is in doubt."""
REFUSES_IN_FEW_WORDS = 0.75
"""The same, for a sentence of at most three words: what few words weigh is often an accident."""
REFUSES_THOUGH_EXPLAINED = 3.75
"""The same, for a sentence of which a phrase says that it only looks like a request."""
ORDINARY = -1.5
"""Below this score a request that a phrase has found is in doubt."""
SURELY_ORDINARY = -2.5
"""Below this score a sentence with a cue of doubt leaves no doubt: "Tell me when to stop uploading"."""

_PHONE = 7
_FEW = 3


@cache
def weights() -> Weights:
    return load("app.domain.replies")


def sentences(text: Text) -> list[list[str]]:
    """The sentences as they are weighed: words, and at the end "?" or ".". A word alone is left out."""
    return [_weighed(text, begin, end) for begin, end in text.clauses(Break.SENTENCE) if end - begin > 1]


def _weighed(text: Text, begin: int, end: int) -> list[str]:
    return [*_without_phones(text.words[begin:end]), "?" if text.breaks[end] is Break.QUESTION else "."]


def _without_phones(words: Sequence[str]) -> Iterator[str]:
    """The words without digits that are a phone, which people write below anything."""
    for digits, row in groupby(words, str.isdigit):
        written = list(row)
        if not digits or sum(map(len, written)) < _PHONE:
            yield from written


def score(text: Text) -> float:
    """The score of the sentence that refuses most; 0 for a text of single words."""
    return max(map(weights().score, sentences(text)), default=0.0)


def refuses(text: Text, rest: Text) -> bool:
    """Whether a sentence leaves the text in doubt. `rest` has `NEUTRAL` in the place of what a phrase explains.

    A sentence that is explained whole says nothing more.
    """
    for begin, end in text.clauses(Break.SENTENCE):
        explained = rest.words[begin:end].count(NEUTRAL)
        if end - begin > 1 and explained < end - begin:
            least = REFUSES_IN_FEW_WORDS if end - begin <= _FEW else REFUSES
            least = REFUSES_THOUGH_EXPLAINED if explained else least
            if weights().score(_weighed(text, begin, end)) >= least:
                return True
    return False


def is_surely_ordinary(text: Text, begin: int, end: int) -> bool:
    """Whether the sentence from `begin` to `end` is like those of ordinary replies. One of a word is not."""
    return end - begin > 1 and weights().score(_weighed(text, begin, end)) < SURELY_ORDINARY
