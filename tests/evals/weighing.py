"""`make weights`: learns the weights of words, for reading and for drafts, from the labeled texts of the tests.

`python -m tests.evals.weighing` prints how five runs judge the fifth of the texts that each has not seen: that is the
figure for new texts. `--write` learns from all texts and writes the two files. Texts in files named "unseen" are never
learned from.

It is logistic regression by stochastic gradient descent, in an order that is always the same. Of a text that refuses
only one sentence need do so, so after a few rounds only the one with the highest score is learned from.
"""

import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import app.domain.drafting
import app.domain.replies
from app.domain.drafting import check
from app.domain.drafting import likeness as of_drafts
from app.domain.drafting.context import Context, Sources, Spelled
from app.domain.drafting.kinds import KINDS
from app.domain.replies import likeness as of_replies
from app.domain.replies import tokens
from app.domain.weights import FILE, SCALE, Weights, features, written
from tests.evals.cases import GOOD, Case
from tests.evals.replies import LEARNED_FROM as REPLIES
from tests.evals.replies import headed
from tests.evals.shares import LEARNED_FROM as DRAFTS
from tests.evals.shares import LENDER

ROUNDS, ROUNDS_ON_ALL_SENTENCES = 15, 3
PACE, SLOWING, DECAY, BIAS_PACE = 0.09, 0.3, 0.002, 0.03
LEAST_TEXTS = 2
"""A feature of fewer texts says nothing."""
LEAST_WEIGHT = 10
"""Smaller weights, in hundredths, are left out: they hardly change a score and are half of the file."""
NAMES_OF_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
COMMON = 60
FORM = frozenset({"too_long", "characters", "placeholder", "markup", "label", "boilerplate", "language", "repeats"})
"""The rules on how a draft is written, whatever it says."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Labeled:
    """A text as the sentences it has, each the words that are weighed."""

    text: str
    sentences: list[list[str]]
    sought: bool


_TOKENS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[.!?:\n]")


def proper_names(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand with a capital inside sentences more often than without one: people, places, companies.

    Their weight would be an accident of the corpus: who is called Karen in it wants no less and no more than others.
    """
    capital, small = Counter[str](), Counter[str]()
    for text in texts:
        begins = True
        for token in _TOKENS.findall(text):
            if token[0].isalpha() and (token[0].islower() or (token[1:].islower() and not begins)):
                (small if token[0].islower() else capital)[token.casefold()] += 1
            begins = not token[0].isalpha()
    found = {word for word, count in capital.items() if count > small[word] and not word.startswith(("i'", "i’"))}
    return frozenset(found - NAMES_OF_DAYS)


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts of one sort are weighed.

    `biased`: whether a sentence of which nothing is known may lean to a side. A text of a person in doubt is for a
    person to read; a draft in words that nobody has labeled is no more to be refused than to leave.
    """

    common: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    biased: bool = True


def learn(texts: Sequence[Labeled], manner: Manner = Manner()) -> Weights:
    names = proper_names(text.text for text in texts)
    read = {id(text): [features(sentence, manner.kinds) for sentence in text.sentences] for text in texts}
    counts = Counter(feature for text in texts for feature in set().union(*read[id(text)]))
    for feature in [f for f in counts if not names.isdisjoint(f.removeprefix("~").split())]:
        del counts[feature]
    seen = [
        ([[f for f in sorted(found) if counts[f] >= LEAST_TEXTS] for found in read[id(text)]], text.sought)
        for text in texts
    ]
    weight: dict[str, float] = dict.fromkeys((f for f, count in counts.items() if count >= LEAST_TEXTS), 0.0)
    bias, order = 0.0, random.Random(1)

    def score(sentence: list[str]) -> float:
        return bias + sum(weight[feature] for feature in sentence)

    for number in range(ROUNDS):
        order.shuffle(seen)
        pace = PACE / (1 + SLOWING * number)
        for sentences, sought in seen:
            one = sought and number >= ROUNDS_ON_ALL_SENTENCES
            for sentence in [max(sentences, key=score)] if one else sentences:
                error = sought - 1 / (1 + math.exp(-max(-30.0, min(30.0, score(sentence)))))
                bias += pace * BIAS_PACE / PACE * error * manner.biased
                for feature in sentence:
                    weight[feature] += pace * error - pace * DECAY * weight[feature]
    whole = {feature: round(SCALE * value) for feature, value in weight.items()}
    kept = {feature: value for feature, value in whole.items() if abs(value) >= LEAST_WEIGHT}
    return Weights(round(SCALE * bias), manner.common, kept)


def of_people() -> list[Labeled]:
    """What people wrote: sought is what must not be taken for a reply."""
    sought = {"opt out": True, "unclear": True, "reply": False}
    kinds = {text: sought[kind] for path in REPLIES for text, kind in headed(path) if kind in sought}
    read = [Labeled(text, of_replies.sentences(tokens.read(text)), kind) for text, kind in kinds.items()]
    return [text for text in read if text.sentences]


def of_models() -> tuple[list[Labeled], frozenset[str]]:
    """Drafts, and the words that are in so many of them that they count as words even where the account says them.

    Bad drafts that are so only by their form are left out: what they say is what good ones say.
    """
    drafts = [
        (text, of_drafts.stated(Spelled(text, context.company), own := Sources(context)), own.told, not corpus.good)
        for corpus in DRAFTS
        for context, text in corpus.drafts()
        if corpus.good or FORM.isdisjoint(fault.rule for fault in check(text, context).faults)
    ]
    drafts += [
        (case.drafts[0], of_drafts.stated(Spelled(case.drafts[0], case.setting.company), source), source.told, False)
        for case in GOOD
        if (source := Sources(_context(case)))
    ]
    counts = Counter(
        word for _, said, _, _ in drafts for word in set().union(*of_drafts.sentences(said, frozenset(), frozenset()))
    )
    names = proper_names(text for text, _, _, _ in drafts)
    common = frozenset(word for word, count in counts.items() if count > COMMON and word not in names)
    return [Labeled(t, of_drafts.sentences(said, told, common), sought) for t, said, told, sought in drafts], common


def _context(case: Case) -> Context:
    """The account of a case, as its drafts are judged by."""
    said = case.setting
    lead = {"first name": said.first_name, "last name": said.last_name, "property address": said.property_address}
    return replace(
        LENDER,
        instructions=said.instructions,
        company=said.company,
        account_facts=(*said.rules, *filter(None, (said.persona,))),
        lead_facts={label: value for label, value in lead.items() if value},
        conversation=((False, said.opening), *((True, body) for body in case.lead)),
    )


def held_out(texts: Sequence[Labeled], least: float, manner: Manner) -> tuple[float, float]:
    """Of texts that were not learned from: the share of those sought, and of the others, with at least this score."""
    order = list(texts)
    random.Random(1).shuffle(order)
    hits = {True: 0, False: 0}
    for fold in range(FOLDS):
        weights = learn([text for i, text in enumerate(order) if i % FOLDS != fold], manner)
        for text in order[fold::FOLDS]:
            scores = (weights.score(sentence, manner.kinds) for sentence in text.sentences)
            hits[text.sought] += max(scores, default=0.0) >= least
    counts = Counter(text.sought for text in texts)
    return hits[True] / counts[True], hits[False] / counts[False]


def main(arguments: list[str]) -> None:
    drafts, common = of_models()
    for name, package, texts, least, manner in (
        ("texts of people", app.domain.replies, of_people(), of_replies.REFUSES, Manner()),
        ("drafts", app.domain.drafting, drafts, of_drafts.REFUSED, Manner(common, KINDS, biased=False)),
    ):
        if "--write" in arguments:
            lines = written(learn(texts, manner))
            Path(*package.__path__, FILE).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        else:
            caught, wrong = held_out(texts, least, manner)
            print(f"{name}: of {len(texts)}, each unseen: {caught:.1%} of those sought found, {wrong:.1%} of others")


if __name__ == "__main__":
    main(sys.argv[1:])
