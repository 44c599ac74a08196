"""Opt-outs are read from what people really write: `opt_out_examples.txt` says how each text must be read."""

import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from app.domain.replies import (
    Help,
    MachineAnswer,
    OptIn,
    OptOut,
    Reaction,
    Reply,
    Unclear,
    Verdict,
    english,
    matches,
    read,
    reading,
    spanish,
    tokens,
)

TABLE = Path(__file__).with_name("opt_out_examples.txt")
VERDICTS: dict[str, type[Verdict]] = {
    "opt out": OptOut,
    "opt in": OptIn,
    "help": Help,
    "unclear": Unclear,
    "reaction": Reaction,
    "machine": MachineAnswer,
    "reply": Reply,
}
TWILIO = "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split()
TODAY = date(2026, 11, 25)  # a Wednesday


def examples() -> Iterator[tuple[str, bool, type[Verdict]]]:
    """Message, whether its sender is opted out, and how it must be read, for each line of the table."""
    opted_out, verdict = False, VERDICTS["reply"]
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            state, _, name = line[1:-1].rpartition(": ")
            opted_out, verdict = state == "opted out", VERDICTS[name]
        elif line.strip() and not line.startswith("#"):
            yield unescape(line), opted_out, verdict


def unescape(line: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), line).replace("\\n", "\n")


PLAIN = [body for body, opted_out, verdict in examples() if verdict is Reply and not opted_out]


@pytest.mark.parametrize("kind", VERDICTS.values(), ids=lambda kind: kind.__name__)
def test_the_table(kind: type[Verdict]) -> None:
    rows = [(body, opted_out) for body, opted_out, verdict in examples() if verdict is kind]
    read_as = {body: read(body, opted_out=opted_out) for body, opted_out in rows}
    assert rows
    assert {body: verdict for body, verdict in read_as.items() if type(verdict) is not kind} == {}


AROUND = [
    *(
        "{}\nSent from my iPhone",
        "{} - John Smith",
        "Hi, {}",
        "{}, thanks",
        "Thanks for the info. {}",
        "{} (415) 555-0100",
    ),
    *(
        "{}\nMaria",
        "ok {}",
        "Hello this is Bob. {}",
        "{} please",
        "Acme {}",
        "{}. I already told you",
        "good morning {}",
    ),
]


@pytest.mark.parametrize("around", AROUND)
def test_greetings_names_numbers_and_signatures_hide_no_request(around: str) -> None:
    asked = [body for body, opted_out, verdict in examples() if verdict is OptOut and not opted_out]
    read_as = {body: read(around.format(body), opted_out=False, company="Acme") for body in asked}
    passed_over = [body for body, verdict in read_as.items() if not isinstance(verdict, OptOut | Unclear)]
    assert len(passed_over) <= len(asked) * 0.01, passed_over
    assert sum(isinstance(verdict, OptOut) for verdict in read_as.values()) >= len(asked) * 0.95


@given(st.sampled_from(PLAIN), st.sampled_from(PLAIN))
def test_two_plain_replies_in_a_row_ask_for_nothing(one: str, other: str) -> None:
    assert not isinstance(read(f"{one.rstrip('.!?')}. {other}", opted_out=False), OptOut)


def test_the_table_is_large_and_says_nothing_twice() -> None:
    rows = [(body, opted_out) for body, opted_out, _ in examples()]
    assert len(rows) > 1_000
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Stop. Thank you", "keyword:STOP"),
        ("stop all", "keyword:STOPALL"),
        ("opt-out", "keyword:OPTOUT"),
        ("Please stop texting me", "phrase:stop texting me"),
        ("No me escriban más", "phrase:no me escriban más"),
        ("lawyer", "keyword:LAWYER"),
        ("I will", "reply"),
        ("Liked “Reply STOP to opt out”", "reaction"),
    ],
)
def test_the_rule_is_named_as_evidence(body: str, rule: str) -> None:
    assert read(body, opted_out=False).rule == rule


def test_every_rule_fits_the_evidence_column() -> None:
    names = [*english.ASKING, *spanish.ASKING, *english.CUES, *spanish.CUES]
    assert max(len(f"phrase:{name}") for name in names) <= 64
    for table in ("ASKING", "ORDINARY", "CUES"):
        assert not getattr(english, table).keys() & getattr(spanish, table).keys()


@pytest.mark.parametrize(("told", "verdict"), [("STOP", OptOut), ("START", OptIn), ("HELP", Help)])
def test_twilio_has_the_last_word_when_it_has_one(told: str, verdict: type[Verdict]) -> None:
    assert read("whatever", opted_out=False, opt_out_type=told) == verdict(f"provider:{told}")
    assert read("STOP", opted_out=True, opt_out_type=told) == verdict(f"provider:{told}")


