"""What restates the account's own sentence may leave, and nothing that only shares words with it."""

import pytest

from app.domain.drafting.acts import without_told_figures
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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hi, your rate is 6.25. shall we go on?", "shall we go on?"),
        ("hi ann, the loan amount is $9,500!", ""),
        ("su rate es 6.25%. bien?", "bien?"),
    ],
)
def test_a_figure_of_the_lead_s_data_is_restated(text: str, kept: str) -> None:
    assert without_told_figures(text, ["rate: 6.25", "loan amount: $9,500"]).strip() == kept


@pytest.mark.parametrize(
    "text",
    [
        "your rate is 6.5.",
        "your rate is 6.25 for good.",
        "your rate is 6.25, and you are approved.",
        "is your rate 6.25?",
        "your status is approved.",
    ],
)
def test_what_says_more_than_a_figure_is_weighed(text: str) -> None:
    assert without_told_figures(text, ["rate: 6.25", "status: approved"]) == text
