"""What restates the account's own sentence may leave, and nothing that only shares words with it."""

import pytest

from tests.domain.drafting.contexts import broken, context

FACTS = context(
    instructions=(
        "They asked for a roof inspection. The inspection is free and takes about 30 minutes. Plan is $29 a month and"
        " covers two exams. Ask whether they are pre-approved. Free water test. Never say that repairs are free."
    )
)


@pytest.mark.parametrize(
    "draft",
    [
        "It's free and takes about 30 minutes.",
        "The inspection is free.",
        "The plan covers two exams for $29 a month.",
        "We can test your water for free.",
        "Hi Ann, the plan covers two exams.",
    ],
)
def test_what_the_account_says_may_be_said_in_its_words(draft: str) -> None:
    assert broken(draft, FACTS) == set()


@pytest.mark.parametrize(
    "draft",
    [
        "You are pre-approved.",
        "Repairs are free.",
        "The plan covers two exams for free.",
        "The plan covers repairs.",
        "Your approval is free.",
        "Your plan covers you.",
    ],
)
def test_words_of_several_sentences_make_no_restatement(draft: str) -> None:
    assert broken(draft, FACTS)
