"""Replies that ask for a person, and replies that do not."""

import pytest

from app.domain import replies
from app.domain.replies.handoff import asks_for_person
from app.domain.replies.reading import ASKS_FOR_PERSON

ASKS = (
    "Can I talk to a real person?",
    "I want to speak with your manager",
    "Please call me",
    "Call me tomorrow after 5",
    "could you please call me at this number",
    "Can someone call me?",
    "Are you a robot?",
    "is this a bot",
    "I'd like a call",
    "Give me a call when you can",
    "Have a loan officer call me",
    "Quiero hablar con una persona",
    "¿Me pueden? Por favor pueden llamarme",
    "Llámame mañana",
    "¿Eres un robot?",
)
DOES_NOT = (
    "Yes, still interested",
    "Please don't call me, text is fine",
    "Do not call me at work",
    "I spoke to my wife and we agree",
    "I already called the bank",
    "What is the rate?",
    "My agent has the papers",
    "Someone stole my phone",
    "No me llame",
    "Call it a deal",
)


@pytest.mark.parametrize("body", ASKS)
def test_a_lead_who_asks_for_a_person_is_heard(body: str) -> None:
    assert asks_for_person(body)


@pytest.mark.parametrize("body", DOES_NOT)
def test_other_replies_ask_for_nobody(body: str) -> None:
    assert not asks_for_person(body)


def test_the_verdict_is_a_reply_whose_rule_says_it() -> None:
    assert replies.read("Can I talk to a real person?", opted_out=False) == replies.Reply(ASKS_FOR_PERSON)
    assert replies.read("What is the rate?", opted_out=False) == replies.Reply("reply")
