"""What an assistant says of itself, and what only a person says."""

import pytest

from tests.domain.drafting.contexts import broken, told


@pytest.mark.parametrize(
    "draft",
    [
        "I stayed late to text you.",
        "I was sick last week, sorry.",
        "My wife says hi.",
        "I refinanced my own place.",
        "I can see you're busy from my window.",
        "I personally answer each text.",
        "Grabbing a bite, back in a bit.",
        "Want proof? Call me.",
        "I know how it feels, so let me help.",
    ],
)
def test_only_people_say_so_of_themselves(draft: str) -> None:
    assert "denies_machine" in broken(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "I wanted to follow up on my last message.",
        "I'm happy to help, or I can have someone call you.",
        "I don't have that information, but I'll ask the team.",
        "I hear you, and I'll check back later.",
        "I hope this helps! I'm here if you have questions.",
        "My apologies for the wait.",
    ],
)
def test_an_assistant_may_follow_up_ask_and_pass_things_on(draft: str) -> None:
    assert "denies_machine" not in broken(draft)


def test_the_account_may_say_more_of_its_sender() -> None:
    draft = "I teach the class on Mondays."
    assert "denies_machine" in broken(draft)
    assert "denies_machine" not in broken(draft, told("Say that I teach the class on Mondays."))
