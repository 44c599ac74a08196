"""What `check` answers, whatever it is given."""

import re
import unicodedata

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.domain.drafting import check, fold
from app.domain.sms.segments import MAX_BODY
from tests.domain.drafting.contexts import LENDER, after, broken, context, told
from tests.examples import examples


def test_a_plain_follow_up_may_leave() -> None:
    verdict = check("Hi Ann, still thinking about your application? Happy to help.", LENDER)
    assert verdict.faults == ()
    assert verdict.text == "Hi Ann, still thinking about your application? Happy to help."


def test_the_text_is_folded_and_trimmed() -> None:
    assert check("  It’s “ready” –\u00a0any questions…?\r\n", LENDER).text == 'It\'s "ready" - any questions...?'


@pytest.mark.parametrize("nothing", ["", " \n\t", "\u200b\u200b", "\x00", "\u202e", "...", "👍"])
def test_nothing_is_empty(nothing: str) -> None:
    assert broken(nothing) == {"empty"}


def test_no_sentence_repeats_what_the_lead_wrote() -> None:
    verdict = check("Sure Zaphod, 2.25% and bit.ly/zaphod it is, call 415-555-0199!", after("I am Zaphod, 2.25%"))
    assert verdict.faults
    assert not any(word in fault.sentence for fault in verdict.faults for word in ("Zaphod", "2.25", "bit.ly", "415"))


def test_each_rule_is_named_once() -> None:
    rules = [
        fault.rule for fault in check("$5 and $6, call 415-555-0199 or 415-555-0198. You're approved!", LENDER).faults
    ]
    assert sorted(rules) == sorted(set(rules))
    assert {"figure", "phone", "promise"} <= set(rules)


@given(st.text(max_size=400), st.text(max_size=100), st.text(max_size=100))
def test_any_text_gets_a_verdict(draft: str, instructions: str, reply: str) -> None:
    given = context(
        instructions=instructions,
        account_facts=(reply,),
        lead_facts={draft[:20]: draft},
        conversation=((True, reply), (False, instructions)),
    )
    verdict = check(draft, given)
    assert verdict.text == fold(verdict.text)
    assert verdict.text or verdict.faults


@pytest.mark.parametrize("zone", ["America/Chicago", "", "nowhere", "../../etc/passwd"])
def test_a_zone_that_is_none_is_utc(zone: str) -> None:
    assert broken("Today is March 3.", context(zone=zone)) == set()


# What an ordinary draft is made of, and everything that a hijacked model might put into it.
PLAIN = st.sampled_from(
    [
        *("Hi Ann,", "we can still help with your application.", "Are you there?", "Please call us.", "Any questions?"),
        *("Just checking in.", "Happy to help", "with a home of your own.", "Let us know", "whenever you are ready."),
    ]
)
HOSTILE = st.sampled_from(
    "four 4 ٤ ④ Ⅳ ½ % percent $ € 5k 3pm 15th 555-0100 five hundred thousand million points APR noon May".split()
    + "acme .com dot com :// www. @ evil.example bit.ly аcme。com /x [ ] { } < > ** ` _ __ ${x} &amp; \\n".split()
    + ["\u200b", "\u202e", "\u0336", "۵", "৳", "五", "百分之四", "процентов", "\x00", "\ud83d", "😀", "é", "’"]
)
GLUE = st.sampled_from([" ", " ", " ", "", ".", ",", "-", "\n", "\u00a0", "\u200b"])
NEVER = re.compile(r"\d|[%$€@{}\[\]`]|://|\bwww\b|\*\*|__|\w\.\w\w")


@st.composite
def drafts(draw: st.DrawFn) -> str:
    """An ordinary draft with up to three hostile pieces in a row, so that one rule at a time decides."""
    hostile = draw(st.lists(st.tuples(HOSTILE, GLUE), max_size=3))
    before, after = (" ".join(draw(st.lists(PLAIN, max_size=3))) for _ in range(2))
    return f"{before} {''.join(piece + glue for piece, glue in hostile)} {after}"


@settings(max_examples=examples(150), deadline=None)
@given(drafts(), st.sampled_from(["", "4%?", "bit.ly/x", "call 555-0100 at 3pm"]))
def test_whatever_it_writes_no_figure_and_no_link_leaves(draft: str, reply: str) -> None:
    """Where the account has none, nothing that leaves has a digit of any script, a currency, a link or markup."""
    verdict = check(draft, after(reply))
    rules = {fault.rule for fault in verdict.faults}
    event(f"{min(len(rules), 2)} rules broken")
    if not rules:
        assert not NEVER.search(verdict.text)
        assert not [char for char in verdict.text if unicodedata.numeric(char, None) is not None]


HARD = ["a", "1", "1,", "1.", "one ", "a.", "a@b.", "((", "[", "<a", "$", "you are ", "a_", "w "]
HARD += ["\u200b", "é", "e\u0301", " \n"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", HARD)
def test_a_hundred_kilobytes_are_refused_unread(unit: str) -> None:
    assert broken((unit * 100_000)[:100_000]) == {"too_long"}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", HARD)
def test_no_text_at_the_limit_is_hard_to_read(unit: str) -> None:
    """Not for the draft, and not for what it is compared with."""
    draft = (unit * MAX_BODY)[: MAX_BODY - 8]
    assert broken(f"x {draft} x", told(unit * 10_000)) is not None
