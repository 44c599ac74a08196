"""Templates, and the gaps that missing values leave."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sms import templates
from app.domain.sms.templates import TemplateError, check_message, lacking, missing, parse, render
from app.domain.sms.values import lead_values

ANNA = lead_values("Anna", "Lopez", None, "anna@example.com", "12 Oak St", "Acme Lending")


def without(text: str, **values: str | None) -> str:
    """The message for a lead of whom nothing is known but these values."""
    return render(parse(text), values)


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hi {{first_name}}, this is {{company}}.", "Hi Anna, this is Acme Lending."),
        ("{{ name }} {{\tlast_name\n}} {{email}} {{property_address}}", "Anna Lopez Lopez anna@example.com 12 Oak St"),
        ('Hi {{first_name | default: "there"}}', "Hi Anna"),
        ("{{first_name}}{{last_name}}", "AnnaLopez"),
        ("A brace { alone } is }{ text, and {first_name} too", "A brace { alone } is }{ text, and {first_name} too"),
        ("", ""),
    ],
)
def test_variables_become_values(text: str, message: str) -> None:
    assert render(parse(text), ANNA) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('Hi {{first_name | default: "there"}}!', "Hi there!"),
        ("Hi {{first_name|default:'it\"s you'}}", 'Hi it"s you'),
        ('Hi {{ first_name  |  default  :  "you, | there" }}', "Hi you, | there"),
        ('Hi {{first_name | default: " "}}, hello', "Hi, hello"),
    ],
)
def test_a_default_stands_in_for_a_missing_value(text: str, message: str) -> None:
    assert without(text) == message


@pytest.mark.parametrize(
    ("text", "kind", "line", "column"),
    [
        ("{{", "broken", 1, 1),
        ("Hi {{first_name", "broken", 1, 4),
        ("Hi }}", "broken", 1, 4),
        ("{{}}", "broken", 1, 1),
        ("{{   }}", "broken", 1, 1),
        ("{{{first_name}}}", "broken", 1, 3),
        ("{{first_name}}}", "broken", 1, 13),
        ("{{first_name} and {{last_name}}", "broken", 1, 13),
        ("{{ {{first_name}} }}", "broken", 1, 4),
        ("{{first_name | upper}}", "broken", 1, 16),
        ("{{first_name | default}}", "broken", 1, 16),
        ("{{first_name | default: there}}", "broken", 1, 16),
        ("{{first_name | default: “there”}}", "broken", 1, 16),
        ('{{first_name | default: "a" | upper}}', "broken", 1, 16),
        ('{{first_name | default: "}"}}', "broken", 1, 26),
        ("{{first_name |}}", "broken", 1, 15),
        ("Dear\nall,\n  {{ frist_name }}", "unknown_variable", 3, 6),
        ("{{First_Name}}", "unknown_variable", 1, 3),
        ("{{lead.first_name}}", "unknown_variable", 1, 3),
        ("{{first name}}", "unknown_variable", 1, 3),
        ("{{phone}}", "unknown_variable", 1, 3),
        ("{{first_name}} {{first_name.__class__}}", "unknown_variable", 1, 18),
        ("Hi,\n{{ custom. }}", "unknown_variable", 2, 4),
        ("{{custom.loan-amount}}", "unknown_variable", 1, 3),
        ("{{custom.a.b}}", "unknown_variable", 1, 3),
        ("{{custom.año}}", "unknown_variable", 1, 3),
        ("{{custom." + "x" * 65 + "}}", "unknown_variable", 1, 3),
        ("{{custom.rate | default: 5}}", "broken", 1, 17),
    ],
)
def test_a_mistake_is_refused_with_its_place(text: str, kind: str, line: int, column: int) -> None:
    with pytest.raises(TemplateError) as refused:
        parse(text)
    assert (refused.value.kind, refused.value.line, refused.value.column) == (kind, line, column)
    assert all("{{" + name + "}}" in refused.value.message for name in templates.VARIABLES)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("firstName", "first_name"),
        ("frist_name", "first_name"),
        ("LAST NAME", "last_name"),
        ("adress", None),
        ("Custom.rate", "custom.rate"),
        ("custom . rate", "custom.rate"),
        ("custom.a-b", None),
    ],
)
def test_an_unknown_name_brings_the_nearest_one(name: str, meant: str | None) -> None:
    with pytest.raises(TemplateError) as refused:
        parse(f"{{{{{name}}}}}")
    assert (f"Did you mean {{{{{meant}}}}}?" in refused.value.message) is (meant is not None)


def test_an_unknown_name_may_be_a_value_of_the_account() -> None:
    with pytest.raises(TemplateError, match=r"A value of your own is written \{\{custom.loan_amount\}\}\."):
        parse("{{loan_amount}}")


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("{{custom.rate}} {{ custom.Rate_2 }} {{custom.rate}}", ("custom.rate", "custom.Rate_2")),
        ('{{custom.rate | default: "low"}}', ()),
        ('{{custom.rate | default: ""}}', ()),
        ("{{first_name}}", ()),
        ("{{custom." + "x" * 64 + "}}", ("custom." + "x" * 64,)),
    ],
)
def test_a_custom_variable_without_default_is_required(text: str, required: tuple[str, ...]) -> None:
    assert parse(text).required == required
    assert lacking(parse(text), {}) == list(required)
    assert lacking(parse(text), dict.fromkeys(required, "5")) == []


def test_a_long_wrong_name_does_not_make_a_long_answer() -> None:
    with pytest.raises(TemplateError) as refused:
        parse("{{" + "x" * 1500 + "}}")
    assert len(refused.value.message) < 300


# ---------------------------------------------------------------- gaps


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hi {{first_name}}, this is X", "Hi, this is X"),
        ("Hi {{first_name}} , this is X", "Hi, this is X"),
        ("Hi {{first_name}} {{last_name}}, this is X", "Hi, this is X"),
        ("Hi {{first_name}}{{last_name}}, this is X", "Hi, this is X"),
        ("Hi {{first_name}}!", "Hi!"),
        ("Hi {{first_name}} - this is X", "Hi - this is X"),
        ("Hi, {{first_name}} - this is X", "Hi - this is X"),
        ("Hi {{first_name}} there", "Hi there"),
        ("Hi, {{first_name}}, hello", "Hi, hello"),
        ("Hi,{{first_name}}, hello", "Hi, hello"),
        ("Thanks {{first_name}} :)", "Thanks :)"),
        ("Checking in, {{first_name}}. Your loan", "Checking in. Your loan"),
        ("Is this {{first_name}}?", "Is this?"),
        ("Bye {{first_name}}", "Bye"),
        ("Bye, {{first_name}} ", "Bye"),
        ("Your agent - {{name}}", "Your agent"),
        # it began the text, a line or a sentence
        ("{{first_name}}, your loan", "Your loan"),
        ("{{first_name}} {{last_name}}, your loan", "Your loan"),
        ("{{first_name}}! your loan", "Your loan"),
        ("{{first_name}} - your loan", "Your loan"),
        ("{{first_name}},\nyour loan", "Your loan"),
        ("Hello. {{first_name}}, your loan", "Hello. Your loan"),
        ("Hello. {{first_name}}, ", "Hello."),
        ("Ready? {{first_name}} we are", "Ready? We are"),
        ("Hello,\n{{first_name}}, your loan", "Hello,\nYour loan"),
        ('"{{first_name}}, your loan"', '"Your loan"'),
        ("¿{{first_name}}, cómo está?", "¿Cómo está?"),
        ("{{first_name}}, iPhone loans", "iPhone loans"),
        ("{{first_name}}, www.example.com", "www.example.com"),
        ("{{first_name}}, a@example.com", "a@example.com"),
        ("Dr. {{last_name}}, your loan", "Dr., your loan"),
        # lines
        ("Hi {{first_name}},\nyour loan", "Hi,\nyour loan"),
        ("Hi {{first_name}}\nyour loan", "Hi\nyour loan"),
        ("Home:\n{{property_address}}\nBye", "Home:\nBye"),
        ("Home.\n\n{{property_address}}\n\nBye", "Home.\n\nBye"),
        ("Home.\r\n{{property_address}}\r\nBye", "Home.\r\nBye"),
        ("List:\n- {{property_address}}\n- b", "List:\n- b"),
        ("Thanks,\n{{name}}", "Thanks"),
        # what makes sense only with the value goes with it
        ("{{first_name}}'s application is open", "The application is open"),
        ("About {{first_name}}’s application", "About the application"),
        ("from our {{company}}'s team", "from our team"),
        ("It is {{first_name}}'s.", "It is."),
        ("Hi Mr. {{last_name}}, this is X", "Hi, this is X"),
        ("Mail ({{email}}), please", "Mail, please"),
        ("Mail ( {{email}} )", "Mail"),
        ("Mail ({{first_name}} {{email}}) please", "Mail please"),
        ("Mail ({{first_name}}, {{email}}) please", "Mail please"),
        ("Mail (or call, {{first_name}}) please", "Mail (or call) please"),
        ('About "{{property_address}}" again', "About again"),
        ("About “{{property_address}}”.", "About."),
        # nothing left
        ("{{first_name}}", ""),
        (" {{first_name}}, ", ""),
    ],
)
def test_a_gap_closes(text: str, message: str) -> None:
    assert without(text) == message


@pytest.mark.parametrize("nothing", [None, "", "  ", "\n\t", "\x00", "\u202e"])
def test_a_blank_value_is_a_missing_one(nothing: str | None) -> None:
    assert without("Hi {{first_name}}, hello", first_name=nothing) == "Hi, hello"


def test_text_elsewhere_stays_to_the_letter() -> None:
    text = "Two  spaces ,\n\n odd. hi {{first_name}}, three   here\n "
    assert without(text) == "Two  spaces ,\n\n odd. hi, three   here\n "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{first_name}} {{company}} is here", "acme is here"),
        ("{{company}} {{first_name}} is here", "acme is here"),
        ("{{company}}, {{first_name}}. bye", "acme. bye"),
        ("({{company}} {{first_name}})", "(acme)"),
        ("{{first_name}}, {{company}}!", "acme!"),
        ("Hi {{first_name}} {{company}}", "Hi acme"),
    ],
)
def test_a_value_beside_a_gap_is_left_alone(text: str, message: str) -> None:
    assert without(text, company="acme") == message


def test_a_value_that_ends_with_a_stop_ends_no_sentence() -> None:
    assert without("{{company}} {{first_name}} is here", company="Acme Inc.") == "Acme Inc. is here"


@pytest.mark.parametrize(
    ("value", "inserted"),
    [
        ("{{company}}", "{{company}}"),
        ("{{", "{{"),
        (r"\1 \g<0>", r"\1 \g<0>"),
        ("An\x00n\x07a", "Anna"),
        ("12 Oak St\nSpringfield", "12 Oak St Springfield"),
        (" Anna ", "Anna"),
        ("\u202eannA", "annA"),
        ("Zoë 👩\u200d👧", "Zoë 👩\u200d👧"),
        ("\ud800Anna", "Anna"),
    ],
)
def test_a_value_is_never_read_as_anything_else(value: str, inserted: str) -> None:
    assert without("Hi {{first_name}}.", first_name=value, company="Acme") == f"Hi {inserted}."


def test_missing_names_what_has_neither_value_nor_default() -> None:
    template = parse('{{email}} {{first_name}} {{email}} {{last_name | default: "x"}} {{company}}')
    assert missing(template, {"company": "Acme", "first_name": " "}) == ["email", "first_name"]


WORD = st.text(string.ascii_letters, min_size=1, max_size=6).filter(
    lambda word: word.lower() not in {"mr", "mrs", "ms"}
)
HOLE = st.sampled_from(["{{" + name + "}}" for name in templates.VARIABLES])
TOKEN = st.builds(
    lambda pair, inside, mark: pair[:1] + inside + pair[1:] + mark,
    st.sampled_from(["", "", "", "()", "[]", "“”"]),
    st.one_of(WORD, HOLE),
    st.sampled_from(["", "", "", ",", ".", "!", "?", ";", ":"]),
)
TEMPLATE = st.lists(TOKEN, min_size=1, max_size=12).map(" ".join)


@given(TEMPLATE, st.sets(st.sampled_from(templates.VARIABLES)))
def test_a_gap_never_shows(text: str, known: set[str]) -> None:
    message = render(parse(text), dict.fromkeys(known, "value"))
    assert not re.search(r"\{\{|\s\s|\(\)", message)
    assert not re.search(r"\s[,.;:!?]", message)
    assert not re.search(r"[,;:][,.;:!?]", message)
    assert message == message.strip()


@given(TEMPLATE, st.sets(st.sampled_from(templates.VARIABLES)))
def test_no_word_is_lost_or_invented(text: str, known: set[str]) -> None:
    filled = text
    for name in templates.VARIABLES:
        filled = filled.replace("{{" + name + "}}", "value" if name in known else "")
    message = render(parse(text), dict.fromkeys(known, "value"))
    assert re.findall("[a-z]+", message.lower()) == re.findall("[a-z]+", filled.lower())


@given(TEMPLATE)
def test_a_lead_with_everything_gets_the_text_to_the_letter(text: str) -> None:
    expected = text
    for name in templates.VARIABLES:
        expected = expected.replace("{{" + name + "}}", "value")
    assert render(parse(text), dict.fromkeys(templates.VARIABLES, "value")) == expected


@given(st.text(alphabet="{}fn |:\"'\n,.() ", max_size=40) | st.text(max_size=60))
def test_any_text_is_a_template_or_refused(text: str) -> None:
    try:
        template, line, column = parse(text), 1, 1
    except TemplateError as error:
        template, line, column = None, error.line, error.column
    assert 1 <= line <= text.count("\n") + 1
    assert 1 <= column <= max(len(text), 1)
    assert template is None or template.variables or render(template, {}) == text


# ---------------------------------------------------------------- values


def test_names_fill_in_for_one_another() -> None:
    def names(first: str | None, last: str | None, name: str | None) -> tuple[str | None, ...]:
        values = lead_values(first, last, name, None, None, None)
        return values["first_name"], values["last_name"], values["name"]

    assert names("Anna", "Lopez", None) == ("Anna", "Lopez", "Anna Lopez")
    assert names("Anna", None, None) == ("Anna", None, "Anna")
    assert names(None, "Lopez", " ") == (None, "Lopez", "Lopez")
    assert names(None, None, "Anna Maria Lopez") == ("Anna", "Maria Lopez", "Anna Maria Lopez")
    assert names(None, None, "Anna") == ("Anna", None, "Anna")
    assert names("Ann", None, "Anna  Lopez") == ("Ann", "Lopez", "Anna  Lopez")
    assert names(None, None, None) == (None, None, None)


def test_every_variable_has_a_value_or_none() -> None:
    assert set(lead_values(None, None, None, None, None, None)) == set(templates.VARIABLES)


# ---------------------------------------------------------------- checks


@pytest.mark.parametrize("text", ["Hi", "x" * 1600, "Hi {{first_name}}", "😀"])
def test_a_good_message_passes(text: str) -> None:
    assert check_message(text) is None


@pytest.mark.parametrize(
    ("text", "word"), [("", "blank"), (" \n", "blank"), ("x" * 1601, "1,600"), ("a\0", "NUL"), ("a\ud800", "Unicode")]
)
def test_a_bad_message_is_told_why(text: str, word: str) -> None:
    assert word in (check_message(text) or "")
