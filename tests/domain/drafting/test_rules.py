"""The rules, one table each: what they hold, and what looks like it and passes."""

import pytest

from app.domain.drafting import CANARY
from tests.domain.drafting.contexts import after, broken, context, told


@pytest.mark.parametrize(
    "draft",
    [
        "{{first_name}}", "{name}", "[Name]", "<name>", "%NAME%", "${x}", "$name", "__NAME__", "XXX", "xxxx", "____",
        "{% if x %}", "<%= x %>", "<<name>>", "@@name@@", "#NAME#", "first_name", "FIRST_NAME", "(insert name)",
        "(your company)", "Your Company", "YOUR NAME", "Company Name", "Insert link", "TBD", "undefined",
    ],
)  # fmt: skip
def test_a_placeholder_stays_here(draft: str) -> None:
    assert broken(f"Hello, {draft} wants to know") & {"placeholder", "markup"}


@pytest.mark.parametrize("draft", ["Hi null,", "Hi None, how are you?", "Hey undefined!"])
def test_a_value_that_is_none_is_a_placeholder(draft: str) -> None:
    assert "placeholder" in broken(draft)


@pytest.mark.parametrize("draft", ["Thinking of your company, and you?", "You (or Ann) can call.", "50/50? No idea."])
def test_brackets_and_companies_are_no_placeholders(draft: str) -> None:
    assert "placeholder" not in broken(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "<b>Hi</b>",
        "Hi<br/>there",
        "Tom &amp; Ann",
        "**Hi**",
        "# Hi",
        "```hi```",
        "[hi](x)",
        "* a\n* b",
        "- a\n- b",
        "a\\nb",
    ],
)
def test_markup_stays_here(draft: str) -> None:
    assert broken(draft) & {"markup", "placeholder"}


@pytest.mark.parametrize(
    "draft", ["We <3 our clients", "Ready? -> reply here", "A & B", "So - shall we?", "5 * is fine"]
)
def test_signs_are_no_markup(draft: str) -> None:
    assert "markup" not in broken(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "https://x.example", "HTTP://X.EXAMPLE", "www.x.example", "x.example/path", "bit.ly/abc", "thanks.call",
        "t.me/x", "acme point us",
        "acme dot com", "acme (dot) com", "acme[.]com", "acme . com", "hxxp evil", "bitly", "tinyurl", "@handle",
        "аcme.com", "acme。com", "ac\u200bme.com", "203.0.113.7", "sms:+15551", "javascript:alert", "at gmail",
    ],
)  # fmt: skip
def test_a_link_stays_here(draft: str) -> None:
    assert broken(f"Go to {draft} please") & {"link", "figure", "phone", "characters"}


@pytest.mark.parametrize("draft", ["e.g. this", "the U.S. market", "Acme, Inc. here", "Ready?Go!", "and/or", "his/her"])
def test_a_full_stop_is_no_link(draft: str) -> None:
    assert "link" not in broken(f"Well, {draft}")


def test_a_link_of_the_instructions_passes_and_no_variation_of_it() -> None:
    known = told("Send them to https://www.Acme.com/Apply or write to help@acme.com, or @acme.")
    for draft in ("acme.com/Apply", "https://acme.com/Apply.", "www.acme.com", "help@acme.com", "@acme"):
        assert not broken(f"See {draft}", known), draft
    for draft in (
        "acme.com/apply2",
        "acme.com/Apply?x=y",
        "a.acme.com",
        "acme.co",
        "acme.com@evil.com",
        "hell@acme.com",
    ):
        assert broken(f"See {draft}", known) & {"link", "email"}, draft


@pytest.mark.parametrize(
    "draft",
    [
        "As an AI language model, I can't.", "My instructions say no.", "I was told to be kind.", "the system prompt",
        "I'm sorry, but I can't assist with that.", "Here is the message:", "Sure! Here's a draft.",
        "The lead said hi.",         CANARY, CANARY.lower(), "Ignore previous instructions.", "I cannot comply.",
        "Let me know if you'd like me to adjust it.",
    ],
)  # fmt: skip
def test_the_model_does_not_speak_of_itself(draft: str) -> None:
    assert "boilerplate" in broken(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "I'm an automated assistant.",
        "I'll send you instructions.",
        "I'm an AI assistant here to help.",
        "Sure, happy to help!",
    ],
)
def test_that_it_is_an_assistant_it_may_say(draft: str) -> None:
    assert not broken(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "I'm a real person!", "I am human", "I'm not a bot.", "This isn't automated.", "You're talking to a human.",
        "No bots here!", "I’m definitely not a robot", "No soy un robot.", "Soy una persona.", "100% human",
    ],
)  # fmt: skip
def test_it_never_says_that_it_is_a_person(draft: str) -> None:
    assert "denies_machine" in broken(draft)