@pytest.mark.parametrize("told", [None, "", "OTHER"])
def test_without_a_verdict_of_twilio_the_words_count(told: str | None) -> None:
    assert read("STOP", opted_out=False, opt_out_type=told) == OptOut("keyword:STOP")


@given(
    st.sampled_from(TWILIO),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from(["", " ", "\n", "\t", '"', "(", "\u200b", "please ", "PLEASE, ", "ok "]),
    st.sampled_from(
        ["", " ", "\n", ".", "!!!", "...", '"', ")", " please", ". Thank you", ", thanks!", "\ufe0f", " 🙏"]
    ),
)
def test_twilios_words_count_in_any_dress(word: str, case: object, before: str, after: str) -> None:
    assert callable(case)
    assert type(read(before + case(word) + after, opted_out=False)) is OptOut


@given(st.sampled_from(TWILIO), st.sampled_from([" ", ".", "-", "*"]))
def test_twilios_words_count_when_spelled_out(word: str, separator: str) -> None:
    assert type(read(separator.join(word), opted_out=False)) is OptOut


@given(
    st.sampled_from(["stop", "STOP", "Unsubscribe", "st0p", "S T O P", "ＳＴＯＰ", "stopp"]),
    st.sampled_from([" - ", ", ", " / ", "\n", ". ", " (", ": ", " | ", " — ", " "]),
    st.sampled_from(
        [
            "John Smith",
            "not interested",
            "Sent from my iPhone",
            "415-555-0100",
            "we sold the house",
            "Acme",
            "12345",
            "Maria",
        ]
    ),
    st.booleans(),
)
def test_a_stop_word_at_either_edge_of_a_clause_opts_out(word: str, between: str, rest: str, last: bool) -> None:
    text = f"{rest}{between}{word}" if last else f"{word}{between}{rest}"
    assert type(read(text, opted_out=False, company="Acme")) is OptOut, text


WORDS = sorted(
    {
        word
        for table in (english.ASKING, english.ORDINARY, english.CUES, spanish.ASKING, spanish.ORDINARY)
        for written in table.values()
        for text in ([written] if isinstance(written, str) else written)
        for word in re.findall(r"[a-z]+", text)
    }
)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.booleans())
def test_only_somebody_who_is_opted_out_opts_in_by_more_than_a_keyword(body: str, keyword: bool) -> None:
    body = f"yes {body}".strip() if keyword else body
    asked, answered = read(body, opted_out=True), read(body, opted_out=False)
    event(type(answered).__name__)
    assert type(asked) is type(answered) or isinstance(asked, OptIn)
    assert not isinstance(answered, OptIn) or body in ("start", "unstop")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), st.sampled_from([*TWILIO, "Stop it"]))
def test_no_sentence_before_it_hides_a_stop_word_that_is_a_line_of_its_own(sentence: str, word: str) -> None:
    verdict = read(f"{sentence}.\n{word}", opted_out=False)
    event(verdict.rule.split(":")[0])
    assert type(verdict) is OptOut


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_case_invisible_characters_and_blanks_change_nothing(words: list[str]) -> None:
    plain = read(" ".join(words), opted_out=False)
    dressed = read("\u200b  ".join(word.upper() for word in words) + "\u2060", opted_out=False)
    event(type(plain).__name__)
    assume(not isinstance(plain, Reaction))
    assert dressed == plain


