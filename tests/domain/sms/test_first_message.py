"""The first automated message: the company's name before it, the way to stop after it, and nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.sms import first_message
from app.domain.sms.first_message import FirstMessageRule, names_company, says_how_to_stop

LINE = "Reply STOP to opt out."
BOTH = FirstMessageRule(identify=True, opt_out_line=LINE)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Hi Ann.", "Acme Lending: Hi Ann. Reply STOP to opt out."),
        ("Hi Ann, shall we talk", "Acme Lending: Hi Ann, shall we talk\nReply STOP to opt out."),
        ("Are you “in?” \n", "Acme Lending: Are you “in?” Reply STOP to opt out."),
        ("Hi, it's ACME  lending!", "Hi, it's ACME  lending! Reply STOP to opt out."),
        ("Hi. Text stop to end.", "Acme Lending: Hi. Text stop to end."),
        ("Acme Lending's here. Reply STOP to opt out.", "Acme Lending's here. Reply STOP to opt out."),
    ],
)
def test_what_is_missing_is_added(text: str, sent: str) -> None:
    assert BOTH.complete(text, "Acme Lending") == sent


def test_each_part_is_added_alone() -> None:
    assert FirstMessageRule(identify=True).complete("Hi.", "Acme") == "Acme: Hi."
    assert FirstMessageRule(opt_out_line=LINE).complete("Hi.", "Acme") == f"Hi. {LINE}"
    assert FirstMessageRule(identify=True).complete("Hi.", None) == "Hi."
    assert first_message.stored(False, None, 30) is None


@pytest.mark.parametrize(
    ("days", "age", "applies"),
    [(None, None, True), (None, 9999, False), (30, None, True), (30, 29, False), (30, 30, True), (30, 31, True)],
)
def test_a_message_is_a_first_one_after_so_many_days(days: int | None, age: int | None, applies: bool) -> None:
    rule = FirstMessageRule(identify=True, repeat_after_days=days)
    assert rule.applies(NOW - timedelta(days=age) if age else None, NOW) is applies


@pytest.mark.parametrize(
    ("text", "company", "named"),
    [
        ("It's acme lending.", "Acme Lending, LLC", True),
        ("It's Acme.", "Acme Lending", False),
        ("Acmes offer", "Acme", False),
        ("ACME's offer", "Acme", True),
        ("Smith and Sons here", "Smith & Sons Co.", True),
        ("From First Bank", "First Bank, N.A.", True),
        ("We lend at Acme", "Acme Lending Inc", False),
        ("Ｒｏｃｋｅｔ here", "Rocket", True),
        ("★ here", "★", True),
        ("", "Acme", False),
    ],
)
def test_a_company_is_named_by_the_words_of_its_name(text: str, company: str, named: bool) -> None:
    assert names_company(text, company) is named


@pytest.mark.parametrize(
    "text",
    [
        "Reply STOP to opt out",
        "reply stop to unsubscribe",
        "Txt STOP 2 end",
        "Text 'STOP' to end.",
        "To opt out, respond with END",
        "Reply with the word QUIT",
        "STOP to end, HELP for help",
        "STOP=end",
        "Stop2End",
        "send us UNSUBSCRIBE",
        "Reply: STOP",
        "Responda ALTO para cancelar",
        "Envía BAJA para salir",
        "Escriba STOP para no recibir más mensajes",
        "Msg&data rates may apply. Reply STOP to cancel",
    ],
)
def test_a_way_to_stop_is_known(text: str) -> None:
    assert says_how_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hi Ann, any questions?",
        "We can stop the foreclosure.",
        "Reply and we stop calling around",
        "Text me by the end of the day",
        "Stop by our office",
        "Don't STOP now!",
        "Reply to cancel your appointment or keep it",
        "Your rate ends on Friday. Reply YES",
        "End of month rates: reply now",
        "Reply by Friday to end the wait",
        "The wait may end for no reason at all",
        "End to end help with your loan",
        "This is my last text, so say the word and I stop",
    ],
)
def test_other_words_say_no_way_to_stop(text: str) -> None:
    assert not says_how_to_stop(text)


def test_the_account_s_own_line_is_known_in_any_language() -> None:
    line = "Odpowiedz STOP, aby zrezygnować."
    assert not says_how_to_stop(line)
    assert says_how_to_stop(f"Cześć!\n{line.upper()}", line)


PIECES = st.sampled_from(
    ["Hi Ann.", "Acme", " ", "lending", "LLC", "Reply STOP", "to end", "stop by", "\n", "!", "STOP"]
)


@given(st.lists(PIECES, max_size=8).map(" ".join), st.booleans(), st.sampled_from([None, LINE, "Txt END 2 end"]))
def test_completing_twice_changes_nothing(text: str, identify: bool, line: str | None) -> None:
    """So a text never says the same thing twice, and no word of it is lost."""
    rule = FirstMessageRule(identify, line)
    once = rule.complete(text, "Acme Lending")
    event("changed" if once != text else "unchanged")
    assert rule.complete(once, "Acme Lending") == once
    assert text.rstrip() in once
    assert not identify or names_company(once, "Acme Lending")
    assert line is None or says_how_to_stop(once, line)