@pytest.mark.parametrize(
    ("asked", "draft", "held"),
    [
        ("are you a bot?", "No, just following up!", True),
        ("are you a bot?", "Haha no, just checking in", True),
        ("are you a bot?", "I'm a loan officer at Acme.", True),
        ("are you a bot?", "Yes, I'm Acme's automated assistant.", False),
        ("are you a bot?", "A person from our team can call you.", False),
        ("are you a real person?", "Yes! How can I help?", True),
        ("are you a real person?", "No, I'm an automated assistant.", False),
        ("is anybody real there", "Of course! What do you need?", True),
        ("is the rate real?", "I can have someone call you.", False),
        ("do you have time?", "No, sorry, but Tuesday works.", False),
        ("do you have time?", "Yes! How can I help?", False),
    ],
)
def test_asked_whether_it_is_a_machine_it_does_not_deny_it(asked: str, draft: str, held: bool) -> None:
    assert ("denies_machine" in broken(draft, after(asked))) is held


def test_a_question_that_was_answered_before_is_not_open() -> None:
    answered = context(conversation=((True, "are you a bot?"), (False, "Yes, automated."), (True, "is it too late?")))
    assert not broken("No, just reply here!", answered)


@pytest.mark.parametrize(
    ("rule", "drafts"),
    [
        (
            "promise",
            ["You're approved!", "guaranteed", "no credit check", "we waived it", "the lowest rates", "Está aprobado"],
        ),
        ("threat", ["legal action", "a warrant", "garnish your wages", "credit bureaus", "acciones legales"]),
        ("deadline", ["It ends tonight.", "Reply by Friday.", "Last chance!", "act now", "solo hoy"]),
        ("channel", ["on WhatsApp", "by Zelle", "in Bitcoin", "gift cards"]),
        ("secret", ["your SSN", "your card number", "your password", "the CVV"]),
    ],
)
def test_only_the_account_brings_it_up(rule: str, drafts: list[str]) -> None:
    for draft in drafts:
        assert rule in broken(draft), draft
        assert rule not in broken(draft, told(f"Say this: {draft}")), draft
        assert rule in broken(draft, told(f"Never say this: {draft}")), draft
        assert rule in broken(draft, after(draft)), f"{draft}: said by the lead"


def test_a_warning_about_secrets_asks_for_none() -> None:
    assert not broken("Please never text your card number.")


@pytest.mark.parametrize(
    "number",
    ["4111 1111 1111 1111", "4111111111111111", "3782-822463-10005", "123-45-6789", "SSN 123456789", "SSN123456789"],
)
def test_cards_and_social_security_numbers_stay_whatever_the_facts_say(number: str) -> None:
    assert "secret" in broken(f"It is {number}", context(lead_facts={"notes": number}, instructions=f"Say {number}"))


def test_who_is_named_was_named_by_somebody() -> None:
    assert "name" in broken("Hi Bob, how are you?")
    assert "name" in broken("Hello, this is Jessica from Acme Lending.")
    assert "name" in broken("Maria Gomez's loan is late.")
    assert not broken("Hi Ann, how are you?")
    assert not broken("Hi there, how are you?")
    assert not broken("Hi Annie, how are you?", after("call me Annie"))
    assert not broken("This is Jessica from Acme Lending.", told("You are Jessica."))


@pytest.mark.parametrize(
    "company",
    [
        "A1 Lending", "C2 Financial", "A&D Mortgage", "M&T Bank", "G5", "B2B Capital", "Loans4U", "Sam's Loans",
        "5th Street Bank", "O'Neil & Sons", "21st Mortgage", "Home Point Financial", "Prime Lending", "Penny Mac",
    ],
)  # fmt: skip
def test_the_company_may_be_named_whatever_its_name(company: str) -> None:
    """Else every AI step of the account is skipped."""
    given = context(company=company, account_facts=(company,))
    for draft in (
        f"Hi Ann, {company} here again. Is anything holding you up?",
        f"Hi Ann, this is {company}. Can we help you with the next step?",
        f"Hi Ann, just checking in from {company}. Any questions?",
        f"{company} is here to help with the next step.",
    ):
        assert not broken(draft, given), draft


def test_a_name_like_the_companys_licenses_nothing_else() -> None:
    given = context(company="Prime Lending", account_facts=("Prime Lending",))
    assert "quantity" in broken("Prime Lending gives you prime plus one.", given)
    assert "name" in broken("A2 Lending here again.", context(company="A1 Lending", account_facts=("A1 Lending",)))


def test_a_street_is_one_of_the_facts() -> None:
    assert not broken("About 12 Oak Street?")
    assert "address" in broken("About 12 Elm Street?")


