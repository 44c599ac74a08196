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
    draft = "Our priest can look at the dog."
    assert "words" in broken(draft)
    assert "words" not in broken(draft, told("Offer that our priest looks at the dog."))


def test_a_question_may_have_words_that_no_statement_has() -> None:
    """What a question asks about is not ours to know, and it states nothing."""
    assert "words" not in broken("Have you noticed any hornets in the pantry?")
    assert "words" in broken("You have hornets in the attic.")
    assert "words" in broken("We look for hornets. Have you noticed any hornets?")
    assert "words" in broken("Did you look at evil dot com?")
    assert "words" in broken("Would you like the ransom?")
    assert "words" in broken("Can you ask for tommy at the desk?")


def test_a_statement_may_have_a_frequent_word_where_no_name_stands() -> None:
    for draft in ("Take a peek whenever you like.", "Get through your chores first.", "The road may be muddy."):
        assert "words" not in broken(draft), draft
    assert "words" in broken("Take a Peek whenever you like.")
    assert "words" in broken("You can talk to peek whenever you like.")
    assert "words" in broken("It is tommy who will call you.")
    assert "words" in broken("Take the parakeet with you.")


def test_spanish_plurals_and_diminutives_are_ordinary() -> None:
    for word in ("veces", "ratito", "cosita", "poquito"):
        assert lexicon.is_ordinary(word, {"spanish"}), word
    assert not lexicon.is_ordinary("zxvito", {"spanish"})


THIRD = ["french", "portuguese", "german", "italian", "dutch", "russian"]
# English and Spanish, then each third language: the words, and the memory that they take at most and in the end.
_MEASURE = f"""
import tracemalloc
from app.domain.drafting import lexicon
tracemalloc.start()
for names in (("english", "spanish"), *((name,) for name in {THIRD})):
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    words = sum(len(lexicon.words(name)) for name in names)
    now, most = tracemalloc.get_traced_memory()
    print(words, most - before, now - before)
"""


def test_three_dictionaries_fit_in_fifteen_megabytes() -> None:
    run = subprocess.run([sys.executable, "-c", _MEASURE], capture_output=True, text=True, check=True, timeout=60)
    (words, peak, both), *thirds = ([*map(int, line.split())] for line in run.stdout.splitlines())
    assert peak < 15_000_000
    for language, (more, most, _) in zip(THIRD, thirds, strict=True):
        assert words + more > 30_000, language
        assert both + most < 15_000_000, language
