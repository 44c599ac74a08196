"""Which of two kinds a sentence is of, by the weight of its words: a linear score, learned from labeled texts.

A phrase or a rule knows the wordings that its author thought of. A new wording of the same thing shares most of its
words with known ones, so each word and each pair of near words has a weight for one kind or against it, and the
weights of a sentence add up to the logarithm of the odds (logistic regression). What nobody has labeled has no weight.

The weights are data beside the package that uses them, written by `make weights` and never by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby, pairwise

SCALE = 100
"""A weight is kept as a whole number of hundredths."""
NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Weights:
    """`bias` is the score of a sentence without a known word; `common` holds words that every account uses."""

    bias: int
    common: frozenset[str]
    of: Mapping[str, int]

    def score(self, words: Sequence[str], kinds: Mapping[str, str] = NONE) -> float:
        """The logarithm of the odds that a sentence is of the kind sought: 0 is even, 2 is seven to one."""
        weigh = self.of.get
        return (self.bias + sum(weigh(feature, 0) for feature in features(words, kinds))) / SCALE


def features(words: Sequence[str], kinds: Mapping[str, str] = NONE) -> set[str]:
    """What is weighed of a sentence: its words, its neighbors, and the words around each.

    The ends of the sentence count as words beside others, and a row of digits, however grouped, is the word 0. With
    `kinds`, the sentence is weighed once more with its kind in the place of each word that has one.
    """
    found = _read(words)
    general = [kinds.get(word, word) for word in words]
    return found if general == list(words) else found | {f"~{feature}" for feature in _read(general)}


def _read(words: Sequence[str]) -> set[str]:
    row = ["^", *(word for word, _ in groupby("0" if word.isdigit() else word for word in words)), "$"]
    found = set(row[1:-1])
    found.update(f"{a} {b}" for a, b in pairwise(row))
    found.update(f"{a} _ {c}" for a, c in zip(row, row[2:], strict=False))
    return found


FILE = "weights.tsv"
_BIAS, _COMMON = "= bias", "= common"


def load(package: str) -> Weights:
    """The weights that lie beside a package."""
    lines = files(package).joinpath(FILE).read_text("utf-8").splitlines()
    rows = dict(line.split("\t") for line in lines if "\t" in line)
    bias, common = int(rows.pop(_BIAS)), frozenset(rows.pop(_COMMON).split())
    return Weights(bias, common, {feature: int(weight) for feature, weight in rows.items()})


def written(weights: Weights) -> Iterator[str]:
    """The lines of the file, as `load` reads them."""
    yield "# Written by `make weights`: hundredths of the logarithm of the odds, by word and by pair of words."
    yield f"{_BIAS}\t{weights.bias}"
    yield f"{_COMMON}\t{' '.join(sorted(weights.common))}"
    yield from (f"{feature}\t{weight}" for feature, weight in sorted(weights.of.items()))