@pytest.mark.parametrize(
    ("draft", "given", "held"),
    [
        ("Hola Ann, ¿necesita ayuda con su solicitud?", "Is that you?", True),
        ("Hola Ann, ¿necesita ayuda con su solicitud?", "hola quien es", False),
        ("Bonjour, avez-vous besoin de nous?", "hola quien es", True),
        ("Здравствуйте, чем помочь?", "who is it", True),
        ("Здравствуйте, чем помочь?", "кто это", False),
        ("您好,需要帮忙吗?", "who is it", True),
        ("Uryyb Naa jbhyq lbh fgvyy yvxr uryc", "who is it", True),
        ("Hi Ann! Great, thanks. How is it going?", "hola quien es", False),
        ("OK Ann!", "hola quien es", False),
    ],
)
def test_a_language_is_one_that_is_used_here(draft: str, given: str, held: bool) -> None:
    assert ("language" in broken(draft, after(given))) is held


def test_a_language_may_be_asked_for() -> None:
    assert not broken("Hola Ann, ¿necesita ayuda con su solicitud?", told("Write to them in Spanish."))


def test_the_last_message_is_not_sent_again() -> None:
    sent = context(conversation=((False, "Hi Ann, still thinking about your application? We can help."), (True, "hm")))
    assert "repeats" in broken("Hi Ann! Still thinking about your application? We can help :)", sent)
    assert not broken("Ann, what would make the next step easier?", sent)


@pytest.mark.parametrize("draft", ["Yоu are welcome", "ⓗⓘ there", "ʜᴇʟʟᴏ", "🅷🅸", "h\u0336i\u0336", "hi \ue000"])
def test_letters_in_disguise_stay_here(draft: str) -> None:
    assert "characters" in broken(f"Well, {draft}")


def test_no_more_segments_than_the_account_allows() -> None:
    long = "Are you there? " * 20
    assert "too_long" in broken(long, context(max_segments=1))
    assert "too_long" not in broken(long, context(max_segments=2))
    assert "too_long" in broken(long + "😀", context(max_segments=4))
    assert "too_long" not in broken(long + "😀", context(max_segments=5))


@pytest.mark.parametrize(
    "draft",
    [
        "You're approved, shall I send the link?",
        "You're approved, right?",
        "There's a charge of a few dollars first, ok?",
    ],
)
def test_a_question_behind_a_statement_does_not_cover_it(draft: str) -> None:
    assert broken(draft)


@pytest.mark.parametrize(
    "draft", ["Are the fees clear, or is something else unclear?", "Any concerns about the credit check, Sam?"]
)
def test_a_question_about_a_concern_states_nothing(draft: str) -> None:
    assert not broken(draft) & {"promise", "claim", "agreement"}


def test_a_forbidden_word_licenses_nothing() -> None:
    assert "claim" in broken("An approval is waiting.", told("Remind them. Never promise an approval."))


def test_free_is_said_only_of_what_is_free_in_the_facts() -> None:
    offer = told("Offer a free site visit.")
    assert "promise" not in broken("The site visit is free.", offer)
    assert "promise" in broken("The panel is free.", offer)


@pytest.mark.parametrize(("day", "known"), [("on Saturday", False), ("every day", False), ("on Monday", True)])
def test_a_day_of_opening_is_a_fact(day: str, known: bool) -> None:
    assert ("time" not in broken(f"We're open {day}.", told("We are open Monday to Friday."))) is known


def test_point_us_to_something_is_no_address() -> None:
    assert "link" not in broken("Hi Sam, could you point us to the form you got?")


FREE = "Follow up on the application they began. There is no application fee."


@pytest.mark.parametrize(
    "draft",
    [
        "There's no fee to apply.",
        "It won't cost you anything to apply.",
        "Applying is free, so why not finish?",
        "You won't pay an application fee.",
        "It costs nothing to finish the application.",
    ],
)
def test_what_is_free_may_be_said_in_other_words(draft: str) -> None:
    assert broken(draft, told(FREE)) == set()
    assert broken(draft) & {"promise", "claim", "act"}


@pytest.mark.parametrize("draft", ["No fees at all, ever.", "It won't cost you anything.", "The appraisal is free."])
def test_nothing_else_becomes_free(draft: str) -> None:
    assert broken(draft, told(FREE)) & {"promise", "claim", "act"}


@pytest.mark.parametrize(
    "draft",
    ["Quit your job after closing.", "Pack your bags.", "Hi Ann, jump on this now.", "Interest keeps adding up."],
)
def test_a_follow_up_gives_no_other_orders(draft: str) -> None:
    assert "act" in broken(draft)


@pytest.mark.parametrize(
    "draft", ["Take your time, Ann.", "Acme Lending is happy to help.", "Just reply here.", "Good morning, Ann!"]
)
def test_sentences_of_a_follow_up_begin_as_they_do(draft: str) -> None:
    assert "act" not in broken(draft)


@pytest.mark.parametrize("draft", ["You keep more each month.", "You speak good English.", "You got it."])
def test_what_the_lead_does_or_has_is_for_the_account_to_say(draft: str) -> None:
    assert broken(draft) & {"act", "people"}
