"""The warnings about the texts of a sequence, before anything is sent."""

from dataclasses import dataclass

import pytest

from app.domain.sms import warnings
from app.domain.sms.first_message import FirstMessageRule
from app.domain.sms.warnings import Warned, of_steps

GOOD = "Hi {{first_name}}, it's {{company}}. Reply STOP to opt out."
BOTH = FirstMessageRule(identify=True, opt_out_line="Reply STOP to opt out.")


@dataclass(frozen=True)
class Words:
    message: str | None = None
    instructions: str | None = None
    fallback_message: str | None = None


def warned(*steps: str | Words, rule: FirstMessageRule | None = None, **texts: str) -> list[Warned]:
    given = [Words(message=step) if isinstance(step, str) else step for step in steps]
    return of_steps(given, "Acme Lending", rule, {int(key[1:]): text for key, text in texts.items()})


def paths(found: list[Warned]) -> list[str]:
    return [".".join(one.path) for one in found]


def test_a_good_sequence_is_not_warned_of() -> None:
    assert warned(GOOD, "Still there?", Words(instructions="Remind them.", fallback_message="Hello?")) == []
    assert warned() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi. Reply STOP to opt out.", ["does not name the company"]),
        ("Hi, it's Acme Lending.", ["does not say how to stop"]),
        ("Hi.", ["does not name the company", "does not say how to stop"]),
        (GOOD + " https://bit.ly/3abc", ["bit.ly is a link shortener"]),
        (GOOD + " See TinyURL.com/x or www.rb.gy/y", ["tinyurl.com is", "rb.gy is"]),
        (GOOD + " x" * 250, ["has about 4 SMS segments"]),
        (GOOD.replace("'", "’"), ['write \' for "’" (RIGHT SINGLE QUOTATION MARK, U+2019)']),
        (GOOD + " 🙂", ['leave out "🙂" (SLIGHTLY SMILING FACE, U+1F642)']),
        (GOOD + " Aquí.", ['write i for "í" (LATIN SMALL LETTER I WITH ACUTE, U+00ED)']),
        (GOOD + "\u00a0Bye.", ["write a blank for NO-BREAK SPACE, U+00A0"]),
        (GOOD + " “Bye”", ['write " for "“" (LEFT DOUBLE QUOTATION MARK, U+201C) and write " for']),
    ],
)
def test_each_surprise_is_warned_of_once(text: str, words: list[str]) -> None:
    found = warned(text)
    assert paths(found) == ["0.message"] * len(words)
    for one, part in zip(found, words, strict=True):
        assert part in one.message


@pytest.mark.parametrize(
    "text", [GOOD + " Привет, мир", GOOD + " 🙂🎉", GOOD + " € é ñ", GOOD + " habit.ly.example.com", GOOD + " a@bit.ly"]
)
def test_what_has_no_simple_remedy_is_left_alone(text: str) -> None:
    assert warned(text) == []


def test_the_cost_of_a_character_is_in_the_warning() -> None:
    [one] = warned(GOOD.replace("'", "’") + "x" * 90)
    assert "in a segment: it has 3 SMS segments instead of 1. To avoid that, write ' for" in one.message
    [free] = warned(GOOD.replace("'", "’"))
    assert "in a segment. To avoid that" in free.message


def test_only_the_first_message_must_say_who_writes_and_how_to_stop() -> None:
    assert warned(GOOD, "Hi.", "Bye.") == []
    assert paths(warned("Hi.", GOOD)) == ["0.message", "0.message"]


def test_what_the_account_adds_is_not_missing() -> None:
    assert warned("Hi.", rule=BOTH) == []
    assert [one.message.split(":")[0] for one in warned("Hi.", rule=FirstMessageRule(identify=True))] == [
        "The first message does not say how to stop"
    ]


def test_what_the_account_adds_already_is_warned() -> None:
    name, line = warned(GOOD, rule=BOTH)
    assert "puts its name before the first message. This text names the company itself" in name.message
    assert "adds its line to the first message. This text says how to stop itself" in line.message


def test_what_the_account_adds_counts_as_text() -> None:
    text = "x " * 72
    assert warned(text, rule=FirstMessageRule(True, "Reply STOP to opt out. " + "y " * 150)) != []
    assert "UCS-2" in warned("Hi.", rule=FirstMessageRule(True, "Reply STOP – or call."))[0].message


def test_an_ai_step_is_warned_of_by_its_instructions_and_its_fallback() -> None:
    found = warned(Words(instructions="Send bit.ly/x", fallback_message="Hi’"))
    assert paths(found) == ["0.fallbackMessage", "0.instructions", "0.fallbackMessage", "0.instructions"]
    assert warned(Words(instructions="Say: Reply STOP to opt out.")) == []


def test_the_texts_of_a_lead_are_judged_as_they_are() -> None:
    assert warned(GOOD, "Hi {{first_name}}") == []
    [one] = warned(GOOD, "Hi {{first_name}}", _1="Hi Łukasz")
    assert (one.path, "LATIN CAPITAL LETTER L WITH STROKE" in one.message) == (("1", "message"), True)


def test_the_warnings_are_bounded() -> None:
    assert len(warned(GOOD, *["bit.ly t.co is.gd" for _ in range(49)])) == warnings.MAX_WARNINGS
