"""Opt-outs are read from what people really write: the table beside this file says how."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.replies import reading
from app.domain.replies.reading import read
from app.domain.replies.verdicts import Help, OptIn, OptOut, Reaction, Reply, Verdict

TABLE = Path(__file__).with_name("opt_out_examples.txt")
VERDICTS: dict[str, type[Verdict]] = {
    "opt out": OptOut,
    "opt in": OptIn,
    "help": Help,
    "reaction": Reaction,
    "reply": Reply,
}
TWILIO = "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split()


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


@pytest.mark.parametrize(("body", "opted_out", "verdict"), list(examples()))
def test_the_table(body: str, opted_out: bool, verdict: type[Verdict]) -> None:
    assert type(read(body, opted_out=opted_out)) is verdict, read(body, opted_out=opted_out)


def test_the_table_is_large_and_says_nothing_twice() -> None:
    rows = [(body, opted_out) for body, opted_out, _ in examples()]
    assert len(rows) > 300
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
    assert max(len(f"phrase:{name}") for name in reading._ASKING) <= 64


@pytest.mark.parametrize(("told", "verdict"), [("STOP", OptOut), ("START", OptIn), ("HELP", Help)])
def test_twilio_has_the_last_word_when_it_has_one(told: str, verdict: type[Verdict]) -> None:
    assert read("whatever", opted_out=False, opt_out_type=told) == verdict(f"twilio:{told}")
    assert read("STOP", opted_out=True, opt_out_type=told) == verdict(f"twilio:{told}")


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


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_read_and_always_the_same_way(body: str, opted_out: bool) -> None:
    assert read(body, opted_out=opted_out) == read(body, opted_out=opted_out)


@given(st.text(max_size=80))
def test_only_somebody_who_is_opted_out_opts_in_by_more_than_a_keyword(body: str) -> None:
    asked, answered = read(body, opted_out=True), read(body, opted_out=False)
    assert type(asked) is type(answered) or (type(asked), type(answered)) == (OptIn, Reply)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a ",
            "stop ",
            "dont text me until ",
            "stop the all ",
            "you dont you ",
            "remove me from x y ",
            "s.t.",
            "it\n",
        ),
        *("no me ", "(", "\u0301", "🛑", "Liked “", "!", "need to talk to ", "\uff33", "\ufdfa", "'a"),
    ],
)
def test_a_very_long_message_is_read_in_no_time(unit: str) -> None:
    body = unit * (10_000 // len(unit))
    began = time.thread_time()
    read(body, opted_out=False)
    assert time.thread_time() - began < 1
