"""The closed vocabulary: which words are ordinary, and that three languages at once stay small."""

import subprocess
import sys

import pytest

from app.domain.drafting import lexicon
from tests.domain.drafting.contexts import broken, told


@pytest.mark.parametrize(
    "word",
    ["planning", "applies", "easiest", "gently", "callers", "reschedule", "lender's", "couldn't", "Tuesday", "you'd"],
)
def test_words_of_business_and_their_regular_forms_are_ordinary(word: str) -> None:
    assert lexicon.is_ordinary(word, {"english"})


@pytest.mark.parametrize(
    "word",
    ["investigator", "courthouse", "kidnappers", "murdered", "sexier", "prayers", "bitcoin", "evil", "dot", "slash"],
)
def test_words_that_only_films_have_are_not(word: str) -> None:
    assert not lexicon.is_ordinary(word, {"english"})


def test_the_words_of_the_account_count_whatever_they_are() -> None:
    draft = "Our nurse can look at the dog."
    assert "words" in broken(draft)
    assert "words" not in broken(draft, told("Offer that our nurse looks at the dog."))


def test_a_question_may_have_words_that_no_statement_has() -> None:
    """What a question asks about is not ours to know, and it states nothing."""
    assert "words" not in broken("Have you noticed any raccoons in the pantry?")
    assert "words" in broken("You have raccoons in the pantry.")
    assert "words" in broken("We look for raccoons. Have you noticed any raccoons?")
    assert "words" in broken("Did you look at evil dot com?")
    assert "words" in broken("Would you like the ransom?")
    assert "words" in broken("Can you ask for tommy at the desk?")


@pytest.mark.parametrize("third", ["french", "portuguese", "german", "italian", "dutch", "russian"])
def test_three_dictionaries_fit_in_fifteen_megabytes(third: str) -> None:
    code = (
        "import tracemalloc; from app.domain.drafting import lexicon; tracemalloc.start()\n"
        f"print(sum(len(lexicon.words(name)) for name in ('english', 'spanish', '{third}')))\n"
        "print(tracemalloc.get_traced_memory()[1])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    words, most = map(int, run.stdout.split())
    assert words > 30_000
    assert most < 15_000_000
