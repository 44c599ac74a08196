"""How much a draft is like those that must not leave: for the promises, claims and pressure that no rule words.

Each sentence is weighed alone, so that friendly sentences around it do not outweigh it. Words of the account and of
the lead's data count as one word, since what the account says is licensed and no other account says it.
"""

import re
from functools import cache

from app.domain.drafting import form, language
from app.domain.drafting.context import Sources, Spelled
from app.domain.drafting.kinds import KINDS
from app.domain.drafting.spelling import plain
from app.domain.weights import Weights, load

REFUSED = 1.3
"""From this score on, nearly four to one, a draft does something that no follow-up does. Words that nobody has labeled
are no ground to refuse it: a sentence of nothing else scores 0."""
USUAL = -1.5
"""From this score on it does so if "we" or the lead also do in it what follow-ups hardly say."""
_SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,:]\d+)*|[?.!,$%]")
_ENDS = frozenset(".?!")
_TITLES = frozenset("mr mrs ms dr dra st sr sra vs".split())
TOLD = "@"
_JUDGED = frozenset({"english", "spanish"})


@cache
def weights() -> Weights:
    return load("app.domain.drafting")


def stated(draft: Spelled, sources: Sources) -> str:
    """The draft in plain spelling, with no name of the company and with links of the account in words."""
    return plain(form.without_known(draft.nameless.text, sources.vocabulary, "this link"))


def sentences(text: str, told: frozenset[str], common: frozenset[str]) -> list[list[str]]:
    """The sentences as they are weighed: words, `TOLD` for the account's own, 0 for figures, and signs."""
    found: list[list[str]] = [[]]
    for word in _WORD.findall(text.replace("\n", " . ")):
        own = len(word) >= _SHORTEST and word in told and word not in common
        if word == "." and found[-1][-1:] and found[-1][-1] in _TITLES:
            continue
        found[-1].append("0" if word[0].isdigit() else TOLD if own else word)
        if word in _ENDS:
            found.append([])
    return [words for words in found if any(word not in _ENDS for word in words)]


def score(text: str, sources: Sources) -> float:
    """The score of the sentence, of a text as `stated` writes it, that is least like those of a follow-up.

    0 for a language whose drafts nobody has judged: there every word that it shares with another would mislead.
    """
    used = language.used(language.bare(text))
    if used and used.isdisjoint(_JUDGED):
        return 0.0
    known = weights()
    return max((known.score(words, KINDS) for words in sentences(text, sources.told, known.common)), default=0.0)
