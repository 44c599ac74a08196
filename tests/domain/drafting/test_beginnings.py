"""Expressions that are searched for by their beginnings find what each of them finds alone."""

import re

import pytest

from app.domain.drafting import contacts, itself
from app.domain.drafting.acts.license import MATTERS
from app.domain.drafting.beginnings import Search, beginnings
from app.domain.drafting.spelling import plain
from tests.evals.shares import ALL

IDEAS = [idea for matter in MATTERS for idea in matter.ideas]
TEXTS = list(dict.fromkeys(plain(draft) for corpus in ALL for _, draft in corpus.drafts()))
LONG = [" ".join(TEXTS[start : start + 12]) for start in range(0, len(TEXTS), 24)]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("(?:no|zero) fee", {"no", "zero"}),
        ("guarant(?:ee|y)", {"guara"}),
        ("you(?:'ll| will)? win", {"you"}),
        ("(?:very )?easy", {"very ", "easy"}),
        ("(?<!a )(?:x|)yes", {"x", "yes"}),
        ("fees?", {"fee"}),
        ("(?P<to>pay) it", {"pay"}),
        (r"\w+ fee", set()),
        ("(?:[a-z]b|c)", set()),
        ("a?", set()),
        ("(?:x )?", set()),
    ],
)
def test_the_letters_that_a_match_begins_with(pattern: str, found: set[str]) -> None:
    assert beginnings(pattern) == found


@pytest.mark.parametrize("ideas", [IDEAS, itself.HUMAN.expressions, itself.BOILERPLATE.expressions])
def test_the_same_is_found_as_by_each_alone(ideas: list[re.Pattern[str]]) -> None:
    search = Search(ideas, [beginnings(idea.pattern) for idea in ideas])
    assert len(search.anywhere) <= 1 + len(ideas) / 50
    matched = 0
    for text in (*TEXTS[::20], *LONG):
        alone = {n: spans for n, idea in enumerate(ideas) if (spans := [m.span() for m in idea.finditer(text)])}
        assert {n: [m.span() for m in found] for n, found in search.matches(text)} == alone
        matched += bool(alone)
    assert matched


def test_a_spelled_out_address_has_one_of_the_cues() -> None:
    spelled = [found[0] for text in TEXTS for found in contacts.SPELLED.finditer(text)]
    assert len(spelled) > 50
    assert [found for found in spelled if not contacts.CUE.search(found)] == []
