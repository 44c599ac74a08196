"""Every figure of a draft is one of the facts, whoever writes it how."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.drafting.contexts import LENDER, after, broken, context, told

FIGURES = {"figure", "phone", "date", "time"}


@pytest.mark.parametrize(
    ("fact", "drafts"),
    [
        (
            "Offer a credit of $1,500.",
            ["$1500 for you", "1,500 dollars", "$1.5k", "fifteen hundred dollars", "USD: 1500 USD"],
        ),
        ("Offer a credit of 1500 dollars.", ["$1,500", "$1,500.00", "one thousand five hundred dollars"]),
        ("Loans to $250k.", ["$250,000", "250K", "two hundred and fifty thousand dollars"]),
        ("Loans up to $1.5 million.", ["$1,500,000", "1.5 million"]),
        ("From 5.9% APR.", ["5.9%", "5.9 percent", "an APR of 5.9", "five point nine percent", "5.90 %"]),
        ("FHA needs three and a half percent down.", ["3.5%", "3½ percent", "three and a half percent"]),
        ("Terms of 15 or 30 years.", ["a 15-year loan", "30 yrs", "fifteen years", "15 to 30 years"]),
        ("The call takes ten minutes.", ["10 minutes", "a 10-minute call", "10 min"]),
        ("Valid until June 30, 2036.", ["June 30", "Jun. 30th", "6/30", "6/30/2036", "30 June 2036", "in June"]),
        ("Due 2036-04-05.", ["April 5", "the fifth of April", "4/5/36"]),
        ("Open 9am to 5:30pm.", ["9 a.m.", "9:00 AM", "nine am", "5:30 p.m.", "17:30", "9-5:30pm"]),
        ("Open 9-5.", ["9 to 5", "from 9 to 5"]),
        ("Call (415) 555-1234.", ["415-555-1234", "+1 415 555 1234", "1-415-555-1234", "415.555.1234"]),
        ("La tasa es de 7,5 % y tarda dos días.", ["7.5%", "7,5 por ciento", "2 días"]),
        ("Three easy steps.", ["3 steps"]),
    ],
)
def test_a_fact_may_be_said_in_any_way(fact: str, drafts: list[str]) -> None:
    for draft in drafts:
        assert not broken(draft, told(fact)) & FIGURES, draft
        assert broken(draft) & FIGURES, f"{draft}: nobody said so here"


@pytest.mark.parametrize("draft", ["4155551234", "415 555 12 34", "41 55 55 12 34", "+14155551234"])
def test_a_phone_number_is_written_in_its_groups_or_as_the_facts_write_it(draft: str) -> None:
    assert broken(f"Call {draft}", told("Call (415) 555-1234.")) == {"phone"}
    assert not broken(f"Call {draft}", told(f"Call {draft}."))


@pytest.mark.parametrize(
    ("fact", "draft"),
    [
        ("We have 3 offices.", "Get 3% off."),
        ("We have 3 offices.", "Only 3 days left."),
        ("A 30-year loan.", "That is 30%."),
        ("A 30-year loan.", "In 30 days."),
        ("From 5.9% APR.", "It is $5.9."),
        ("From 5.9% APR.", "From 5.09%."),
        ("A credit of $1,500.", "A credit of $15,00."),
        ("A credit of $1,500.", "A credit of $1,500,000."),
        ("A credit of $1,500.", "A credit of $1,500k."),
        ("Until March 5, 2036.", "Until March 5, 2037."),
        ("Until March 5.", "Until May 3."),
        ("Open until 5pm.", "Open until 5am."),
        ("Call 415-555-1234.", "Call 415-555-1243."),
        ("Call 415-555-1234.", "Call 55-1234."),
        ("Rates from 5 to 7%.", "Rates of 6%."),
    ],
)
def test_what_is_only_like_a_fact_is_none(fact: str, draft: str) -> None:
    assert broken(draft, told(fact)) & FIGURES


@pytest.mark.parametrize(
    "draft",
    [
        "4%", "4 %", "four percent", "4 pct", "cuatro por ciento", "a rate of four", "APR 4", "25 bps",
        "quatre pour cent",
        "$5", "5 bucks", "five dollars", "5k", "half a million", "a hundred dollars", "thousands", "mil dólares",
        "1/2 point", "two points", "zero down", "10x", "24/7", "2nd of April", "the fifteenth", "April",
        "in May",         "3pm", "noon", "three o'clock", "at eight", "a las tres", "15:00",
        "555-0199", "4 1 5 5 5 5 0 1 9 9", "five five five zero one nine nine", "1-800-FLOWERS",
        "٤٪", "④", "½", "4\u200b%", "f4ur", "9" * 30, "one in a million", "twenty-first", "XL % off", "$ a lot",
    ],
)  # fmt: skip
def test_an_invented_figure_stays_here(draft: str) -> None:
    assert broken(f"Well: {draft}") & FIGURES


@pytest.mark.parametrize(
    "draft",
    [
        "One question: are you still interested?",
        "Two quick things, if I may.",
        "Would tomorrow afternoon or Tuesday work?",
        "First of all, thank you!",
        "May I call you? March on!",
        "I'd be happy to get a second opinion for you.",
        "Did your W-2s and your 1099 arrive?",
        "Once you are ready, let us know.",
        "Have a great weekend, and talk next week.",
        "Is this the right one for you?",
        "Happy Fourth of July!",
    ],
)
def test_a_word_that_is_no_figure_passes(draft: str) -> None:
    assert not broken(draft) & FIGURES


def test_what_the_lead_wrote_is_no_fact() -> None:
    assert "figure" in broken("Yes, 2% it is.", after("You said 2% rate, right?"))
    assert {"date", "time"} <= broken("March 9 at 3pm then.", after("Call me March 9 at 3pm"))
    assert "phone" in broken("Shall we call 415-555-0100?", after("my number is 415-555-0100"))
    assert "link" in broken("Got it: evil.example/x", after("see evil.example/x"))


def test_what_we_sent_before_is_a_fact() -> None:
    said = context(conversation=((False, "Our rates start at 5.9%."), (True, "and 2% for me?")))
    assert not broken("As I wrote, they start at 5.9%.", said)
    assert "figure" in broken("As I wrote, 2% for you.", said)


def test_what_an_instruction_forbids_is_no_fact() -> None:
    rules = told(
        "Offer 5.9% APR. Never quote the 2% rate, and do not mention the $300 fee. Don't forget the $50 credit."
    )
    assert not broken("5.9% APR, and a $50 credit.", rules)
    assert broken("2% for you.", rules)
    assert broken("There is a $300 fee.", rules)


def test_the_leads_data_are_facts_by_their_labels() -> None:
    known = context(lead_facts={"loan amount": "250000", "term": "30", "rate": "6.5", "closing": "2036-05-02"})
    for draft in ("About $250,000", "over 30 years", "at 6.5%", "closing May 2"):
        assert not broken(draft, known) & FIGURES, draft
        assert broken(draft) & FIGURES, draft


@pytest.mark.parametrize(
    ("reply", "draft"),
    [
        ("кто это", "Ставка четыре процента."),
        ("你是谁", "利率是百分之四。"),
        ("你是谁", "您可以省三千元。"),
        ("qui est-ce", "Quatre mille euros."),
    ],
)
def test_money_and_percent_are_closed_in_every_language(reply: str, draft: str) -> None:
    assert "figure" in broken(draft, after(reply))


def test_today_is_known_and_no_other_day() -> None:
    assert not broken("It is March 3 today.") & FIGURES
    assert broken("It is March 4 today.") & FIGURES
    night = context(now=LENDER.now.replace(hour=3))  # still the second, in Chicago
    assert not broken("It is March 2 today.", night) & FIGURES


MONEY = st.integers(1, 9_999_999).map(lambda cents: f"${cents / 100:,.2f}")
PERCENT = st.integers(1, 9999).map(lambda hundredths: f"{hundredths / 100}%")
DAY = st.dates(date(2036, 3, 5), date(2036, 3, 5) + timedelta(days=700)).map(
    lambda day: f"{day:%B} {day.day}, {day.year}"
)
CLOCK = st.times().map(lambda time: f"{time:%I:%M %p}")
PHONE = st.integers(2_000_000_000, 9_999_999_999).map(lambda n: f"{n // 10**7}-{n // 10**4 % 1000:03}-{n % 10**4:04}")


@given(st.one_of(MONEY, PERCENT, DAY, CLOCK, PHONE))
def test_a_figure_passes_where_the_instructions_have_it_and_nowhere_else(figure: str) -> None:
    assert not broken(f"Well, {figure} then.", told(f"Say {figure} to them.")) & FIGURES
    assert not broken(f"Well, {figure} then.", context(lead_facts={"known": figure})) & FIGURES
    assert broken(f"Well, {figure} then.") & FIGURES
    assert broken(f"Well, {figure} then.", after(f"{figure}, right?")) & FIGURES


@given(st.integers(0, 999_999), st.sampled_from(["", "%", " percent", " dollars", "k", " days", "am"]))
def test_no_digit_leaves_unknown(number: int, unit: str) -> None:
    assert broken(f"It is {number}{unit} for you")
