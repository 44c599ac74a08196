"""Placeholders of other tools are refused when a text is saved, with the right spelling."""

import pytest

from app.domain.sms import foreign
from app.domain.sms.templates import TemplateError, check, parse, unfilled


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Hi {first_name}", "{{first_name}}"),
        ("Hi {FirstName}", "{{first_name}}"),
        ("Hi {contact.first_name}", "{{first_name}}"),
        ("Hi [First Name],", "{{first_name}}"),
        ("Hi [[first]],", "{{first_name}}"),
        ("Hi <first name>", "{{first_name}}"),
        ("Hi <<first>>", "{{first_name}}"),
        ("Hi %first_name%", "{{first_name}}"),
        ("Hi %%FirstName%%", "{{first_name}}"),
        ("Hi *|FNAME|*", "{{first_name}}"),
        ("Hi ${first_name}", "{{first_name}}"),
        ("Hi #{name}", "{{name}}"),
        ("Hi $firstname", "{{first_name}}"),
        ("Hi «Prénom»", "{{first_name}}"),
        ("Hola {nombre}", "{{first_name}}"),
        ("Your home at [Property Address]", "{{property_address}}"),
        ("*|COMPANY|* here", "{{company}}"),
        ("*|FNAME:there|*", "{{first_name}}"),
        ("Hi %recipient.first_name%", "{{first_name}}"),
        ("Hi ~Contact.FirstName~", "{{first_name}}"),
        ("Hi #first_name#", "{{first_name}}"),
        ("Hi ##FirstName##", "{{first_name}}"),
        ("Hi |FNAME|", "{{first_name}}"),
        ("Hi !*firstname*!", "{{first_name}}"),
        ("Hi -lastname-", "{{last_name}}"),
        ("Hi `first_name`", "{{first_name}}"),
        ("Hi FIRSTNAME,", "{{first_name}}"),
        ("Hi (first_name)", "{{first_name}}"),
        ("Hi [Customer's First Name]", "{{first_name}}"),
        ("Hi %(first_name)s", "{{first_name}}"),
        ('Hi ${contact.firstName!"there"}', "{{first_name}}"),
        ("Hi \uff5bfirst_name\uff5d", "{{first_name}}"),
        ("… Hi {!firstname_fix}", "{{first_name}}"),
        ("Hi ##NAME##, your quote is ready", "{{name}}"),
        ("Hi @@name@@", "{{name}}"),
        ("Hi ~~Full Name~~", "{{name}}"),
        ("Hi $$NAME$$", "{{name}}"),
        ("Hi #NAME#", "{{name}}"),
        ("Hi ^name^", "{{name}}"),
        ("Hi ((name))", "{{name}}"),
        ("Hi <%= name %>", "{{name}}"),
        ("Dear [Customer],", "{{name}}"),
        ("Dear {client},", "{{name}}"),
        ("Dear <Borrower>,", "{{name}}"),
        ("Dear %customer%", "{{name}}"),
        ("Estimado [Cliente]:", "{{name}}"),
        ("Thanks, [Your Company]", "{{company}}"),
    ],
)
def test_another_tools_placeholder_is_refused_with_the_right_spelling(text: str, right: str) -> None:
    with pytest.raises(TemplateError) as refused:
        check(text)
    assert f"write {right}." in refused.value.message
    assert (refused.value.line, refused.value.column) == (1, foreign.find(text).at + 1)  # type: ignore[union-attr]
    assert unfilled(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Hi [Your Name] here", "{%if x%}Hi", "*|UNSUB|*", "${promo}", "Tap [link]", "Hi {0}", "Hi %s", "Hi %1$s",
        "Hi %%=v(@x)=%%", "Your {loan_amount} loan", "Your [loan_amount] loan", "Your {loanAmount}",
        "Hi [insert name here]", "Hi <Name Here>", "Your [Loan Amount]",
        "Call me, [Agent]", "Save $XXX a month", "Rates at X.XX%", "<% if member %>Hi",
    ],
)  # fmt: skip
def test_a_blank_that_nobody_filled_is_refused(text: str) -> None:
    assert foreign.find(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Save 20% {limited}", "Save 20% off and 50% more", "Only [3] left", "<3 you", "if 5 < 6 and 7 > 6", "(name)",
        "It costs $500", "Hi {{first_name}}", 'Hi {{ first_name | default: "there" }}', "5% to 6% APR", "a {} b [] c",
        "«Bonjour» dit-il", "50%-60% done", "https://x.co/?firstname=Sam", "Write to firstname.lastname@acme.com",
        "{{custom.first_name}}", "100% safe", "50% sure", "[iPhone] users", "Text us: @acme_lending",
        'Hi {{first_name | default: "friend"}}, your first name please', "Hours [M-F]",
        "Bring ID [optional]", "##SALE## today", "**Name your price**", "We are #1, #2 and #3", "Tag #name and #home",
        "Open 9--5--7 days", "Members [only]", "$X", "Size X or XX", "((limited))", "Call|email|text us",
    ],
)  # fmt: skip
def test_ordinary_signs_are_no_placeholder(text: str) -> None:
    check(text)


def test_a_text_that_was_saved_before_is_still_sent() -> None:
    assert parse("Hi {first_name}").strings == ("Hi {first_name}",)


def test_another_tools_name_between_two_braces_is_told_what_it_is_called_here() -> None:
    with pytest.raises(TemplateError, match=r"Did you mean \{\{first_name\}\}"):
        check("Hi {{ contact.firstname }}")


def test_nothing_is_filled_into_an_operators_text() -> None:
    assert "{{first_name}} is a placeholder" in (unfilled("Hi {{first_name}}") or "")
    assert unfilled("Hi Ana, save 20% {limited}") is None


@pytest.mark.parametrize(
    "text", ["Re: [{{property_address}}]", "«{{name}}»", "<{{email}}>", '[{{company | default: "us"}}]']
)
def test_brackets_around_our_own_placeholder_are_no_other_tools(text: str) -> None:
    assert foreign.find(text) is None


@pytest.mark.parametrize("text", ["Hi {{first_name", "Hi {{{first_name}}}", "Hi name}}"])
def test_braces_that_fill_in_nothing_are_not_sent_by_a_person(text: str) -> None:
    assert unfilled(text) is not None