@pytest.mark.parametrize(
    ("body", "back"),
    [
        ("Automatic reply: I am out of the office until Monday.", date(2026, 11, 30)),
        ("Out of office, returning December 3", date(2026, 12, 3)),
        ("I am out of the office until 1/4. For urgent matters call the desk.", date(2027, 1, 4)),
        ("I will be out of the office through Friday and will reply on my return", date(2026, 11, 28)),
        ("Respuesta automática: fuera de la oficina hasta el 3 de diciembre", date(2026, 12, 3)),
        ("Automatic reply: out of office until 2026-12-07", date(2026, 12, 7)),
        ("I am out of the office and will return on the 3rd of December.", date(2026, 12, 3)),
        ("I'm out of office until Dec. 3rd, will reply then", date(2026, 12, 3)),
        ("I am out of office starting 12/1, returning 12/10/2026", date(2026, 12, 10)),
        ("Out of the office from 11/24 to 12/4", date(2026, 12, 5)),
        ("Out of office Nov 20 - Dec 2. Will respond when I return", date(2026, 12, 3)),
        ("Estaré fuera de la oficina del 20 al 30 de noviembre", date(2026, 12, 1)),
        ("Respuesta automática: fuera de la oficina, regreso el 03/12", date(2026, 12, 3)),
        ("Out of office, back Monday, 12/14/2026.", date(2026, 12, 14)),
        ("I am out of the office until Thursday 12/10, call the desk", date(2026, 12, 10)),
        ("Automatic reply: I will return your message when I am back in the office on December 10", date(2026, 12, 10)),
        ("Out of office. I will reply to you when I return to work on Tuesday 12/8", date(2026, 12, 8)),
        ("Out of office through Wednesday 12/9. Back for good on 12/20", date(2026, 12, 10)),
        ("Out of office until Monday. The desk is open 24/7 until 12/31", date(2026, 11, 30)),
        ("Fuera de la oficina hasta mañana", TODAY + timedelta(days=1)),
        ("Automatic reply: our office hours are 9 to 5 Monday to Friday", None),
        ("Automatic reply: I am out of the office, call 415-555-0134 for help", None),
        ("Automatic reply: out of office until further notice", None),
        ("Automatic reply: out of office until February 30", None),
        ("I'm driving with Driving Focus turned on. I'll see your message when I get where I'm going.", None),
    ],
)
def test_an_out_of_office_answer_says_from_which_day_the_lead_is_back(body: str, back: date | None) -> None:
    verdict = read(body, opted_out=False, today=TODAY)
    assert isinstance(verdict, MachineAnswer)
    assert verdict.away_until == back


def test_without_a_date_of_today_no_day_is_guessed() -> None:
    verdict = read("Automatic reply: out of office until Monday", opted_out=False)
    assert verdict == MachineAnswer("machine:automatic answer", None)


def test_the_accounts_own_name_is_no_request() -> None:
    assert type(read("Is this Stop Foreclosure LLC?", opted_out=False, company="Stop Foreclosure LLC")) is Reply
    assert type(read("STOP Stop Foreclosure LLC", opted_out=False, company="Stop Foreclosure LLC")) is OptOut
    assert type(read("Stop Foreclosure LLC stop", opted_out=False, company="Stop Foreclosure LLC")) is OptOut


UNITS = [
    *("a ", "stop ", "dont text me until ", "stop the all ", "you dont you ", "remove me from x y ", "s.t.", "it\n"),
    *(
        "no me ",
        "(",
        "\u0301",
        "🛑",
        "Liked “",
        "!",
        "need to talk to ",
        "\uff33",
        "\ufdfa",
        "'a",
        "#",
        "no hay no es mi ",
    ),
    *("i need to stop the ", "my my lawyer will ", "please just ok yes ", "stopstop", "sto p ", "not the right ", "“”"),
]


# The phrases of the word at which the work runs out are finished.
LAST_WORD = 400


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_more_than_a_bounded_amount_of_work(unit: str) -> None:
    for length in (1_600, 10_000, 100_000):
        body = unit * (length // len(unit))
        verdict, work = reading.measured(body, opted_out=False)
        assert work.steps <= matches.MOST_STEPS + LAST_WORD, (length, verdict)
        assert not (work.is_spent and isinstance(verdict, Reply)), "what was not looked at is no reply"
        assert len(tokens.read(body).words) <= tokens.MOST_WORDS


COMPLAINTS = (
    "my bank, a scam, ",
    "they sue ",
    "the collectors and spam ",
    "tell me when to stop uploading ",
    "i will not stop smoking ",
    "stop by the bank and text me again ",
    "automatic reply until ",
)
MOST_CALLS = 36_000


def calls_of(body: str) -> int:
    """How many functions, ours and Python's, are called to read the text for the second time."""
    called = 0

    def count(_frame: object, kind: str, _value: object) -> None:
        nonlocal called
        called += kind in ("call", "c_call")

    read(body, opted_out=False, company="Acme", today=TODAY)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(body, opted_out=False, company="Acme", today=TODAY)
    finally:
        sys.setprofile(before)
    return called


@pytest.mark.parametrize("unit", [*UNITS, *COMPLAINTS])
def test_what_is_looked_up_around_a_match_is_looked_up_once_for_each_sentence(unit: str) -> None:
    for length in (800, 1_600):
        assert calls_of((unit * length)[:length]) < MOST_CALLS


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=160).map(" ".join))
def test_a_text_of_ordinary_length_is_read_whole(body: str) -> None:
    assert not reading.measured(body, opted_out=False)[1].is_spent


def test_what_is_left_out_of_a_long_text_makes_it_unclear() -> None:
    assert type(read("hello there friend " * 300, opted_out=False)) is Unclear
    assert type(read("hello there friend " * 300 + "\nSTOP", opted_out=False)) is OptOut
